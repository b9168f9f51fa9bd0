package db

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"
)

// Served returns the id of the version whose predictions are shown, "" when
// there is no version.
func (d *DB) Served() (id string, err error) {
	err = d.view(func(tx *bbolt.Tx) (err error) {
		id, err = servedBelow(tx, 0)
		return err
	})
	return id, err
}

// servedBelow returns the id of the version that lies so many places below the top
// of the stack of those served, "" when the stack is not as deep.
func servedBelow(tx *bbolt.Tx, places int) (id string, err error) {
	c := tx.Bucket(bucketServed).Cursor()
	k, v := c.Last()
	for ; k != nil && places > 0; places-- {
		k, v = c.Prev()
	}
	if k == nil {
		return "", nil
	}
	n, err := readNumber(v)
	return versionID(n), err
}

// goneBack reports whether something lay above the top of the stack of those served, or lies below
// it a second time.
func goneBack(tx *bbolt.Tx) (bool, error) {
	served := tx.Bucket(bucketServed)
	c := served.Cursor()
	k, top := c.Last()
	if k == nil {
		return false, nil
	}
	place, err := readNumber(k)
	if err != nil || place < served.Sequence() {
		return err == nil, err
	}
	for k, v := c.Prev(); k != nil; k, v = c.Prev() {
		if bytes.Equal(v, top) {
			return true, nil
		}
	}
	return false, nil
}

// Promote serves the version from now on and remembers what was served before.
// Promoting what is served changes nothing; predictions from elsewhere, which have no head, are
// ErrInvalid.
func (d *DB) Promote(id string) error {
	return d.update(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		if _, v := tx.Bucket(bucketServed).Cursor().Last(); bytes.Equal(v, number8(n)) {
			return nil
		}
		if headless, err := isHeadless(tx, n); err != nil {
			return err
		} else if headless {
			return &sentence{ErrInvalid, fmt.Sprintf("%s is predictions from elsewhere, without a head: it cannot be served", versionID(n))}
		}
		return serve(tx, n)
	})
}

// serve puts a version on top of the stack of those served.
func serve(tx *bbolt.Tx, number uint64) error {
	served := tx.Bucket(bucketServed)
	place, err := served.NextSequence()
	if err != nil {
		return err
	}
	return served.Put(number8(place), number8(number))
}

// Rollback serves again what was served before the last Promote, and returns its
// id; called again it walks further back. At the first version it is
// ErrNoEarlier.
func (d *DB) Rollback() (id string, err error) {
	err = d.update(func(tx *bbolt.Tx) error {
		served := tx.Bucket(bucketServed)
		c := served.Cursor()
		last, _ := c.Last()
		if last == nil {
			return &sentence{ErrNoEarlier, "nothing to roll back: no version is served yet"}
		}
		key := bytes.Clone(last)
		_, before := c.Prev()
		if before == nil {
			return &sentence{ErrNoEarlier, "nothing to roll back: no other version was served before this one"}
		}
		n, err := readNumber(before)
		if err != nil {
			return err
		}
		id = versionID(n)
		return served.Delete(key)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}
