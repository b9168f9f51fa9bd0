package term

import (
	"image"
	"image/color"
	"testing"
)

func TestFitPixels(t *testing.T) {
	usual, tall := Cell{W: 8, H: 16}, Cell{W: 9, H: 19}
	for _, c := range []struct {
		w, h   int
		b      Box
		c      Cell
		tech   Technique
		fw, fh int
	}{
		// A half-block's pixel is a whole cell wide and half a cell high: square
		// in a cell of 8x16.
		{600, 600, Box{40, 20}, usual, halfBlocks{}, 40, 40},
		{600, 600, Box{60, 20}, usual, halfBlocks{}, 40, 40},
		{1600, 300, Box{64, 32}, usual, halfBlocks{}, 64, 12},
		{300, 1500, Box{64, 32}, usual, halfBlocks{}, 13, 64},
		{600, 600, Box{40, 30}, tall, halfBlocks{}, 40, 38}, // 9.5 high, so fewer of them
		{600, 600, Box{40, 20}, Cell{}, halfBlocks{}, 40, 40},
		{2, 2, Box{64, 32}, usual, halfBlocks{}, 64, 64}, // as large as fits
		{128, 128, Box{56, 26}, Cell{W: 16, H: 32}, halfBlocks{}, 52, 52},
		{40, 30, Box{64, 32}, usual, halfBlocks{}, 64, 48},
		{9000, 1, Box{64, 32}, usual, halfBlocks{}, 64, 1},
		{600, 600, Box{40, 20}, usual, brailleDots{}, 80, 80},
		{0, 0, Box{40, 20}, usual, halfBlocks{}, 1, 1},
	} {
		if w, h := Fit(c.w, c.h, c.b, c.c, c.tech); w != c.fw || h != c.fh {
			t.Errorf("%dx%d in %v: %dx%d, want %dx%d", c.w, c.h, c.b, w, h, c.fw, c.fh)
		}
	}
}

func TestInMiddle(t *testing.T) {
	usual := Cell{W: 8, H: 16}
	for _, c := range []struct {
		w, h      int
		tech      Technique
		rows, top int
	}{
		{600, 600, halfBlocks{}, 20, 0},
		{1600, 300, halfBlocks{}, 4, 8},
		{1600, 300, sixels{}, 4, 8},
		{1600, 360, brailleDots{}, 5, 7},
		{9000, 1, halfBlocks{}, 1, 9},
		{300, 900, sixels{}, 20, 0},
	} {
		box, top := InMiddle(c.w, c.h, Box{40, 20}, usual, c.tech)
		if box != (Box{40, c.rows}) || top != c.top {
			t.Errorf("%dx%d: %v, %d blank; want %d rows, %d blank", c.w, c.h, box, top, c.rows, c.top)
		}
	}
}

func TestCloseUp(t *testing.T) {
	usual := Cell{W: 8, H: 16}
	for _, c := range []struct {
		what  string
		w, h  int
		tech  Technique
		pan   image.Point
		whole image.Point
		seen  image.Rectangle
		reach image.Point
	}{
		// The box has 800x640 pixels, or 100x80 half-blocks.
		{"its own pixels", 3000, 2000, kittyDirect{}, image.Point{}, image.Pt(3000, 2000), image.Rect(1100, 680, 1900, 1320), image.Pt(6, 5)},
		{"a step is a quarter", 3000, 2000, kittyDirect{}, image.Pt(1, -1), image.Pt(3000, 2000), image.Rect(1300, 520, 2100, 1160), image.Pt(6, 5)},
		{"not beyond the ends", 3000, 2000, kittyDirect{}, image.Pt(99, -99), image.Pt(3000, 2000), image.Rect(2200, 0, 3000, 640), image.Pt(6, 5)},
		{"at least twice the fit", 1000, 800, kittyDirect{}, image.Point{}, image.Pt(1600, 1280), image.Rect(400, 320, 1200, 960), image.Pt(2, 2)},
		{"a small one", 40, 30, kittyDirect{}, image.Pt(0, 0), image.Pt(1600, 1200), image.Rect(400, 280, 1200, 920), image.Pt(2, 2)},
		{"half-blocks", 3000, 2400, halfBlocks{}, image.Point{}, image.Pt(200, 160), image.Rect(50, 40, 150, 120), image.Pt(2, 2)},
		{"a strip", 9000, 1, kittyDirect{}, image.Point{}, image.Pt(9000, 1), image.Rect(4100, 0, 4900, 1), image.Pt(21, 0)},
	} {
		whole, seen, reach := CloseUp(c.w, c.h, Box{100, 40}, usual, c.tech, c.pan)
		if whole != c.whole || seen != c.seen || reach != c.reach {
			t.Errorf("%s: %v of %v, reach %v; want %v of %v, reach %v", c.what, seen, whole, reach, c.seen, c.whole, c.reach)
		}
	}
}

// In a close-up a large picture has its very pixels.
func TestCloseLookShowsThePicturesOwnPixels(t *testing.T) {
	img := testPicture(900, 700)
	whole, seen, _ := CloseUp(900, 700, Box{20, 10}, Cell{W: 8, H: 16}, kittyDirect{}, image.Pt(1, 0))
	part := PartOfImage(img, whole, seen)
	if part.Bounds() != image.Rect(0, 0, 160, 160) {
		t.Fatalf("%v", part.Bounds())
	}
	for y := range 160 {
		for x := range 160 {
			if got, want := color.RGBAModel.Convert(part.At(x, y)), img.At(seen.Min.X+x, seen.Min.Y+y); got != want {
				t.Fatalf("(%d,%d): %v, want %v", x, y, got, want)
			}
		}
	}
}

// However large the window and its cells are said to be, a picture has no more pixels than a screen, and its shape.
func TestMostPixels(t *testing.T) {
	for _, b := range []Box{{400, 120}, {400, 2}, {20, 10}} {
		c := Cell{maxCellWidth, maxCellHeight}
		r, w, h := square(b, c), b.Cols*c.W, b.Rows*c.H
		if off := r.w*h - r.h*w; r.w*r.h > maxPixels || max(off, -off) > max(w, h) {
			t.Errorf("%v: %d by %d", b, r.w, r.h)
		}
	}
}
