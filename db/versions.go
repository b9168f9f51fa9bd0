package db

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/eval"
)

// AddVersion keeps a trained head with its ONNX file, its parameters and those of
// the heads on one modality that were trained beside it, by modality, in one
// transaction. It returns v with its Number, ID and, where none was given,
// Created (in UTC). The first version is served at once. A Parent that is not
// there is ErrNotFound.
func (d *DB) AddVersion(v eval.Version, head, weights []byte, baselines map[string][]byte) (eval.Version, error) {
	err := d.update(func(tx *bbolt.Tx) error {
		if v.Parent != "" {
			if _, err := versionNumber(tx, v.Parent); err != nil {
				return err
			}
		}
		versions := appendOnly(tx, bucketVersions)
		n, err := versions.NextSequence()
		if err != nil {
			return err
		}
		v.Number, v.ID = int(n), versionID(n)
		if v.Created.IsZero() {
			v.Created = d.now()
		}
		v.Created = v.Created.UTC().Round(0)
		record, err := encode(v)
		if err != nil {
			return err
		}
		key := number8(n)
		if err := versions.Put(key, record); err != nil {
			return err
		}
		if err := tx.Bucket(bucketHeads).Put(key, head); err != nil {
			return err
		}
		if err := tx.Bucket(bucketWeights).Put(key, weights); err != nil {
			return err
		}
		if len(baselines) > 0 {
			of, err := tx.Bucket(bucketBaselines).CreateBucket(key)
			if err != nil {
				return err
			}
			for modality, b := range baselines {
				if err := of.Put([]byte(modality), b); err != nil {
					return err
				}
			}
		}
		if k, _ := tx.Bucket(bucketServed).Cursor().Last(); k == nil {
			return serve(tx, n)
		}
		return nil
	})
	if err != nil {
		return eval.Version{}, err
	}
	return v, nil
}

func versionID(number uint64) string { return "v" + strconv.FormatUint(number, 10) }

// Versions returns all versions, the oldest first.
func (d *DB) Versions() ([]eval.Version, error) {
	var versions []eval.Version
	err := walk(d, 0,
		func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketVersions) },
		func(_ *bbolt.Tx, _ uint64, v []byte) (eval.Version, error) { return decode[eval.Version](v) },
		func(v eval.Version) error {
			versions = append(versions, v)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// Version returns the version with this id, or the one that is served ("served")
// or was added last ("latest"). The error is a sentence that matches ErrNotFound.
func (d *DB) Version(id string) (v eval.Version, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		v, err = decode[eval.Version](tx.Bucket(bucketVersions).Get(number8(n)))
		return err
	})
	return v, err
}

// Head returns the ONNX file of a version, named as for Version.
func (d *DB) Head(id string) ([]byte, error) { return d.blob(bucketHeads, id) }

// Weights returns the parameters of a version, named as for Version.
func (d *DB) Weights(id string) ([]byte, error) { return d.blob(bucketWeights, id) }

func (d *DB) blob(bucket []byte, id string) (blob []byte, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		v := tx.Bucket(bucket).Get(number8(n))
		if v == nil {
			return fmt.Errorf("%w: %s has no %s", ErrDamaged, versionID(n), bucket)
		}
		blob = bytes.Clone(v)
		return nil
	})
	return blob, err
}

// Baseline returns the parameters of the head on this modality that was trained
// beside a version, named as for Version; ok is false when there is none.
func (d *DB) Baseline(id, modality string) (weights []byte, ok bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		of := tx.Bucket(bucketBaselines).Bucket(number8(n))
		if of == nil {
			return nil
		}
		if v := of.Get([]byte(modality)); v != nil {
			weights, ok = bytes.Clone(v), true
		}
		return nil
	})
	return weights, ok, err
}

// versionNumber returns the number of the version named as for DB.Version, which
// is there.
func versionNumber(tx *bbolt.Tx, id string) (uint64, error) {
	versions := tx.Bucket(bucketVersions)
	last := versions.Sequence()
	if last == 0 {
		return 0, &sentence{ErrNotFound, fmt.Sprintf("no version %q: there is none yet, train one first", short(id))}
	}
	switch id {
	case "latest":
		return last, nil
	case "served":
		_, v := tx.Bucket(bucketServed).Cursor().Last()
		return readNumber(v)
	}
	if digits, ok := strings.CutPrefix(id, "v"); ok {
		// Written back and compared, so that v01 and v+1 are no names of v1.
		if n, err := strconv.ParseUint(digits, 10, 64); err == nil && versionID(n) == id && versions.Get(number8(n)) != nil {
			return n, nil
		}
	}
	return 0, &sentence{ErrNotFound, fmt.Sprintf("no version %q: want one of v1 to %s, served or latest", short(id), versionID(last))}
}

// Served returns the id of the version whose predictions are shown, "" when
// there is no version.
func (d *DB) Served() (id string, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		_, v := tx.Bucket(bucketServed).Cursor().Last()
		if v == nil {
			return nil
		}
		n, err := readNumber(v)
		id = versionID(n)
		return err
	})
	return id, err
}

// Promote serves the version from now on and remembers what was served before.
// Promoting what is served changes nothing.
func (d *DB) Promote(id string) error {
	return d.update(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		if _, v := tx.Bucket(bucketServed).Cursor().Last(); bytes.Equal(v, number8(n)) {
			return nil
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
