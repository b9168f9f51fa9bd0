//go:build unix

package cli_test

import (
	"encoding/csv"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
)

// BenchmarkKeyToScreen says how long after an arrow key the next meme stands on the
// screen, by the real program on a pseudo terminal of 100×30: while nothing runs, on
// Label and on Grid (where the selection moves), and while the memes are encoded on all processors. An operation is one key,
// pressed 100 to 120 ms after the one before has been answered, as by a person who
// leafs through. Reading what the program draws is part of the time:
//
//	go test -run '^$' -bench KeyToScreen -benchtime 200x ./tui/cli
func BenchmarkKeyToScreen(b *testing.B) {
	cache := assetstest.Cache(b, encoder.PackAssets(encoder.DefaultPack)...)
	dir := b.TempDir()
	// Not the one of the tests, which is slowed down by the race detector.
	program := filepath.Join(dir, "memebench")
	if out, err := exec.Command("go", "build", "-o", program, "memebench").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	env := home(b, cache.Dir())
	b.Run("idle", func(b *testing.B) {
		workspace := newMemes(b, program, env, 20)
		x := newTerminalOf(b, program, 100, 30, env, "-w", workspace)
		x.run()
		x.see("the model is ready")
		keyToScreen(b, x, memeLine)
	})
	b.Run("grid", func(b *testing.B) {
		workspace := newMemes(b, program, env, 20)
		x := newTerminalOf(b, program, 100, 30, env, "-w", workspace)
		x.run()
		x.see("the model is ready")
		x.press("G")
		x.see("1–20 of 20")
		<-time.After(time.Second) // thumbnails
		keyToScreen(b, x, func(s string) string { return s })
	})
	b.Run("encoding", func(b *testing.B) {
		// About 20 are encoded per key on the machine of the measurements.
		workspace := newMemes(b, program, env, 1000+40*b.N)
		x := newTerminalOf(b, program, 100, 30, env, "-w", workspace)
		x.run()
		x.see("encoding")
		keyToScreen(b, x, memeLine)
		if s := x.text(); !strings.Contains(s, "encoding") {
			b.Fatalf("the encoding ended before the keys did:\n%s", s)
		}
	})
}

// keyToScreen presses the arrows in turn and reports how long it takes until what is shown of
// a screen is another.
func keyToScreen(b *testing.B, x *terminal, shown func(string) string) {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	took := make([]float64, 0, b.N)
	b.ResetTimer()
	for range b.N {
		before := shown(x.text())
		// Not in step with anything that the program does by the clock.
		<-time.After(100*time.Millisecond + time.Duration(rng.IntN(20_000))*time.Microsecond)
		key := "\x1b[C"
		if len(took)%2 == 1 {
			key = "\x1b[D"
		}
		start := time.Now()
		x.press(key)
		x.wait("another meme", func(s string) bool { return shown(s) != before })
		took = append(took, float64(time.Since(start))/1e6)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)*50/100], "p50-ms")
	b.ReportMetric(took[len(took)*95/100], "p95-ms")
	b.ReportMetric(took[len(took)*99/100], "p99-ms")
	b.ReportMetric(took[len(took)-1], "max-ms")
}

// newMemes returns a workspace of n memes, no two of which share a caption or a
// picture.
func newMemes(b *testing.B, program string, env []string, n int) (workspace string) {
	b.Helper()
	dir := b.TempDir()
	table := filepath.Join(dir, "memes.csv")
	f, err := os.Create(table)
	if err != nil {
		b.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Write([]string{"picture", "caption"})
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range n {
		name := fmt.Sprintf("meme_%05d.png", i)
		if err := writeBlotches(filepath.Join(dir, name), rng); err != nil {
			b.Fatal(err)
		}
		w.Write([]string{name, "when the deadline moves closer and somebody asks whether it is done, take " + strconv.Itoa(i)})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	workspace = filepath.Join(dir, "workspace")
	c := exec.Command(program, "import", "-w", workspace, "--format", "csv", "--csv", table, "--images", dir, "--image", "picture", "--caption", "caption")
	c.Env = append(os.Environ(), env...)
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("import: %v: %s", err, out)
	}
	return workspace
}

// writeBlotches writes a PNG of 480×480 pixels, 8×8 squares of random colours.
func writeBlotches(path string, rng *rand.Rand) error {
	const size, square = 480, 60
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := 0; y < size; y += square {
		for x := 0; x < size; x += square {
			c := rng.Uint32()
			for i := range square * square {
				img.SetNRGBA(x+i%square, y+i/square, color.NRGBA{R: uint8(c), G: uint8(c >> 8), B: uint8(c >> 16), A: 255})
			}
		}
	}
	return writePNG(path, img)
}
