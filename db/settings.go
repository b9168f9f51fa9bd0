package db

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// Setting returns the value of a setting; ok is false when it was never set.
func (d *DB) Setting(key string) (value string, ok bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		v := tx.Bucket(bucketSettings).Get([]byte(key))
		value, ok = string(v), v != nil
		return nil
	})
	return value, ok, err
}

// SetSetting sets a setting. The key has 1 to 32768 bytes.
func (d *DB) SetSetting(key, value string) error {
	return d.update(func(tx *bbolt.Tx) error {
		if key == "" || len(key) > bbolt.MaxKeySize {
			return fmt.Errorf("%w: a setting's key has %d bytes: want 1 to %d", ErrInvalid, len(key), bbolt.MaxKeySize)
		}
		return tx.Bucket(bucketSettings).Put([]byte(key), []byte(value))
	})
}
