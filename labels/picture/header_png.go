package picture

import (
	"bytes"
	"fmt"
)

// pngHeader reads IHDR and then looks at the names of the chunks, skipping
// their content, for an animation and for an orientation (PNG, third edition;
// eXIf may stand after the pixels).
func pngHeader(s *source, info *Info, meta *metadata) error {
	b := s.at(8, 18)
	if s.err != nil {
		return s.err
	}
	if string(b[4:8]) != "IHDR" {
		return fmt.Errorf("%w: the PNG does not begin with IHDR", ErrDamaged)
	}
	depth, colour := b[16], b[17]
	w, h := s.be32(16), s.be32(20)
	// Anything above 31 bits is damage; keep the product in range.
	if w >= 1<<31 || h >= 1<<31 {
		return fmt.Errorf("%w: the header claims %d×%d pixels", ErrDamaged, w, h)
	}
	info.Width, info.Height = int(w), int(h)
	info.pixelBytes = 4 // RGB is decoded to RGBA
	if colour == 0 || colour == 3 {
		info.pixelBytes = 1
	}
	if colour == 4 {
		info.pixelBytes = 4
	}
	if depth == 16 {
		info.pixelBytes *= 2
	}
	if err := info.check(); err != nil {
		return err
	}
	pixels := false
	for p, n := int64(33), 0; p+8 <= s.size && n < 100_000; n++ {
		length := s.be32(p)
		name := string(s.at(p+4, 4))
		if s.err != nil || name == "IEND" {
			break
		}
		switch name {
		case "IDAT":
			pixels = true
		case "acTL":
			info.Animated = info.Animated || !pixels && s.size >= p+12 && s.be32(p+8) > 1
		case "eXIf":
			meta.exif(s.block(p+8, length, maxMeta))
		case "iTXt":
			// keyword, NUL, compressed?, method, language, NUL, keyword, NUL, text
			b := s.block(p+8, length, maxMeta)
			if text, ok := bytes.CutPrefix(b, []byte("XML:com.adobe.xmp\x00\x00")); ok {
				meta.xmp(text)
			}
		}
		p += 12 + length
	}
	// What follows the pixels is not needed to show them.
	s.err = nil
	return nil
}
