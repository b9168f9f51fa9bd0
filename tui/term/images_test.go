package term

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// testWidths is how tests measure.
var testWidths Widths

// testPicture is a picture of whole numbers: red grows to the right, green
// downwards, and one quarter is blue.
func testPicture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 0, 255}
			if x < w/2 && y >= h/2 {
				c.B = 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// The techniques with real pixels, for a dark terminal.
var pixelTechniques = map[string]func() Technique{
	"kitty":        func() Technique { return newPlaceholders(false) },
	"kitty-direct": func() Technique { return kittyDirect{newPlaceholders(false)} },
	"sixel":        func() Technique { return sixels{ground: testGround} },
	"iterm":        func() Technique { return itermImages{testGround} },
}

var (
	testGround = color.RGBA{0x20, 0x20, 0x28, 255}
	testBox    = Box{20, 7}
	testCell   = Cell{W: 9, H: 19} // the box is 180 by 133 pixels
)

func drawTest(t *testing.T, tech Technique, img image.Image) Drawn {
	t.Helper()
	d, err := tech.Draw(img, testBox, testCell)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Rows) != testBox.Rows {
		t.Fatalf("%d rows, want %d", len(d.Rows), testBox.Rows)
	}
	return d
}

var kittyCommands = regexp.MustCompile(`\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\`)

// sentToKitty takes the commands apart: the keys of each, and the data of all.
func sentToKitty(t *testing.T, on []byte) (keys []map[string]string, data []byte) {
	t.Helper()
	if rest := kittyCommands.ReplaceAll(on, nil); bytes.ContainsRune(rest, '_') {
		t.Errorf("besides commands: %q", rest)
	}
	for _, m := range kittyCommands.FindAllStringSubmatch(string(on), -1) {
		k := map[string]string{}
		for _, pair := range strings.Split(m[1], ",") {
			name, value, _ := strings.Cut(pair, "=")
			k[name] = value
		}
		keys = append(keys, k)
		if len(m[2]) > 4096 {
			t.Errorf("a part of %d bytes: the protocol allows 4096", len(m[2]))
		}
		part, err := base64.StdEncoding.DecodeString(m[2])
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, part...)
	}
	return keys, data
}

// The picture that Kitty is sent is the picture, in the middle of whole cells.
func samePixels(t *testing.T, got image.Image, want image.Image, at image.Point) {
	t.Helper()
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			var w color.Color = color.RGBA{}
			if p := image.Pt(x, y).Sub(at); p.In(want.Bounds()) {
				w = want.At(p.X, p.Y)
			}
			r, g, b, a := got.At(x, y).RGBA()
			if wr, wg, wb, wa := w.RGBA(); r != wr || g != wg || b != wb || a != wa {
				t.Fatalf("(%d,%d): %v, want %v", x, y, got.At(x, y), w)
			}
		}
	}
}

func TestPlaceholdersSendTheVeryPixels(t *testing.T) {
	tech := newPlaceholders(false)
	img := testPicture(100, 120) // 12 columns of 108 pixels, 7 rows of 133
	d := drawTest(t, tech, img)
	keys, data := sentToKitty(t, d.Load)
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil || got.Bounds().Size() != image.Pt(108, 133) {
		t.Fatalf("%v, %v", got.Bounds(), err)
	}
	samePixels(t, got, img, image.Pt(4, 0))
	if d.On != nil {
		t.Errorf("at the cursor: %q", d.On)
	}
	place := keys[len(keys)-1]
	id := place["i"]
	if place["a"] != "p" || place["U"] != "1" || place["c"] != "12" || place["r"] != "7" || keys[0]["i"] != id || keys[0]["q"] != "2" {
		t.Errorf("%v", keys)
	}
	if off, _ := sentToKitty(t, d.Off); len(off) != 1 || off[0]["a"] != "d" || off[0]["d"] != "I" || off[0]["i"] != id {
		t.Errorf("taken off by %q", d.Off)
	}
	n, _ := strconv.Atoi(id)
	if n <= 0 || n >= 1<<24 {
		t.Errorf("number %d", n)
	}
	colour := fmt.Sprintf("\x1b[38;2;%d;%d;%dm", n>>16, n>>8&255, n&255)
	for i, row := range d.Rows {
		if testWidths.Width(row) != testBox.Cols || strings.Count(row, "\U0010eeee") != 12 || !strings.HasPrefix(row, "    "+colour+"\U0010eeee") || !strings.HasSuffix(row, "\x1b[39m    ") {
			t.Errorf("row %d: %q", i, row)
		}
	}
	// The rows count themselves by diacritics, the first two of which are these.
	if !strings.Contains(d.Rows[0], "\U0010eeee\u0305") || !strings.Contains(d.Rows[1], "\U0010eeee\u030d") {
		t.Errorf("rows %q", d.Rows[:2])
	}
	// However often it wraps around, a number is never 0.
	tech.last.Store(1<<24 - 3)
	for range 4 {
		if d := drawTest(t, tech, testPicture(2, 2)); strings.Contains(string(d.Load), "i=0,") {
			t.Errorf("%q", d.Load)
		}
	}
}

func TestKittyDirectSendsTheVeryPixels(t *testing.T) {
	img := testPicture(100, 90) // 12 columns, 5 rows of 95 pixels
	d := drawTest(t, pixelTechniques["kitty-direct"](), img)
	keys, data := sentToKitty(t, d.Load)
	if k := keys[0]; k["f"] != "100" || k["i"] == "" || k["q"] != "2" || k["a"] != "" {
		t.Errorf("%v", keys[0])
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil || got.Bounds().Size() != image.Pt(108, 95) {
		t.Fatalf("%v, %v", got.Bounds(), err)
	}
	samePixels(t, got, img, image.Pt(4, 0))
	if want := fmt.Sprintf("\x1b[4C\x1b_Ga=p,i=%s,p=1,c=12,r=5,C=1,q=2\x1b\\", keys[0]["i"]); string(d.On) != want {
		t.Errorf("shown by %q, want %q", d.On, want)
	}
	if off, _ := sentToKitty(t, d.Off); len(off) != 1 || off[0]["d"] != "I" || off[0]["i"] != keys[0]["i"] {
		t.Errorf("taken off by %q", d.Off)
	}
	for _, row := range d.Rows {
		if row != strings.Repeat(" ", testBox.Cols) {
			t.Errorf("%q", row)
		}
	}
}

func TestTmuxPassesEveryCommandOn(t *testing.T) {
	d := drawTest(t, newPlaceholders(true), testPicture(100, 120))
	for _, s := range []string{string(d.Load), string(d.Off)} {
		var inside strings.Builder
		for part := range strings.SplitSeq(strings.TrimPrefix(s, wrapTmux), wrapTmux) {
			// The wrapping ends at the first ESC that is not doubled.
			command, ok := strings.CutSuffix(part, unwrapTmux)
			if !ok || strings.Contains(strings.ReplaceAll(command, "\x1b\x1b", ""), "\x1b") {
				t.Fatalf("%q", part)
			}
			inside.WriteString(strings.ReplaceAll(command, "\x1b\x1b", "\x1b"))
		}
		if rest := kittyCommands.ReplaceAllString(inside.String(), ""); rest != "" || inside.Len() == 0 {
			t.Errorf("inside tmux's wrapping: %q", rest)
		}
	}
}

// readSixels draws what a terminal would, DEC STD 070 read as plainly as
// possible.
func readSixels(t *testing.T, on []byte) *image.RGBA {
	t.Helper()
	m := regexp.MustCompile(`^\x1bP0;0;8q"1;1;(\d+);(\d+)([^\x1b]*)\x1b\\$`).FindSubmatch(on)
	if m == nil {
		t.Fatalf("not one sixel picture: %.60q … %q", on, on[len(on)-10:])
	}
	w, _ := strconv.Atoi(string(m[1]))
	h, _ := strconv.Atoi(string(m[2]))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	colours := map[int]color.RGBA{}
	var now color.RGBA
	x, top := 0, 0
	for s := string(m[3]); s != ""; {
		number := func() int {
			n := 0
			for n < len(s) && s[n] >= '0' && s[n] <= '9' {
				n++
			}
			v, _ := strconv.Atoi(s[:n])
			s = s[n:]
			return v
		}
		c, times := s[0], 1
		s = s[1:]
		switch c {
		case '#':
			n := number()
			if strings.HasPrefix(s, ";2;") {
				var p [3]uint8
				s = s[2:]
				for i := range p {
					s = s[1:]
					p[i] = uint8((number()*255 + 50) / 100)
				}
				colours[n] = color.RGBA{p[0], p[1], p[2], 255}
				continue
			}
			now = colours[n]
			continue
		case '$':
			x = 0
			continue
		case '-':
			x, top = 0, top+6
			continue
		case '!':
			times = number()
			c, s = s[0], s[1:]
		}
		for range times {
			for bit := range 6 {
				if (c-'?')>>bit&1 != 0 {
					if !image.Pt(x, top+bit).In(img.Rect) {
						t.Fatalf("a pixel at (%d,%d), outside of %dx%d", x, top+bit, w, h)
					}
					img.SetRGBA(x, top+bit, now)
				}
			}
			x++
		}
	}
	return img
}

