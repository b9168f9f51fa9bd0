package db

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// Annotators returns the names of all who have given a level, people and imports, in the
// order of their bytes. Whoever has taken all of them back may still be there.
func (d *DB) Annotators() (all []string, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		all = nil
		prefix, c := []byte(counterGiven("")), tx.Bucket(bucketCounters).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			all = append(all, string(k[len(prefix):]))
		}
		return nil
	})
	return all, err
}
