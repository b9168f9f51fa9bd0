package features

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// A file of features is a header and rows of one size, all little-endian:
//
//	header  8 bytes  "MBFEAT\r\n" (an editor or a text-mode copy would change it)
//	        4        version of this format, 1
//	        4        width: float32 values in a row's vector
//	        32       digest of the encoder that made the vectors
//	        4        CRC-32C of the 48 bytes before
//	row     32       key: SHA-256 of what was encoded
//	        4×width  vector
//	        4        CRC-32C of the row's bytes before
//
// A row's number follows from its place, so rows are only ever added at the end.
const (
	magic         = "MBFEAT\r\n"
	formatVersion = 1
	headerSize    = 52
)

// MaxWidth bounds the vectors; the widest encoder in use has 2048 values.
const MaxWidth = 1 << 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// rowSize is the number of bytes of a row.
func rowSize(width int) int { return 32 + 4*width + 4 }

// makeHeader returns the header of a file for one encoder.
func makeHeader(encoder [32]byte, width int) []byte {
	b := append(make([]byte, 0, headerSize), magic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(width))
	b = append(b, encoder[:]...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// checkHeader says what keeps a file with these first bytes from being the one
// for this encoder.
func checkHeader(b []byte, encoder [32]byte, width int) error {
	switch {
	case len(b) < headerSize || string(b[:8]) != magic:
		return errors.New("it is not a file of features")
	case binary.LittleEndian.Uint32(b[48:]) != crc32.Checksum(b[:48], castagnoli):
		return errors.New("its header is damaged")
	case binary.LittleEndian.Uint32(b[8:]) != formatVersion:
		return fmt.Errorf("it has format version %d, want %d", binary.LittleEndian.Uint32(b[8:]), formatVersion)
	case [32]byte(b[16:48]) != encoder:
		return errors.New("it belongs to another encoder")
	case binary.LittleEndian.Uint32(b[12:]) != uint32(width):
		return fmt.Errorf("its vectors are %d wide, want %d", binary.LittleEndian.Uint32(b[12:]), width)
	}
	return nil
}

// begins reports whether b is how a header of this encoder begins, and no more: whoever began the
// file was broken off.
func begins(b []byte, encoder [32]byte) bool {
	const widthAt, widthEnd = 12, 16
	if len(b) >= headerSize {
		return false
	}
	width := 0
	if len(b) < widthEnd { // which may be any
		b = b[:min(len(b), widthAt)]
	} else {
		width = int(binary.LittleEndian.Uint32(b[widthAt:]))
	}
	return string(makeHeader(encoder, width)[:len(b)]) == string(b)
}

// appendRow appends a row to b.
func appendRow(b []byte, key [32]byte, vector []float32) []byte {
	start := len(b)
	b = append(b, key[:]...)
	for _, v := range vector {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// wholeRow reports whether a row's checksum is right.
func wholeRow(row []byte) bool {
	end := len(row) - 4
	return binary.LittleEndian.Uint32(row[end:]) == crc32.Checksum(row[:end], castagnoli)
}

// readRow copies the vector of a row to dst. It reports false, and leaves
// anything in dst, if the row is damaged, is another key's or holds a value that
// is not a finite number.
func readRow(dst []float32, row []byte, key [32]byte) bool {
	if [32]byte(row[:32]) != key || !wholeRow(row) {
		return false
	}
	row = row[32:]
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(row[4*i:]))
	}
	return NonFinite(dst) < 0
}

// NonFinite returns the place of the first value that is NaN or infinite, -1 if
// there is none.
func NonFinite(values []float32) int {
	const exponent = 0x7f800000 // all ones in NaN and infinities (IEEE 754)
	for i, v := range values {
		if math.Float32bits(v)&exponent == exponent {
			return i
		}
	}
	return -1
}

// parseDigest reads a SHA-256 in hex.
func parseDigest(s string) (digest [32]byte, err error) {
	if len(s) != 64 {
		return digest, fmt.Errorf("a digest of %d characters, want 64 hex digits", len(s))
	}
	_, err = hex.Decode(digest[:], []byte(s))
	return digest, err
}
