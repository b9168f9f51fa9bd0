package db

import "go.etcd.io/bbolt"

// What walk reads in one transaction: enough that the transaction costs little,
// and not more than fits in memory easily however large the records are.
const (
	walkRecords = 256
	walkBytes   = 1 << 20
)

// walk calls yield with the records of a bucket keyed by numbers, from the key
// from on. It reads them in portions and holds no transaction during yield: an
// open one would keep the file from being mapped again, and with it the next
// append waiting.
func walk[T any](
	d *DB, from uint64,
	bucket func(tx *bbolt.Tx) *bbolt.Bucket, // nil: nothing to walk over
	read func(tx *bbolt.Tx, key uint64, v []byte) (T, error),
	size func(T) int, // what it has in memory besides its record, about; nil: nothing
	yield func(T) error,
) error {
	var portion []T
	for more := true; more; {
		portion, more = portion[:0], false
		err := d.view(func(tx *bbolt.Tx) error {
			b := bucket(tx)
			if b == nil {
				return nil
			}
			c, taken := b.Cursor(), 0
			for k, v := c.Seek(number8(from)); k != nil; k, v = c.Next() {
				key, err := readNumber(k)
				if err != nil {
					return err
				}
				if len(portion) == walkRecords || taken > walkBytes {
					from, more = key, true
					return nil
				}
				r, err := read(tx, key, v)
				if err != nil {
					return err
				}
				portion, taken = append(portion, r), taken+len(v)
				if size != nil {
					taken += size(r)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, r := range portion {
			if err := yield(r); err != nil {
				return err
			}
		}
	}
	return nil
}
