package picture

import "fmt"

// bmpHeader reads BITMAPINFOHEADER and its longer successors; what the decoder
// cannot read is named here.
func bmpHeader(s *source, info *Info) error {
	length := s.le32(14)
	if s.err != nil {
		return s.err
	}
	if length < 40 {
		return fmt.Errorf("%w: a BMP of the OS/2 kind, convert it to PNG", ErrUnsupported)
	}
	w, h := int32(s.le32(18)), int32(s.le32(22))
	bits, coding := s.le16(28), s.le32(30)
	if s.err != nil {
		return s.err
	}
	// A negative height says that rows run from the top.
	info.Width, info.Height = int(w), max(int(h), -int(h))
	info.pixelBytes = 4
	if bits <= 8 {
		info.pixelBytes = 1
	}
	switch coding {
	case 0, 3:
	case 1, 2:
		return fmt.Errorf("%w: a run-length coded BMP, convert it to PNG", ErrUnsupported)
	default:
		return fmt.Errorf("%w: a compressed BMP, convert it to PNG", ErrUnsupported)
	}
	if bits != 8 && bits != 24 && bits != 32 {
		return fmt.Errorf("%w: a BMP with %d bits per pixel, convert it to PNG", ErrUnsupported, bits)
	}
	return nil
}
