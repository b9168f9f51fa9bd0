package db

import (
	"go.etcd.io/bbolt"

	"memebench/labels"
)

// NextWaiting returns the first meme after the place after, in the order of
// import, of which nothing has been said that stands (its state is Unlabelled),
// going on from the start behind the last one; so it may be the one at after.
// ok is false when no meme waits.
func (d *DB) NextWaiting(after uint64) (m labels.Meme, ok bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketWaiting).Cursor()
		k, _ := c.Seek(number8(after + 1)) // behind the greatest number comes 0, the start
		if k == nil {
			k, _ = c.First()
		}
		if k == nil {
			return nil
		}
		seq, err := readNumber(k)
		if err != nil {
			return err
		}
		m, err = memeAt(tx.Bucket(bucketMemes), seq)
		ok = err == nil
		return err
	})
	return m, ok, err
}