// meanOf is the mean colour of a part of an image.
func meanOf(img image.Image, r image.Rectangle) (mean [3]float64) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			for i, v := range []uint32{red, green, blue} {
				mean[i] += float64(v>>8) / float64(r.Dx()*r.Dy())
			}
		}
	}
	return mean
}

func near(a, b [3]float64, most float64) bool {
	for i := range a {
		if d := a[i] - b[i]; d > most || d < -most {
			return false
		}
	}
	return true
}

func TestSixelsHaveThePicturesColours(t *testing.T) {
	img := testPicture(96, 96)
	d := drawTest(t, sixels{ground: testGround}, img)
	got := readSixels(t, d.On)
	if got.Rect.Size() != image.Pt(180, 132) { // whole sixels of 133
		t.Fatalf("%v", got.Rect)
	}
	// In each square of the dither matrix the mean is the picture's.
	at := image.Pt(42, 0)
	for y := 0; y < 96; y += 8 {
		for x := 0; x < 96; x += 8 {
			r := image.Rect(x, y, x+8, y+8)
			if a, b := meanOf(got, r.Add(at)), meanOf(img, r); !near(a, b, 9) {
				t.Errorf("(%d,%d): %.0f, want about %.0f", x, y, a, b)
			}
		}
	}
	// Around it there is the terminal's colour, as near as percents come.
	want := [3]float64{0x20, 0x20, 0x28}
	for _, r := range []image.Rectangle{image.Rect(0, 96, 180, 132), image.Rect(0, 0, 42, 132), image.Rect(138, 0, 180, 132)} {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if c := meanOf(got, image.Rect(x, y, x+1, y+1)); !near(c, want, 1.5) || got.RGBAAt(x, y).A == 0 {
					t.Fatalf("ground at (%d,%d): %v", x, y, c)
				}
			}
		}
	}
	for _, row := range d.Rows {
		if row != "\x1b[20C" {
			t.Errorf("row %q", row)
		}
	}
	if d.Off != nil {
		t.Errorf("off: %q", d.Off)
	}
}

