package ocr

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"memebench/labels/picture"
	"memebench/model/assets/assetstest"
	"memebench/model/ort/orttest"
)

// loaded is the one reader of all tests: the networks take long to load.
var loaded struct {
	sync.Mutex
	*Reader
}

// opened is a reader over the real networks, with settings of its own.
func opened(tb testing.TB) *Reader {
	tb.Helper()
	orttest.Start(tb)
	files := assetstest.Cache(tb, Assets()...)
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.Reader == nil {
		var err error
		if loaded.Reader, err = Open(files); err != nil {
			tb.Fatal(err)
		}
	}
	r := *loaded.Reader
	return &r
}

func TestClose(t *testing.T) {
	orttest.Start(t)
	r, err := Open(assetstest.Cache(t, Assets()...))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := r.Read(t.Context(), image.NewGray(image.Rect(0, 0, 40, 40))); err == nil {
		t.Error("a closed reader reads")
	}
}

func openPicture(tb testing.TB, path string) image.Image {
	tb.Helper()
	img, _, err := picture.Open(tb.Context(), path)
	if err != nil {
		tb.Fatal(path, err)
	}
	return img
}

// referenceLine is a line as reference.py gives it.
type referenceLine struct {
	Text       string
	Confidence float64
	Box        [4]float64
}

// prototype are the settings of reference.py.
var prototype = settings{filter: picture.Bilinear, unclip: 1.6, leastConfidence: 0.5}

// TestReadEqualsReference reads the pictures that testdata/pictures.py has drawn. Machines
// round differently, so that an edge of a box may move by a pixel of the network's, or by
// two where it grows with its neighbour; another way of growing boxes moves them by more.
func TestReadEqualsReference(t *testing.T) {
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		File  string
		Lines []referenceLine
	}
	if err := json.Unmarshal(data, &want); err != nil || len(want) < 7 {
		t.Fatal(len(want), err)
	}
	r := opened(t)
	r.how = prototype
	for _, w := range want {
		t.Run(w.File, func(t *testing.T) {
			img := openPicture(t, filepath.Join("testdata", w.File))
			lines, err := r.Read(t.Context(), img)
			if err != nil || len(lines) != len(w.Lines) {
				t.Fatalf("%+v, %v; want %+v", lines, err, w.Lines)
			}
			size := img.Bounds().Size()
			tolerance := 2 * float64(size.X) / float64(readSize(size, shorterSide).X)
			for i, l := range lines {
				if l.Text != w.Lines[i].Text || math.Abs(l.Confidence-w.Lines[i].Confidence) > 0.02 {
					t.Errorf("%q at %.4f, want %q at %.4f", l.Text, l.Confidence, w.Lines[i].Text, w.Lines[i].Confidence)
				}
				for k, edge := range []float64{l.Box.X0, l.Box.Y0, l.Box.X1, l.Box.Y1} {
					if math.Abs(edge-w.Lines[i].Box[k]) > tolerance {
						t.Errorf("%q is in %+v, want %v", l.Text, l.Box, w.Lines[i].Box)
						break
					}
				}
			}
		})
	}
}

func TestCaptionOfFixtures(t *testing.T) {
	r := opened(t)
	for file, want := range map[string]string{
		"lossy.jpg":   "lossy but legible",
		"columns.png": "left and right\nbefore after",
		"nothing.png": "",
	} {
		lines, err := r.Read(t.Context(), openPicture(t, filepath.Join("testdata", file)))
		if got := Caption(lines); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", file, got, err, want)
		}
	}
}

// What is drawn on transparency is read, whether it is white or black, and whatever
// colour the transparent pixels have.
func TestReadTransparent(t *testing.T) {
	r := opened(t)
	letters := openPicture(t, "testdata/letters.png")
	for name, ink := range map[string]uint8{"white": 255, "black": 0} {
		img := image.NewNRGBA(letters.Bounds())
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				g := color.GrayModel.Convert(letters.At(x, y)).(color.Gray).Y
				img.SetNRGBA(x, y, color.NRGBA{ink, ink, ink, 255 - g})
			}
		}
		lines, err := r.Read(t.Context(), img)
		if got := Caption(lines); err != nil || !strings.Contains(got, "at ten o'clock.") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// opaqueImage has no type that its parts could be taken of.
