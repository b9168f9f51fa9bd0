package db

import (
	"bytes"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// derived derives everything from scratch, into a file of its own, and compares.
func (v *verifier) derived() error {
	file := v.tx.DB().Path()
	scratch, err := newScratch(v.tx.Size(), filepath.Dir(file))
	if err != nil {
		return err
	}
	defer scratch.discard()
	return scratch.explain(v.derivedInto(scratch))
}

func (v *verifier) derivedInto(scratch *scratch) error {
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
	a, b := newEntries(name, was), newEntries(name, again)
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
			} else if !bytes.Equal(a.value, b.value) && !(bytes.Equal(name, bucketGroupKeys) && len(a.key) == digestBytes && d.mayLead(a.key, a.value)) {
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
	return slices.ContainsFunc(d.crossSplitKeys[digest(key)], func(h groupRef) bool { return bytes.Equal(value, h.encode()) })
}

// entries goes over what is in a bucket, of a digest index over the digests; key is nil at the
// end.
type entries struct {
	of         *bbolt.Bucket
	cursor     *bbolt.Cursor
	key, value []byte

	width     int    // of the values of a digest index, 0 for another bucket
	in, block []byte // the rest of the block of that, and the block's key
}

func newEntries(name []byte, of *bbolt.Bucket) *entries {
	e := &entries{of: of, cursor: of.Cursor(), width: packedIndexes[string(name)]}
	k, v := e.cursor.First()
	e.take(k, v)
	return e
}

func (e *entries) next() {
	if len(e.in) > 0 {
		e.take(e.block, e.in)
		return
	}
	k, v := e.cursor.Next()
	e.take(k, v)
}

// take makes the entry that of the bucket, or the first of a block. A block that is none is
// an entry as it is.
func (e *entries) take(k, v []byte) {
	each := blockRest + e.width
	e.key, e.value = k, v
	if e.in = nil; e.width > 0 && len(k) == blockPrefix && len(v) > 0 && len(v)%each == 0 {
		e.block, e.in = k, v[each:]
		e.key, e.value = append(bytes.Clone(k), v[:blockRest]...), v[blockRest:each]
	}
}

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
	dir  string // where it lies, as it is said
	size int64  // bytes that it may need
}

// newScratch lays out an empty file with the buckets of the current schema, where there is
// room for size bytes: in beside if the folders for such files have none.
func newScratch(size int64, beside string) (*scratch, error) {
	t, err := roomyTemp(size, scratchFor, beside)
	if err != nil {
		return nil, err
	}
	s := &scratch{file: t, dir: filepath.Dir(filepath.Dir(t.Name())), size: size}
	if s.DB, err = bbolt.Open(t.Name(), fileMode, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoSync: true, NoGrowSync: true}); err != nil {
		t.Discard()
		return nil, s.explain(err)
	}
	if err := s.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }); err != nil {
		s.discard()
		return nil, s.explain(err)
	}
	return s, nil
}

const scratchFor = "what is derived again, to compare"

// explain says where there is no room: the store that is verified lies elsewhere.
func (s *scratch) explain(err error) error {
	if atomicfile.IsNoRoom(err) {
		return noRoomToWork(s.dir, s.size, scratchFor)
	}
	return err
}

func (s *scratch) discard() {
	s.Close()
	s.file.Discard()
}