// Colours that the palette has are not dithered.
func TestSixelsKeepPureColours(t *testing.T) {
	for _, c := range []color.RGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {85, 51, 170, 255}} {
		img := image.NewRGBA(image.Rect(0, 0, 180, 132))
		for i := 0; i < len(img.Pix); i += 4 {
			copy(img.Pix[i:], []byte{c.R, c.G, c.B, 255})
		}
		got := readSixels(t, drawTest(t, sixels{ground: testGround}, img).On)
		for y := range 132 {
			for x := range 180 {
				if p := meanOf(got, image.Rect(x, y, x+1, y+1)); !near(p, [3]float64{float64(c.R), float64(c.G), float64(c.B)}, 1.5) {
					t.Fatalf("%v at (%d,%d): %v", c, x, y, p)
				}
			}
		}
	}
}

func TestXtermDrawsSixelsAtTheCursor(t *testing.T) {
	on := string(drawTest(t, sixels{ground: testGround, xterm: true}, testPicture(96, 96)).On)
	on, before := strings.CutPrefix(on, "\x1b[?80s\x1b[?80l")
	on, after := strings.CutSuffix(on, "\x1b[?80r")
	if !before || !after {
		t.Error("not between mode 80 reset and restored")
	}
	readSixels(t, []byte(on))
}

