package main

import "image/color"

// person is what somebody looks like from the waist up.
type person struct {
	skin, hair, shirt color.NRGBA
	style             hairStyle
	glasses           bool
	beard             bool
}

type hairStyle int

const (
	short hairStyle = iota
	bob
	long
	bun
	curls
	bald
)

var (
	skinA = rgb(0xffd9b8)
	skinB = rgb(0xf0b98a)
	skinC = rgb(0xc98a5b)
	skinD = rgb(0x8d5a3c)
)

// bust draws a person with the head around (0, 0), about 170 wide, and
// shoulders that end at y = 260.
func (c *canvas) bust(p person, m mood) {
	c.ink(blob(-30, 100, -95, 118, -138, 170, -150, 270, 150, 270, 138, 170, 95, 118, 30, 100), p.shirt)
	c.flat(blob(-26, 60, 26, 60, 30, 112, 0, 128, -30, 112), p.skin)
	c.head(p, m)
}

// head is a head alone.
func (c *canvas) head(p person, m mood) {
	switch p.style { // what hangs behind the head
	case bob:
		c.ink(blob(0, -104, 80, -86, 108, -10, 106, 70, 60, 84, -60, 84, -106, 70, -108, -10, -80, -86), p.hair)
	case long:
		c.ink(blob(0, -104, 80, -88, 108, -10, 118, 120, 96, 168, 50, 130, -50, 130, -96, 168, -118, 120, -108, -10, -80, -88), p.hair)
	case bun:
		c.ink(circle(0, -112, 38), p.hair)
	case curls:
		for _, q := range []pt{{-88, 20}, {88, 20}, {-100, -24}, {100, -24}, {-84, -70}, {84, -70}, {-42, -100}, {42, -100}, {0, -108}} {
			c.flat(circle(q.x, q.y, 36), p.hair)
		}
	}
	for _, s := range []float64{-1, 1} {
		c.flat(circle(s*84, 10, 18), p.skin)
	}
	head := blob(0, -88, 58, -76, 84, -20, 80, 34, 50, 78, 0, 92, -50, 78, -80, 34, -84, -20, -58, -76)
	c.ink(head, p.skin)
	fringe := map[hairStyle]path{
		short: blob(-84, -16, -92, -60, -50, -102, 10, -110, 70, -92, 92, -50, 84, -16, 66, -44, 20, -60, -40, -52, -70, -38),
		bob:   blob(-82, 0, -88, -60, -40, -100, 40, -100, 88, -60, 82, 0, 66, -40, 0, -52, -66, -40),
		long:  blob(-84, 6, -88, -60, -30, -100, 40, -98, 88, -56, 84, 8, 66, -30, 20, -64, -20, -66, -60, -38),
		bun:   blob(-84, -8, -84, -58, -40, -96, 40, -96, 84, -58, 84, -8, 62, -50, 0, -66, -62, -50),
		curls: blob(-80, -20, -84, -64, -40, -98, 40, -98, 84, -64, 80, -20, 56, -44, 30, -38, 0, -50, -30, -38, -56, -44),
	}[p.style]
	if fringe != nil {
		c.flat(fringe, p.hair)
	}
	if p.beard {
		c.within(head, func() {
			c.fill(blob(-86, 10, -64, 24, -44, 30, 0, 26, 44, 30, 64, 24, 86, 10, 84, 100, -84, 100), p.hair)
		})
		c.edge(head)
		c.fill(oval(0, 40, 26, 17), p.skin)
	}
	c.face(0, 4, 36, m, false)
	if p.glasses {
		for _, s := range []float64{-1, 1} {
			c.fill(circle(s*36, 4, 30), thin(white, 30))
			c.fill(circle(s*36, 4, 30).outline(6, true), inkBlue)
		}
		c.stroke(poly(-8, 0, 8, 0), 6, inkBlue)
	}
}

// headphones sit on the head of a bust.
func (c *canvas) headphones(col color.NRGBA) {
	c.stroke(arc(0, -6, 98, 108, 195, 345), 20, inkBlue)
	c.stroke(arc(0, -6, 98, 108, 195, 345), 11, col)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*94-19, -26, 38, 70, 16), col)
	}
}

// arm reaches from (fx, fy) to a fist at (x, y).
func (c *canvas) arm(fx, fy, x, y float64, sleeve, skin color.NRGBA) {
	c.stroke(poly(fx, fy, x, y), 54, inkBlue)
	c.stroke(poly(fx, fy, x, y), 44, sleeve)
	c.ink(circle(x, y, 28), skin)
}
