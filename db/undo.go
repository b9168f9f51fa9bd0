package db

import (
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// undoable reports whether Undo may take the event back: what a person has said
// that decides a meme's state.
func undoable(e labels.Event) bool {
	if e.Source != labels.Key && e.Source != labels.CLI {
		return false
	}
	switch e.Action {
	case labels.SetLevel, labels.Skip, labels.Flag, labels.Adjudicate:
		return true
	}
	return false
}

// Undo takes back the annotator's newest event that came by key or command line,
// is a level, skip, flag or adjudication, and stands. It appends a Retract, from
// the same source, and returns the event taken back; called again it walks
// further back. ok is false when nothing is left to undo.
func (d *DB) Undo(annotator string) (undone labels.Event, ok bool, err error) {
	err = d.update(func(tx *bbolt.Tx) error {
		undone, ok = labels.Event{Level: labels.NoLevel}, false
		if err := checkAnnotator(annotator); err != nil {
			return err
		}
		k := newestUndoable(tx, annotator)
		if k == nil {
			return nil
		}
		v := tx.Bucket(bucketLog).Get(k)
		if v == nil {
			return fmt.Errorf("%w: an index names an event that is not in the log", ErrDamaged)
		}
		e, err := decode[labels.Event](v)
		if err != nil {
			return err
		}
		w := newLogWriter(tx, 1)
		if _, err := w.append(labels.Event{
			Time: d.now(), Meme: e.Meme, Annotator: annotator, Source: e.Source, Action: labels.Retract, Retracts: e.Seq,
		}); err != nil {
			return err
		}
		undone, ok = e, true
		return w.flush()
	})
	if err != nil {
		return labels.Event{Level: labels.NoLevel}, false, err
	}
	return undone, ok, nil
}

// newestUndoable returns the key in the log of what Undo takes back next, nil for
// nothing.
func newestUndoable(tx *bbolt.Tx, annotator string) []byte {
	b := tx.Bucket(bucketUndoable).Bucket([]byte(annotator))
	if b == nil {
		return nil
	}
	k, _ := b.Cursor().Last()
	return k
}
