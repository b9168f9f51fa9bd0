package main

import "image/color"

// mood is the look on a face.
type mood int

const (
	smile    mood = iota // dots and a small smile
	joy                  // wide open mouth
	beam                 // eyes closed with happiness
	content              // eyes closed, faint smile
	love                 // hearts for eyes
	dazzled              // stars for eyes
	wink                 // one eye closed, a small smile
	smug                 // half-shut eyes, a smile to one side
	plainly              // a straight mouth
	sideways             // a straight mouth, looking away
	unsure               // a wavy mouth, one eyebrow
	tired                // half-shut eyes with bags
	asleep               // eyes closed, small open mouth
	sad                  // brows up in the middle, mouth down
	teary                // sad with a tear
	wail                 // crying rivers
	angry                // brows down in the middle
	shock                // round eyes, round mouth
	out                  // crosses for eyes
)

// face draws a face around (x, y), the middle between its eyes, which stand s
// from it. On dark bodies the features are light.
func (c *canvas) face(x, y, s float64, m mood, dark bool) {
	ink := inkBlue
	if dark {
		ink = cream
	}
	c.put(x, y, s/40, 0, func() {
		c.cheeks(m)
		c.eyes(m, ink, dark)
		c.mouth(m, ink)
	})
}

func (c *canvas) cheeks(m mood) {
	switch m {
	case smile, joy, beam, content, love, dazzled, wink, smug, asleep:
		for _, x := range []float64{-58, 58} {
			c.fill(oval(x, 20, 13, 9), thin(pink, 45))
		}
	case tired:
		for _, x := range []float64{-40, 40} {
			c.stroke(arc(x, 6, 13, 13, 30, 150), 4, thin(plum, 70))
		}
	}
}

func (c *canvas) eyes(m mood, ink color.NRGBA, dark bool) {
	for _, x := range []float64{-40, 40} {
		side := x / 40
		dot := func(dx float64) {
			c.fill(oval(x+dx, 0, 11, 14), ink)
			glint := white
			if dark {
				glint = inkBlue
			}
			c.fill(circle(x+dx+3, -5, 4.5), glint)
		}
		brow := func(inner, outer float64) {
			c.stroke(poly(x-side*15, inner, x+side*17, outer), 6, ink)
		}
		switch m {
		case smile, joy, plainly:
			dot(0)
		case unsure:
			dot(0)
			if side > 0 {
				c.stroke(arc(x, -18, 17, 13, 200, 340), 6, ink)
			} else {
				brow(-22, -22)
			}
		case sad, teary:
			dot(0)
			brow(-34, -21)
			if m == teary && side > 0 {
				c.flat(drop(x+8, 34, 13), sky)
			}
		case angry:
			dot(0)
			brow(-14, -30)
		case beam:
			c.stroke(arc(x, 6, 15, 16, 195, 345), 7, ink)
		case content, asleep:
			c.stroke(arc(x, -4, 15, 12, 15, 165), 7, ink)
		case wail:
			c.fill(box(x-12, 6, 24, 92, 11), sky)
			c.fill(box(x-5, 12, 8, 80, 4), shine)
			c.stroke(arc(x, -6, 16, 13, 15, 165), 7, ink)
			brow(-34, -22)
		case wink:
			if side < 0 {
				dot(0)
			} else {
				c.stroke(arc(x, 6, 15, 16, 195, 345), 7, ink)
			}
		case love:
			c.flat(heart(x, 0, 21), red)
		case dazzled:
			c.flat(star(x, 1, 23), sun)
		case shock:
			c.fill(circle(x, 0, 21), inkBlue)
			c.fill(circle(x, 0, 17), white)
			c.fill(circle(x, 0, 7), inkBlue)
		case out:
			c.stroke(poly(x-11, -11, x+11, 11), 7, ink)
			c.stroke(poly(x-11, 11, x+11, -11), 7, ink)
		case smug, tired, sideways:
			shift := map[mood]float64{smug: 4, tired: 0, sideways: 8}[m]
			c.fill(circle(x, 0, 18), inkBlue)
			c.fill(circle(x, 0, 14.5), white)
			c.within(circle(x, 0, 15), func() { c.fill(circle(x+shift, 2, 8), inkBlue) })
			if m != sideways {
				lid := blendOf(grey, ink, 1, 3)
				c.within(circle(x, 0, 18), func() { c.fill(rect(x-20, -20, 40, 18), lid) })
			}
			c.stroke(poly(x-18, -2, x+18, -2), 5, inkBlue)
		}
	}
}

func (c *canvas) mouth(m mood, ink color.NRGBA) {
	switch m {
	case smile, content, love, wink:
		c.stroke(arc(0, 18, 17, 14, 15, 165), 7, ink)
	case beam, joy, dazzled:
		p := blob(-25, 18, 0, 21, 25, 18, 19, 40, 0, 49, -19, 40)
		c.fill(p, bark)
		c.within(p, func() { c.fill(oval(0, 50, 17, 15), coral) })
		c.edge(p)
	case smug:
		c.stroke(curve(-18, 28, 0, 31, 18, 24, 26, 14), 7, ink)
	case plainly, sideways:
		c.stroke(poly(-16, 28, 16, 28), 7, ink)
	case unsure:
		c.stroke(curve(-24, 30, -12, 24, 0, 31, 12, 25, 24, 31), 7, ink)
	case tired:
		c.stroke(curve(-17, 31, 0, 27, 17, 31), 7, ink)
	case asleep:
		c.fill(oval(0, 28, 8, 9), ink)
	case sad, teary, angry:
		c.stroke(arc(0, 38, 19, 15, 200, 340), 7, ink)
	case wail:
		p := blob(0, 18, 22, 28, 24, 46, 0, 43, -24, 46, -22, 28)
		c.fill(p, bark)
		c.edge(p)
	case shock:
		c.fill(oval(0, 38, 13, 17), bark)
		c.edge(oval(0, 38, 13, 17))
	case out:
		c.stroke(curve(-22, 32, -11, 26, 0, 33, 11, 26, 22, 32), 7, ink)
	}
}
