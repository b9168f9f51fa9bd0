package encoder

import (
	"context"
	"encoding/json"
	"image"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"memebench/labels/picture"
	"memebench/model/encoder/encodertest"
)

var recipes = map[string]Preprocess{"imagenet": ImageNetPreprocess, "lite": LitePreprocess, "opennsfw": OpenNSFWPreprocess}

func openFixture(tb testing.TB, name string) image.Image {
	tb.Helper()
	img, _, err := picture.Open(context.Background(), filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(name, err)
	}
	return img
}

// The 8-bit part of the ImageNet recipe equals torchvision's Resize and
// CenterCrop on every sample of three pictures.
func TestPixelsEqualTorchvision(t *testing.T) {
	for _, name := range []string{"20.png", "21.png", "22.png"} {
		got := ImageNetPreprocess.pixels(openFixture(t, "pictures/"+name))
		want := openFixture(t, "torchvision-"+name)
		worst := 0
		for y := range 224 {
			for x := range 224 {
				r, g, b, _ := want.At(x, y).RGBA()
				p := got.RGBAAt(x, y)
				for _, d := range []int{int(p.R) - int(r>>8), int(p.G) - int(g>>8), int(p.B) - int(b>>8)} {
					worst = max(worst, d, -d)
				}
			}
		}
		if worst > 0 {
			t.Errorf("%s: samples differ by up to %d of 255", name, worst)
		}
	}
}

// The whole recipes, sampled at 200 places each: layout, channel order, scale.
func TestApplyEqualsReference(t *testing.T) {
	var cases []struct {
		Picture, Recipe string
		Index           []int
		Value           []float32
	}
	encodertest.FixtureJSON(t, "preprocess.json", &cases)
	if len(cases) != 9 {
		t.Fatalf("%d cases, want 9", len(cases))
	}
	for _, c := range cases {
		p, ok := recipes[c.Recipe]
		if !ok {
			t.Fatalf("unknown recipe %s", c.Recipe)
		}
		got := p.Apply(openFixture(t, "pictures/"+c.Picture))
		// The pixels are equal, so what may differ is the rounding of float32.
		worst := 0.0
		for i, at := range c.Index {
			worst = max(worst, math.Abs(float64(got[at]-c.Value[i])))
		}
		if worst > 1e-6 {
			t.Errorf("%s of %s: differs by up to %g", c.Recipe, c.Picture, worst)
		}
	}
}

func TestPreprocessIsData(t *testing.T) {
	for name, p := range recipes {
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back Preprocess
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, p) {
			t.Errorf("%s: %s comes back as %+v, %v", name, b, back, err)
		}
	}
	for name, change := range map[string]func(*Preprocess){
		"crop":   func(p *Preprocess) { p.Crop = 0 },
		"huge":   func(p *Preprocess) { p.Resize.Side = 1 << 20 },
		"small":  func(p *Preprocess) { p.Resize.Side = 100 },
		"filter": func(p *Preprocess) { p.Filter = "nearest" },
		"order":  func(p *Preprocess) { p.Order = "GBR" },
		"layout": func(p *Preprocess) { p.Layout = "CHW" },
		"std":    func(p *Preprocess) { p.Std[1] = 0 },
		"mean":   func(p *Preprocess) { p.Mean[2] = math.NaN() },
		"scale":  func(p *Preprocess) { p.Scale = 0 },
	} {
		p := ImageNetPreprocess
		change(&p)
		if p.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Extreme shapes stay bounded and give the right number of values.
func TestApplyOnStrips(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 30_000}, {30_000, 1}, {3, 2}} {
		for name, p := range recipes {
			if got := p.Apply(image.NewGray(image.Rectangle{Max: size})); len(got) != 3*224*224 {
				t.Errorf("%s of %v: %d values", name, size, len(got))
			}
		}
	}
}
