package picture

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// noise draws a picture in which every type of image has something to get wrong.
func noise(w, h int) *image.NRGBA {
	rng := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(rng.Uint32())
	}
	return m
}

func TestResizeCropIsResizeThenCrop(t *testing.T) {
	src := noise(40, 33)
	whole := Resize(src, 70, 20, Bicubic)
	window := image.Rect(11, 3, 60, 19)
	part := ResizeCrop(src, 70, 20, window, Bicubic)
	if part.Rect != image.Rect(0, 0, 49, 16) {
		t.Fatalf("bounds %v", part.Rect)
	}
	want := crop(whole, window).(*image.RGBA)
	for y := range 16 {
		if !bytes.Equal(part.Pix[y*part.Stride:][:part.Stride], want.Pix[y*want.Stride:][:4*49]) {
			t.Fatalf("row %d differs", y)
		}
	}
}

// The crop of an extreme strip takes the memory of the crop, not of the strip.
func TestResizeCropOfStrips(t *testing.T) {
	for _, size := range []image.Point{{1, MaxSide}, {MaxSide, 1}} {
		m := image.NewGray(image.Rectangle{Max: size})
		for i := range m.Pix {
			m.Pix[i] = byte(i)
		}
		w, h := 256*size.X, 256*size.Y
		got := ResizeCrop(m, w, h, image.Rect(w/2-112, h/2-112, w/2+112, h/2+112), Bilinear)
		if got.Rect != image.Rect(0, 0, 224, 224) {
			t.Errorf("%v: bounds %v", size, got.Rect)
		}
	}
}

func TestResizeSmallest(t *testing.T) {
	for _, size := range []image.Rectangle{image.Rect(0, 0, 1, 1), image.Rect(0, 0, 0, 0), image.Rect(0, 0, 3, 0)} {
		if got := Resize(image.NewRGBA(size), 0, -5, Bilinear).Rect; got != image.Rect(0, 0, 1, 1) {
			t.Errorf("from %v: %v", size, got)
		}
	}
}

// Every type of image is read as color.NRGBAModel reads it, to rounding.
func TestRowsOfEveryType(t *testing.T) {
	src := noise(9, 6)
	opaque := image.NewNRGBA(src.Rect)
	copy(opaque.Pix, src.Pix)
	for i := 3; i < len(opaque.Pix); i += 4 {
		opaque.Pix[i] = 255
	}
	fill := func(m interface {
		image.Image
		Set(x, y int, c color.Color)
	}, from image.Image) image.Image {
		for y := range 6 {
			for x := range 9 {
				m.Set(m.Bounds().Min.X+x, m.Bounds().Min.Y+y, from.At(x, y))
			}
		}
		return m
	}
	r := image.Rect(3, 2, 12, 8) // does not begin at the origin
	var palette color.Palette
	for i := range 20 {
		palette = append(palette, src.At(i%9, i/9))
	}
	for name, m := range map[string]image.Image{
		"gray":     fill(image.NewGray(r), opaque),
		"gray16":   fill(image.NewGray16(r), opaque),
		"rgba":     fill(image.NewRGBA(r), opaque),
		"rgba64":   fill(image.NewRGBA64(r), opaque),
		"nrgba":    fill(image.NewNRGBA(r), src),
		"nrgba64":  fill(image.NewNRGBA64(r), src),
		"alpha":    fill(image.NewAlpha(r), src),
		"cmyk":     fill(image.NewCMYK(r), opaque),
		"paletted": fill(image.NewPaletted(r, palette), src),
		"sub":      fill(image.NewNRGBA(image.Rect(0, 0, 20, 20)), src).(*image.NRGBA).SubImage(image.Rect(2, 1, 7, 5)),
	} {
		rows := newRows(m)
		line := make([]byte, 4*rows.w)
		for y := range rows.h {
			rows.read(y, line)
			for x := range rows.w {
				want := color.NRGBAModel.Convert(m.At(m.Bounds().Min.X+x, m.Bounds().Min.Y+y)).(color.NRGBA)
				got := color.NRGBA{line[4*x], line[4*x+1], line[4*x+2], line[4*x+3]}
				near := func(a, b byte) bool { return a-b+1 <= 2 }
				if !near(got.R, want.R) || !near(got.G, want.G) || !near(got.B, want.B) || got.A != want.A {
					t.Fatalf("%s: pixel %d,%d is %v, want %v", name, x, y, got, want)
				}
				if rows.opaque && got.A != 255 {
					t.Fatalf("%s: called opaque", name)
				}
			}
		}
	}
}

