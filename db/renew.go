package db

import (
	"bytes"
	"errors"
	"path/filepath"

	"go.etcd.io/bbolt"

	"memebench/labels/atomicfile"
)

// packedSince is the first schema that has all records in other forms than the one before:
// a file from before it is brought up to date by a new one.
const packedSince = 6

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
	_, err = guard(func() error {
		if err := migrate(from, migrations[:packedSince-1]); err != nil {
			return err
		}
		if err := into.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations[:packedSince]) }); err != nil {
			return err
		}
		step := func() error { return nil }
		for _, name := range kept {
			if err := copyBucket(from.Bucket(name), into, [][]byte{name}, step, func(in, k, _ []byte) bool {
				return !bytes.Equal(in, bucketMeta) || !bytes.Equal(k, keySchema)
			}); err != nil {
				return err
			}
		}
		derive := &deriver{from: from, into: into.Update, here: true, step: step}
		if err := compactRecords(derive); err != nil {
			return err
		}
		return compactDerived(derive)
	})
	return err
}

// kept are the buckets that a file of schema 5 has as those after it have them.
var kept = [][]byte{
	bucketMeta, bucketDatasets, bucketMemeIDs, bucketGroupKeys, bucketGroupMembers, bucketMemeEvents,
	bucketVersions, bucketHeads, bucketWeights, bucketProvenance, bucketBaselines, bucketServed, bucketSettings,
}
