package dbtest

import (
	"errors"
	"reflect"
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
	State(id labels.MemeID) (labels.State, error)
	Undo(annotator string) (labels.Event, bool, error)
}

// Undo tests that an annotator takes back what that annotator has said by hand, the
// newest first, and nothing else.
func Undo(t *testing.T, memes []labels.MemeID, s UndoStore) {
	t.Helper()
	undo := func(who string, want uint64) {
		t.Helper()
		before, err := s.LastSeq()
		if err != nil {
			t.Fatal(err)
		}
		e, ok, err := s.Undo(who)
		if err != nil || ok != (want > 0) || ok && e.Seq != want {
			t.Fatalf("undone for %s: event %d, %v, %v; want %d", who, e.Seq, ok, err, want)
		}
		if want > 0 {
			before++
		}
		if after, err := s.LastSeq(); err != nil || after != before {
			t.Errorf("the newest event is %d then, %v; want %d", after, err, before)
		}
	}
	undo("ann", 0)
	imported := level(memes[0], "ann", 3)
	imported.Source = labels.Import
	mustAppend(t, s, imported, // 1
		level(memes[0], "ann", 4), // 2
		level(memes[1], "bob", 0), // 3
		labels.Event{Meme: memes[1], Annotator: "ann", Source: labels.CLI, Action: labels.Skip},                 // 4
		labels.Event{Meme: memes[2], Annotator: "ann", Source: labels.Key, Action: labels.Note, Text: "a note"}, // 5
		level(memes[0], "ann", 2)) // 6
	undo("ann", 6)
	if st, err := s.State(memes[0]); err != nil || st.Gold != labels.VeryPositive {
		t.Errorf("what was said before the level that was taken back: %+v, %v", st, err)
	}
	undo("ann", 4) // a note decides nothing
	undo("ann", 2)
	if st, err := s.State(memes[0]); err != nil || st.Gold != labels.VeryPositive-1 {
		t.Errorf("what was imported counts when nothing else is left: %+v, %v", st, err)
	}
	undo("ann", 0) // what was imported stays
	undo("bob", 3)
	undo("cat", 0)
}
