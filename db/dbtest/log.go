package dbtest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"memebench/labels"
)

// LogStore keeps what was said.
type LogStore interface {
	Append(events ...labels.Event) ([]labels.Event, error)
	LastSeq() (uint64, error)
	Log(from uint64, yield func(labels.Event) error) error
}

// Log tests that events are kept as they came, in their order, all of a call or none.
func Log(t *testing.T, memes []labels.MemeID, s LogStore) {
	t.Helper()
	last := func(want uint64) {
		t.Helper()
		if seq, err := s.LastSeq(); err != nil || seq != want {
			t.Errorf("the newest event is %d, %v; want %d", seq, err, want)
		}
	}
	last(0)
	offered := []labels.Event{level(memes[0], "ann", 4), level(memes[1], "bob", 0)}
	offered[0].ElapsedMS, offered[0].Shown, offered[0].Queue, offered[0].Place = 1200, labels.ShownAfter, "waiting", 7
	stored := mustAppend(t, s, offered...)
	stored = append(stored, mustAppend(t, s, level(memes[0], "bob", 2))...)
	if offered[0].Seq != 0 {
		t.Error("the caller's events were changed")
	}
	for i, e := range stored {
		if e.Seq != uint64(i+1) || e.Annotator != []string{"ann", "bob", "bob"}[i] {
			t.Errorf("event %d is stored as %+v", i+1, e)
		}
	}
	if e := stored[0]; e.ElapsedMS != 1200 || e.Shown != labels.ShownAfter || e.Queue != "waiting" || e.Place != 7 {
		t.Errorf("how a label came about is lost: %+v", e)
	}
	last(3)
	read := func(from uint64) (events []labels.Event) {
		t.Helper()
		if err := s.Log(from, func(e labels.Event) error {
			events = append(events, e)
			return nil
		}); err != nil {
			t.Error(err)
		}
		return events
	}
	if all := read(1); !reflect.DeepEqual(all, stored) {
		t.Errorf("the log is %+v, want %+v", all, stored)
	}
	if later := read(3); !reflect.DeepEqual(later, stored[2:]) {
		t.Errorf("the log from 3 is %+v, want %+v", later, stored[2:])
	}
	if none := read(4); len(none) > 0 {
		t.Errorf("the log from behind its end is %+v", none)
	}
	enough, n := errors.New("enough"), 0
	if err := s.Log(1, func(labels.Event) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("a reader that has enough is asked %d times; %v", n, err)
	}

	if _, err := s.Append(level(memes[0], "ann", 1), level(labels.NewMemeID("none", "none"), "ann", 1)); err == nil {
		t.Error("an event of a meme that is not there was stored")
	}
	last(3)
}

// UndoStore takes back what was said.
type UndoStore interface {
	LogStore
	Meme(id labels.MemeID) (labels.Meme, error)
	State(id labels.MemeID) (labels.State, error)
	Undo(annotator string) ([]labels.Event, error)
	Redo(annotator string) ([]labels.Event, error)
}

