package term

import (
	"errors"
	"image"
	"image/color"
	"strings"

	termimg "github.com/blacktop/go-termimg"
)

// sixels draws pictures in the pixels of the cells (DEC STD 070, chapter 9), six
// rows at a time. The picture fills its box to the last six rows, so that it
// covers the one before without any erasing.
type sixels struct {
	ground color.RGBA
	xterm  bool // knows private mode 80 in the sense that DEC gave it
}

// atCursor is sent around a picture to terminals that are known to understand it:
// reset, sixel display mode (DECSDM) draws at the cursor, not in the corner of the
// screen. What the user has set is saved and restored. Other terminals, which
// have their modes the other way round, draw at the cursor by default.
const (
	atCursor      = "\x1b[?80s\x1b[?80l"
	afterAtCursor = "\x1b[?80r"
)

func (sixels) raster(b Box, c Cell) raster {
	r := square(b, c)
	r.h = max(6, r.h/6*6)
	return r
}

func (sixels) InCells() bool { return true }

func (t sixels) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	r := t.raster(b, c)
	whole := image.Rect(0, 0, r.w, r.h)
	// The ground is painted in the terminal's very colour: dither would show.
	p := image.NewPaletted(whole, append(sixelPalette(), asSixel(t.ground)))
	for i := range p.Pix {
		p.Pix[i] = groundIndex
	}
	ditherSixel(p, atTop(img, whole), img)
	var on strings.Builder
	tile := sixelTile(c)
	for y := 0; y < r.h; y += tile.Y {
		for x := 0; x < r.w; x += tile.X {
			part := image.Rect(x, y, x+tile.X, y+tile.Y).Intersect(whole)
			s, err := sixelsOf(p, part)
			if err != nil {
				return Drawn{}, err
			}
			if part != whole {
				// Where a picture leaves the cursor differs between terminals.
				if x == 0 && y == 0 {
					on.WriteString("\x1b7")
				} else {
					on.WriteString("\x1b8" + steps(y/c.H, x/c.W))
				}
			}
			on.WriteString(s)
		}
	}
	s := on.String()
	if t.xterm {
		s = atCursor + s + afterAtCursor
	}
	return Drawn{EmptyRows(t, b), Sent{On: []byte(s), InCells: true}}, nil
}

// sixelLimit is the longest side in pixels of a sixel picture that xterm draws
// unless it is told otherwise (its resource maxGraphicSize); a larger one it
// leaves out. Larger pictures are sent in tiles.
const sixelLimit = 1000

// sixelTile returns the size of a tile: whole cells, and whole bands of six rows.
func sixelTile(c Cell) image.Point {
	rows := max(1, sixelLimit/c.H)
	for rows > 1 && rows*c.H%6 != 0 {
		rows--
	}
	height := rows * c.H
	if height%6 != 0 { // cells too high for six of them: one tile from top to bottom
		height = 1 << 16
	}
	return image.Pt(max(1, sixelLimit/c.W)*c.W, height)
}

// sixelsOf encodes a part of a picture.
func sixelsOf(p *image.Paletted, part image.Rectangle) (string, error) {
	if part != p.Rect {
		whole := p
		p = image.NewPaletted(image.Rect(0, 0, part.Dx(), part.Dy()), whole.Palette)
		for y := range part.Dy() {
			copy(p.Pix[y*p.Stride:(y+1)*p.Stride], whole.Pix[whole.PixOffset(part.Min.X, part.Min.Y+y):])
		}
	}
	s, err := render(termimg.New(p), termimg.Sixel)
	if err != nil {
		return "", err
	}
	// It has put a second introducer around what go-sixel had made.
	inner, ok := strings.CutPrefix(s, "\x1bPq\x1bP")
	inner, ends := strings.CutSuffix(inner, "\x1b\\\x1b\\")
	if !ok || !ends {
		return "", errors.New("encoding for the terminal: not the sixels that were expected")
	}
	return "\x1bP" + inner + "\x1b\\", nil
}

// The palette: so many levels of red, green and blue, of which the eye tells
// apart the most of green. With fewer than a hundred colours the encoder takes
// them as they are instead of making its own, which would take half a second.
const (
	sixelReds, sixelGreens, sixelBlues = 4, 6, 4

	groundIndex = sixelReds * sixelGreens * sixelBlues
)

func sixelPalette() color.Palette {
	p := make(color.Palette, 0, groundIndex+1)
	for r := range sixelReds {
		for g := range sixelGreens {
			for b := range sixelBlues {
				p = append(p, asSixel(color.RGBA{sixelChannel(r, sixelReds), sixelChannel(g, sixelGreens), sixelChannel(b, sixelBlues), 255}))
			}
		}
	}
	return p
}

// sixelChannel is the value of one of n levels.
func sixelChannel(level, n int) uint8 { return uint8(level * 255 / (n - 1)) }

// asSixel is the colour that the encoder, which cuts percents off, writes as the
// nearest that sixels can name: they have channels in percent.
func asSixel(c color.RGBA) color.RGBA {
	channel := func(v uint8) uint8 {
		percent := (int(v)*100 + 127) / 255
		return uint8((percent*255 + 99) / 100)
	}
	return color.RGBA{channel(c.R), channel(c.G), channel(c.B), 255}
}

// bayer8 is the 8x8 ordered dither matrix (Bayer, 1973).
var bayer8 = [8][8]int{
	{0, 32, 8, 40, 2, 34, 10, 42}, {48, 16, 56, 24, 50, 18, 58, 26},
	{12, 44, 4, 36, 14, 46, 6, 38}, {60, 28, 52, 20, 62, 30, 54, 22},
	{3, 35, 11, 43, 1, 33, 9, 41}, {51, 19, 59, 27, 49, 17, 57, 25},
	{15, 47, 7, 39, 13, 45, 5, 37}, {63, 31, 55, 23, 61, 29, 53, 21},
}

// ditherSixel draws an image at r in the colours of the palette: of the two
// levels next to a channel's value a pixel takes the upper one where the value
// is above the pixel's own threshold, so that areas keep their mean.
func ditherSixel(p *image.Paletted, r image.Rectangle, img image.Image) {
	src, ok := img.(*image.RGBA)
	if !ok {
		src = canvas(img, r.Dx(), r.Dy(), color.Transparent)
	}
	visible := r.Intersect(p.Rect)
	for y := visible.Min.Y; y < visible.Max.Y; y++ {
		o := src.PixOffset(src.Rect.Min.X+visible.Min.X-r.Min.X, src.Rect.Min.Y+y-r.Min.Y)
		out := p.Pix[p.PixOffset(visible.Min.X, y):]
		row := &bayer8[y&7]
		for x := range visible.Dx() {
			t := 2*row[x&7] + 1 // in 128ths
			level := func(v uint8, n int) int { return (int(v)*(n-1)*128 + t*255) / (255 * 128) }
			out[x] = uint8((level(src.Pix[o], sixelReds)*sixelGreens+level(src.Pix[o+1], sixelGreens))*sixelBlues + level(src.Pix[o+2], sixelBlues))
			o += 4
		}
	}
}
