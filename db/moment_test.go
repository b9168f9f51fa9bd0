package db

import (
	"errors"
	"testing"

	"memebench/labels"
)

// What is read of a store of one moment belongs together while others write, and nothing can be
// written to it.
func TestAtOnce(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 600) // more than Rows reads in one portion
	before, err := d.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	keyed := func(at int) labels.Event {
		return labels.Event{Meme: memes[at].ID, Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}
	}
	say := func(at int) {
		done := make(chan error, 1)
		go func() { _, err := d.Append(keyed(at)); done <- err }()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		said++
	}
	err = d.AtOnce(func(at *DB) error {
		say(599)
		n := 0
		err := at.Rows(func(_ labels.Meme, s labels.State) error {
			if n++; n == 1 {
				say(598)
			}
			if s.Kind != labels.Unlabelled {
				t.Errorf("meme %d is %s", n, s.Kind)
			}
			return nil
		})
		seq, e := at.LastSeq()
		if n != 600 || seq != before {
			t.Errorf("%d memes, event %d; want 600 and %d", n, seq, before)
		}
		if _, err := at.Append(keyed(0)); !errors.Is(err, ErrReadOnly) {
			t.Errorf("written to one moment: %v", err)
		}
		if err := at.Close(); !errors.Is(err, ErrReadOnly) {
			t.Errorf("one moment was closed: %v", err)
		}
		return errors.Join(err, e)
	})
	if err != nil {
		t.Fatal(err)
	}
	labelled := 0
	seq, err := d.RowsAt(func(_ labels.Meme, s labels.State) error {
		if s.Kind == labels.Labelled {
			labelled++
		}
		return nil
	})
	if err != nil || labelled != said || seq != before+uint64(said) {
		t.Errorf("afterwards %d are labelled at event %d (%v), want %d", labelled, seq, err, said)
	}
	want := errors.New("enough")
	if _, err := d.RowsAt(func(labels.Meme, labels.State) error { return want }); err != want { // nor is it one of the store
		t.Errorf("yield's error became %v", err)
	}
}
