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
	NextWaiting(after uint64) (labels.Meme, bool, error)
	State(id labels.MemeID) (labels.State, error)
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

	waiting := func(after uint64, want ...int) {
		t.Helper()
		for _, place := range want {
			m, ok, err := s.NextWaiting(after)
			if err != nil || ok != (place > 0) || ok && m.Seq != uint64(place) {
				t.Fatalf("after %d waits %d, %v, %v; want %d", after, m.Seq, ok, err, place)
			}
			after = m.Seq
		}
	}
	waiting(0, 1, 2, 3, 4, 5, 1) // and round
	stored := mustAppend(t, s, level(memes[1], "ann", 4), level(memes[1], "bob", 0), level(memes[1], "cat", 4),
		labels.Event{Meme: memes[0], Annotator: "ann", Source: labels.Key, Action: labels.Skip},
		labels.Event{Meme: memes[2], Annotator: "ann", Source: labels.Key, Action: labels.Note, Text: "a note"})
	waiting(0, 3, 4, 5, 3) // a note is no label
	if st, err := s.State(memes[1]); err != nil || !reflect.DeepEqual(st, labels.Aggregate(stored[:3])) {
		t.Errorf("the state after three levels: %+v, %v; want %+v", st, err, labels.Aggregate(stored[:3]))
	}
	mustAppend(t, s, labels.Event{Meme: memes[0], Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: stored[3].Seq})
	waiting(4, 5, 1)
	mustAppend(t, s, level(memes[0], "ann", 1), level(memes[2], "ann", 1), level(memes[3], "ann", 1), level(memes[4], "ann", 1))
	waiting(2, 0)
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
