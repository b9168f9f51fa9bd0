package picture

import (
	"bytes"
	"encoding/binary"
	"regexp"
)

// maxMeta is how much of an EXIF or XMP block is looked at. The orientation
// stands in the first directory, near the start.
const maxMeta = 1 << 20

// metadata collects what a file says about its orientation.
type metadata struct{ fromEXIF, fromXMP int }

// orientation prefers EXIF to XMP, as Pillow's exif_transpose does.
func (m *metadata) orientation() int {
	for _, o := range []int{m.fromEXIF, m.fromXMP} {
		if o >= 1 && o <= 8 {
			return o
		}
	}
	return 1
}

// exif looks for tag 0x0112 in the first directory of a TIFF structure (TIFF
// 6.0, section 2). Anything malformed means that there is no orientation.
func (m *metadata) exif(b []byte) {
	b = bytes.TrimPrefix(b, []byte("Exif\x00\x00")) // WebP writers differ
	if m.fromEXIF != 0 || len(b) < 8 {
		return
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return
	}
	p := uint64(order.Uint32(b[4:]))
	if p+2 > uint64(len(b)) {
		return
	}
	n := int(order.Uint16(b[p:]))
	entries := b[p+2:]
	for ; n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if order.Uint16(entries) != 0x0112 {
			continue
		}
		switch order.Uint16(entries[2:]) {
		case 3: // SHORT
			m.fromEXIF = int(order.Uint16(entries[8:]))
		case 4: // LONG, which some writers use
			m.fromEXIF = int(min(order.Uint32(entries[8:]), 255))
		}
		return
	}
}

var xmpOrientation = regexp.MustCompile(`tiff:Orientation(?:="|>)([1-8])\D`)

func (m *metadata) xmp(b []byte) {
	if s := xmpOrientation.FindSubmatch(b); s != nil && m.fromXMP == 0 {
		m.fromXMP = int(s[1][0] - '0')
	}
}