// readITerm returns the picture and the cells it is to fill.
func readITerm(t *testing.T, on []byte) (image.Image, string) {
	t.Helper()
	m := regexp.MustCompile(`^\x1b\]1337;File=inline=1;doNotMoveCursor=1;size=(\d+);(width=\d+;height=\d+);preserveAspectRatio=0:([^\x07]*)\x07$`).FindSubmatch(on)
	if m == nil {
		t.Fatalf("not one inline image: %.200q", on)
	}
	data, err := base64.StdEncoding.DecodeString(string(m[3]))
	if err != nil || string(m[1]) != fmt.Sprint(len(data)) || len(data) > maxITerm {
		t.Fatalf("%d bytes, said to be %s: %v", len(data), m[1], err)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img, string(m[2])
}

func TestITermShowsThePicture(t *testing.T) {
	img := testPicture(100, 120)
	d := drawTest(t, itermImages{testGround}, img)
	got, size := readITerm(t, d.On)
	if got.Bounds().Size() != image.Pt(180, 133) || size != "width=20;height=7" {
		t.Fatalf("%v, %s", got.Bounds(), size)
	}
	at := image.Pt(40, 0)
	for y := 0; y+8 <= 120; y += 8 {
		for x := 0; x+8 <= 100; x += 8 {
			r := image.Rect(x, y, x+8, y+8)
			if a, b := meanOf(got, r.Add(at)), meanOf(img, r); !near(a, b, 20) {
				t.Errorf("(%d,%d): %.0f, want about %.0f", x, y, a, b)
			}
		}
	}
	if c := meanOf(got, image.Rect(0, 0, 30, 133)); !near(c, [3]float64{0x20, 0x20, 0x28}, 4) {
		t.Errorf("ground %v", c)
	}
}

// What would be too large a JPEG comes with fewer pixels, not in parts.
func TestITermStaysWithinOnePart(t *testing.T) {
	noise := image.NewRGBA(image.Rect(0, 0, 1000, 800))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(random.Uint32()) | uint8(i%4/3*255) // alpha is 255
	}
	d, err := itermImages{testGround}.Draw(noise, Box{125, 50}, Cell{W: 8, H: 16})
	if err != nil {
		t.Fatal(err)
	}
	got, size := readITerm(t, d.On)
	if w := got.Bounds().Dx(); w >= 1000 || w < 300 || size != "width=125;height=50" {
		t.Errorf("%v, %s", got.Bounds(), size)
	}
}