type opaqueImage struct{ image.Image }

func TestReadOfOddPictures(t *testing.T) {
	r := opened(t)
	for name, size := range map[string]image.Point{
		"nothing": {}, "a pixel": {1, 1}, "a strip": {1, 10_000}, "a long strip": {20_000, 3}, "large": {3_000, 2_500},
	} {
		lines, err := r.Read(t.Context(), image.NewGray(image.Rectangle{Max: size}))
		if err != nil || len(lines) != 0 {
			t.Errorf("%s: %+v, %v", name, lines, err)
		}
	}
	strip := openPicture(t, "testdata/strip.png")
	for name, img := range map[string]image.Image{
		"of another type": opaqueImage{strip},
		"off the origin":  moved(strip, image.Pt(-70, 1_000)),
	} {
		if lines, err := r.Read(t.Context(), img); err != nil || Caption(lines) != "a strip that is much wider than it is high" {
			t.Errorf("%s: %+v, %v", name, lines, err)
		}
	}
}

// Boxes are those of the whole picture, also where lines are read in a reduced one.
func TestReadOfALargePicture(t *testing.T) {
	r := opened(t)
	strip := openPicture(t, "testdata/strip.png")
	whole := image.NewRGBA(image.Rect(0, 0, 3100, 2000))
	draw.Draw(whole, image.Rect(0, 1700, 3100, 1880), picture.Resize(strip, 3100, 180, picture.Bilinear), image.Point{}, draw.Src)
	lines, err := r.Read(t.Context(), whole)
	if err != nil || Caption(lines) != "a strip that is much wider than it is high" {
		t.Fatalf("%+v, %v", lines, err)
	}
	if b := lines[0].Box; b.X0 < 480 || b.X0 > 600 || b.X1 < 2480 || b.X1 > 2600 || b.Y0 < 1680 || b.Y1 > 1900 {
		t.Errorf("the text is in %+v", b)
	}
}

// moved is a picture with its bounds elsewhere.
func moved(img image.Image, to image.Point) image.Image {
	out := image.NewRGBA(image.Rectangle{Min: to, Max: to.Add(img.Bounds().Size())})
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

// countdown is a context that ends when it is asked for the nth time.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestReadEndsWithItsContext(t *testing.T) {
	r := opened(t)
	img := openPicture(t, "testdata/letters.png")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if lines, err := r.Read(ctx, img); !errors.Is(err, context.Canceled) || lines != nil {
		t.Errorf("at once: %+v, %v", lines, err)
	}
	for n := range 3 { // between lines
		if lines, err := r.Read(&countdown{t.Context(), n}, img); !errors.Is(err, context.Canceled) || lines != nil {
			t.Errorf("after %d looks: %+v, %v", n, lines, err)
		}
	}
}

// none is a folder of files in which there are none.
type none struct{}

var errNone = errors.New("it is not there: memebench fetches it")

func (none) Path(string) (string, error) { return "", errNone }

// those gives every asset the same file.
type those string

func (f those) Path(string) (string, error) { return string(f), nil }

func TestOpenWithoutFiles(t *testing.T) {
	orttest.Start(t)
	if _, err := Open(none{}); !errors.Is(err, errNone) {
		t.Errorf("no files: %v", err)
	}
	if _, err := Open(those("testdata/letters.png")); err == nil || !strings.HasPrefix(err.Error(), "ocr: ppocrv6-small-det.onnx: open model: ") {
		t.Errorf("a picture in the place of a network: %v", err)
	}
	detector := assetstest.Path(t, Assets()[0])
	if _, err := Open(those(detector)); err == nil || !strings.Contains(err.Error(), "does not say which characters") {
		t.Errorf("the detector in the place of the recogniser: %v", err)
	}
}