// Undo tests that an annotator takes back what that annotator has said by hand, act by
// act and the newest first, says it again, and nothing else.
func Undo(t *testing.T, memes []labels.MemeID, s UndoStore) {
	t.Helper()
	take := func(name string, back func(string) ([]labels.Event, error), who string, want ...uint64) {
		t.Helper()
		before, err := s.LastSeq()
		if err != nil {
			t.Fatal(err)
		}
		done, err := back(who)
		var seqs []uint64
		for _, e := range done {
			seqs = append(seqs, e.Seq)
		}
		if err != nil || !slices.Equal(seqs, want) {
			t.Fatalf("%s for %s: events %d, %v; want %d", name, who, seqs, err, want)
		}
		if after, err := s.LastSeq(); err != nil || after != before+uint64(len(want)) {
			t.Errorf("the newest event is %d then, %v; want %d", after, err, before+uint64(len(want)))
		}
	}
	undo := func(who string, want ...uint64) { t.Helper(); take("undone", s.Undo, who, want...) }
	redo := func(who string, want ...uint64) { t.Helper(); take("said again", s.Redo, who, want...) }
	gold := func(meme int, want labels.Level, when string) {
		t.Helper()
		if st, err := s.State(memes[meme]); err != nil || st.Gold != want {
			t.Errorf("%s: %+v, %v; want %v", when, st, err, want)
		}
	}
	caption := func(want string, edited bool) {
		t.Helper()
		m, err := s.Meme(memes[3])
		if err != nil || edited != (m.Origin == labels.OriginEdited) || edited && m.Caption != want || !edited && m.Original != "" || m.Imported() != want && !edited {
			t.Errorf("the caption of %+v, %v; want %q, edited %v", m, err, want, edited)
		}
	}
	by := func(who string, action labels.Action, meme int, text string, batch int) labels.Event {
		return labels.Event{Meme: memes[meme], Annotator: who, Source: labels.Key, Action: action, Level: labels.NoLevel, Text: text, Batch: batch}
	}
	given, err := s.Meme(memes[3])
	if err != nil {
		t.Fatal(err)
	}
	undo("ann")
	redo("ann")
	imported := level(memes[0], "ann", 3)
	imported.Source = labels.Import
	mustAppend(t, s, imported, // 1
		level(memes[0], "ann", 4),                   // 2
		level(memes[1], "bob", 0),                   // 3
		by("ann", labels.Skip, 1, "", 0),            // 4
		by("ann", labels.Note, 2, "a note", 0),      // 5
		level(memes[0], "ann", 2),                   // 6
		by("ann", labels.Caption, 3, "mended", 0),   // 7
		by("ann", labels.Caption, 3, "mended 2", 0)) // 8
	caption("mended 2", true)
	undo("ann", 8) // by 9
	caption("mended", true)
	undo("ann", 7) // by 10
	caption(given.Caption, false)
	redo("ann", 7) // by 11
	caption("mended", true)
	redo("ann", 8) // by 12
	caption("mended 2", true)
	redo("ann")
	undo("ann", 8) // by 13
	undo("ann", 7) // by 14
	undo("ann", 6) // by 15
	gold(0, labels.VeryPositive, "what was said before the level that was taken back")
	undo("ann", 5) // by 16
	undo("ann", 4) // by 17
	undo("ann", 2) // by 18
	gold(0, labels.VeryPositive-1, "what was imported counts when nothing else is left")
	undo("ann") // what was imported stays
	undo("cat")
	redo("bob") // it was not bob who took back
	redo("ann", 2)
	gold(0, labels.VeryPositive, "said again")  // by 19
	undo("bob", 3)                              // by 20
	redo("ann", 4)                              // by 21: what others say does not matter
	mustAppend(t, s, level(memes[4], "ann", 1)) // 22
	redo("ann")                                 // since then there is nothing to be said again
	redo("bob", 3)                              // by 23

	// What is of one act goes together, the newest act first, and only what stands of it.
	act := func(meme, batch int, l labels.Level) labels.Event {
		e := level(memes[meme], "ann", l)
		e.Batch = batch
		return e
	}
	mustAppend(t, s, act(0, 0, 0), act(1, 1, 0))                                                                               // 24, 25
	mustAppend(t, s, act(2, 0, 1), act(3, 1, 1), act(4, 2, 1))                                                                 // 26, 27, 28
	mustAppend(t, s, labels.Event{Meme: memes[3], Annotator: "ann", Source: labels.Key, Action: labels.Retract, Retracts: 27}) // 29
	undo("ann", 28, 26)                                                                                                        // by 30 and 31
	gold(4, labels.Negative, "the level before the act")
	undo("ann", 25, 24) // by 32 and 33
	redo("ann", 25, 24)
	gold(0, labels.VeryNegative, "said again")
	redo("ann", 28, 26)
	redo("ann", 27) // what was taken back otherwise
	redo("ann")
	undo("ann", 28, 27, 26)

	// An act may go on after others have said something, as a flag does by its reason.
	seq, err := s.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, by("ann", labels.Flag, 2, "", 0), level(memes[1], "bob", 3), level(memes[2], "bob", 3), by("ann", labels.Flag, 2, "cut", 1))
	undo("ann", seq+4, seq+1)
	redo("ann", seq+4, seq+1)
	undo("bob", seq+3)
}