// Two pictures of one size: each shows itself, in whatever order they are drawn.
func TestPicturesOfOneSizeNeverSharePixels(t *testing.T) {
	red, blue := image.NewRGBA(image.Rect(0, 0, 90, 95)), image.NewRGBA(image.Rect(0, 0, 90, 95))
	for i := 0; i < len(red.Pix); i += 4 {
		copy(red.Pix[i:], []byte{255, 0, 0, 255})
		copy(blue.Pix[i:], []byte{0, 0, 255, 255})
	}
	middle := func(name string, d Drawn) [3]float64 {
		var img image.Image
		switch name {
		case "sixel":
			img = readSixels(t, d.On)
		case "iterm":
			img, _ = readITerm(t, d.On)
		default:
			_, data := sentToKitty(t, d.Load)
			var err error
			if img, err = png.Decode(bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
		}
		c := img.Bounds().Size().Div(2)
		return meanOf(img, image.Rect(c.X-4, c.Y-4, c.X+4, c.Y+4))
	}
	for name, tech := range pixelTechniques {
		tech := tech()
		for range 2 {
			if c := middle(name, drawTest(t, tech, red)); !near(c, [3]float64{255, 0, 0}, 3) {
				t.Errorf("%s: red is %v", name, c)
			}
			if c := middle(name, drawTest(t, tech, blue)); !near(c, [3]float64{0, 0, 255}, 3) {
				t.Errorf("%s: blue is %v", name, c)
			}
		}
	}
}

// Any picture in any box: rows and columns are those of the box, and nothing is
// wider than it.
func TestEveryPictureFitsItsBox(t *testing.T) {
	for name, tech := range pixelTechniques {
		tech := tech()
		for _, size := range [][2]int{{1, 1}, {1600, 30}, {30, 1500}, {40, 30}} {
			for _, b := range []Box{{24, 8}, {60, 20}, {1, 1}} {
				for _, c := range []Cell{{W: 9, H: 19}, {W: 1, H: 1}} {
					w, h := Fit(size[0], size[1], b, c, tech)
					if r := tech.raster(b, c); w > r.w || h > r.h || w < 1 || h < 1 {
						t.Fatalf("%s: %dx%d in %dx%d", name, w, h, r.w, r.h)
					}
					d, err := tech.Draw(ScaleImage(testPicture(size[0], size[1]), w, h), b, c)
					if err != nil || len(d.Rows) != b.Rows || d.Nothing() {
						t.Fatalf("%s: %v in %v: %d rows, %v", name, size, b, len(d.Rows), err)
					}
					for _, row := range d.Rows {
						if !tech.InCells() && testWidths.Width(row) != b.Cols || tech.InCells() && row != Hole(b.Cols) {
							t.Fatalf("%s: %v in %v: row %q", name, size, b, row)
						}
					}
				}
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	img := testPicture(600, 600)
	c, place := Cell{W: 9, H: 19}, Box{70, 32}
	for name, tech := range pixelTechniques {
		b.Run(name, func(b *testing.B) {
			tech := tech()
			var n int
			for b.Loop() {
				w, h := Fit(600, 600, place, c, tech)
				d, err := tech.Draw(ScaleImage(img, w, h), place, c)
				if err != nil {
					b.Fatal(err)
				}
				n = d.Size()
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}

// TestLargeSixelsGoInTiles draws what is larger than xterm takes in one piece.
func TestLargeSixelsGoInTiles(t *testing.T) {
	c := Cell{W: 9, H: 19}
	b := Box{130, 60} // 1170 × 1140 pixels
	d, err := sixels{ground: testGround}.Draw(testPicture(600, 600), b, c)
	if err != nil {
		t.Fatal(err)
	}
	tiles := strings.Split(string(d.On), "\x1b8")
	moves := []string{"\x1b7", "\x1b[111C", "\x1b[48B", "\x1b[48B\x1b[111C"}
	sizes := []image.Point{{999, 912}, {171, 912}, {999, 228}, {171, 228}}
	if len(tiles) != len(moves) {
		t.Fatalf("%d tiles, want %d", len(tiles), len(moves))
	}
	for i, tile := range tiles {
		rest, ok := strings.CutPrefix(tile, moves[i])
		if !ok || !strings.HasPrefix(rest, "\x1bP") {
			t.Fatalf("tile %d begins %q, want %q and sixels", i, tile[:20], moves[i])
		}
		if got := readSixels(t, []byte(rest)).Rect.Size(); got != sizes[i] {
			t.Errorf("tile %d has %v pixels, want %v", i, got, sizes[i])
		}
	}
}
