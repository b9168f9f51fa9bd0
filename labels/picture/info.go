package picture

import (
	"errors"
	"fmt"
)

// Limits on what is decoded.
const (
	// MaxDecoded is how many bytes a decoded picture may take: width × height ×
	// the bytes per pixel of its format, and three times that for a progressive
	// JPEG, whose coefficients are all kept until the end. A picture that EXIF
	// turns needs 4 bytes per pixel more for the turned copy.
	MaxDecoded = 200_000_000
	// MaxSide is the longest side in pixels, which is also JPEG's own limit. It
	// bounds the tables that a resize needs.
	MaxSide = 65_535
	// MaxFile is the largest file that is looked at, in bytes. A file above it
	// either holds more pixels than MaxDecoded allows or mostly something else.
	MaxFile = 256 << 20
	// LargeDecoded is the decoded size in bytes from which pictures are decoded
	// one at a time.
	LargeDecoded = 16_000_000
)

// Reasons why a file cannot be shown. Every error about a file's content is one
// of them; other errors come from the file system or from the context.
var (
	ErrNotPicture  = errors.New("not a picture")
	ErrTooLarge    = errors.New("picture too large")
	ErrDamaged     = errors.New("damaged picture")
	ErrUnsupported = errors.New("unsupported picture")
)

// ErrChanged says that a file is not the picture that was imported from its path.
var ErrChanged = errors.New("the file has changed since it was imported: put the old one back, or import it under another dataset name")

// Info is what a picture's header says.
type Info struct {
	Format      string // jpeg, png, gif, bmp or webp, by content and not by the file's name
	Width       int    // pixels as stored, before the orientation is applied
	Height      int
	Orientation int    // 1 to 8 as in EXIF tag 0x0112; 1 when the file does not say
	Animated    bool   // has more than one frame
	Damaged     bool   // it was drawn as far as it goes: its end is missing (known by Open alone)
	SHA256      string // of the file's bytes, in hex; "" unless Probe made it
	Size        int64  // of the file in bytes

	pixelBytes int64 // bytes per pixel while decoding, for the limit
}

// Moving reports whether the picture is an animation that Frames reads.
func (i Info) Moving() bool { return i.Format == "gif" && i.Animated }

// decoded is the number of bytes that decoding takes.
func (i Info) decoded() int64 { return int64(i.Width) * int64(i.Height) * i.pixelBytes }

// check refuses sizes that are nothing or too much.
func (i Info) check() error {
	switch {
	case i.Width < 1 || i.Height < 1:
		return fmt.Errorf("%w: the header claims %d×%d pixels", ErrDamaged, i.Width, i.Height)
	case i.Width > MaxSide || i.Height > MaxSide:
		return fmt.Errorf("%w: %d×%d pixels, a side may have %d", ErrTooLarge, i.Width, i.Height, MaxSide)
	case i.decoded() > MaxDecoded:
		return fmt.Errorf("%w: %d×%d pixels would take %d MB decoded, the limit is %d MB",
			ErrTooLarge, i.Width, i.Height, (i.decoded()+999_999)/1_000_000, MaxDecoded/1_000_000)
	}
	return nil
}
