//go:build !race

// So many odd pictures the race detector would make ten times as slow, on ways on which it looks in other
// tests: they are tried without.

package picture

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Real hard files: everything that Pillow opens opens here too, but for a few
// that are named, and nothing that it refuses panics or hangs.
func TestOddImages(t *testing.T) {
	dir := filepath.FromSlash("../../../shared/data/odd-images")
	f, err := os.Open(filepath.Join(dir, "manifest.csv"))
	if err != nil {
		t.Skip("the folder of odd images is not here; the fixtures in testdata cover the same cases in small")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// What Pillow shows and we refuse.
	refused := map[string]error{
		"hopper_rle8.bmp":     ErrUnsupported, // run-length coded
		"hopper_bad_exif.jpg": ErrDamaged,     // bad Huffman codes, over which libjpeg guesses
		"meme_bitrot.jpg":     ErrDamaged,     // the same
		"no_palette.gif":      ErrDamaged,
		"imgrs_oob.gif":       ErrDamaged,  // first frame outside of the screen
		"huge_9000x9000.jpg":  ErrTooLarge, // 243 MB
	}
	for _, row := range rows[1:] {
		name, pillow, orientation := row[0], row[3], row[4]
		img, info, err := Open(context.Background(), filepath.Join(dir, "files", name))
		if want := refused[name]; want != nil {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
			continue
		}
		if strings.HasPrefix(pillow, "FAILS") {
			// Pillow refuses this one for a text chunk that we skip, and those that are
			// drawn as far as they go.
			if err == nil && name != "png_decompression_dos.png" && !info.Damaged {
				t.Errorf("%s opens, Pillow says %s", name, pillow)
			} else if err != nil {
				t.Logf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v, Pillow says %s", name, err, pillow)
			continue
		}
		if orientation != "" && int(orientation[0]-'0') != info.Orientation {
			t.Errorf("%s: orientation %d, Pillow says %s", name, info.Orientation, orientation)
		}
		w, h := upright(info)
		if img.Bounds().Dx() != w || img.Bounds().Dy() != h {
			t.Errorf("%s: bounds %v, want %d×%d", name, img.Bounds(), w, h)
		}
		if want := strings.Contains(pillow, "frames="); want && info.Animated == strings.HasSuffix(pillow, "frames=1") {
			t.Errorf("%s: animated %v, Pillow says %s", name, info.Animated, pillow)
		}
		Resize(Flatten(img, color.White), 100, 100, Bicubic)
	}
}

// Bytes changed at random in every fixture: an error or a picture, no panic.
func TestDamagedFixtures(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range fixtures(t, "cases.json") {
		b, err := os.ReadFile(filepath.Join("testdata", f.File))
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			c := bytes.Clone(b)
			for range 1 + rng.IntN(4) {
				c[rng.IntN(len(c))] = byte(rng.Uint32())
			}
			c = c[:1+rng.IntN(len(c))]
			exercise(t, c)
		}
	}
}
