package db

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/eval"
)

// AddVersion keeps a trained head with its artifacts in one transaction. It returns v with its
// Number, ID and, where none was given, Created (in UTC). Where none is served, not even a starter
// head, it is served at once. A Parent that never was is ErrNotFound, a Name that is no name or is
// taken ErrInvalid.
func (d *DB) AddVersion(v eval.Version, a eval.Artifacts) (eval.Version, error) {
	err := d.update(func(tx *bbolt.Tx) error {
		n, err := tx.Bucket(bucketVersions).NextSequence()
		if err != nil {
			return err
		}
		if v, err = d.addVersion(tx, n, v, a); err != nil {
			return err
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

// AddStarter keeps the head that came with the program, as v0, and serves it. A
// store that has had a version with a head already is ErrInvalid: what people have trained
// is not to be replaced.
func (d *DB) AddStarter(v eval.Version, a eval.Artifacts) (eval.Version, error) {
	err := d.update(func(tx *bbolt.Tx) error {
		versions := tx.Bucket(bucketVersions)
		err := versions.ForEach(func(_, b []byte) error {
			r, err := decode[versionRecord](b)
			if err == nil && !r.Headless() {
				err = &sentence{ErrInvalid, "a starter head is for a store that has no version yet"}
			}
			return err
		})
		if err != nil {
			return err
		}
		if v, err = d.addVersion(tx, eval.StarterNumber, v, a); err != nil {
			return err
		}
		return serve(tx, eval.StarterNumber)
	})
	if err != nil {
		return eval.Version{}, err
	}
	return v, nil
}

// addVersion stores a version under a number that is free.
func (d *DB) addVersion(tx *bbolt.Tx, n uint64, v eval.Version, a eval.Artifacts) (eval.Version, error) {
	// The parent may have been deleted while its child was trained.
	if _, ok := recordOf(tx, v.Parent); v.Parent != "" && !ok {
		return v, &sentence{ErrNotFound, fmt.Sprintf("no version %q to come from", short(v.Parent))}
	}
	if v.Name != "" {
		if err := checkName(tx, v.Name, n); err != nil {
			return v, err
		}
	}
	v.Number, v.ID = int(n), versionID(n)
	if v.Created.IsZero() {
		v.Created = d.now()
	}
	v.Created = v.Created.UTC().Round(0)
	r := versionRecord{Version: v, HeadSum: sumOf(a.Head), WeightsSum: sumOf(a.Weights)}
	if err := putVersion(tx, r); err != nil {
		return v, err
	}
	if err := trainedWith(tx, v); err != nil {
		return v, err
	}
	key := number8(n)
	for _, blob := range []struct{ bucket, bytes []byte }{
		{bucketHeads, a.Head}, {bucketWeights, a.Weights}, {bucketProvenance, a.Provenance},
	} {
		if blob.bytes == nil && bytes.Equal(blob.bucket, bucketProvenance) {
			continue // not known is another thing than none
		}
		if err := tx.Bucket(blob.bucket).Put(key, blob.bytes); err != nil {
			return v, err
		}
	}
	if len(a.Baselines) == 0 {
		return v, nil
	}
	of, err := tx.Bucket(bucketBaselines).CreateBucket(key)
	if err != nil {
		return v, err
	}
	for modality, b := range a.Baselines {
		if err := of.Put([]byte(modality), b); err != nil {
			return v, err
		}
	}
	return v, nil
}

func versionID(number uint64) string { return "v" + strconv.FormatUint(number, 10) }

// A versionRecord is a version as stored. Of one that is removed, the record alone is
// left: versions that started from it must go on knowing what it has learnt from.
type versionRecord struct {
	eval.Version
	Gone removal `json:"gone,omitempty"`

	// SHA-256 of its head and of its weights; nil of those from before 29 November 2026.
	HeadSum    []byte `json:"head_sum,omitempty"`
	WeightsSum []byte `json:"weights_sum,omitempty"`
}

func sumOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// wholeVersion reports whether the head and the weights of a version are those that were stored, as
// far as they are there and that is known.
func wholeVersion(tx *bbolt.Tx, r versionRecord) bool {
	key := number8(uint64(r.Number))
	is := func(bucket, sum []byte) bool {
		b := tx.Bucket(bucket).Get(key)
		return b == nil || sum == nil || bytes.Equal(sum, sumOf(b))
	}
	return is(bucketHeads, r.HeadSum) && is(bucketWeights, r.WeightsSum)
}

// A removal is why a version has no head any more.
type removal string

const (
	pruned  removal = "pruned"
	deleted removal = "deleted"
)

func putVersion(tx *bbolt.Tx, v versionRecord) error {
	record, err := encode(v)
	if err != nil {
		return err
	}
	return appendOnly(tx, bucketVersions).Put(number8(uint64(v.Number)), record)
}

func versionAt(tx *bbolt.Tx, number uint64) (versionRecord, error) {
	return decode[versionRecord](tx.Bucket(bucketVersions).Get(number8(number)))
}

// Versions returns the versions that are kept, the oldest first.
func (d *DB) Versions() ([]eval.Version, error) {
	return d.versions(func(v versionRecord) bool { return v.Gone == "" })
}

// VersionHistory returns the versions that are kept and those that were pruned,
// the oldest first: how the model has come along. What was deleted is left out.
func (d *DB) VersionHistory() ([]eval.Version, error) {
	return d.versions(func(v versionRecord) bool { return v.Gone != deleted })
}

func (d *DB) versions(wanted func(versionRecord) bool) ([]eval.Version, error) {
	var versions []eval.Version
	err := walk(d, 0,
		func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket(bucketVersions) },
		func(_ *bbolt.Tx, _ uint64, v []byte) (versionRecord, error) { return decode[versionRecord](v) },
		nil,
		func(v versionRecord) error {
			if wanted(v) {
				versions = append(versions, v.Version)
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// Ancestry returns a version, named as for Version, and those that it goes back to
// by its parents, itself first; also those that are pruned or deleted, which have
// kept what they were trained on and nothing else.
func (d *DB) Ancestry(id string) (line []eval.Version, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		for {
			v, err := versionAt(tx, n)
			if err != nil {
				return err
			}
			line = append(line, v.Version)
			if v.Parent == "" {
				return nil
			}
			parent, ok := recordOf(tx, v.Parent)
			if !ok || parent >= n { // a version comes from earlier ones
				return fmt.Errorf("%w: version %s is said to come from %s", ErrDamaged, v.ID, short(v.Parent))
			}
			n = parent
		}
	})
	if err != nil {
		return nil, err
	}
	return line, nil
}

// Version returns the version with this id or name, or the one that is served
// ("served") or was added last and has a head ("latest"). The error is a sentence that
// matches ErrNotFound.
func (d *DB) Version(id string) (v eval.Version, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		r, err := versionAt(tx, n)
		v = r.Version
		return err
	})
	return v, err
}

// Head returns the ONNX file of a version, named as for Version.
func (d *DB) Head(id string) ([]byte, error) {
	return d.blob(bucketHeads, id, func(v versionRecord) []byte { return v.HeadSum })
}

// Weights returns the parameters of a version, named as for Version.
func (d *DB) Weights(id string) ([]byte, error) {
	return d.blob(bucketWeights, id, func(v versionRecord) []byte { return v.WeightsSum })
}

// Provenance returns what the memes of a version, named as for Version, were known
// by; ok is false for one from before they were kept.
func (d *DB) Provenance(id string) (provenance []byte, ok bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		if v := tx.Bucket(bucketProvenance).Get(number8(n)); v != nil {
			provenance, ok = bytes.Clone(v), true
		}
		return nil
	})
	return provenance, ok, err
}

// blob reads what a version has in a bucket. A flipped bit in it would be another model: where its sum is
// known, it is checked.
func (d *DB) blob(bucket []byte, id string, sum func(versionRecord) []byte) (blob []byte, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		n, err := versionNumber(tx, id)
		if err != nil {
			return err
		}
		v := tx.Bucket(bucket).Get(number8(n))
		if v == nil {
			return fmt.Errorf("%w: %s has no %s", ErrDamaged, versionID(n), bucket)
		}
		r, err := versionAt(tx, n)
		if err != nil {
			return err
		}
		if want := sum(r); want != nil && !bytes.Equal(want, sumOf(v)) {
			return &sentence{ErrDamaged, fmt.Sprintf("%s is damaged in the store: serve another version, or train one", versionID(n))}
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
// is kept.
func versionNumber(tx *bbolt.Tx, id string) (uint64, error) {
	kept := tx.Bucket(bucketHeads)
	key, _ := kept.Cursor().Last()
	if key == nil {
		return 0, &sentence{ErrNotFound, fmt.Sprintf("no version %q: there is none yet, train one first", short(id))}
	}
	last, err := readNumber(key)
	if err != nil {
		return 0, err
	}
	switch id {
	case "latest":
		n, ok, err := latest(tx)
		if err == nil && !ok {
			err = &sentence{ErrNotFound, "there are only predictions from elsewhere yet: train a version first, or name one of them"}
		}
		return n, err
	case "served":
		if _, v := tx.Bucket(bucketServed).Cursor().Last(); v != nil {
			return readNumber(v)
		}
		return 0, &sentence{ErrNotFound, "no version is served yet: train one first, or name one"}
	}
	n, ok := recordOf(tx, id)
	if ok && kept.Get(number8(n)) != nil {
		return n, nil
	}
	if ok {
		return 0, &sentence{ErrNotFound, fmt.Sprintf("version %s is not kept any more: it was deleted, or made room for newer ones", short(id))}
	}
	if n, ok, err := named(tx, id); err != nil || ok {
		return n, err
	}
	oldest, _ := kept.Cursor().First()
	first, err := readNumber(oldest)
	if err != nil {
		return 0, err
	}
	first = min(first, 1)
	ids := versionID(first)
	if last > first {
		ids += " to " + versionID(last)
	}
	return 0, &sentence{ErrNotFound, fmt.Sprintf("no version %q: want one of %s, a name, served or latest", short(id), ids)}
}

// recordOf returns the number of the version with this id, kept or not.
func recordOf(tx *bbolt.Tx, id string) (number uint64, ok bool) {
	digits, ok := strings.CutPrefix(id, "v")
	if !ok {
		return 0, false
	}
	// Written back and compared, so that v01 and v+1 are no names of v1.
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil && versionID(n) == id && tx.Bucket(bucketVersions).Get(number8(n)) != nil
}

// named returns the number of the version with this name.
func named(tx *bbolt.Tx, name string) (number uint64, ok bool, err error) {
	if eval.CheckName(name) != nil {
		return 0, false, nil
	}
	c := tx.Bucket(bucketVersions).Cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		record, err := decode[versionRecord](v)
		if err != nil {
			return 0, false, err
		}
		if record.Name == name {
			return uint64(record.Number), true, nil
		}
	}
	return 0, false, nil
}

// checkName refuses a name that is none, or that another version has.
func checkName(tx *bbolt.Tx, name string, number uint64) error {
	if err := eval.CheckName(name); err != nil {
		return &sentence{ErrInvalid, err.Error()}
	}
	switch n, ok, err := named(tx, name); {
	case err != nil:
		return err
	case ok && n != number:
		return &sentence{ErrInvalid, fmt.Sprintf("name %q: %s has it already", name, versionID(n))}
	}
	return nil
}
