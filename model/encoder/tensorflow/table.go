package tensorflow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// A table is what LevelDB calls one (doc/table_format.md there): blocks, of which the last
// says where the others lie, and a footer that says where that one is.
//
//	block    entries, restarts uint32 …, number of restarts uint32
//	entry    length shared with the key before, length of the rest, length of the value
//	         (varints), rest of the key, value
//	trailer  after each block: 0 for one that is not compressed, masked CRC-32C
//	footer   where the block of metadata and the block of the index lie (offset and
//	         length, varints), zeros, the magic number
//
// TensorFlow writes its tables without compression.
const (
	trailerSize = 5
	footerSize  = 48
	tableMagic  = 0xdb4775248b80fb57
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is how LevelDB keeps a checksum (util/crc32c.h): rotated right by 15 bits, and a
// constant added.
func masked(crc uint32) uint32 { return (crc>>15 | crc<<17) + 0xa282ead8 }

// entry is a key of a table with its value.
type entry struct {
	key   string
	value []byte
}

var (
	errTable = errors.New("it is malformed")
	errCut   = errors.New("it is no table of TensorFlow's, or cut short")
)

// readTable returns the entries of a table, in their order. Keys must rise, as they do in
// what is written, so no entry hides another.
func readTable(table []byte) ([]entry, error) {
	if len(table) < footerSize {
		return nil, errCut
	}
	footer := table[len(table)-footerSize:]
	if binary.LittleEndian.Uint64(footer[footerSize-8:]) != tableMagic {
		return nil, errCut
	}
	table = table[:len(table)-footerSize]
	_, footer, err := handle(footer) // of the metadata, of which there are none
	if err != nil {
		return nil, err
	}
	where, _, err := handle(footer)
	if err != nil {
		return nil, err
	}
	blocks, err := readBlock(table, where, nil)
	if err != nil {
		return nil, err
	}
	var all []entry
	end := uint64(0) // of the block before: none is read twice
	for _, b := range blocks {
		where, _, err := handle(b.value)
		if err != nil {
			return nil, err
		}
		if where.offset < end {
			return nil, errTable
		}
		end = where.offset + where.length
		if all, err = readBlock(table, where, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// place is where a block lies.
type place struct{ offset, length uint64 }

// handle reads a place and returns what comes after it.
func handle(b []byte) (p place, rest []byte, err error) {
	for _, to := range []*uint64{&p.offset, &p.length} {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return p, nil, errTable
		}
		*to, b = v, b[n:]
	}
	return p, b, nil
}

// readBlock adds the entries of a block to those before it.
func readBlock(table []byte, at place, all []entry) ([]entry, error) {
	size := uint64(len(table))
	if at.offset > size || size-at.offset < trailerSize || at.length > size-at.offset-trailerSize || at.length < 4 {
		return nil, errTable
	}
	block := table[at.offset:][:at.length+trailerSize]
	trailer := block[at.length:]
	if masked(crc32.Checksum(block[:at.length+1], castagnoli)) != binary.LittleEndian.Uint32(trailer[1:]) {
		return nil, errors.New("it is damaged: a checksum is wrong")
	}
	if trailer[0] != 0 {
		return nil, fmt.Errorf("a block is compressed (kind %d), which is not read", trailer[0])
	}
	block = block[:at.length-4]
	restarts := uint64(binary.LittleEndian.Uint32(table[at.offset+at.length-4:]))
	if 4*restarts > uint64(len(block)) {
		return nil, errTable
	}
	block = block[:uint64(len(block))-4*restarts]
	var key []byte
	for len(block) > 0 {
		var lengths [3]uint64 // shared, rest, value
		for i := range lengths {
			v, n := binary.Uvarint(block)
			if n <= 0 || v > maxIndex {
				return nil, errTable
			}
			lengths[i], block = v, block[n:]
		}
		shared, rest, value := lengths[0], lengths[1], lengths[2]
		if shared > uint64(len(key)) || rest+value > uint64(len(block)) || shared+rest > maxName {
			return nil, errTable
		}
		next := append(key[:shared:shared], block[:rest]...)
		if len(all) > 0 && bytes.Compare([]byte(all[len(all)-1].key), next) >= 0 || len(all) > maxTensors {
			return nil, errTable
		}
		all = append(all, entry{string(next), block[rest:][:value:value]})
		key, block = next, block[rest+value:]
	}
	return all, nil
}
