package db

import (
	"bytes"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// indexUndoable lists under their annotators the events that Undo could take back and the
// retractions that Redo could, and strikes those that no longer stand.
func (w *logWriter) indexUndoable(seq uint64, h *history) error {
	was, is := labels.Retracted(h.events[:h.stored]), labels.Retracted(h.events)
	for i, e := range h.events {
		listed := i < h.stored && !was[e.Seq]
		if !byHand(e) || listed == !is[e.Seq] {
			continue
		}
		index, redo := bucketUndoable, e.Action == labels.Retract
		if redo {
			if h.isRetraction(e.Retracts) {
				continue
			}
			index = bucketRedoable
		}
		b, err := w.tx.Bucket(index).CreateBucketIfNotExists([]byte(e.Annotator))
		if err != nil {
			return err
		}
		switch {
		case listed:
			err = b.Delete(number8(e.Seq))
		case !redo || e.Seq > b.Sequence():
			err = b.Put(number8(e.Seq), number8(seq))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isRetraction reports whether one of the meme's events takes back another.
func (h *history) isRetraction(seq uint64) bool {
	return slices.ContainsFunc(h.events, func(e labels.Event) bool { return e.Seq == seq && e.Action == labels.Retract })
}

// forgetRedoable strikes what annotators have taken back before they last said something
// by hand, in the memes at these places or elsewhere. The sequence number of an
// annotator's bucket is that of the event.
func (w *logWriter) forgetRedoable(places []uint64) error {
	said := map[string]uint64{}
	for _, seq := range places {
		h := w.memes[seq]
		for _, e := range h.events[h.stored:] {
			if undoable(e) {
				said[e.Annotator] = max(said[e.Annotator], e.Seq)
			}
		}
	}
	for _, annotator := range slices.Sorted(maps.Keys(said)) {
		b, err := w.tx.Bucket(bucketRedoable).CreateBucketIfNotExists([]byte(annotator))
		if err != nil {
			return err
		}
		if said[annotator] <= b.Sequence() {
			continue
		}
		if err := b.SetSequence(said[annotator]); err != nil {
			return err
		}
		if err := deleteUpTo(b, said[annotator]); err != nil {
			return err
		}
	}
	return nil
}

// deleteUpTo deletes the keys up to a number.
func deleteUpTo(b *bbolt.Bucket, number uint64) error {
	var keys [][]byte // bbolt wants no changes to a bucket that a cursor walks over
	c := b.Cursor()
	for k, _ := c.First(); k != nil && bytes.Compare(k, number8(number)) <= 0; k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// edit puts into the memes the captions that people have given them, or the imported ones
// back. What versions said of the other captions goes: they are asked anew.
func (w *logWriter) edit() error {
	memes := newMemeTable(w.tx)
	for _, seq := range slices.Sorted(maps.Keys(w.memes)) {
		h := w.memes[seq]
		was, came := labels.CaptionInForce(h.events[:h.stored])
		is, comes := labels.CaptionInForce(h.events)
		if came == comes && was == is {
			continue
		}
		m, err := memes.at(seq)
		if err != nil {
			return err
		}
		before := m.Caption
		m.SetCaption(is, comes)
		if err := memes.put(&m); err != nil {
			return err
		}
		if m.Caption == before {
			continue
		}
		if err := dropPredictionsOf(w.tx, seq); err != nil {
			return err
		}
	}
	return memes.flush()
}
