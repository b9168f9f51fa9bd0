package term

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

// The most cells that a picture in half blocks takes: each costs up to 40 bytes, so that
// more of them would hold up a line, and show no more of most pictures.
const (
	blockCols = 200
	blockRows = 80
)

func (halfBlocks) raster(b Box, c Cell) raster {
	return raster{min(b.Cols, blockCols), 2 * min(b.Rows, blockRows), float64(c.W), float64(c.H) / 2}
}

func (halfBlocks) InCells() bool { return false }

func (t halfBlocks) Draw(img image.Image, b Box, _ Cell) (Drawn, error) {
	bounds := img.Bounds()
	w, h := min(bounds.Dx(), b.Cols), min(bounds.Dy(), 2*b.Rows)
	at := func(x, y int) color.RGBA {
		return color.RGBAModel.Convert(img.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.RGBA)
	}
	ink := t.inks()
	rows := make([]string, 0, (h+1)/2)
	for y := 0; y < h; y += 2 {
		var s strings.Builder
		s.Grow(w * 24)
		var fg, bg string
		for x := range w {
			over := ink(at(x, y), x, y, false)
			under := "\x1b[49m" // the last row of an odd number: half a cell stays empty
			if y+1 < h {
				under = ink(at(x, y+1), x, y+1, true)
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
	return Drawn{Rows: inBox(rows, w, b)}, nil
}

// inks returns what turns the colour of a pixel into what sets it, as the
// character's or as the background's.
func (t halfBlocks) inks() func(c color.RGBA, x, y int, back bool) string {
	switch t.profile {
	case termenv.TrueColor:
		return func(c color.RGBA, _, _ int, back bool) string {
			set := "\x1b[38;2;"
			if back {
				set = "\x1b[48;2;"
			}
			return set + strconv.Itoa(int(c.R)) + ";" + strconv.Itoa(int(c.G)) + ";" + strconv.Itoa(int(c.B)) + "m"
		}
	case termenv.ANSI256:
		return func(c color.RGBA, x, y int, back bool) string {
			return "\x1b[" + termenv.ANSI256Color(dither256(c, x, y)).Sequence(back) + "m"
		}
	}
	return func(c color.RGBA, x, y int, back bool) string {
		return "\x1b[" + termenv.ANSIColor(dither16(c, x, y)).Sequence(back) + "m"
	}
}
