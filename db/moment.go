package db

import (
	"cmp"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// AtOnce calls f with the store as it is at this moment, and returns its error: whatever f reads of
// it belongs together, however much is written to the store meanwhile. That one can only be read,
// must not be used after f nor in other goroutines, and f must call no method of d: one that begins
// to read where the file grows waits for f. Under the race detector such a call ends the program. f
// should take seconds at most: what is written meanwhile takes new pages of the file.
func (d *DB) AtOnce(f func(*DB) error) error {
	var own error // not the store's
	err := d.view(func(tx *bbolt.Tx) error {
		own = f(&DB{path: d.path, as: d.as, now: d.now, bolt: d.bolt, file: d.file, info: d.info, read: true, lost: d.lost, at: tx})
		return nil
	})
	return cmp.Or(own, err)
}

// RowsAt is [DB.Rows] of one moment: it returns the newest event that the states are of. yield must call no
// method of the store.
func (d *DB) RowsAt(yield func(labels.Meme, labels.State) error) (seq uint64, err error) {
	err = d.AtOnce(func(at *DB) (err error) {
		if seq, err = at.LastSeq(); err != nil {
			return err
		}
		return at.Rows(yield)
	})
	return seq, err
}
