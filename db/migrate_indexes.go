package db

import (
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// packIndexes is the migration to schema 8: where ids and group keys lead, which had an entry
// each, comes into blocks, and of the names those are left that no id can be made of.
func packIndexes(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket([]byte("meme_names")); err != nil {
		return err
	}
	for _, name := range []string{"id_blocks", "group_key_blocks", "meme_names"} {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	if err := packIndexesOf(tx, within(tx)); err != nil {
		return err
	}
	if tx.Bucket([]byte("group_keys")) != nil {
		if err := tx.DeleteBucket([]byte("group_keys")); err != nil {
			return err
		}
	}
	return tx.DeleteBucket([]byte("meme_ids"))
}

// packIndexesOf writes the indexes of a file of schema 7, or before, into the buckets of
// schema 8, which are empty, and where the memes are already. Where the memes got their groups
// again, it is there already where their keys lead.
func packIndexesOf(from *bbolt.Tx, into transactions) error {
	d := &deriver{from: from, into: into, step: func() error { return nil }}
	if err := d.packIndex("meme_ids", idIndex); err != nil {
		return err
	}
	if from.Bucket([]byte("caption_pictures")) != nil && from.Bucket([]byte("group_keys")) != nil {
		if err := d.packIndex("group_keys", groupKeyIndex); err != nil {
			return err
		}
	}
	return eachMeme(into, func(tx *bbolt.Tx, memes *memeTable) (func(m *labels.Meme) error, func() error) {
		names := newSortedPuts(tx.Bucket(bucketMemeNames), 0)
		return func(m *labels.Meme) error {
			place, err := memes.datasetPlace(m.Dataset)
			if err != nil {
				return err
			}
			for _, name := range indexedNames(m, place) {
				names.put(nameKey(name, m.Seq), nil)
			}
			return nil
		}, names.flush
	})
}

// packIndex brings the entries of a bucket into blocks.
func (d *deriver) packIndex(bucket string, blocks func(tx *bbolt.Tx) *digestIndex) error {
	return d.inBatches(d.from.Bucket([]byte(bucket)), func(tx *bbolt.Tx) (func(k, v []byte) error, func() error) {
		index := blocks(tx)
		return func(k, v []byte) error {
			if len(k) != digestBytes || len(v) != index.width {
				return fmt.Errorf("%w: an entry of %s has %d bytes", ErrDamaged, bucket, len(k)+len(v))
			}
			index.put(digest(k), v)
			return nil
		}, index.flush
	})
}
