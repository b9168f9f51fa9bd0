package db

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// A digest index answers as a map does, before and after each flush, and keeps no block that
// is empty.
func TestDigestIndexIsAMap(t *testing.T) {
	b, err := bbolt.Open(filepath.Join(t.TempDir(), "index.db"), 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	rng := rand.New(rand.NewPCG(7, 8))
	// Many share a block, some differ in their last byte alone.
	some := func() digest {
		var d digest
		d[0], d[1], d[2], d[15] = 0xab, byte(rng.IntN(3)), byte(rng.IntN(4)), byte(rng.IntN(6))
		return d
	}
	want := map[digest]uint64{}
	for range 40 {
		if err := b.Update(func(tx *bbolt.Tx) error {
			if _, err := tx.CreateBucketIfNotExists(bucketMemeIDs); err != nil {
				return err
			}
			index := idIndex(tx).expect(manyDigests * rng.IntN(2))
			for range rng.IntN(60) {
				d := some()
				if rng.IntN(3) == 0 {
					index.remove(d)
					delete(want, d)
					continue
				}
				n := rng.Uint64()
				index.put(d, number8(n))
				want[d] = n
			}
			check := func(when string) {
				t.Helper()
				for range 100 {
					d := some()
					n, known := want[d]
					v := index.get(d)
					if known != (v != nil) || known && binary.BigEndian.Uint64(v) != n {
						t.Fatalf("%s: %x leads to %x, want %d, %v", when, d, v, n, known)
					}
				}
			}
			check("before flush")
			if err := index.flush(); err != nil {
				return err
			}
			check("after flush")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := b.View(func(tx *bbolt.Tx) error {
			got := map[digest]uint64{}
			before := []byte{}
			for e := newEntries(bucketMemeIDs, tx.Bucket(bucketMemeIDs)); e.key != nil; e.next() {
				if len(e.key) != digestBytes || bytes.Compare(before, e.key) >= 0 {
					t.Fatalf("%x comes after %x", e.key, before)
				}
				before = e.key
				got[digest(e.key)] = binary.BigEndian.Uint64(e.value)
			}
			if !maps.Equal(got, want) {
				t.Fatalf("it holds %d digests, want %d", len(got), len(want))
			}
			prefix := []byte{0xab, 1, 2}
			n := 0
			idIndex(tx).withPrefix(prefix, func(d digest, v []byte) bool {
				n++
				if !bytes.HasPrefix(d[:], prefix) || binary.BigEndian.Uint64(v) != want[d] {
					t.Errorf("%x leads to %x", d, v)
				}
				return true
			})
			for d := range want {
				if bytes.HasPrefix(d[:], prefix) {
					n--
				}
			}
			if n != 0 {
				t.Errorf("%d more than there are with the prefix", n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
