package db

import (
	"bytes"
	"encoding/json"
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
// run in one transaction, or where there is much to be written in a new file that takes
// the old one's place: [DB.renew] does the same in small transactions. A file is brought up to
// date or left as it was. A new
// one comes with a case in TestMigrations, which starts from a file of the
// schema before, as testdata keeps one of each.
//
// A change to labels.Aggregate or to what it returns is a change of schema too: what
// is derived is stored, and has to be derived again. TestFixtures notices.
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
	{4, "count the labels since the newest training", countSinceTraining},
	{5, "call the state of memes whose annotators differ disputed", renameConflict},
	{6, "pack the records, and lay out columns for searches", compact},
	{7, "make room for what pictures look like, and give the memes their groups again", layOutPrints},
	{8, "pack the indexes of digests", packIndexes},
	{9, "let memes have videos and sounds", func(*bbolt.Tx) error { return nil }}, // see memeMedia
}

// layOutPrints is the migration to schema 7. What captions tie together has changed: stamps of
// sites make no difference, and sayings tie nothing. All memes get their groups again, by
// the functions of today, which write an index of schema 8; their splits stay.
func layOutPrints(tx *bbolt.Tx) error {
	for _, name := range []string{"group_keys", "group_members"} {
		if err := tx.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	for _, name := range []string{"group_key_blocks", "group_members", "caption_pictures", "prints"} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return regroup(within(tx))
}

// renameConflict is the migration to schema 5: the state that was called conflict is
// called disputed, in the states and among the counters.
func renameConflict(tx *bbolt.Tx) error {
	// A record of a state begins with its kind. Of those that are renamed, the bytes are
	// copied first: bbolt wants no changes to a bucket that a cursor walks over.
	before, after := []byte("\x01{\"kind\":\"conflict\""), []byte("\x01{\"kind\":\"disputed\"")
	states := tx.Bucket([]byte("states"))
	for from := []byte(nil); ; {
		const batch = 1024
		var keys, records [][]byte
		c := states.Cursor()
		k, v := c.Seek(from)
		for ; k != nil && len(keys) < batch; k, v = c.Next() {
			if rest, found := bytes.CutPrefix(v, before); found {
				keys, records = append(keys, bytes.Clone(k)), append(records, append(bytes.Clone(after), rest...))
			}
		}
		from = bytes.Clone(k)
		for i, key := range keys {
			if err := states.Put(key, records[i]); err != nil {
				return err
			}
		}
		if from == nil {
			break
		}
	}
	counters := tx.Bucket([]byte("counters"))
	count := bytes.Clone(counters.Get([]byte("kind:conflict")))
	if count == nil {
		return nil
	}
	if err := counters.Put([]byte("kind:disputed"), count); err != nil {
		return err
	}
	return counters.Delete([]byte("kind:conflict"))
}

// countSinceTraining is the migration to schema 4. It counts the levels given by
// people that stand, of the events behind the newest that a version of this
// workspace was trained with.
func countSinceTraining(tx *bbolt.Tx) error {
	read := func(record []byte, v any) error {
		if len(record) == 0 || record[0] != 1 || json.Unmarshal(record[1:], v) != nil {
			return fmt.Errorf("%w: a record cannot be read", ErrDamaged)
		}
		return nil
	}
	trained := uint64(0)
	if err := tx.Bucket([]byte("versions")).ForEach(func(_, record []byte) error {
		var v struct {
			LabelSeq uint64          `json:"label_seq"`
			Origin   json.RawMessage `json:"origin"`
		}
		err := read(record, &v)
		if v.Origin == nil {
			trained = max(trained, v.LabelSeq)
		}
		return err
	}); err != nil {
		return err
	}
	// The newest first: by then it is known whether an event is taken back.
	count, retracted := uint64(0), map[uint64]bool{}
	c := tx.Bucket([]byte("log")).Cursor()
	for k, record := c.Last(); k != nil && bytes.Compare(k, number8(trained)) > 0; k, record = c.Prev() {
		var e struct {
			Seq      uint64 `json:"seq"`
			Source   string `json:"source"`
			Level    string `json:"level"`
			Retracts uint64 `json:"retracts"`
		}
		if err := read(record, &e); err != nil {
			return err
		}
		switch {
		case retracted[e.Seq]:
		case e.Retracts != 0:
			retracted[e.Retracts] = true
		case e.Source != "import" && e.Level != "":
			count++
		}
	}
	if err := tx.Bucket([]byte("counters")).Put([]byte("new"), number8(count)); err != nil {
		return err
	}
	return tx.Bucket([]byte("meta")).Put([]byte("trained"), number8(trained))
}

// schemaOf returns the schema of a file, 0 if it is empty.
func schemaOf(tx *bbolt.Tx) (uint64, error) {
	if meta := tx.Bucket(bucketMeta); meta != nil {
		if v := meta.Get(keySchema); v != nil {
			return readNumber(v)
		}
	}
	if k, _ := tx.Cursor().First(); k != nil {
		return 0, fmt.Errorf("%w, though a database", ErrForeign)
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
