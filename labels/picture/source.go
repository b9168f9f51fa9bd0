package picture

import (
	"encoding/binary"
	"fmt"
	"io"

	"memebench/labels/plainfile"
)

// source reads a header at offsets. The first failure sticks, so that a header
// reader may read several fields and look at the error once.
type source struct {
	r    io.ReadSeeker
	size int64
	err  error
	buf  [64]byte
}

// at returns n ≤ 64 bytes from the offset, zeros when they are not there. The
// slice is good until the next call.
func (s *source) at(offset int64, n int) []byte {
	b := s.buf[:n]
	s.fill(offset, b)
	return b
}

// block returns up to limit bytes from the offset.
func (s *source) block(offset, n, limit int64) []byte {
	n = min(n, limit, s.size-offset)
	if s.err != nil || offset < 0 || n <= 0 {
		return nil
	}
	b := make([]byte, n)
	s.fill(offset, b)
	return b
}

func (s *source) fill(offset int64, b []byte) {
	clear(b)
	if s.err != nil {
		return
	}
	if offset < 0 || offset+int64(len(b)) > s.size {
		s.err = fmt.Errorf("%w: it ends within the header", ErrDamaged)
		return
	}
	if _, err := s.r.Seek(offset, io.SeekStart); err != nil {
		s.err = fmt.Errorf("read the file: %w", plainfile.Cause(err))
		return
	}
	if _, err := io.ReadFull(s.r, b); err != nil {
		s.err = fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
}

func (s *source) be16(offset int64) int   { return int(binary.BigEndian.Uint16(s.at(offset, 2))) }
func (s *source) be32(offset int64) int64 { return int64(binary.BigEndian.Uint32(s.at(offset, 4))) }
func (s *source) le16(offset int64) int   { return int(binary.LittleEndian.Uint16(s.at(offset, 2))) }
func (s *source) le32(offset int64) int64 { return int64(binary.LittleEndian.Uint32(s.at(offset, 4))) }
func (s *source) le24(offset int64) int {
	b := s.at(offset, 3)
	return int(b[0]) | int(b[1])<<8 | int(b[2])<<16
}
