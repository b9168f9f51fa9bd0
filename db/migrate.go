package db

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// A migration takes a file from the schema before it to its own. It may count on
// the one before it having run, and on nothing of the present code's idea of the
// file: what it needs of old layouts it states itself, so that it stays right
// when the code moves on.
type migration struct {
	schema uint64
	name   string // what it does, for the error when it cannot
	run    func(tx *bbolt.Tx) error
}

// migrations are in ascending order of schema, without gaps, from 1. They all
// run in one transaction: a file is brought up to date or left as it was. A new
// one comes with a case in TestMigrations, which starts from a file of the
// schema before, as testdata keeps one of each.
//
// A change to labels.Settle or to what it returns is a change of schema too: what
// is derived is stored, and has to be derived anew. TestFixtures notices.
var migrations = []migration{
	{1, "lay out the buckets", func(tx *bbolt.Tx) error {
		for _, name := range []string{
			"meta", "datasets", "memes", "meme_ids", "meme_names", "group_keys", "group_members",
			"log", "meme_events", "states", "waiting", "undoable", "counters",
			"versions", "heads", "weights", "served", "predictions", "settings",
		} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	}},
	{2, "make room for the baselines of a version", func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("baselines"))
		return err
	}},
	{3, "make room for what a version has learnt from", func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("lessons"))
		return err
	}},
}

// schemaOf returns the schema of a file, 0 if it is empty.
func schemaOf(tx *bbolt.Tx) (uint64, error) {
	if meta := tx.Bucket(bucketMeta); meta != nil {
		if v := meta.Get(keySchema); v != nil {
			return readNumber(v)
		}
	}
	if k, _ := tx.Cursor().First(); k != nil {
		return 0, fmt.Errorf("%w, though a database: choose another path, or move the file away", ErrForeign)
	}
	return 0, nil
}

// migrationDue reports whether the file is behind the list, and refuses one that
// is ahead of it.
func migrationDue(tx *bbolt.Tx, list []migration) (bool, error) {
	have, err := schemaOf(tx)
	if err != nil {
		return false, err
	}
	newest := list[len(list)-1].schema
	if have > newest {
		return false, fmt.Errorf("%w: its schema is %d and this memebench knows %d; use a newer memebench", ErrNewer, have, newest)
	}
	return have < newest, nil
}

// migrate runs what is due.
func migrate(tx *bbolt.Tx, list []migration) error {
	have, err := schemaOf(tx)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.schema <= have {
			continue
		}
		if err := m.run(tx); err != nil {
			return fmt.Errorf("bring the file to schema %d (%s): %w", m.schema, m.name, err)
		}
		if err := tx.Bucket(bucketMeta).Put(keySchema, number8(m.schema)); err != nil {
			return err
		}
	}
	return nil
}
