package db

import (
	"memebench/labels"
)

// NextWaiting returns the first meme after the place after, in the order of
// import, of which nothing has been said that stands (its state is Unlabelled),
// going on from the start behind the last one; so it may be the one at after.
// ok is false when no meme waits.
func (d *DB) NextWaiting(after uint64) (m labels.Meme, ok bool, err error) {
	err = d.Read(func(r *Reader) (err error) {
		m, ok, err = r.NextWaiting(after)
		return err
	})
	return m, ok, err
}
