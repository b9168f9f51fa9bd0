package db

import (
	"bytes"
	"errors"
	"path/filepath"

	"go.etcd.io/bbolt"

	"memebench/labels/atomicfile"
)

// The first schemas that have all records in other forms than the one before, that have the
// groups of today, and that have the indexes of digests in blocks: a file from before the last
// is brought up to date by a new one.
const (
	packedSince  = 6
	groupedSince = 7
	renewedSince = 8
)

// renew makes a new file of what an older one has, which is brought up to date so in small
// transactions: one would have the whole file in memory, and leave it with more free pages
// than used ones. It takes the old one's place when it is whole, so who is killed before
// has the old one still. The error is a [*ReplacedError] then: the file that is open is
// no longer the one that the path names.
func (d *DB) renew() error {
	path, err := filepath.EvalSymlinks(d.path)
	if err != nil {
		return err
	}
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer t.Discard()
	if err := d.renewInto(t); err != nil {
		return err
	}
	if err := d.intact(); err != nil {
		return err
	}
	if err := atomicfile.Rename(t.File, path); err != nil {
		return err
	}
	return &ReplacedError{Path: d.path}
}

// renewInto writes the new file.
func (d *DB) renewInto(t temp) (err error) {
	into, err := bbolt.Open(t.Name(), fileMode, &bbolt.Options{Timeout: defaultTimeout, NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, into.Close()) }()
	from, err := d.bolt.Begin(true) // nothing that it changes stays
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Rollback()) }()
	_, err = guard(func() error { return renewFrom(from, into) })
	return err
}

// renewFrom writes what is in one file into another, which is empty.
func renewFrom(from *bbolt.Tx, into *bbolt.DB) error {
	schema, err := schemaOf(from)
	if err != nil {
		return err
	}
	if schema < packedSince-1 {
		if err := migrate(from, migrations[:packedSince-1]); err != nil {
			return err
		}
	}
	if err := into.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }); err != nil {
		return err
	}
	derive := &deriver{from: from, into: into.Update, here: true, step: func() error { return nil }}
	for _, name := range buckets {
		b := from.Bucket(name)
		if b == nil || bytes.Equal(name, bucketMemeNames) || schema < groupedSince && bytes.Equal(name, bucketGroupMembers) ||
			schema < packedSince && isDerived(name) && !bytes.Equal(name, bucketMemeEvents) {
			continue
		}
		if err := copyBucket(b, into, [][]byte{name}, derive.step, func(in, k, _ []byte) bool {
			return !bytes.Equal(in, bucketMeta) || !bytes.Equal(k, keySchema)
		}); err != nil {
			return err
		}
	}
	if schema < packedSince {
		if err := firstError(func() error { return compactRecords(derive) }, func() error { return compactDerived(derive) }); err != nil {
			return err
		}
	}
	if schema < groupedSince {
		if err := regroup(into.Update); err != nil {
			return err
		}
	}
	return packIndexesOf(from, into.Update)
}
