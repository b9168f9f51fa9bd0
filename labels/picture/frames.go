package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"io"
)

// Limits on an animation.
const (
	// MaxFrames is how many frames of a file are looked at.
	MaxFrames = 4096
	// MaxFramePixels is how many pixels are decoded of one animation in all, a few
	// seconds' work; what comes after them is as if it were not there.
	MaxFramePixels = 200_000_000
)

// Frames decodes up to so many frames of the animated GIF at path, spread evenly
// over it, and calls yield with each as it is shown: composed with what the frames
// before it have left, as GIF89a says, on a transparent ground. The image is good
// until yield returns. An error of yield is returned.
//
// Every frame before the last one wanted is decoded, one at a time, within
// MaxFrames and MaxFramePixels; the memory is that of two pictures of this size,
// however many frames there are. Frames that are cut off at the end of the file are
// left out. A file that is no animated GIF is ErrUnsupported.
func Frames(ctx context.Context, path string, most int, yield func(image.Image) error) error {
	f, size, err := openFile(path)
	if err != nil {
		return err
	}
	defer f.Close() // only read from
	return frames(ctx, f, size, most, yield)
}

// DecodeFrames is Frames for an animation in memory, of at most MaxFile bytes.
func DecodeFrames(ctx context.Context, b []byte, most int, yield func(image.Image) error) error {
	if err := tooLong(int64(len(b))); err != nil {
		return err
	}
	return frames(ctx, bytes.NewReader(b), int64(len(b)), most, yield)
}

// readAtSeeker is an *os.File or a *bytes.Reader.
type readAtSeeker interface {
	io.ReadSeeker
	io.ReaderAt
}

func frames(ctx context.Context, f readAtSeeker, size int64, most int, yield func(image.Image) error) error {
	info, err := readHeader(f, size)
	if err != nil {
		return err
	}
	if !info.Moving() {
		return fmt.Errorf("%w: not an animated GIF", ErrUnsupported)
	}
	if 2*info.decoded() >= LargeDecoded {
		select {
		case large <- struct{}{}:
			defer func() { <-large }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	head, frames := gifFrames(&source{r: f, size: size})
	if len(frames) == 0 {
		return fmt.Errorf("%w: the GIF has no whole frame", ErrDamaged)
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, info.Width, info.Height))
	var before []uint8 // the canvas as it was, for frames that are taken off again
	k := min(most, len(frames))
	for at, next := 0, 0; next < k; at++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		g := frames[at]
		img, err := g.decode(f, head)
		if err != nil {
			return err
		}
		if g.disposal == 3 {
			before = append(before[:0], canvas.Pix...)
		}
		draw.Draw(canvas, img.Bounds(), img, img.Bounds().Min, draw.Over)
		if at == (2*next+1)*len(frames)/(2*k) {
			if err := yield(canvas); err != nil {
				return err
			}
			next++
		}
		switch g.disposal {
		case 2:
			draw.Draw(canvas, img.Bounds(), image.NewUniform(color.Transparent), image.Point{}, draw.Src)
		case 3:
			copy(canvas.Pix, before)
		}
	}
	return nil
}

// gifFrame is where one frame lies in a file.
type gifFrame struct {
	control  [8]byte // its graphic control extension, zero for none
	from, to int64   // of its image descriptor and data
	disposal int     // what becomes of it: 2 is cleared, 3 is taken off
}

// gifFrames returns the file's screen descriptor with the global palette, and its
// whole frames, within the limits.
func gifFrames(s *source) (head []byte, frames []gifFrame) {
	b := s.at(0, 13)
	p := int64(13)
	if b[10]&0x80 != 0 {
		p += 3 << (b[10]&7 + 1)
	}
	head = s.block(0, p, p)
	var next gifFrame
	pixels := int64(0)
	for p < s.size && s.err == nil && len(frames) < MaxFrames {
		switch s.at(p, 1)[0] {
		case 0x21:
			if b := s.at(p, 3); b[1] == 0xf9 && b[2] == 4 {
				next.control = [8]byte(s.at(p, 8))
				next.disposal = int(next.control[3] >> 2 & 7)
			}
			p = gifSkip(s, p+2)
		case 0x2c:
			next.from = p
			b := s.at(p, 10)
			pixels += (int64(b[5]) | int64(b[6])<<8) * (int64(b[7]) | int64(b[8])<<8)
			p += 10
			if b[9]&0x80 != 0 {
				p += 3 << (b[9]&7 + 1)
			}
			p = gifSkip(s, p+1)
			next.to = p
			if s.err != nil || pixels > MaxFramePixels {
				return head, frames
			}
			frames = append(frames, next)
			next = gifFrame{}
		default:
			return head, frames
		}
	}
	return head, frames
}

// decode reads the frame alone, as a GIF of one.
func (g gifFrame) decode(r io.ReaderAt, head []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil { // see decode in open.go
			img, err = nil, fmt.Errorf("%w: its decoder failed", ErrDamaged)
		}
	}()
	parts := []io.Reader{bytes.NewReader(head)}
	if g.control[0] != 0 {
		parts = append(parts, bytes.NewReader(g.control[:]))
	}
	parts = append(parts, io.NewSectionReader(r, g.from, g.to-g.from), bytes.NewReader([]byte{0x3b}))
	if img, err = gif.Decode(io.MultiReader(parts...)); err != nil {
		return nil, damage("gif", err)
	}
	return img, nil
}
