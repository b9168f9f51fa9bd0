package picture

import (
	"bytes"
	"fmt"
)

// jpegHeader walks the marker segments up to the start of scan (ITU T.81,
// annex B).
func jpegHeader(s *source, info *Info, meta *metadata) error {
	for p := int64(2); ; {
		m := s.at(p, 2)
		if s.err != nil {
			return s.err
		}
		if m[0] != 0xff {
			p++ // junk between segments: decoders skip to the next marker
			continue
		}
		marker := m[1]
		switch {
		case marker == 0xff: // fill byte
			p++
			continue
		case marker == 0x00 || marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // no segment follows
			p += 2
			continue
		case marker == 0xd9 || marker == 0xda: // end of image, start of scan
			return fmt.Errorf("%w: the JPEG has no frame header", ErrDamaged)
		}
		n := int64(s.be16(p + 2))
		if s.err != nil {
			return s.err
		}
		if n < 2 {
			return fmt.Errorf("%w: the JPEG has a segment without length", ErrDamaged)
		}
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return jpegFrame(s, p, marker, info, meta)
		case marker == 0xe1:
			b := s.block(p+4, n-2, 1<<16)
			if exif, ok := bytes.CutPrefix(b, []byte("Exif\x00")); ok && len(exif) > 0 {
				meta.exif(exif[1:])
			} else if xmp, ok := bytes.CutPrefix(b, []byte("http://ns.adobe.com/xap/1.0/\x00")); ok {
				meta.xmp(xmp)
			}
		}
		p += 2 + n
	}
}

func jpegFrame(s *source, p int64, marker byte, info *Info, _ *metadata) error {
	b := s.at(p+4, 6)
	if s.err != nil {
		return s.err
	}
	info.Height, info.Width = int(b[1])<<8|int(b[2]), int(b[3])<<8|int(b[4])
	info.pixelBytes = int64(b[5])
	switch marker {
	case 0xc0, 0xc1:
	case 0xc2:
		info.pixelBytes *= 3
	default:
		return fmt.Errorf("%w: a lossless, hierarchical or arithmetic JPEG, convert it to PNG", ErrUnsupported)
	}
	if b[0] != 8 {
		return fmt.Errorf("%w: a JPEG with %d bits per sample, convert it to PNG", ErrUnsupported, b[0])
	}
	if n := b[5]; n != 1 && n != 3 && n != 4 {
		return fmt.Errorf("%w: a JPEG with %d colour components", ErrUnsupported, n)
	}
	return nil
}
