package term

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

// drawnRows are the rows of a picture that is text.
func drawnRows(t *testing.T, tech Technique, img image.Image, b Box) []string {
	t.Helper()
	d, err := tech.Draw(img, b, Cell{W: 8, H: 16})
	if err != nil || d.On != nil || d.Off != nil {
		t.Fatalf("%q %q, %v", d.On, d.Off, err)
	}
	return d.Rows
}

var inkOf = regexp.MustCompile(`\x1b\[([34])8;2;(\d+);(\d+);(\d+)m|(▀)`)

// pixels reads back what half-block rows show.
func pixels(rows []string) [][]color.RGBA {
	var out [][]color.RGBA
	for _, row := range rows {
		var over, under []color.RGBA
		var fg, bg color.RGBA
		for _, m := range inkOf.FindAllStringSubmatch(row, -1) {
			if m[5] != "" {
				over, under = append(over, fg), append(under, bg)
				continue
			}
			n := func(s string) uint8 { v, _ := strconv.Atoi(s); return uint8(v) }
			c := color.RGBA{n(m[2]), n(m[3]), n(m[4]), 255}
			if m[1] == "3" {
				fg = c
			} else {
				bg = c
			}
		}
		out = append(out, over, under)
	}
	return out
}

func TestHalfBlocksShowTheVeryPixels(t *testing.T) {
	img := testPicture(30, 20)
	got := drawnRows(t, halfBlocks{termenv.TrueColor}, img, Box{40, 14})
	if len(got) != 14 {
		t.Fatalf("%d rows, want 14", len(got))
	}
	for i, r := range got {
		if testWidths.Width(r) != 40 {
			t.Errorf("row %d has %d columns", i, testWidths.Width(r))
		}
	}
	shown := pixels(got[:10]) // at the top of 14 rows
	for y := range 20 {
		for x := range 30 {
			if want := img.At(x, y); shown[y][x] != want {
				t.Fatalf("(%d,%d): %v, want %v", x, y, shown[y][x], want)
			}
		}
	}
	if !strings.HasPrefix(got[0], "     \x1b[") || !strings.HasSuffix(got[0], "\x1b[0m     ") {
		t.Errorf("not in the middle: %q", got[0])
	}
}

func TestHalfBlocksWithFewerColours(t *testing.T) {
	img := testPicture(30, 20)
	for p, most := range map[termenv.Profile]*regexp.Regexp{
		termenv.ANSI256: regexp.MustCompile(`\x1b\[[34]8;5;\d+m`), termenv.ANSI: regexp.MustCompile(`\x1b\[(3|4|9|10)\dm`),
	} {
		for i, r := range drawnRows(t, halfBlocks{p}, img, Box{30, 10}) {
			if testWidths.Width(r) != 30 || !most.MatchString(r) || strings.Contains(r, ";2;") {
				t.Errorf("%v row %d: %q", p, i, r)
			}
		}
	}
}

func TestOddHeightLeavesTheLowerHalfEmpty(t *testing.T) {
	rows := drawnRows(t, halfBlocks{termenv.TrueColor}, testPicture(4, 3), Box{4, 2})
	if strings.Contains(rows[1], "48;2") || !strings.Contains(rows[1], "\x1b[49m") {
		t.Errorf("%q", rows[1])
	}
}

func TestBrailleShowsLightAndDark(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for y := range 8 {
		for x := 4; x < 8; x++ {
			img.SetGray(x, y, color.Gray{255})
		}
	}
	if got := strings.Join(drawnRows(t, brailleDots{}, img, Box{4, 2}), "|"); got != "⠀⠀⣿⣿|⠀⠀⣿⣿" {
		t.Errorf("dark background: %s", got)
	}
	if got := strings.Join(drawnRows(t, brailleDots{light: true}, img, Box{4, 2}), "|"); got != "⣿⣿⠀⠀|⣿⣿⠀⠀" {
		t.Errorf("light background: %s", got)
	}
}

// A dark picture has its greys stretched: what is a little lighter in it can be read.
func TestBrailleShowsWhatIsInADarkPicture(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			img.SetGray(x, y, color.Gray{uint8(10 + x/4)})
			if y >= 16 && y < 24 && x >= 8 && x < 32 {
				img.SetGray(x, y, color.Gray{70})
			}
		}
	}
	lit := litDots(img, 40, 40)
	share := func(r image.Rectangle) float64 {
		n := 0
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if lit[y*40+x] {
					n++
				}
			}
		}
		return float64(n) / float64(r.Dx()*r.Dy())
	}
	if text, ground := share(image.Rect(8, 16, 32, 24)), share(image.Rect(0, 0, 40, 14)); text < .9 || ground > .45 || ground < .02 {
		t.Errorf("%.2f of the text is lit, %.2f of the ground", text, ground)
	}
	// What has nearly one grey keeps it.
	for i := range img.Pix {
		img.Pix[i] = 64
	}
	lit = litDots(img, 40, 40)
	if got := share(image.Rect(0, 0, 40, 40)); got < .2 || got > .3 {
		t.Errorf("%.2f of a quarter grey is lit", got)
	}
}
