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

// The bits of a print are divided among parts, and a print is found by its value in any of them.
// Prints that differ in at most Most bits differ in at most one bit of some part, since
// Most is less than twice their number (M. Norouzi, A. Punjani, D. Fleet, "Fast Search in
// Hamming Space with Multi-Index Hashing", CVPR 2012).
const (
	parts    = 14
	partBits = (len(labels.Print{})*8 + parts - 1) / parts // 19; the last parts have 18
)

// Find finds, for each of the prints at the places asked, the prints that are near to it, itself
// among them: yield is called with its place and that of the other, once for each part in which
// they differ in at most one bit. step is told how far it is, and ends it by an error.
//
// It goes through the parts one after the other: an index of all would take as much memory
// as four times the prints.
func Find(prints []labels.Print, asked []int32, step func(done, total int) error, yield func(place, other int32)) error {
	starts, byValue := make([]int32, 1<<partBits+1), make([]int32, len(prints))
	for part := range parts {
		sortByValue(prints, part, starts, byValue)
		for n, place := range asked {
			if n%stepAfter == 0 {
				if err := step(part*len(asked)+n, parts*len(asked)); err != nil {
					return err
				}
			}
			p := &prints[place]
			look := func(v uint32) {
				for _, i := range byValue[starts[v]:starts[v+1]] {
					if Distance(p, &prints[i]) <= Most {
						yield(place, i)
					}
				}
			}
			v := value(p, part)
			look(v)
			for bit := range partBits {
				look(v ^ 1<<bit)
			}
		}
	}
	return nil
}

// stepAfter is after how many prints Find tells how far it is.
const stepAfter = 256

// sortByValue sorts the places of prints by the values of a part: those of value v are
// byValue[starts[v]:starts[v+1]].
func sortByValue(prints []labels.Print, part int, starts, byValue []int32) {
	clear(starts)
	for i := range prints {
		starts[value(&prints[i], part)+1]++
	}
	for v := range 1 << partBits {
		starts[v+1] += starts[v]
	}
	// Each start goes on to where the next value begins, from the last place to the first,
	// so that afterwards it is where its own does.
	for i := len(prints) - 1; i >= 0; i-- {
		v := value(&prints[i], part)
		starts[v+1]--
		byValue[starts[v+1]] = int32(i)
	}
	copy(starts, starts[1:])
	starts[1<<partBits] = int32(len(prints))
}

// value gathers the bits of a part: every so many-th of the print, so that each part has some
// of all frequencies.
func value(p *labels.Print, part int) (v uint32) {
	for i, k := part, 0; i < len(p)*8; i, k = i+parts, k+1 {
		v |= uint32(p[i/8]>>(i%8)&1) << k
	}
	return v
}
