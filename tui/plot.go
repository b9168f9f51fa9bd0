package tui

import (
	"math"
	"strings"
)

// plot is a chart that is drawn cell by cell: lines of Braille dots, and characters that
// have a cell for themselves.
type plot struct {
	w, h  int
	cells []plotCell
}

type plotCell struct {
	dots  byte // of a Braille character, unless char is set
	char  rune
	style *ink
}

func newPlot(w, h int) *plot {
	w, h = max(0, w), max(0, h)
	return &plot{w, h, make([]plotCell, w*h)}
}

// set puts a character in a cell; what is outside is left out.
func (p *plot) set(x, y int, char rune, style *ink) {
	if x >= 0 && x < p.w && y >= 0 && y < p.h {
		p.cells[y*p.w+x] = plotCell{char: char, style: style}
	}
}

// text puts a text of characters of one cell each.
func (p *plot) text(x, y int, text string, style *ink) {
	for _, r := range text {
		p.set(x, y, r, style)
		x++
	}
}

// brailleBits are the bits of a Braille cell, left and right column from top to bottom.
var brailleBits = [2][4]byte{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

// dot sets the dot in column x and row y, of two in each cell across and four down. It
// takes the place of a character.
func (p *plot) dot(x, y int, style *ink) {
	if x < 0 || x >= 2*p.w || y < 0 || y >= 4*p.h {
		return
	}
	c := &p.cells[y/4*p.w+x/2]
	c.char, c.style = 0, style
	c.dots |= brailleBits[x%2][y%4]
}

// line draws values as a line in h rows from row top on, between lo at their lower end and
// hi at the upper; value i stands in the column of dots at(i). Values that are no numbers
// are gaps. It returns the cell in which the last one stands.
func (p *plot) line(top, h int, lo, hi float64, values []float64, at func(int) float64, style *ink) (x, y int) {
	row := func(v float64) int {
		if hi <= lo {
			return 4*h - 1
		}
		return min(4*h-1, max(0, int(math.Round((hi-v)/(hi-lo)*float64(4*h-1)))))
	}
	before, dots := -1, 0
	for i, v := range values {
		if !isNumber(v) {
			before = -1
			continue
		}
		to := int(math.Round(at(i)))
		if before < 0 {
			before, dots = to, row(v)
			p.dot(to, 4*top+dots, style)
		}
		was := v
		if i > 0 && isNumber(values[i-1]) {
			was = values[i-1]
		}
		for k := before + 1; k <= to; k++ {
			f := float64(k-before) / float64(to-before)
			d := row((1-f)*was + f*v)
			// A steep step is joined by dots above one another.
			low, high := d, d
			if dots < d {
				low = dots + 1
			} else if dots > d {
				high = dots - 1
			}
			for q := low; q <= high; q++ {
				p.dot(k, 4*top+q, style)
			}
			dots = d
		}
		before, x, y = to, to/2, top+row(v)/4
	}
	return x, y
}

func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// rows draws the plot, each row in as few runs of one style as it has. Empty cells have none:
// a reversed ink would fill them.
func (p *plot) rows() []string {
	out := make([]string, p.h)
	var row, run strings.Builder
	for y := range p.h {
		row.Reset()
		var style *ink
		end := func() {
			if run.Len() > 0 {
				if style != nil {
					row.WriteString(style.Render(run.String()))
				} else {
					row.WriteString(run.String())
				}
				run.Reset()
			}
		}
		cells := p.cells[y*p.w : (y+1)*p.w]
		last := len(cells)
		for last > 0 && cells[last-1] == (plotCell{}) {
			last--
		}
		for _, c := range cells[:last] {
			if c.style != style {
				end()
				style = c.style
			}
			switch {
			case c.char != 0:
				run.WriteRune(c.char)
			case c.dots != 0:
				run.WriteRune(0x2800 + rune(c.dots))
			default:
				run.WriteByte(' ')
			}
		}
		end()
		out[y] = row.String()
	}
	return out
}

// numbers puts the numbers from lo to hi at their places on an axis of w cells that is
// drawn already: both ends and as many between at even steps as there is room for, none
// over what stands on the axis.
func (p *plot) numbers(y, w, lo, hi int, sign rune, style *ink) {
	put := func(n int) {
		text := thousands(n)
		x := min(scaled(n-lo, hi-lo, w), w-len(text))
		for i := -1; i <= len(text); i++ {
			k := x + i
			if k < 0 || k >= w {
				continue
			}
			beside := i < 0 || i == len(text)
			if is := p.cells[y*p.w+k].char; is != sign && !(beside && is == ' ') {
				return
			}
		}
		p.text(x, y, text, style)
	}
	put(lo)
	put(hi)
	step := evenStep(hi-lo, w/8)
	for n := (lo/step + 1) * step; n < hi; n += step {
		put(n)
	}
}

// rule draws a line of w cells.
func (p *plot) rule(y, w int, sign rune, style *ink) {
	for x := range w {
		p.set(x, y, sign, style)
	}
}

// scaled is the cell of n on a scale from 0 to all over w cells.
func scaled(n, all, w int) int {
	return int(math.Round(float64(n) / float64(max(1, all)) * float64(w-1)))
}

// evenStep is the least of 1, 2, 5, 10, 20 … of which at most so many fit into a span.
func evenStep(span, most int) int {
	for step := 1; ; step *= 10 {
		for _, f := range [...]int{1, 2, 5} {
			if span <= f*step*max(1, most) {
				return f * step
			}
		}
	}
}
