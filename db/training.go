package db

import (
	"bytes"

	"go.etcd.io/bbolt"

	"memebench/eval"
	"memebench/labels"
)

var keyTrained = []byte("trained")

// counterNew counts the labels that people have given since the newest training
// and that stand.
const counterNew = "new"

// newestTraining returns the newest event that a version of this workspace, kept or
// not, was trained with.
func newestTraining(versions *bbolt.Bucket) (seq uint64, err error) {
	err = versions.ForEach(func(_, b []byte) error {
		v, err := decode[versionRecord](b)
		if err == nil && v.Origin == nil {
			seq = max(seq, v.LabelSeq)
		}
		return err
	})
	return seq, err
}

// newLabels counts the events behind a place in the log that are levels given by
// people and stand. It reads those only, the newest first: by then it is known
// whether an event is taken back, also one that takes back another.
func newLabels(log *bbolt.Bucket, after uint64) (n int, err error) {
	retracted := map[uint64]bool{}
	c := log.Cursor()
	for k, v := c.Last(); k != nil && bytes.Compare(k, number8(after)) > 0; k, v = c.Prev() {
		seq, err := readNumber(k)
		if err != nil {
			return 0, err
		}
		_, e, err := unpackEvent(seq, v)
		if err != nil {
			return 0, err
		}
		switch {
		case retracted[e.Seq]:
		case e.Action == labels.Retract:
			retracted[e.Retracts] = true
		case isLabel(e):
			n++
		}
	}
	return n, nil
}

// newLabels counts the same of one meme, of its first n events.
func (h *history) newLabels(n int, after uint64) (fresh int) {
	retracted := labels.Retracted(h.events[:n])
	for _, e := range h.events[:n] {
		if isLabel(e) && e.Seq > after && !retracted[e.Seq] {
			fresh++
		}
	}
	return fresh
}

// isLabel reports whether an event is a level given by a person.
func isLabel(e labels.Event) bool { return e.Source != labels.Import && e.Level.Valid() }

// trainedUpTo returns the newest event that a version of this workspace was
// trained with.
func trainedUpTo(tx *bbolt.Tx) (uint64, error) {
	v := tx.Bucket(bucketMeta).Get(keyTrained)
	if v == nil {
		return 0, nil
	}
	return readNumber(v)
}

// putTraining keeps up to where a version was trained, and what is new since.
func putTraining(tx *bbolt.Tx, seq uint64, fresh int) error {
	if err := tx.Bucket(bucketCounters).Put([]byte(counterNew), number8(uint64(fresh))); err != nil {
		return err
	}
	return tx.Bucket(bucketMeta).Put(keyTrained, number8(seq))
}

// trainedWith takes in that a version was trained with the log up to an event.
func trainedWith(tx *bbolt.Tx, v eval.Version) error {
	trained, err := trainedUpTo(tx)
	if err != nil || v.Origin != nil || v.LabelSeq <= trained {
		return err
	}
	n, err := newLabels(tx.Bucket(bucketLog), v.LabelSeq)
	if err != nil {
		return err
	}
	return putTraining(tx, v.LabelSeq, n)
}
