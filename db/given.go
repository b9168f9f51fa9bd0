package db

import (
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/eval"
	"memebench/labels"
)

// AddGiven keeps predictions that were made elsewhere as a version without a head, in one
// transaction. It returns v with its Number, ID, Created and the counts of its Origin, which
// it must have. The version is not served, nor is it the latest. It is for a process that has
// nothing else to write meanwhile.
//
// No predictions, one that is none, a Name that is no name or is taken, or one that is missing
// is ErrInvalid; a meme that is not there is ErrNotFound.
func (d *DB) AddGiven(v eval.Version, ps []labels.Prediction) (eval.Version, error) {
	if len(ps) == 0 || v.Origin == nil || v.Name == "" {
		return v, fmt.Errorf("%w version: predictions from elsewhere want an origin, a name and predictions", ErrInvalid)
	}
	from := *v.Origin
	from.Predictions, from.LevelsOnly = len(ps), 0
	for i := range ps {
		if err := checkPrediction(&ps[i]); err != nil {
			return v, err
		}
		if ps[i].LevelOnly {
			from.LevelsOnly++
		}
	}
	v.Origin = &from
	err := d.update(func(tx *bbolt.Tx) error {
		n, err := tx.Bucket(bucketVersions).NextSequence()
		if err != nil {
			return err
		}
		// What is there of it is empty, but there: the version is kept.
		if v, err = d.addVersion(tx, n, v, eval.Artifacts{Head: []byte{}, Weights: []byte{}}); err != nil {
			return err
		}
		into, err := newPredictionWriter(tx, n)
		if err != nil {
			return err
		}
		for i := range ps {
			seq, err := seqOf(tx, ps[i].Meme)
			if err != nil {
				return err
			}
			if err := into.put(seq, &ps[i]); err != nil {
				return err
			}
		}
		return into.flush()
	})
	if err != nil {
		return eval.Version{}, err
	}
	return v, nil
}

// isHeadless reports whether a version is nothing but predictions.
func isHeadless(tx *bbolt.Tx, number uint64) (bool, error) {
	v, err := versionAt(tx, number)
	return v.Headless(), err
}

// latest returns the number of the newest kept version that has a head; ok is false for
// none.
func latest(tx *bbolt.Tx) (number uint64, ok bool, err error) {
	c := tx.Bucket(bucketHeads).Cursor()
	for k, _ := c.Last(); k != nil; k, _ = c.Prev() {
		if number, err = readNumber(k); err != nil {
			return 0, false, err
		}
		if headless, err := isHeadless(tx, number); err != nil || !headless {
			return number, err == nil, err
		}
	}
	return 0, false, nil
}
