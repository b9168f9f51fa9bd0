package db

import (
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// undoable reports whether Undo may take the event back: it is what a person has said here.
func undoable(e labels.Event) bool { return byHand(e) && e.Action != labels.Retract }

// byHand reports whether an event came by key or command line, in this workspace.
func byHand(e labels.Event) bool {
	return (e.Source == labels.Key || e.Source == labels.CLI) && !e.Merged
}

// Undo takes back the annotator's newest event that came by key or command line and
// stands, with the others of the same act (see [labels.Event].Batch) that stand. It
// appends a Retract of each, from the same source, and returns what it has taken back,
// the newest first; called again it walks further back. What was merged is none of it: it
// was said elsewhere. Nothing is returned when nothing
// is left to undo.
func (d *DB) Undo(annotator string) ([]labels.Event, error) {
	return d.takeBack(annotator, func(tx *bbolt.Tx) ([]labels.Event, error) {
		return actAt(tx, newestUndoable(tx, annotator), undoable)
	}, func(_ *bbolt.Tx, e labels.Event) (labels.Event, error) { return e, nil }, unchecked)
}

// Redo says again what the annotator's newest Undo took back: it retracts its
// retractions. What it could say again is what the annotator has taken back, by Undo or
// otherwise, since last saying anything by hand. It returns the events that stand again,
// the newest first, none when nothing is left.
func (d *DB) Redo(annotator string) ([]labels.Event, error) {
	return d.redo(annotator, nil, anything, unchecked)
}

// anything may be said again.
func anything(labels.Event) error { return nil }

// redo is Redo without what was said of some memes, as if that had not been taken back, unless may
// or check says something against it.
func (d *DB) redo(annotator string, without []labels.MemeID, may func(labels.Event) error, check func(*logWriter) error) ([]labels.Event, error) {
	return d.takeBack(annotator, func(tx *bbolt.Tx) ([]labels.Event, error) {
		return newestActWithout(tx, annotator, without)
	}, func(tx *bbolt.Tx, e labels.Event) (labels.Event, error) {
		e, err := eventAt(tx, number8(e.Retracts))
		if err == nil {
			err = may(e)
		}
		return e, err
	}, check)
}

// takeBack retracts the events that choose returns, in one transaction, and returns, of
// each, what is meant, the newest first. What check says against it is why nothing is.
func (d *DB) takeBack(annotator string,
	choose func(*bbolt.Tx) ([]labels.Event, error), meant func(*bbolt.Tx, labels.Event) (labels.Event, error),
	check func(*logWriter) error,
) ([]labels.Event, error) {
	var done, remember []labels.Event
	err := d.updateJointly(func(tx *bbolt.Tx) error {
		done = nil
		if err := checkAnnotator(annotator); err != nil {
			return err
		}
		act, err := choose(tx)
		if err != nil {
			return err
		}
		w := newLogWriter(tx, len(act))
		w.known = d.tallies(tx)
		var retracts []labels.Event
		for i, e := range act {
			r, err := w.append(labels.Event{
				Time: d.now(), Meme: e.Meme, Annotator: annotator, Source: e.Source, Action: labels.Retract, Retracts: e.Seq, Batch: i,
			})
			if err != nil {
				return err
			}
			retracts = append(retracts, r)
			if e, err = meant(tx, e); err != nil {
				return err
			}
			done = append(done, e)
		}
		if remember, err = said(tx, retracts, byHand); err != nil {
			return err
		}
		slices.SortFunc(done, func(a, b labels.Event) int { return int(b.Seq) - int(a.Seq) })
		return firstError(func() error { return check(w) }, w.edit, w.flush)
	})
	if err != nil {
		return nil, err
	}
	d.said.add(remember)
	return done, nil
}

// actAt reads the event with this key in the log, nil for none, and those before it that
// are of the same act, as far as they are of the kind and stand; the newest first. What others
// have said between them, as while somebody writes why a meme is unfit, does not part them.
func actAt(tx *bbolt.Tx, k []byte, kind func(labels.Event) bool) (act []labels.Event, err error) {
	if k == nil {
		return nil, nil
	}
	seq, err := readNumber(k)
	if err != nil {
		return nil, err
	}
	last, err := eventAt(tx, number8(seq))
	if err != nil {
		return nil, err
	}
	act = append(act, last)
	for place := last.Batch; place > 0 && seq > 1; {
		seq--
		e, err := eventAt(tx, number8(seq))
		if err != nil {
			return nil, err
		}
		if e.Annotator != last.Annotator {
			continue
		}
		if place--; e.Batch != place {
			break
		}
		if !kind(e) {
			continue
		}
		m, err := seqOf(tx, e.Meme)
		if err != nil {
			return nil, err
		}
		of, err := eventsOf(tx, m)
		if err != nil {
			return nil, err
		}
		if !labels.Retracted(of)[e.Seq] {
			act = append(act, e)
		}
	}
	return act, nil
}

// newestActWithout reads what Redo takes back next: the retractions of the newest act that is not all
// about the memes which are left out, without those about them.
func newestActWithout(tx *bbolt.Tx, annotator string, out []labels.MemeID) ([]labels.Event, error) {
	b := tx.Bucket(bucketRedoable).Bucket([]byte(annotator))
	if b == nil {
		return nil, nil
	}
	c := b.Cursor()
	for k, _ := c.Last(); k != nil; k, _ = c.Prev() {
		act, err := actAt(tx, k, func(e labels.Event) bool { return byHand(e) && e.Action == labels.Retract })
		if err != nil {
			return nil, err
		}
		act = slices.DeleteFunc(act, func(e labels.Event) bool { return slices.Contains(out, e.Meme) })
		if len(act) > 0 {
			return act, nil
		}
	}
	return nil, nil
}

// newestUndoable returns the key in the log of what Undo takes back next, nil for
// nothing.
func newestUndoable(tx *bbolt.Tx, annotator string) []byte {
	return newest(tx, bucketUndoable, annotator)
}

// newestRedoable returns the key in the log of the retraction that Redo takes back next,
// nil for none.
func newestRedoable(tx *bbolt.Tx, annotator string) []byte {
	return newest(tx, bucketRedoable, annotator)
}

func newest(tx *bbolt.Tx, index []byte, annotator string) []byte {
	b := tx.Bucket(index).Bucket([]byte(annotator))
	if b == nil {
		return nil
	}
	k, _ := b.Cursor().Last()
	return k
}