func TestFlatten(t *testing.T) {
	m := image.NewNRGBA(image.Rect(5, 5, 7, 6))
	m.SetNRGBA(5, 5, color.NRGBA{R: 200, A: 100})
	m.SetNRGBA(6, 5, color.NRGBA{R: 9, G: 8, B: 7, A: 0})
	got := Flatten(m, color.White)
	want := []color.Color{color.RGBA{233, 155, 155, 255}, color.RGBA{255, 255, 255, 255}}
	for x, w := range want {
		if c := got.At(x, 0); c != w {
			t.Errorf("pixel %d is %v, want %v", x, c, w)
		}
	}
	grey := image.NewGray(image.Rect(0, 0, 2, 2))
	if Flatten(grey, color.White) != image.Image(grey) {
		t.Error("an opaque picture was copied")
	}
}

// A crop of subsampled chroma has the colours of the whole, but at its edge,
// where the whole has a neighbour to interpolate with.
func TestCropKeepsColours(t *testing.T) {
	img, _, err := Open(context.Background(), "testdata/yuv420.jpg")
	if err != nil {
		t.Fatal(err)
	}
	whole, part := newRows(img), newRows(crop(img, image.Rect(7, 5, 30, 20)))
	a, b := make([]byte, 4*whole.w), make([]byte, 4*part.w)
	for y := 1; y < part.h-1; y++ {
		whole.read(y+5, a)
		part.read(y, b)
		if !bytes.Equal(a[4*8:4*29], b[4:4*22]) {
			t.Fatalf("row %d differs", y)
		}
	}
}

func photo(b *testing.B, w, h int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	rng := rand.New(rand.NewPCG(3, 4))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{byte(x*y/300) + byte(rng.IntN(20)), byte(x / 3), byte(y / 3), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 85}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// What an encoder does to a picture before the net: 600×600 JPEG to 224×224.
func BenchmarkDecodeResize(b *testing.B) {
	data := photo(b, 600, 600)
	for b.Loop() {
		img, _, err := open(context.Background(), bytes.NewReader(data), int64(len(data)))
		if err != nil {
			b.Fatal(err)
		}
		ResizeCrop(img, 256, 256, image.Rect(16, 16, 240, 240), Bilinear)
	}
}

func BenchmarkResize(b *testing.B) {
	data := photo(b, 600, 600)
	img, _, err := open(context.Background(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ResizeCrop(img, 256, 256, image.Rect(16, 16, 240, 240), Bilinear)
	}
}

// crop returns the part of img within r, which counts from the top left corner
// of img's bounds and is cut to them. Pixels are shared where the type allows.
func crop(img image.Image, r image.Rectangle) image.Image {
	b := img.Bounds()
	r = r.Add(b.Min).Intersect(b)
	if s, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	rows := newRows(img)
	pix, out := newPixels(image.Rect(0, 0, r.Dx(), r.Dy()), rows.opaque)
	line := make([]byte, 4*rows.w)
	for y := range r.Dy() {
		rows.read(r.Min.Y-b.Min.Y+y, line)
		copy(pix[4*r.Dx()*y:], line[4*(r.Min.X-b.Min.X):][:4*r.Dx()])
	}
	return out
}
