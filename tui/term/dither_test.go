package term

import (
	"image/color"
	"testing"
)

// colour256 is what xterm shows for the colours 16 to 255 (256colres.pl).
func colour256(i int) [3]int {
	if i >= 232 {
		v := 8 + 10*(i-232)
		return [3]int{v, v, v}
	}
	i -= 16
	return [3]int{cube[i/36], cube[i/6%6], cube[i%6]}
}

// The mean of what a plain area becomes is the colour of the area, as far as the
// palette reaches.
func TestDitherKeepsTheMean(t *testing.T) {
	mean := func(c color.RGBA, shown func(color.RGBA, int, int) [3]int) (m [3]int) {
		for y := range 4 {
			for x := range 4 {
				for ch, v := range shown(c, x, y) {
					m[ch] += v
				}
			}
		}
		for ch := range m {
			m[ch] /= 16
		}
		return m
	}
	by256 := func(c color.RGBA, x, y int) [3]int { return colour256(dither256(c, x, y)) }
	by16 := func(c color.RGBA, x, y int) [3]int { return palette16[dither16(c, x, y)] }
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				c := color.RGBA{uint8(r), uint8(g), uint8(b), 255}
				for ch, v := range mean(c, by256) {
					if want := [3]int{r, g, b}[ch]; v < want-9 || v > want+9 {
						t.Errorf("256 colours: %v becomes %v", c, mean(c, by256))
					}
				}
			}
		}
	}
	for _, c := range []color.RGBA{{166, 212, 196, 255}, {52, 50, 72, 255}, {255, 202, 58, 255}, {110, 60, 40, 255}, {127, 127, 127, 255}} {
		m := mean(c, by16)
		for ch, v := range [3]int{int(c.R), int(c.G), int(c.B)} {
			if m[ch] < v-48 || m[ch] > v+48 {
				t.Errorf("16 colours: %v becomes %v", c, m)
			}
		}
	}
	for i, p := range palette16 {
		c := color.RGBA{uint8(p[0]), uint8(p[1]), uint8(p[2]), 255}
		if got := mean(c, by16); got != p {
			t.Errorf("colour %d of the palette becomes %v", i, got)
		}
	}
}
