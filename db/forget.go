package db

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"memebench/eval"
)

// RenameVersion gives a version, named as for Version, a name, or takes it away
// when name is "". A name that is none (eval.CheckName) or that another version
// has is ErrInvalid.
func (d *DB) RenameVersion(id, name string) error {
	return d.changeVersion(id, func(tx *bbolt.Tx, v *versionRecord) error {
		v.Name = name
		if name == "" {
			return nil
		}
		return checkName(tx, name, uint64(v.Number))
	})
}

// Decide keeps with a version, named as for Version, whether it was to be served,
// in the place of what was decided before.
func (d *DB) Decide(id string, decision eval.Decision) error {
	return d.changeVersion(id, func(_ *bbolt.Tx, v *versionRecord) error {
		v.Decision = &decision
		return nil
	})
}

func (d *DB) changeVersion(id string, change func(*bbolt.Tx, *versionRecord) error) error {
	return d.update(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		v, err := versionAt(tx, n)
		if err != nil {
			return err
		}
		if err := change(tx, &v); err != nil {
			return err
		}
		return putVersion(tx, v)
	})
}

// DeleteVersion deletes a version, named as for Version, with its head and its
// predictions, and returns its id. The version that is served stays: ErrServed.
// Its number is not given again, and versions that started from it go on knowing
// what it was trained on.
func (d *DB) DeleteVersion(id string) (deletedID string, err error) {
	err = d.update(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		if _, v := tx.Bucket(bucketServed).Cursor().Last(); bytes.Equal(v, number8(n)) {
			return &sentence{ErrServed, fmt.Sprintf("%s is served: promote another version first, or roll back, then delete it", versionID(n))}
		}
		deletedID = versionID(n)
		return forget(tx, n, deleted)
	})
	if err != nil {
		return "", err
	}
	return deletedID, nil
}

// PruneVersions drops the heads and predictions of old versions in one transaction, and returns
// their ids, the oldest first. Kept are those with a name or from elsewhere, the newest keep of the
// others (a sweep takes nobody's place), the served one and the one that Rollback would serve. The
// metrics of a pruned version stay in VersionHistory.
func (d *DB) PruneVersions(keep int) (ids []string, err error) {
	err = d.update(func(tx *bbolt.Tx) error {
		spared, served := map[uint64]bool{}, 0
		c := tx.Bucket(bucketServed).Cursor()
		for k, v := c.Last(); k != nil && served < 2; k, v = c.Prev() {
			n, err := readNumber(v)
			if err != nil {
				return err
			}
			spared[n] = true
			served++
		}
		heads := tx.Bucket(bucketHeads).Cursor()
		var old []uint64
		newer := 0
		for k, _ := heads.Last(); k != nil; k, _ = heads.Prev() {
			n, err := readNumber(k)
			if err != nil {
				return err
			}
			v, err := versionAt(tx, n)
			if err != nil {
				return err
			}
			if v.Name != "" || v.Origin != nil {
				continue
			}
			if newer++; newer > keep && !spared[n] {
				old = append(old, n)
			}
		}
		for i := len(old) - 1; i >= 0; i-- {
			if err := forget(tx, old[i], pruned); err != nil {
				return err
			}
			ids = append(ids, versionID(old[i]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// forget takes everything but its record from a version.
func forget(tx *bbolt.Tx, number uint64, why removal) error {
	v, err := versionAt(tx, number)
	if err != nil {
		return err
	}
	v.Gone, v.Name, v.History, v.Decision = why, "", nil, nil
	if why == deleted {
		v.Val, v.ValInterval = eval.Metrics{}, nil
	}
	if err := putVersion(tx, v); err != nil {
		return err
	}
	key := number8(number)
	for _, of := range [][]byte{bucketHeads, bucketWeights, bucketProvenance} {
		if err := tx.Bucket(of).Delete(key); err != nil {
			return err
		}
	}
	for _, of := range [][]byte{bucketBaselines, bucketPredictions} {
		if err := tx.Bucket(of).DeleteBucket(key); err != nil && !errors.Is(err, bbolterrors.ErrBucketNotFound) {
			return err
		}
	}
	return unserve(tx, number)
}

// unserve takes a version that is not on top out of the stack of those served. What
// has become the same version twice in a row counts once: rolling back changes
// what is served.
func unserve(tx *bbolt.Tx, number uint64) error {
	served := tx.Bucket(bucketServed)
	var drop [][]byte
	var below []byte
	c := served.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if bytes.Equal(v, number8(number)) || bytes.Equal(v, below) {
			drop = append(drop, bytes.Clone(k))
			continue
		}
		below = bytes.Clone(v)
	}
	for _, k := range drop {
		if err := served.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
