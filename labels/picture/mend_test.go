package picture

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
)

// What is there of a picture that ends too early is drawn as it would be whole.
func TestOpenMendsPicturesThatEndTooEarly(t *testing.T) {
	for _, c := range []struct {
		file string
		keep float64 // of its bytes; 1: all but the last
		rows float64 // of its rows, at least so many are as they should be
	}{
		{"yuv420.jpg", 1, 1}, {"yuv420.jpg", .8, .4}, {"yuv444.jpg", .7, .2}, {"grey.jpg", 1, 1}, {"progressive.jpg", 1, 1}, {"progressive.jpg", .97, 0},
		{"source.png", 1, 1}, {"source.png", .6, .2}, {"palette.png", 1, 1}, {"rgb16.png", 1, 1}, {"greyalpha.png", .9, .2}, {"alpha.png", 1, 1},
	} {
		whole, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			t.Fatal(err)
		}
		cut := whole[:len(whole)-1]
		if c.keep < 1 {
			cut = whole[:int(float64(len(whole))*c.keep)]
		}
		path := filepath.Join(t.TempDir(), c.file)
		if err := os.WriteFile(path, cut, 0o600); err != nil {
			t.Fatal(err)
		}
		want, info, err := Open(context.Background(), filepath.Join("testdata", c.file))
		if err != nil || info.Damaged {
			t.Fatalf("%s: %v, damaged %v", c.file, err, info.Damaged)
		}
		got, info, err := Open(context.Background(), path)
		if err != nil || !info.Damaged || got.Bounds().Size() != want.Bounds().Size() {
			t.Errorf("%s to %g: %v, damaged %v", c.file, c.keep, err, info.Damaged)
			continue
		}
		if n := equalRows(got, want); float64(n) < c.rows*float64(want.Bounds().Dy()) {
			t.Errorf("%s to %g: %d of %d rows are right", c.file, c.keep, n, want.Bounds().Dy())
		}
	}
}

// equalRows counts the first rows that are the same in two pictures.
func equalRows(a, b image.Image) int {
	one, other := newRows(a), newRows(b)
	x, y := make([]byte, 4*one.w), make([]byte, 4*one.w)
	for row := range one.h {
		one.read(row, x)
		other.read(row, y)
		if !bytes.Equal(x, y) {
			return row
		}
	}
	return one.h
}

// What is light lies on a dark ground, and everything else on white.
func TestGround(t *testing.T) {
	draw := func(c color.Color, part int) image.Image {
		img := image.NewNRGBA(image.Rect(0, 0, 40, 40))
		for y := range 40 {
			for x := range part {
				img.Set(x, y, c)
			}
		}
		return img
	}
	for name, c := range map[string]struct {
		img  image.Image
		want color.Color
	}{
		"white text": {draw(color.White, 8), dark}, "yellow text": {draw(color.NRGBA{255, 250, 120, 255}, 8), dark},
		"black text": {draw(color.Black, 8), color.White}, "red text": {draw(color.NRGBA{220, 30, 30, 255}, 8), color.White},
		"a light picture with little that is clear": {draw(color.White, 38), color.White},
		"nothing":  {draw(color.White, 0), color.White},
		"no alpha": {image.NewGray(image.Rect(0, 0, 4, 4)), color.White},
	} {
		if got := Ground(c.img); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func FuzzMend(f *testing.F) {
	for _, name := range []string{"yuv420.jpg", "progressive.jpg", "source.png", "palette.png"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:len(b)*3/4])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		img, info, err := open(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err == nil && info.Damaged && turned(img.Bounds().Size(), info) != image.Pt(info.Width, info.Height) {
			t.Errorf("%v of a picture of %d×%d", img.Bounds(), info.Width, info.Height)
		}
	})
}

// turned is a size before the orientation is applied.
func turned(p image.Point, info Info) image.Point {
	if info.Orientation > 4 {
		return image.Pt(p.Y, p.X)
	}
	return p
}
