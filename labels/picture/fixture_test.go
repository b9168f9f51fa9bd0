package picture

import (
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// The fixtures and what Pillow makes of them are written by testdata/gen.py.

type fixture struct {
	File        string
	Want        string
	Format      string
	Width       int
	Height      int
	Orientation int
	Animated    bool
	Tolerance   int // of 255, per channel
	Filter      Filter
}

func fixtures(t *testing.T, name string) []fixture {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var f []fixture
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	if len(f) < 10 {
		t.Fatalf("%s lists %d cases only", name, len(f))
	}
	return f
}

func readPNG(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(name, err)
	}
	return img
}

// furthest returns the largest difference of any channel, straight alpha, and
// fails when the sizes differ. Colours of pixels that are transparent in both
// do not count.
func furthest(t *testing.T, got, want image.Image) int {
	t.Helper()
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("size %v, want %v", got.Bounds().Size(), want.Bounds().Size())
	}
	a, b := newRows(got), newRows(want)
	p, q := make([]byte, 4*a.w), make([]byte, 4*a.w)
	worst := 0
	for y := range a.h {
		a.read(y, p)
		b.read(y, q)
		for i := range p {
			if p[i|3] == 0 && q[i|3] == 0 {
				continue
			}
			d := int(p[i]) - int(q[i])
			worst = max(worst, d, -d)
		}
	}
	return worst
}

func TestOpenEqualsPillow(t *testing.T) {
	for _, f := range fixtures(t, "cases.json") {
		t.Run(f.File, func(t *testing.T) {
			img, info, err := Open(context.Background(), filepath.Join("testdata", f.File))
			if err != nil {
				t.Fatal(err)
			}
			if info.Format != f.Format || info.Width != f.Width || info.Height != f.Height ||
				info.Orientation != f.Orientation || info.Animated != f.Animated {
				t.Errorf("header %+v, want %+v", info, f)
			}
			w, h := upright(info)
			if img.Bounds().Size() != image.Pt(w, h) {
				t.Errorf("bounds %v, Turned says %d×%d", img.Bounds(), w, h)
			}
			if d := furthest(t, Flatten(img, color.White), readPNG(t, f.Want)); d > f.Tolerance {
				t.Errorf("pixels differ by up to %d of 255, allowed %d", d, f.Tolerance)
			} else {
				t.Logf("pixels differ by up to %d of 255", d)
			}
		})
	}
}

func TestResizeEqualsPillow(t *testing.T) {
	for _, f := range fixtures(t, "resize.json") {
		t.Run(f.Want, func(t *testing.T) {
			got := Resize(readPNG(t, f.File), f.Width, f.Height, f.Filter)
			want := image.Image(readPNG(t, f.Want))
			// Pillow divides by alpha at the end; compare before that division,
			// which amplifies the rounding where alpha is small.
			if m, ok := want.(*image.NRGBA); ok {
				p := image.NewRGBA(m.Rect)
				copy(p.Pix, m.Pix)
				premultiply(p.Pix)
				worst := 0
				for i := range p.Pix {
					d := int(p.Pix[i]) - int(got.Pix[i])
					worst = max(worst, d, -d)
				}
				if worst > 1 {
					t.Errorf("pixels differ by up to %d of 255", worst)
				}
				return
			}
			if d := furthest(t, got, want); d > 0 {
				t.Errorf("pixels differ by up to %d of 255", d)
			}
		})
	}
}

// upright returns the width and height of a picture as it is shown, after its
// orientation is applied.
func upright(i Info) (width, height int) {
	if i.Orientation >= 5 {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}
