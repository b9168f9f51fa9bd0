package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var committed = filepath.Join("..", "pictures")

// TestReproduces draws every picture again and compares it with the committed
// one: the pixels, because a later Go may compress the same pixels differently.
func TestReproduces(t *testing.T) {
	var names []string
	for _, p := range all() {
		names = append(names, p.name+".png")
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(filepath.Join(committed, p.name+".png"))
			if err != nil {
				t.Fatalf("%v; run go run ./labels/starter/gen", err)
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			old, ok := img.(*image.Paletted)
			if !ok {
				t.Fatalf("committed as %T, want a picture with a palette", img)
			}
			now := reduce(p.render())
			if old.Bounds() != now.Bounds() || !bytes.Equal(old.Pix, now.Pix) || !slices.EqualFunc(old.Palette, now.Palette, equal) {
				t.Error("the committed picture differs from what is drawn now; run go run ./labels/starter/gen")
			}
		})
	}
	files, err := os.ReadDir(committed)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(names, f.Name()) {
			t.Errorf("%s is committed but not in the lists", f.Name())
		}
	}
}

func equal(a, b color.Color) bool {
	r, g, bl, al := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	return r == r2 && g == g2 && bl == b2 && al == a2
}

// TestWrite writes into a folder with a stray picture, which must go.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	stray := filepath.Join(dir, "stray.png")
	if err := os.WriteFile(stray, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	few := all()[:2]
	if err := write(dir, few); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stray); !os.IsNotExist(err) {
		t.Errorf("a picture that is not listed is still there: %v", err)
	}
	for _, p := range few {
		if _, err := os.Stat(filepath.Join(dir, p.name+".png")); err != nil {
			t.Error(err)
		}
	}
	if err := write(dir, []picture{few[0], few[0]}); err == nil {
		t.Error("two pictures of one name were taken")
	}
}

// TestRasterise compares coverage with areas known from geometry.
func TestRasterise(t *testing.T) {
	for _, test := range []struct {
		name string
		p    path
		want float64 // area in pixels
		slip float64
	}{
		{"whole pixels", rect(2, 3, 10, 5), 50, 0},
		{"half pixels", rect(2.5, 3.5, 10, 5), 50, 0},
		{"partly outside", rect(-5, -5, 10, 10), 25, 0},
		{"outside", rect(50, 50, 10, 10), 0, 0},
		{"triangle", poly(0, 0, 20, 0, 0, 20), 200, 0.5},
		{"overlap counts once", rect(2, 2, 10, 10).and(rect(6, 2, 10, 10)), 140, 0},
		{"hole by winding", rect(2, 2, 10, 10).and(poly(4, 4, 4, 8, 8, 8, 8, 4)), 84, 0},
		{"level line has a round pen", poly(10, 15, 20, 15).outline(4, false), 10*4 + 12, 0.5}, // a pen of 12 corners: area 3 r²
	} {
		v := rasterise(test.p, 40, 30)
		var sum int
		for _, a := range v.at {
			if a < 0 || a > full {
				t.Errorf("%s: coverage %d, want 0 to %d", test.name, a, full)
			}
			sum += int(a)
		}
		if got := float64(sum) / full; abs(got-test.want) > test.slip {
			t.Errorf("%s: covers %.2f pixels, want %.2f", test.name, got, test.want)
		}
	}
}

// TestReduce: few colours stay as they are, many become the nearest of the most
// frequent ones.
func TestReduce(t *testing.T) {
	few := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		few.SetRGBA(i%8, i/8, color.RGBA{uint8(i), 0, 0, 255})
	}
	got := reduce(few)
	for i := range 64 {
		if !equal(got.At(i%8, i/8), few.At(i%8, i/8)) {
			t.Fatalf("pixel %d changed although there are only 64 colours", i)
		}
	}
	many := image.NewRGBA(image.Rect(0, 0, colours+1, 2))
	for x := range colours + 1 {
		many.SetRGBA(x, 0, color.RGBA{uint8(2 * x), 0, 0, 255})
		many.SetRGBA(x, 1, color.RGBA{uint8(2 * x), 0, 0, 255})
	}
	many.SetRGBA(0, 1, color.RGBA{2, 0, 0, 255}) // makes the first colour the rarest
	got = reduce(many)
	if len(got.Palette) != colours || !equal(got.At(0, 0), color.RGBA{2, 0, 0, 255}) {
		t.Errorf("%d colours, the rarest became %v; want %d and the nearest, {2 0 0 255}", len(got.Palette), got.At(0, 0), colours)
	}
}
