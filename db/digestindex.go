package db

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"
)

// A digestIndex leads digests to values of one length. Digests come in no order, so that a
// few thousand new ones are all over an index: it is not their number then that writing costs,
// but how large and in how many pieces the whole is. So the digests that begin alike are one
// value of the bucket, a block: a sixteenth of the pieces at a million digests, and, without a
// header for each, less than half as large.
//
// What is put or removed is on its way to the bucket until flush.
type digestIndex struct {
	bucket *bbolt.Bucket
	width  int              // of a value, in bytes
	held   map[digest]int32 // places among the values; removed for a digest that is removed
	values []byte

	blocks [][]byte // by their numbers, where many digests are looked up; nil: they are read one by one
}

// A digest is the first half of a SHA-256.
type digest [digestBytes]byte

const (
	digestBytes = 16
	blockPrefix = 2 // bytes that the digests of a block begin with, the block's key
	blockRest   = digestBytes - blockPrefix
	removed     = -1
)

// The lengths of the values of the indexes.
const (
	idWidth       = 8 // see number8
	groupRefWidth = 9 // see groupRef
)

// packedIndexes are the buckets that are digest indexes, and the lengths of their values.
var packedIndexes = map[string]int{string(bucketMemeIDs): idWidth, string(bucketGroupKeys): groupRefWidth}

func idIndex(tx *bbolt.Tx) *digestIndex {
	return &digestIndex{bucket: tx.Bucket(bucketMemeIDs), width: idWidth}
}

func groupKeyIndex(tx *bbolt.Tx) *digestIndex {
	return &digestIndex{bucket: tx.Bucket(bucketGroupKeys), width: groupRefWidth}
}

// expect makes ready for about so many digests that are looked up and put.
func (x *digestIndex) expect(n int) *digestIndex {
	x.held, x.values = make(map[digest]int32, n), make([]byte, 0, n*x.width)
	if n >= manyDigests {
		x.blocks = make([][]byte, 1<<(8*blockPrefix))
		c := x.bucket.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if len(k) == blockPrefix {
				x.blocks[binary.BigEndian.Uint16(k)] = v
			}
		}
	}
	return x
}

// manyDigests are so many that to go over all blocks once costs less than to find the block of
// each.
const manyDigests = 4096

// stored returns the block that a digest belongs in, as it was before what is held back.
func (x *digestIndex) stored(d digest) []byte {
	if x.blocks != nil {
		return x.blocks[binary.BigEndian.Uint16(d[:])]
	}
	return x.bucket.Get(d[:blockPrefix])
}

// get returns the value of a digest, put or stored, or nil. It is good until the digest is put.
func (x *digestIndex) get(d digest) []byte {
	if at, ok := x.held[d]; ok {
		if at == removed {
			return nil
		}
		return x.values[int(at)*x.width:][:x.width]
	}
	v := x.stored(d)
	if at, ok := x.search(v, d); ok {
		return v[at+blockRest : at+blockRest+x.width]
	}
	return nil
}

// search returns where a digest is in a block, or belongs, in bytes from its beginning.
func (x *digestIndex) search(block []byte, d digest) (at int, ok bool) {
	each := blockRest + x.width
	low, high := 0, len(block)/each
	for low < high {
		mid := (low + high) / 2
		switch bytes.Compare(block[mid*each:][:blockRest], d[blockPrefix:]) {
		case -1:
			low = mid + 1
		case 0:
			return mid * each, true
		default:
			high = mid
		}
	}
	return low * each, false
}

// put sets the value of a digest.
func (x *digestIndex) put(d digest, value []byte) {
	if x.held == nil {
		x.expect(0)
	}
	if at, ok := x.held[d]; ok && at != removed {
		copy(x.values[int(at)*x.width:][:x.width], value)
		return
	}
	x.held[d] = int32(len(x.values) / x.width)
	x.values = append(x.values, value...)
}

// remove removes a digest.
func (x *digestIndex) remove(d digest) {
	if x.held == nil {
		x.expect(0)
	}
	x.held[d] = removed
}

// flush writes what is held back, each block once.
func (x *digestIndex) flush() error {
	digests := slices.SortedFunc(maps.Keys(x.held), func(a, b digest) int { return bytes.Compare(a[:], b[:]) })
	for len(digests) > 0 {
		n := 1
		for n < len(digests) && [blockPrefix]byte(digests[n][:]) == [blockPrefix]byte(digests[0][:]) {
			n++
		}
		if err := x.write(digests[:n]); err != nil {
			return err
		}
		digests = digests[n:]
	}
	clear(x.held)
	x.values, x.blocks = x.values[:0], nil // the blocks are others now
	return nil
}

// write writes what is held back of one block, in the order of the digests.
func (x *digestIndex) write(digests []digest) error {
	key := bytes.Clone(digests[0][:blockPrefix])
	before := x.stored(digests[0])
	if len(before)%(blockRest+x.width) != 0 {
		return x.damaged(len(before))
	}
	after := make([]byte, 0, len(before)+len(digests)*(blockRest+x.width))
	from := 0
	for _, d := range digests {
		at, known := x.search(before, d)
		after = append(after, before[from:at]...)
		if from = at; known {
			from += blockRest + x.width
		}
		if place := x.held[d]; place != removed {
			after = append(after, d[blockPrefix:]...)
			after = append(after, x.values[int(place)*x.width:][:x.width]...)
		}
	}
	if after = append(after, before[from:]...); len(after) == 0 {
		return x.bucket.Delete(key)
	}
	return x.bucket.Put(key, after)
}

func (x *digestIndex) damaged(n int) error {
	return fmt.Errorf("%w: a block of an index has %d bytes, which are no digests with %d each", ErrDamaged, n, x.width)
}

// withPrefix calls yield with the stored digests that begin like this, in order, and their
// values, until it returns false. The prefix is at least as long as a block's.
func (x *digestIndex) withPrefix(prefix []byte, yield func(d digest, value []byte) bool) {
	var d digest
	copy(d[:], prefix)
	for each := range slices.Chunk(x.bucket.Get(prefix[:blockPrefix]), blockRest+x.width) {
		if copy(d[blockPrefix:], each); bytes.HasPrefix(d[:], prefix) && !yield(d, each[blockRest:]) {
			return
		}
	}
}
