// Package near finds pictures that look alike by their prints, among a million in the time
// that it takes to look at some thousand.
//
// The prints are those of package picture. Two pictures look alike if any print of the one
// differs from any of the other in at most [Most] bits; labels/README.md has what that
// finds, and what it takes for alike that is not.
package near

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"memebench/labels"
)

// Most is in how many bits of 256 two prints of one picture may differ. Prints of different
// pictures differ in about 128. Those of the same template with another text begin at 28
// among the 4,895 memes of Memotion, those of the same meme that was recompressed or resized
// end at about 10.
const Most = 26

// Distance is in how many bits two prints differ.
func Distance(a, b *labels.Print) int {
	n := 0
	for i := 0; i < len(a); i += 8 {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]))
	}
	return n
}

// The bits of a print are dealt to parts, of which each print is found by the value of any.
// Prints that differ in at most Most bits differ in at most one bit of some part, since
// Most is less than twice their number (M. Norouzi, A. Punjani, D. Fleet, "Fast Search in
// Hamming Space with Multi-Index Hashing", CVPR 2012).
const (
	parts    = 14
	partBits = (len(labels.Print{})*8 + parts - 1) / parts // 19; the last parts have 18
)

// An Index finds prints that are near to one. It may be asked by several goroutines.
type Index struct {
	prints []labels.Print
	owners []int32 // of the prints
	// Of each part, the prints by its values: those of value v are
	// byValue[part][starts[part][v]:starts[part][v+1]].
	starts  [parts][]int32
	byValue [parts][]int32
}

// NewIndex makes an index of prints. The owner of each is what is found: a number that several
// may share. Both are kept.
func NewIndex(prints []labels.Print, owners []int32) *Index {
	x := &Index{prints: prints, owners: owners}
	for part := range parts {
		starts := make([]int32, 1<<partBits+1)
		values := make([]uint32, len(prints))
		for i := range prints {
			values[i] = value(&prints[i], part)
			starts[values[i]+1]++
		}
		for v := range 1 << partBits {
			starts[v+1] += starts[v]
		}
		next, of := slices.Clone(starts), make([]int32, len(prints))
		for i, v := range values {
			of[next[v]] = int32(i)
			next[v]++
		}
		x.starts[part], x.byValue[part] = starts, of
	}
	return x
}

// value gathers the bits of a part: every so many-th of the print, so that each part has some
// of all frequencies.
func value(p *labels.Print, part int) (v uint32) {
	for i, k := part, 0; i < len(p)*8; i, k = i+parts, k+1 {
		v |= uint32(p[i/8]>>(i%8)&1) << k
	}
	return v
}

// Near calls yield with the owner of each print that is near to p, once for each part by
// which it is found: an owner may come again.
func (x *Index) Near(p *labels.Print, yield func(owner int32)) {
	for part := range parts {
		v := value(p, part)
		x.look(part, v, p, yield)
		for bit := range partBits {
			x.look(part, v^1<<bit, p, yield)
		}
	}
}

// look tries the prints with this value of a part.
func (x *Index) look(part int, v uint32, p *labels.Print, yield func(owner int32)) {
	starts := x.starts[part]
	for _, i := range x.byValue[part][starts[v]:starts[v+1]] {
		if Distance(p, &x.prints[i]) <= Most {
			yield(x.owners[i])
		}
	}
}
