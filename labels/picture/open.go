package picture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"

	"memebench/labels/plainfile"
)

// large is held while a picture of LargeDecoded bytes or more is decoded, so
// that several workers that meet large pictures do not add up their memory.
var large = make(chan struct{}, 1)

// Open decodes the picture at path: the first frame of an animation, turned as
// its orientation says, with its alpha. The context ends only the wait for
// another large picture; one decode takes at most a few seconds. The concrete
// type of the image is what its format decodes to; the functions of this package
// read all of them faithfully, whereas the At method of a JPEG's YCbCr spreads
// chroma in blocks. A JPEG or PNG that ends too early is drawn as far as it goes, and
// Info says that it is Damaged.
//
// Errors are one sentence and do not repeat the path; those about the content
// are this package's sentinels. Info is what the
// header says, without the digest, also with an error.
func Open(ctx context.Context, path string) (image.Image, Info, error) {
	f, size, err := openFile(path)
	if err != nil {
		return nil, Info{Orientation: 1, Size: size}, err
	}
	defer f.Close() // only read from
	return open(ctx, f, size)
}

// Decode is Open for a picture in memory, of at most MaxFile bytes.
func Decode(ctx context.Context, b []byte) (image.Image, Info, error) {
	if err := tooLong(int64(len(b))); err != nil {
		return nil, Info{Orientation: 1, Size: int64(len(b))}, err
	}
	return open(ctx, bytes.NewReader(b), int64(len(b)))
}

func open(ctx context.Context, r io.ReadSeeker, size int64) (image.Image, Info, error) {
	info, err := readHeader(r, size)
	if err != nil {
		return nil, info, err
	}
	if info.decoded() >= LargeDecoded {
		select {
		case large <- struct{}{}:
			defer func() { <-large }()
		case <-ctx.Done():
			return nil, info, ctx.Err()
		}
	}
	img, err := decode(r, info)
	if errors.Is(err, errEndsEarly) {
		if img, info.Damaged = mendSafely(r, info); info.Damaged {
			err = nil
		}
	}
	if err != nil {
		return nil, info, err
	}
	return turn(img, info.Orientation), info, nil
}

// mendSafely is mend, whose decoders may fail on what is damaged.
func mendSafely(r io.ReadSeeker, info Info) (img image.Image, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			img, ok = nil, false
		}
	}()
	if img, ok = mend(r, info); ok {
		size := img.Bounds().Size()
		ok = size == image.Pt(info.Width, info.Height)
	}
	return img, ok
}

// decode lets the format's decoder work and checks that it made what the header
// had promised.
func decode(r io.ReadSeeker, info Info) (img image.Image, err error) {
	defer func() {
		// The decoders are not ours and read hostile input. None is known to
		// panic; if one does, the picture is refused and the program goes on.
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("%w: its decoder failed", ErrDamaged)
		}
	}()
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read the file: %w", plainfile.Cause(err))
	}
	in := bufio.NewReaderSize(r, 1<<16)
	place := image.Point{}
	switch info.Format {
	case "jpeg":
		img, err = jpeg.Decode(in)
	case "png":
		img, err = png.Decode(in)
	case "gif":
		// Decode, unlike DecodeAll, stops after the first frame.
		img, err = gif.Decode(in)
		if err == nil {
			place = img.Bounds().Min
		}
	case "bmp":
		img, err = bmp.Decode(in)
	case "webp":
		img, place, err = decodeWebP(r, in, info)
	}
	if err != nil {
		return nil, damage(info.Format, err)
	}
	got := img.Bounds().Sub(img.Bounds().Min).Add(place)
	canvas := image.Rect(0, 0, info.Width, info.Height)
	switch {
	case got == canvas:
		return img, nil
	case (info.Format == "gif" || info.Animated) && got.In(canvas):
		return onCanvas(img, place, canvas), nil
	}
	return nil, fmt.Errorf("%w: its pixels contradict its header", ErrDamaged)
}

func decodeWebP(r io.ReadSeeker, in io.Reader, info Info) (image.Image, image.Point, error) {
	place := image.Point{}
	if info.Animated {
		still, f, err := webpUnwrap(r, info)
		if err != nil {
			return nil, place, err
		}
		in, place = still, image.Pt(f.x, f.y)
	}
	img, err := webp.Decode(in)
	if err != nil {
		return nil, place, err
	}
	switch m := img.(type) {
	case *image.YCbCr:
		return webpColours(m, nil, 0), place, nil
	case *image.NYCbCrA:
		return webpColours(&m.YCbCr, m.A, m.AStride), place, nil
	}
	return img, place, nil
}

// onCanvas puts a first frame that covers only a part on a transparent canvas.
func onCanvas(img image.Image, place image.Point, canvas image.Rectangle) image.Image {
	rows := newRows(img)
	out := image.NewNRGBA(canvas)
	for y := range rows.h {
		at := out.PixOffset(place.X, place.Y+y)
		rows.read(y, out.Pix[at:at+4*rows.w])
	}
	return out
}

// errEndsEarly ends the sentence about a file without its end.
var errEndsEarly = errors.New("ends too early")

// damage makes a sentence of a decoder's error.
func damage(format string, err error) error {
	name := strings.ToUpper(format)
	if format == "webp" {
		name = "WebP"
	}
	text := err.Error()
	switch {
	case errors.Is(err, ErrDamaged):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF),
		strings.Contains(text, "short Huffman data"),
		strings.Contains(text, "not enough pixel data"),
		strings.Contains(text, "not enough image data"):
		return fmt.Errorf("%w: the %s %w", ErrDamaged, name, errEndsEarly)
	case strings.Contains(text, "unsupported"):
		return fmt.Errorf("%w: %s", ErrUnsupported, text)
	}
	for _, prefix := range []string{"png: ", "gif: ", "bmp: ", "webp: ", "vp8: ", "vp8l: ", "invalid JPEG format: ", "invalid format: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return fmt.Errorf("%w: the %s cannot be decoded (%s)", ErrDamaged, name, text)
}
