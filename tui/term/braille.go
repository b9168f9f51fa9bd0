package term

import (
	"image"
	"image/color"
	"strings"
)

// brailleDots draws pictures without any colour: eight dots per cell, each lit
// or not by an ordered dither. Lit dots are the terminal's text colour, so that
// on a light background they stand for the dark parts.
type brailleDots struct{ light bool }

func (brailleDots) raster(b Box, c Cell) raster {
	return raster{2 * b.Cols, 4 * b.Rows, float64(c.W) / 2, float64(c.H) / 4}
}

func (brailleDots) InCells() bool { return false }

// bayer is the 4x4 ordered dither matrix (Bayer, 1973): thresholds in
// sixteenths, spread so that equal greys give even patterns.
var bayer = [4][4]uint32{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}

func (t brailleDots) Draw(img image.Image, b Box, _ Cell) (Drawn, error) {
	bounds := img.Bounds()
	w, h := min(bounds.Dx(), 2*b.Cols), min(bounds.Dy(), 4*b.Rows)
	bits := [2][4]rune{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}
	cols := (w + 1) / 2
	var rows []string
	for top := 0; top < h; top += 4 {
		var s strings.Builder
		for left := 0; left < w; left += 2 {
			cell := rune(0x2800)
			for x := left; x < min(left+2, w); x++ {
				for y := top; y < min(top+4, h); y++ {
					grey := uint32(color.GrayModel.Convert(img.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.Gray).Y)
					lit := grey*16 > (bayer[y%4][x%4]*255 + 127)
					if lit != t.light {
						cell |= bits[x-left][y-top]
					}
				}
			}
			s.WriteRune(cell)
		}
		rows = append(rows, s.String())
	}
	return Drawn{Rows: Letterbox(rows, cols, b)}, nil
}
