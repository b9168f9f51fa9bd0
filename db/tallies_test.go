package db

import (
	"errors"
	"reflect"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// What was said of a meme that was written to lately is not read again for the next word on
// it; to take something back it is.
func TestTheNextWordReadsNoHistory(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 2)
	appendAll(t, d, level(memes[0].ID, "ann", labels.Positive), level(memes[0].ID, "bob", labels.Neutral))
	read := func(action labels.Action, want int) {
		t.Helper()
		stop := errors.New("stop")
		err := d.update(func(tx *bbolt.Tx) error {
			w := newLogWriter(tx, 1)
			w.known = d.tallies(tx)
			h, err := w.history(memes[0].Seq, action)
			if err != nil {
				return err
			}
			if len(h.events) != want {
				t.Errorf("for a %s %d events are read, want %d", action, len(h.events), want)
			}
			if _, is := h.tallies(); is.State().Kind != labels.Disputed {
				t.Errorf("for a %s: %+v", action, is.State())
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
	}
	read(labels.SetLevel, 0)
	read(labels.Retract, 2)
	read(labels.Caption, 2)
	// Any other change of the log makes it forget.
	if _, err := d.AddLabelled([]labels.NewMeme{{Meme: textMeme("new", "a new one"), Annotator: "gold", Level: labels.Neutral}}, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	read(labels.SetLevel, 2)
}

// A transaction that fails leaves nothing to be remembered.
func TestTalliesOfWhatFailed(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 2)
	appendAll(t, d, level(memes[0].ID, "ann", labels.Positive))
	if _, err := d.Append(level(memes[0].ID, "ann", labels.Negative), level("nobody", "ann", labels.Negative)); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	bad := level(memes[0].ID, "bob", labels.Negative)
	bad.Action, bad.Level, bad.Retracts = labels.Retract, labels.NoLevel, 99
	if _, err := d.Append(level(memes[0].ID, "bob", labels.Negative), bad); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	appendAll(t, d, level(memes[0].ID, "cat", labels.Positive))
	checkTally(t, d, memes[0].ID)
}

// After each of many words on one meme, of all kinds and taken back in between, its state is
// that of its events, and so is all that is derived.
func TestTalliesOfALongHistory(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 3)
	for i := range 120 {
		e := level(memes[i%2].ID, []string{"ann", "bob", "cat"}[i%3], labels.Level(i%labels.Levels))
		switch i % 11 {
		case 3:
			e.Action, e.Level, e.Text = labels.Note, labels.NoLevel, "a note"
		case 5:
			e.Action = labels.Adjudicate
		case 7:
			e.Action, e.Level, e.Text = labels.Caption, labels.NoLevel, "another caption"
		case 8:
			e.Action, e.Level = labels.Skip, labels.NoLevel
		case 9:
			e.ReAsk = true
		}
		again := e
		again.Meme = memes[2].ID
		appendAll(t, d, e, again)
		if i%4 == 3 {
			if _, err := d.Undo(e.Annotator); err != nil {
				t.Fatal(err)
			}
		}
		if i%8 == 7 {
			if _, err := d.Redo(e.Annotator); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range memes {
			checkTally(t, d, m.ID)
		}
	}
	path := d.path
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if found := verify(t, path); found != nil {
		t.Errorf("what is derived is wrong: %v", found)
	}
}

func checkTally(t *testing.T, d *DB, id labels.MemeID) {
	t.Helper()
	events, err := d.Events(id)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := d.State(id); err != nil || !reflect.DeepEqual(s, labels.Aggregate(events)) {
		t.Fatalf("state %+v, %v; want %+v", s, err, labels.Aggregate(events))
	}
}
