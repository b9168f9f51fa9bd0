package media

import (
	"bufio"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/model/assets"
	"memebench/model/assets/assetstest"
)

// testFFmpeg is the one that the program fetches.
func testFFmpeg(t *testing.T) FFmpeg {
	t.Helper()
	f, err := Use(t.Context(), assetstest.Path(t, assets.FFmpeg))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOpen(t *testing.T) {
	f := testFFmpeg(t)
	for name, want := range map[string]Info{
		"sound.mp4":     {MP4, 4, true, true},
		"sound.webm":    {WebM, 4, true, true},
		"streamed.webm": {WebM, 4, true, false},
		"silent.mov":    {MP4, 4, true, false},
		"turned.mp4":    {MP4, 4, true, false},
		"moving.webp":   {WebP, 1, true, false},
		"tone.ogg":      {Ogg, 1, false, true},
	} {
		path := filepath.Join("testdata", name)
		got, err := f.Open(t.Context(), path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if math.Abs(got.Seconds-want.Seconds) > 0.3 {
			t.Errorf("%s: %v seconds, want %v", name, got.Seconds, want.Seconds)
		}
		got.Seconds = want.Seconds
		if got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if !want.Picture {
			continue
		}
		var sizes []image.Point
		err = f.Frames(t.Context(), path, got, 8, func(img image.Image) error { sizes = append(sizes, img.Bounds().Size()); return nil })
		size := image.Pt(96, 64)
		switch name {
		case "turned.mp4":
			size = image.Pt(64, 96)
		case "moving.webp":
			size = image.Pt(48, 32)
		}
		if err != nil || len(sizes) < 4 || len(sizes) > 8 || sizes[0] != size || name != "moving.webp" && len(sizes) != 8 {
			t.Errorf("%s: frames of %v, %v", name, sizes, err)
		}
		if first, err := f.First(t.Context(), path, got); err != nil || first.Bounds().Size() != size {
			t.Errorf("%s: the first frame: %v", name, err)
		}
	}
}

// What is transparent stays so, as in pictures: who shows it or reads it chooses the ground.
func TestFramesKeepAlpha(t *testing.T) {
	f := testFFmpeg(t)
	info, err := f.Open(t.Context(), "testdata/clear.webp")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = f.Frames(t.Context(), "testdata/clear.webp", info, 4, func(img image.Image) error {
		// The corner of a disc that moves to the right.
		if got := color.NRGBAModel.Convert(img.At(10+4*n, 10)); got != (color.NRGBA{}) {
			t.Errorf("frame %d has %v where nothing is", n, got)
		}
		if got := color.NRGBAModel.Convert(img.At(22, 16)); got != (color.NRGBA{A: 255}) {
			t.Errorf("frame %d has %v where black is", n, got)
		}
		n++
		return nil
	})
	if err != nil || n != 4 {
		t.Errorf("%d frames, %v", n, err)
	}
}

// Pixels that look like the spaces and lines of a header are pixels.
func TestReadPAM(t *testing.T) {
	const frame = "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\n \n\t\r\n\n "
	in := bufio.NewReader(strings.NewReader(frame + frame))
	for range 2 {
		img, err := readPAM(in)
		if err != nil || img.At(1, 0) != (color.NRGBA{'\r', '\n', '\n', ' '}) {
			t.Fatalf("%v, %v", img, err)
		}
	}
	if _, err := readPAM(in); !errors.Is(err, io.EOF) {
		t.Errorf("behind the last: %v", err)
	}
	for _, bad := range []string{"P6\n2 1\n255\n", frame[:len(frame)-1], strings.Replace(frame, "2", "9999", 1)} {
		if _, err := readPAM(bufio.NewReader(strings.NewReader(bad))); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSamples(t *testing.T) {
	f := testFFmpeg(t)
	for name, seconds := range map[string]float64{"sound.mp4": 4, "sound.webm": 4, "tone.ogg": 1} {
		path := filepath.Join("testdata", name)
		info, err := f.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		x, err := f.Samples(t.Context(), path, info)
		if err != nil || math.Abs(float64(len(x))/SampleRate-seconds) > 0.2 {
			t.Errorf("%s: %d samples, %v", name, len(x), err)
			continue
		}
		crossings := 0 // of a tone of 440 Hz: 880 a second
		for i := 1; i < len(x); i++ {
			if x[i-1] < 0 && x[i] >= 0 {
				crossings++
			}
		}
		if hz := float64(crossings) / (float64(len(x)) / SampleRate); math.Abs(hz-440) > 40 {
			t.Errorf("%s: %.0f Hz, want 440", name, hz)
		}
	}
	info, err := f.Open(t.Context(), "testdata/silent.mov")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Samples(t.Context(), "testdata/silent.mov", info); !errors.Is(err, ErrNoStream) {
		t.Errorf("a silent one: %v", err)
	}
}

// Files that would have other files read, that are none, cut or huge are one sentence.
func TestHostile(t *testing.T) {
	f, dir := testFFmpeg(t), t.TempDir()
	secret, err := filepath.Abs("testdata/sound.mp4")
	if err != nil {
		t.Fatal(err)
	}
	clip, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"playlist.mp4": {"#EXTM3U\n#EXTINF:1,\nfile://" + secret + "\n", ErrNotMedia},
		"script.mp4":   {"ffconcat version 1.0\nfile '" + secret + "'\n", ErrNotMedia},
		"empty.mp4":    {"", ErrNotMedia},
		"text.webm":    {"no video", ErrNotMedia},
		"cut.mp4":      {string(clip[:200]), ErrDamaged},
		"noise.webm":   {"\x1a\x45\xdf\xa3" + strings.Repeat("noise", 1000), ErrDamaged},
		// A script behind the first bytes of a video is for no demuxer that may be used.
		"both.mp4": {"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\nffconcat version 1.0\nfile '" + secret + "'\n", ErrDamaged},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := f.Open(t.Context(), path)
		if !errors.Is(err, c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for name, path := range map[string]string{"12,000 × 12,000": "testdata/huge.webm", "16,000 × 16,000": sixteenThousand(t)} {
		huge, err := f.Open(t.Context(), path)
		if err == nil {
			_, err = f.First(t.Context(), path, huge)
		}
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s pixels: %v", name, err)
		}
	}
	// What is behind the cut is missing, and what is before is there.
	half := filepath.Join(dir, "half.mp4")
	if err := os.WriteFile(half, clip[:len(clip)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := f.Open(t.Context(), half); err != nil {
		t.Error(err)
	} else if _, err := f.First(t.Context(), half, info); err != nil {
		t.Errorf("cut in the middle: %v", err)
	}
}

// The end of the context ends ffmpeg, and an error of who takes the frames does.
func TestEnds(t *testing.T) {
	f := testFFmpeg(t)
	info, err := f.Open(t.Context(), "testdata/sound.mp4")
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	began := time.Now()
	if err := f.Frames(t.Context(), "testdata/sound.mp4", info, 8, func(image.Image) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.First(ctx, "testdata/sound.mp4", info); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Use(t.Context(), "/bin/sh"); err == nil {
		t.Error("a shell is taken for an ffmpeg")
	}
	if !strings.HasPrefix(f.Version, "ffmpeg version ") {
		t.Errorf("%q", f.Version)
	}
}

// Pictures in the container of mp4 are left to package picture, which says what they are.
func TestPictureBrands(t *testing.T) {
	for brand, want := range map[string]Kind{"isom": MP4, "qt  ": MP4, "M4A ": MP4, "heic": "", "heix": "", "hevc": "", "msf1": "", "avif": "", "avis": ""} {
		if got := KindOf([]byte("\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x00\x00")); got != want {
			t.Errorf("%s: %q, want %q", brand, got, want)
		}
	}
}

func FuzzKindOf(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x18ftypmp42"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k := KindOf(b); k != "" && len(b) < 2 {
			t.Errorf("%q is taken for %s", b, k)
		}
	})
}
