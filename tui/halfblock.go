package tui

import (
	"image"
	"image/color"
	"strconv"
	"strings"

	"github.com/muesli/termenv"
)

// halfBlocks draws two pixels per cell with "▀": the upper one is the colour of
// the character, the lower one that of its background. They are text, and work
// in any terminal that has colours.
type halfBlocks struct{ profile termenv.Profile }

func (halfBlocks) grid() (x, y int) { return 1, 2 }

func (halfBlocks) gap(n int) string { return blank(n) }

func (halfBlocks) erase() []byte { return nil }

func (t halfBlocks) draw(img image.Image, b box) drawn {
	bounds := img.Bounds()
	w, h := min(bounds.Dx(), b.cols), min(bounds.Dy(), 2*b.rows)
	at := func(x, y int) color.RGBA {
		return color.RGBAModel.Convert(img.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.RGBA)
	}
	ink := inks{profile: t.profile, seen: map[color.RGBA][2]string{}}
	rows := make([]string, 0, (h+1)/2)
	for y := 0; y < h; y += 2 {
		var s strings.Builder
		s.Grow(w * 24)
		var fg, bg string
		for x := range w {
			over := ink.of(at(x, y))[0]
			under := "\x1b[49m" // the last row of an odd number: half a cell stays empty
			if y+1 < h {
				under = ink.of(at(x, y+1))[1]
			}
			if over != fg {
				s.WriteString(over)
				fg = over
			}
			if under != bg {
				s.WriteString(under)
				bg = under
			}
			s.WriteString("▀")
		}
		s.WriteString("\x1b[0m")
		rows = append(rows, s.String())
	}
	return drawn{rows: letterbox(rows, w, b)}
}

// inks turns colours into what sets them, in as many colours as there are.
type inks struct {
	profile termenv.Profile
	seen    map[color.RGBA][2]string // of a palette: the search for the nearest is slow
}

// of returns what sets a colour as the character's and as the background's.
func (k inks) of(c color.RGBA) [2]string {
	if k.profile == termenv.TrueColor {
		rgb := strconv.Itoa(int(c.R)) + ";" + strconv.Itoa(int(c.G)) + ";" + strconv.Itoa(int(c.B)) + "m"
		return [2]string{"\x1b[38;2;" + rgb, "\x1b[48;2;" + rgb}
	}
	c.R, c.G, c.B = c.R&^3, c.G&^3, c.B&^3 // fewer colours to search for
	if s, ok := k.seen[c]; ok {
		return s
	}
	near := k.profile.FromColor(c)
	s := [2]string{"\x1b[" + near.Sequence(false) + "m", "\x1b[" + near.Sequence(true) + "m"}
	k.seen[c] = s
	return s
}
