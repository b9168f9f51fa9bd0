package term

import (
	"image"
	"image/color"
	"math"
	"strings"
)

// brailleDots draws pictures without any colour: eight dots per cell, each lit
// or not, so that each area has its grey. Lit dots are the terminal's text colour, so that
// on a light background they stand for the dark parts.
type brailleDots struct{ light bool }

func (brailleDots) raster(b Box, c Cell) raster {
	return raster{2 * b.Cols, 4 * b.Rows, float64(c.W) / 2, float64(c.H) / 4}
}

func (brailleDots) InCells() bool { return false }

func (t brailleDots) Draw(img image.Image, b Box, _ Cell) (Drawn, error) {
	bounds := img.Bounds()
	w, h := min(bounds.Dx(), 2*b.Cols), min(bounds.Dy(), 4*b.Rows)
	bits := [2][4]rune{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}
	lit := litDots(img, w, h)
	cols := (w + 1) / 2
	var rows []string
	for top := 0; top < h; top += 4 {
		var s strings.Builder
		for left := 0; left < w; left += 2 {
			cell := rune(0x2800)
			for x := left; x < min(left+2, w); x++ {
				for y := top; y < min(top+4, h); y++ {
					if lit[y*w+x] != t.light {
						cell |= bits[x-left][y-top]
					}
				}
			}
			s.WriteRune(cell)
		}
		rows = append(rows, s.String())
	}
	return Drawn{Rows: inBox(rows, cols, b)}, nil
}

// litDots says which of w by h pixels are lit, so that the greys around each are its own
// (error diffusion: Floyd and Steinberg, 1976). One bit cannot tell dark greys from each
// other, or light ones: what a picture has of greys is stretched from black to white
// first, and a picture that is dark on the whole becomes lighter.
func litDots(img image.Image, w, h int) []bool {
	at := img.Bounds().Min
	greys := make([]float64, w*h)
	var counts [256]int
	for y := range h {
		for x := range w {
			g := color.GrayModel.Convert(img.At(at.X+x, at.Y+y)).(color.Gray).Y
			greys[y*w+x] = float64(g)
			counts[g]++
		}
	}
	tone := toneCurve(counts, w*h)
	lit := make([]bool, w*h)
	for i := range greys {
		greys[i] = tone[int(greys[i])]
	}
	for y := range h {
		for x := range w {
			i := y*w + x
			rest := greys[i]
			if lit[i] = rest >= .5; lit[i] {
				rest--
			}
			spread := func(dx, dy int, share float64) {
				if x+dx >= 0 && x+dx < w && y+dy < h {
					greys[i+dy*w+dx] += rest * share
				}
			}
			spread(1, 0, 7./16)
			spread(-1, 1, 3./16)
			spread(0, 1, 5./16)
			spread(1, 1, 1./16)
		}
	}
	return lit
}

// toneCurve maps greys to brightness in [0,1]: all but the darkest and the lightest
// hundredth of the pixels from black to white, with the exponent that puts the median of
// what is neither at a third, if that makes it lighter.
func toneCurve(counts [256]int, n int) (tone [256]float64) {
	below := func(share float64) int {
		seen := 0
		for g, k := range counts {
			if seen += k; float64(seen) > share*float64(n) {
				return g
			}
		}
		return 255
	}
	dark, light := below(.01), below(.99)
	exponent, spread := 1., float64(light-dark)
	if middle := float64(below(.5)-dark) / spread; spread < 16 { // hardly anything to see: noise is not to become a picture
		dark, spread = 0, 255
	} else if middle > 0 && middle < 1./3 {
		exponent = max(.4, math.Log(1./3)/math.Log(middle))
	}
	for g := range tone {
		tone[g] = math.Pow(min(1, max(0, float64(g-dark)/spread)), exponent)
	}
	return tone
}
