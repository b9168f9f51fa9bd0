package dbtest

import (
	"reflect"
	"testing"

	"memebench/labels"
)

// MemeStore finds memes and their states.
type MemeStore interface {
	Meme(id labels.MemeID) (labels.Meme, error)
	MemeAt(seq uint64) (labels.Meme, error)
	MemeCount() (int, error)
	NextWaiting(annotator string, after uint64) (labels.Meme, bool, error)
	State(id labels.MemeID) (labels.State, error)
	Setting(name string) (string, bool, error)
	SetSetting(name, value string) error
	Append(events ...labels.Event) ([]labels.Event, error)
}

// Memes tests that memes are found by id, by place and by waiting for a label, and
// that their states are those of their events.
func Memes(t *testing.T, memes []labels.MemeID, s MemeStore) {
	t.Helper()
	if n, err := s.MemeCount(); err != nil || n != len(memes) {
		t.Fatalf("%d memes, %v; want %d", n, err, len(memes))
	}
	for i, id := range memes {
		byID, err := s.Meme(id)
		if err != nil || byID.ID != id || byID.Seq != uint64(i+1) || byID.Split != labels.Train {
			t.Errorf("meme %d by its id: %+v, %v", i+1, byID, err)
		}
		if byPlace, err := s.MemeAt(uint64(i + 1)); err != nil || !reflect.DeepEqual(byPlace, byID) {
			t.Errorf("meme %d by its place: %+v, %v; by its id %+v", i+1, byPlace, err, byID)
		}
		if st, err := s.State(id); err != nil || !reflect.DeepEqual(st, labels.Aggregate(nil)) {
			t.Errorf("the state of a meme of which nothing was said: %+v, %v", st, err)
		}
	}
	if m, err := s.Meme(labels.NewMemeID("none", "none")); err == nil {
		t.Errorf("a meme that is not there: %+v", m)
	}
	for _, seq := range []uint64{0, uint64(len(memes) + 1)} {
		if m, err := s.MemeAt(seq); err == nil {
			t.Errorf("the meme at %d: %+v", seq, m)
		}
	}

	waitingFor := func(who string, after uint64, want ...int) {
		t.Helper()
		for _, place := range want {
			m, ok, err := s.NextWaiting(who, after)
			if err != nil || ok != (place > 0) || ok && m.Seq != uint64(place) {
				t.Fatalf("after %d waits %d for %s, %v, %v; want %d", after, m.Seq, who, ok, err, place)
			}
			after = m.Seq
		}
	}
	waiting := func(after uint64, want ...int) { t.Helper(); waitingFor("ann", after, want...) }
	waiting(0, 1, 2, 3, 4, 5, 1) // and round
	stored := mustAppend(t, s, level(memes[1], "ann", 4), level(memes[1], "bob", 0), level(memes[1], "cat", 4),
		labels.Event{Meme: memes[0], Annotator: "ann", Source: labels.Key, Action: labels.Skip},
		labels.Event{Meme: memes[2], Annotator: "ann", Source: labels.Key, Action: labels.Note, Text: "a note"})
	waiting(0, 3, 4, 5, 3)              // a note is no label
	waitingFor("dan", 0, 1, 3, 4, 5, 1) // what another has skipped waits, what another has labelled does not
	overlap := func(n string) {
		t.Helper()
		if err := s.SetSetting(labels.OverlapSetting, n); err != nil {
			t.Fatal(err)
		}
	}
	overlap("3")
	waitingFor("dan", 0, 1, 3)
	overlap("4")
	waitingFor("dan", 0, 1, 2, 3)
	waitingFor("bob", 0, 1, 3)
	overlap("1")
	if st, err := s.State(memes[1]); err != nil || !reflect.DeepEqual(st, labels.Aggregate(stored[:3])) {
		t.Errorf("the state after three levels: %+v, %v; want %+v", st, err, labels.Aggregate(stored[:3]))
	}
	mustAppend(t, s, labels.Event{Meme: memes[0], Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: stored[3].Seq})
	waiting(4, 5, 1)
	mustAppend(t, s, level(memes[0], "ann", 1), level(memes[2], "ann", 1), level(memes[3], "ann", 1), level(memes[4], "ann", 1))
	waiting(2, 0)

	// Imports are nobody; what they have labelled comes last. What is flagged or
	// adjudicated waits for nobody.
	waitingFor("dan", 0, 0)
	overlap("2")
	waitingFor("dan", 0, 1, 3, 4, 5, 1)
	imported := level(memes[3], "dan", 2)
	imported.Source = labels.Import
	mustAppend(t, s, imported)
	waitingFor("dan", 0, 1, 3, 4, 5, 1) // ann's label stands beside it
	undoing := labels.Event{Meme: memes[3], Annotator: "ann", Source: labels.Key, Action: labels.Retract}
	undoing.Retracts = stored[4].Seq + 4
	mustAppend(t, s, undoing)
	waitingFor("dan", 0, 1, 3, 5, 1)
	mustAppend(t, s, labels.Event{Meme: memes[0], Annotator: "bob", Source: labels.Key, Action: labels.Flag})
	decision := level(memes[2], "bob", 2)
	decision.Action = labels.Adjudicate
	mustAppend(t, s, decision)
	waitingFor("dan", 0, 5, 5)
	mustAppend(t, s, level(memes[4], "dan", 2))
	waitingFor("dan", 0, 4, 4) // also where the import was in dan's name
	mustAppend(t, s, level(memes[3], "dan", 2))
	waitingFor("dan", 0, 0)
}

// appender is what adds events.
type appender interface {
	Append(events ...labels.Event) ([]labels.Event, error)
}

func mustAppend(t *testing.T, s appender, events ...labels.Event) []labels.Event {
	t.Helper()
	stored, err := s.Append(events...)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func level(meme labels.MemeID, annotator string, l labels.Level) labels.Event {
	return labels.Event{Meme: meme, Annotator: annotator, Source: labels.Key, Action: labels.SetLevel, Level: l}
}
