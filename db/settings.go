package db

import (
	"fmt"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"memebench/labels"
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

// Settings returns all settings that were ever set, by name.
func (d *DB) Settings() (all []labels.Setting, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		all = nil
		return tx.Bucket(bucketSettings).ForEach(func(k, v []byte) error {
			all = append(all, labels.Setting{Name: string(k), Value: string(v)})
			return nil
		})
	})
	return all, err
}

// SetSetting sets a setting. Key and value are UTF-8, the key of 1 to 32768 bytes.
func (d *DB) SetSetting(key, value string) error {
	return d.updateJointly(func(tx *bbolt.Tx) error {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return fmt.Errorf("%w: the setting %q or its value is not UTF-8", ErrInvalid, short(key))
		}
		if key == "" || len(key) > bbolt.MaxKeySize {
			return fmt.Errorf("%w: a setting's key has %d bytes: want 1 to %d", ErrInvalid, len(key), bbolt.MaxKeySize)
		}
		return tx.Bucket(bucketSettings).Put([]byte(key), []byte(value))
	})
}
