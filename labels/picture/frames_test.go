package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// shown returns the frames that Pillow shows of testdata/frames.gif, see frames.py.
func shown(t *testing.T) []image.Image {
	t.Helper()
	f, err := os.Open("testdata/frames.png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	strip, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	var frames []image.Image
	for x := 0; x < strip.Bounds().Dx(); x += 21 {
		frames = append(frames, strip.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(x, 0, x+21, strip.Bounds().Dy())))
	}
	return frames
}

func TestFramesEqualPillow(t *testing.T) {
	want := shown(t)
	for most, at := range map[int][]int{20: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 8: {0, 2, 3, 4, 6, 7, 8, 10}, 1: {5}} {
		n := 0
		err := Frames(t.Context(), "testdata/frames.gif", most, func(img image.Image) error {
			if n == len(at) {
				t.Fatalf("more than %d frames", len(at))
			}
			w := want[at[n]]
			flat := Flatten(img, color.White)
			for y := range 14 {
				for x := range 21 {
					r, g, b, _ := flat.At(x, y).RGBA()
					R, G, B, _ := w.At(w.Bounds().Min.X+x, y).RGBA()
					if r>>8 != R>>8 || g>>8 != G>>8 || b>>8 != B>>8 {
						t.Fatalf("of %d, frame %d at %d,%d: %d %d %d, want %d %d %d", most, at[n], x, y, r>>8, g>>8, b>>8, R>>8, G>>8, B>>8)
					}
				}
			}
			n++
			return nil
		})
		if err != nil || n != len(at) {
			t.Errorf("%d frames, want %d: %v", n, len(at), err)
		}
	}
}

func TestFramesOfOddFiles(t *testing.T) {
	whole, err := os.ReadFile("testdata/frames.gif")
	if err != nil {
		t.Fatal(err)
	}
	count := func(data []byte, most int) (int, error) {
		path := filepath.Join(t.TempDir(), "x.gif")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		n := 0
		err := Frames(context.Background(), path, most, func(image.Image) error { n++; return nil })
		return n, err
	}
	// Cut anywhere, a file has its whole frames or is refused in a sentence.
	for i := range whole {
		n, err := count(whole[:i], 20)
		if n == 0 && err == nil || n > 11 || err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrNotPicture) {
			t.Errorf("cut at %d: %d frames, %v", i, n, err)
		}
	}
	// A screen too large for anything is refused before it is made.
	vast := bytes.Clone(whole)
	copy(vast[6:], []byte{0xff, 0xff, 0xff, 0xff})
	if n, err := count(vast, 20); n != 0 || !errors.Is(err, ErrTooLarge) {
		t.Errorf("a screen of 65535 by 65535: %d frames, %v", n, err)
	}
	// Of very many frames only so many are looked at.
	head, frames := gifFrames(&source{r: bytes.NewReader(whole), size: int64(len(whole))})
	last := frames[len(frames)-1]
	many := bytes.Clone(head)
	for range MaxFrames + 50 {
		many = append(many, whole[last.from:last.to]...)
	}
	if _, all := gifFrames(&source{r: bytes.NewReader(many), size: int64(len(many))}); len(all) != MaxFrames {
		t.Errorf("%d frames, want %d", len(all), MaxFrames)
	}
	// A still picture has no frames.
	still := append(bytes.Clone(head), whole[last.from:last.to]...)
	if _, err := count(append(still, 0x3b), 8); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a still GIF: %v", err)
	}
	stop := errors.New("stop")
	if err := Frames(t.Context(), "testdata/frames.gif", 8, func(image.Image) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of yield: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Frames(ctx, "testdata/frames.gif", 8, func(image.Image) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
