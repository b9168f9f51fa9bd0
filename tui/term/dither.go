package term

import (
	"image/color"
	"math"
	"slices"
)

// Where there are few colours, neighbouring pixels take different ones so that
// their mean is the colour that is meant (ordered dither, Bayer 1973): areas
// keep their hue, and slow changes do not become steps.

// bayer is the 4x4 ordered dither matrix (Bayer, 1973): thresholds in
// sixteenths, spread so that equal greys give even patterns.
var bayer = [4][4]int{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}

// threshold is the pixel's own threshold, in 32nds: 1, 3, … 31.
func threshold(x, y int) int { return 2*bayer[y&3][x&3] + 1 }

// cube are the six levels of a channel in the colours 16 to 231 of the
// 256-colour palette (xterm's 256colres.pl).
var cube = [6]int{0, 95, 135, 175, 215, 255}

// dither256 returns one of the colours 16 to 255. What is nearly grey takes the
// finer steps of the grey ramp.
func dither256(c color.RGBA, x, y int) int {
	t := threshold(x, y)
	r, g, b := int(c.R), int(c.G), int(c.B)
	if lo, hi := min(r, g, b), max(r, g, b); hi-lo < 12 {
		// 8, 18, … 238 are the colours 232 to 255; black and white are in
		// the cube.
		step := ((r+g+b)/3 + 2) * 32 / 10
		switch k := (step+31-t)/32 - 1; {
		case k < 0:
			return 16
		case k > 23:
			return 231
		default:
			return 232 + k
		}
	}
	level := func(v int) int {
		i := 0
		for i < len(cube)-2 && v >= cube[i+1] {
			i++
		}
		if (v-cube[i])*32 > t*(cube[i+1]-cube[i]) {
			i++
		}
		return i
	}
	return 16 + 36*level(r) + 6*level(g) + level(b)
}

// palette16 are the first sixteen colours as xterm has them. Terminals differ
// here, and people change them: it is the best guess there is.
var palette16 = [16][3]int{
	{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0}, {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
	{127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
}

// dither16 returns one of sixteen colours. They are too few and too odd to be
// dithered channel by channel: what a pixel takes comes from a mixture of the
// palette that has its colour as the mean (T. Knoll's pattern dithering, US
// patent 6,606,166, expired), ordered by brightness.
func dither16(c color.RGBA, x, y int) int {
	const parts = len(bayer) * len(bayer)
	want := [3]int{int(c.R), int(c.G), int(c.B)}
	var counts [len(palette16)]int
	var debt [3]int // what the mixture so far lacks
	for range parts {
		var try [3]int
		for ch := range try {
			try[ch] = want[ch] + debt[ch]/2 // not all of it: less noise
		}
		best := nearest16(try)
		counts[best]++
		for ch := range debt {
			debt[ch] += want[ch] - palette16[best][ch]
		}
	}
	at := bayer[y&3][x&3]
	for _, i := range darkFirst16 {
		if at -= counts[i]; at < 0 {
			return i
		}
	}
	return 0
}

// nearest16 weights the channels about as the eye does.
func nearest16(c [3]int) int {
	best, least := 0, math.MaxInt
	for i, p := range palette16 {
		r, g, b := c[0]-p[0], c[1]-p[1], c[2]-p[2]
		if far := 3*r*r + 6*g*g + 2*b*b; far < least {
			best, least = i, far
		}
	}
	return best
}

// darkFirst16 is the palette in the order of luma.
var darkFirst16 = func() (order [len(palette16)]int) {
	luma := func(i int) int { p := palette16[i]; return 299*p[0] + 587*p[1] + 114*p[2] }
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order[:], func(a, b int) int { return luma(a) - luma(b) })
	return order
}()
