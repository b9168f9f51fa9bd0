package picture

import "fmt"

// gifHeader reads the screen's size and walks the blocks up to the second frame
// (GIF89a, sections 17 to 26).
func gifHeader(s *source, info *Info) error {
	b := s.at(0, 13)
	if s.err != nil {
		return s.err
	}
	info.Width, info.Height = int(b[6])|int(b[7])<<8, int(b[8])|int(b[9])<<8
	info.pixelBytes = 4 // a frame smaller than the screen is put on a transparent one
	p := int64(13)
	if b[10]&0x80 != 0 {
		p += 3 << (b[10]&7 + 1)
	}
	if info.Width == 0 || info.Height == 0 {
		return fmt.Errorf("%w: the header claims %d×%d pixels", ErrDamaged, info.Width, info.Height)
	}
	frames := 0
	for p < s.size {
		switch s.at(p, 1)[0] {
		case 0x21: // extension
			p = gifSkip(s, p+2)
		case 0x2c: // image
			frames++
			if frames == 2 {
				info.Animated = true
				return nil
			}
			b := s.at(p, 10)
			p += 10
			if b[9]&0x80 != 0 {
				p += 3 << (b[9]&7 + 1)
			}
			p = gifSkip(s, p+1)
		default: // trailer, or damage that only matters if no frame came before
			p = s.size
		}
		if s.err != nil {
			break
		}
	}
	if frames == 0 {
		return fmt.Errorf("%w: the GIF has no frame", ErrDamaged)
	}
	s.err = nil
	return nil
}

// gifSkip returns the offset after a run of sub-blocks.
func gifSkip(s *source, p int64) int64 {
	for s.err == nil {
		n := int64(s.at(p, 1)[0])
		p += 1 + n
		if n == 0 {
			break
		}
	}
	return p
}
