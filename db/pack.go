package db

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// packedFormat is the first byte of every packed record: numbers as varints, and texts
// with their lengths before them. What is in it and in which order, its two functions
// say. A change that an old reader would misunderstand takes the next number.
const packedFormat = 2

// A packer writes a packed record.
type packer []byte

func newPacker(room int) packer { return append(make(packer, 0, room), packedFormat) }

func (p *packer) byte(b byte)   { *p = append(*p, b) }
func (p *packer) uint(n uint64) { *p = binary.AppendUvarint(*p, n) }
func (p *packer) int(n int64)   { *p = binary.AppendVarint(*p, n) }

func (p *packer) text(s string) {
	p.uint(uint64(len(s)))
	*p = append(*p, s...)
}

// digits writes a text that is likely to be an even number of hex digits: as half as
// many bytes, if it is.
func (p *packer) digits(s string) {
	b, err := hex.DecodeString(s)
	if err != nil || hex.EncodeToString(b) != s { // capitals are not digits of ours
		p.uint(uint64(len(s)) << 1)
		*p = append(*p, s...)
		return
	}
	p.uint(uint64(len(b))<<1 | 1)
	*p = append(*p, b...)
}

// An unpacker reads a packed record, from the front. Where there is less than is asked
// for, it gives zeros and notes that.
type unpacker struct {
	rest  []byte
	short bool
}

// newUnpacker reads a record behind its format.
func newUnpacker(b []byte) (*unpacker, error) {
	switch {
	case len(b) == 0:
		return nil, fmt.Errorf("%w: a record is empty", ErrDamaged)
	case b[0] != packedFormat:
		return nil, fmt.Errorf("%w: a record is of format %d, not %d", ErrDamaged, b[0], packedFormat)
	}
	return &unpacker{rest: b[1:]}, nil
}

// end reports whether the record was as long as what was read from it.
func (u *unpacker) end() error {
	if u.short || len(u.rest) > 0 {
		return fmt.Errorf("%w: a record cannot be read", ErrDamaged)
	}
	return nil
}

func (u *unpacker) bytes(n uint64) []byte {
	if n > uint64(len(u.rest)) {
		u.rest, u.short = nil, true
		return nil
	}
	b := u.rest[:n]
	u.rest = u.rest[n:]
	return b
}

func (u *unpacker) byte() byte {
	if b := u.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (u *unpacker) uint() uint64 {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.rest, u.short = nil, true
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

func (u *unpacker) int() int64 {
	v, n := binary.Varint(u.rest)
	if n <= 0 {
		u.rest, u.short = nil, true
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

// count reads how many things follow, of which each takes at least one byte.
func (u *unpacker) count() int {
	n := u.uint()
	if n > uint64(len(u.rest)) {
		u.rest, u.short = nil, true
		return 0
	}
	return int(n)
}

func (u *unpacker) text() string { return string(u.bytes(u.uint())) }

func (u *unpacker) digits() string {
	n := u.uint()
	b := u.bytes(n >> 1)
	if n&1 == 0 {
		return string(b)
	}
	return hex.EncodeToString(b)
}
