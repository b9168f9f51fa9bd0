package db

import (
	"bytes"
	"os"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// derived derives everything from scratch, into a file of its own, and compares.
func (v *verifier) derived() error {
	scratch, err := newScratch()
	if err != nil {
		return err
	}
	defer scratch.discard()
	total, done := int64(4*v.contents.Memes+v.contents.Events), int64(0)
	d, err := derive(v.tx, scratch.Update, stepper(v.ctx, func() {
		done++
		v.report.Tell(labels.Step{Phase: "derive", Done: min(done, total), Total: total})
	}))
	if err != nil {
		return err
	}
	return scratch.View(func(again *bbolt.Tx) error {
		for _, name := range derivedBuckets {
			if was := v.tx.Bucket(name); was != nil {
				v.compare(d, name, was, again.Bucket(name))
			}
		}
		is, err := trainedUpTo(v.tx)
		if err != nil {
			return err
		}
		if should, err := trainedUpTo(again); err != nil || is != should {
			v.found(bucketCounters, "the newest training is another")
		}
		return nil
	})
}

// compare finds where a bucket is not what was derived.
func (v *verifier) compare(d *deriver, name []byte, was, again *bbolt.Bucket) {
	a, b := newEntries(was), newEntries(again)
	for a.key != nil || b.key != nil {
		switch order := bytes.Compare(a.key, b.key); {
		case b.key == nil || a.key != nil && order < 0:
			// An annotator may have nothing to undo any more.
			if !a.empty() && !(bytes.Equal(name, bucketCounters) && bytes.Equal(a.value, number8(0))) {
				v.found(name, "%x should not be there", a.short())
			}
			a.next()
		case a.key == nil || order > 0:
			if !(bytes.Equal(name, bucketCounters) && bytes.Equal(b.value, number8(0))) {
				v.found(name, "%x is missing", b.short())
			}
			b.next()
		default:
			if inA, inB := a.bucket(), b.bucket(); inA != nil && inB != nil {
				v.compare(d, name, inA, inB)
			} else if !bytes.Equal(a.value, b.value) && !(bytes.Equal(name, bucketGroupKeys) && d.mayLead(a.key, a.value)) {
				v.found(name, "%x is not what it should be", a.short())
			}
			a.next()
			b.next()
		}
	}
}

// mayLead reports that it cannot be said any more where a group key leads, and that
// this may be it.
func (d *deriver) mayLead(key, value []byte) bool {
	return slices.ContainsFunc(d.crossSplitKeys[string(key)], func(h groupRef) bool { return bytes.Equal(value, h.encode()) })
}

// entries goes over what is in a bucket; key is nil at the end.
type entries struct {
	of         *bbolt.Bucket
	cursor     *bbolt.Cursor
	key, value []byte
}

func newEntries(of *bbolt.Bucket) *entries {
	e := &entries{of: of, cursor: of.Cursor()}
	e.key, e.value = e.cursor.First()
	return e
}

func (e *entries) next() { e.key, e.value = e.cursor.Next() }

func (e *entries) short() []byte { return e.key[:min(len(e.key), 16)] }

// bucket returns the bucket in the place of a value, nil if there is a value.
func (e *entries) bucket() *bbolt.Bucket {
	if e.value != nil {
		return nil
	}
	return e.of.Bucket(e.key)
}

// empty reports that this is a bucket with nothing in it.
func (e *entries) empty() bool {
	b := e.bucket()
	if b == nil {
		return false
	}
	k, _ := b.Cursor().First()
	return k == nil
}

// A scratch is a file of bbolt's for what is computed and thrown away.
type scratch struct {
	*bbolt.DB
	file temp
}

// newScratch lays out an empty file with the buckets of the current schema.
func newScratch() (*scratch, error) {
	t, err := newTemp(os.TempDir())
	if err != nil {
		return nil, err
	}
	s := &scratch{file: t}
	if s.DB, err = bbolt.Open(t.Name(), fileMode, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoSync: true, NoGrowSync: true}); err != nil {
		t.Discard()
		return nil, err
	}
	if err := s.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }); err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

func (s *scratch) discard() {
	s.Close()
	s.file.Discard()
}
