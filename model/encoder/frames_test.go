package encoder

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"

	"memebench/labels/picture"
	"memebench/model/encoder/encodertest"
)

// colourEncoder gives the mean of each colour channel on white, in [0,1], less a number.
type colourEncoder struct {
	Image
	less  float64
	calls int
	err   error
}

func (e *colourEncoder) Width() int { return 3 }

func (e *colourEncoder) EncodeImage(_ context.Context, img image.Image) ([]float32, error) {
	img = picture.Flatten(img, color.White)
	var sum [3]float64
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			sum[0], sum[1], sum[2] = sum[0]+float64(r>>8), sum[1]+float64(g>>8), sum[2]+float64(b>>8)
		}
	}
	x := make([]float32, 3)
	for i, s := range sum {
		x[i] = float32(s/float64(b.Dx()*b.Dy())/255 - e.less)
	}
	e.calls++
	return x, e.err
}

// TestPooledFramesEqualNumPy compares with picture/testdata/frames.py, also where features are below 0.
func TestPooledFramesEqualNumPy(t *testing.T) {
	for _, less := range []float64{0, 2} {
		testPooledFrames(t, less)
	}
}

func testPooledFrames(t *testing.T, less float64) {
	e := &colourEncoder{less: less}
	p := &Pack{Image: e, Frames: true}
	got, err := p.EncodeFrames(t.Context(), "../../labels/picture/testdata/frames.gif")
	if err != nil {
		t.Fatal(err)
	}
	var want []float64
	encodertest.FixtureJSON(t, "../../../labels/picture/testdata/frames.json", &want)
	if len(got) != len(want) {
		t.Fatalf("%d features, want %d", len(got), len(want))
	}
	for i, w := range want {
		if d := math.Abs(float64(got[i]) + less - w); !(d <= 1e-6) {
			t.Errorf("feature %d is %v, want %v", i, got[i], w-less)
		}
	}
	if e.calls != PooledFrames {
		t.Errorf("%d frames were encoded, want %d", e.calls, PooledFrames)
	}
	broken := errors.New("broken")
	e.err = broken
	var bad *ItemError
	if _, err := p.EncodeFrames(t.Context(), "../../labels/picture/testdata/frames.gif"); !errors.Is(err, broken) || errors.As(err, &bad) {
		t.Errorf("an encoder's error: %v", err)
	}
	if _, err := p.EncodeFrames(t.Context(), "../../labels/picture/testdata/one.gif"); !errors.As(err, &bad) {
		t.Errorf("a still picture: %v", err)
	}
}
