package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// NextWaiting returns the first meme behind the place after, in the order of import,
// that waits for an annotator (see [labels.State.Waits]; the setting overlap counts),
// going on from the start behind the last one; so it may be the one at after. Those
// that only an import has labelled ([labels.State.Imported]) come when no other is left.
// ok is false when no meme waits.
func (d *DB) NextWaiting(annotator string, after uint64) (m labels.Meme, ok bool, err error) {
	err = d.Read(func(r *Reader) (err error) {
		m, ok, err = r.NextWaiting(annotator, after)
		return err
	})
	return m, ok, err
}

// overlapOf reads how many people are to label a meme. What no present rule allows, as a
// later version may have set it, is 1.
func overlapOf(tx *bbolt.Tx) int {
	n, err := labels.ParseOverlap(string(tx.Bucket(bucketSettings).Get([]byte(labels.OverlapSetting))))
	if err != nil {
		return 1
	}
	return n
}
