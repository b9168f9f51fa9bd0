package db

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Salvage calls yield with every event that can be read, in the order of the log, until
// yield or ctx ends it, and passes over the others: of a damaged store this is what is
// left of what people have said. It returns how many it has passed over.
func (d *DB) Salvage(ctx context.Context, yield func(labels.Event) error) (unread int, err error) {
	last, err := d.LastSeq()
	if err != nil {
		return 0, err
	}
	for seq := uint64(1); seq <= last; seq++ {
		if err := ctx.Err(); err != nil {
			return unread, err
		}
		var e labels.Event
		switch err := d.view(func(tx *bbolt.Tx) (err error) {
			key := number8(seq)
			v := tx.Bucket(bucketLog).Get(key)
			if v == nil {
				return fmt.Errorf("%w: event %d is missing", ErrDamaged, seq)
			}
			e, err = readEvent(tx, key, v)
			return err
		}); {
		case errors.Is(err, ErrDamaged):
			unread++
			continue
		case err != nil:
			return unread, err
		}
		if err := yield(e); err != nil {
			return unread, err
		}
	}
	return unread, nil
}
