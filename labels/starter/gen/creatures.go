package main

import (
	"image/color"
	"math"
)

// bird sits facing us, its feet at (0, 118), its eyes around (0, -30).
func (c *canvas) bird(body, belly, bill color.NRGBA, m mood) {
	for _, s := range []float64{-1, 1} {
		for _, dx := range []float64{-12, 0, 12} {
			c.stroke(poly(s*30, 96, s*30+dx, 118), 9, inkBlue)
			c.stroke(poly(s*30, 96, s*30+dx, 118), 4, amber)
		}
	}
	p := blob(0, -96, 62, -80, 84, -24, 96, 50, 62, 100, 0, 108, -62, 100, -96, 50, -84, -24, -62, -80)
	c.ink(p, body)
	c.within(p, func() { c.fill(oval(0, 66, 62, 58), belly) })
	c.edge(p)
	for _, s := range []float64{-1, 1} {
		c.ink(blob(s*80, -14, s*112, 30, s*106, 76, s*74, 60), between(body, inkBlue))
	}
	c.stroke(curve(-6, -94, -12, -114, -4, -122), 6, inkBlue)
	c.stroke(curve(4, -94, 6, -116, 16, -120), 6, inkBlue)
	c.put(0, -30, 0.92, 0, func() { c.beakFace(bill, m) })
}

// beakFace is a face around (0, 0) whose mouth is a short beak.
func (c *canvas) beakFace(bill color.NRGBA, m mood) {
	c.cheeks(m)
	c.eyes(m, inkBlue, false)
	switch m {
	case joy, beam, dazzled, shock, wail, love:
		c.flat(poly(-16, 32, 16, 32, 0, 54), coral)
		c.flat(poly(-22, 28, 0, 8, 22, 28, 0, 34), bill)
	default:
		c.flat(poly(-20, 16, 0, 8, 20, 16, 0, 42), bill)
		c.stroke(poly(-15, 22, 15, 22), 4, inkBlue)
	}
}

// flying is a bird seen from its side, to the right, its wings up.
func (c *canvas) flying(body, belly, bill color.NRGBA, m mood) {
	c.ink(poly(-84, 10, -152, -14, -142, 16, -154, 44, -80, 34), body)
	c.ink(blob(-30, -10, -70, -96, -40, -124, 10, -96, 34, -20), between(body, inkBlue))
	p := blob(-100, 20, -50, -24, 20, -40, 84, -46, 116, -6, 92, 40, 20, 66, -60, 52)
	c.ink(p, body)
	c.within(p, func() { c.fill(oval(10, 62, 90, 34), belly) })
	c.edge(p)
	c.ink(blob(-20, 0, -50, -84, -10, -130, 40, -110, 44, -6), body)
	c.flat(poly(106, -22, 146, -6, 106, 8), bill)
	c.put(76, -14, 0.56, 0, func() {
		c.cheeks(m)
		c.eyes(m, inkBlue, false)
	})
}

// penguin stands on y = 150.
func (c *canvas) penguin(m mood) {
	c.cast(0, 152, 90)
	for _, s := range []float64{-1, 1} {
		c.flat(oval(s*34, 148, 30, 12), amber)
		c.ink(blob(s*70, -10, s*112, 40, s*104, 90, s*72, 70), black)
	}
	p := blob(0, -90, 58, -74, 80, -10, 84, 90, 50, 144, -50, 144, -84, 90, -80, -10, -58, -74)
	c.ink(p, black)
	c.fill(blob(0, -36, 30, -62, 62, -40, 60, 20, 62, 90, 34, 132, -34, 132, -62, 90, -60, 20, -62, -40, -30, -62), white)
	c.put(0, -22, 0.76, 0, func() { c.beakFace(amber, m) })
	c.flat(poly(0, 36, -28, 24, -28, 50).and(poly(0, 36, 28, 24, 28, 50)), red)
}

// owl sits on y = 120.
func (c *canvas) owl(body, light color.NRGBA, m mood) {
	for _, s := range []float64{-1, 1} {
		c.ink(poly(s*84, -60, s*96, -130, s*30, -92), body)
	}
	p := blob(0, -96, 70, -90, 100, -40, 104, 50, 70, 112, 0, 122, -70, 112, -104, 50, -100, -40, -70, -90)
	c.ink(p, body)
	for row := range 3 {
		for col := range 4 - row%2 {
			x := -48 + float64(col)*32 + float64(row%2)*16
			c.stroke(arc(x, 40+float64(row)*24, 12, 12, 20, 160), 6, light)
		}
	}
	for _, s := range []float64{-1, 1} {
		c.flat(circle(s*46, -30, 44), light)
	}
	c.put(0, -30, 1.1, 0, func() { c.beakFace(amber, m) })
}

// fish swims to the left around (0, 0), about 260 wide.
func (c *canvas) fish(body, fin color.NRGBA, m mood) {
	c.ink(blob(90, 0, 150, -62, 168, -50, 146, 0, 168, 54, 150, 64), fin)
	c.ink(blob(-40, -60, 0, -110, 50, -96, 46, -50), fin)
	p := blob(-130, 6, -96, -56, -20, -82, 60, -56, 112, 0, 60, 62, -20, 84, -96, 62)
	c.ink(p, body)
	c.within(p, func() {
		for _, x := range []float64{20, 64} {
			c.stroke(curve(x, -90, x+22, 0, x, 90), 14, fin)
		}
	})
	c.edge(p)
	c.ink(blob(6, 20, 52, 34, 40, 62, 0, 50), fin)
	c.face(-62, -12, 32, m, false)
}

// whale floats to the left around (0, 0), about 380 wide.
func (c *canvas) whale(body, belly color.NRGBA, m mood) {
	c.ink(blob(140, -20, 176, -84, 150, -128, 196, -116, 214, -136, 240, -92, 214, -64, 190, 10), body)
	p := blob(-180, 10, -160, -70, -70, -104, 40, -92, 140, -40, 204, -30, 170, 50, 60, 92, -80, 96, -160, 70)
	c.ink(p, body)
	c.within(p, func() {
		c.fill(oval(-90, 110, 170, 66), belly)
		for i := range 4 {
			c.stroke(curve(-170+float64(i)*44, 62, -130+float64(i)*44, 76, -96+float64(i)*44, 104), 5, thin(inkBlue, 35))
		}
	})
	c.edge(p)
	c.ink(blob(-10, 60, 50, 80, 60, 132, 20, 124, -20, 90), body)
	c.face(-92, -20, 36, m, false)
}

// octopus sits around (0, 0), its arms down to y = 130.
func (c *canvas) octopus(body, light color.NRGBA, m mood) {
	for i := range 8 {
		x := -105 + float64(i)*30
		bend := x * 0.7
		arm := curve(x*0.6, 40, x*0.9, 90, x+bend*0.4, 118, x+bend*0.8, 104)
		c.stroke(arm, 36, inkBlue)
		c.stroke(arm, 26, body)
		c.fill(circle(x+bend*0.4, 118, 6), light)
	}
	p := blob(0, -120, 76, -100, 104, -30, 84, 50, 40, 76, -40, 76, -84, 50, -104, -30, -76, -100)
	c.ink(p, body)
	c.fill(oval(-44, -78, 22, 13).turned(-44, -78, -30), shine)
	c.face(0, -8, 42, m, false)
}

// crab stands on y = 90.
func (c *canvas) crab(body color.NRGBA, m mood) {
	c.cast(0, 94, 150)
	for _, s := range []float64{-1, 1} {
		for i := range 3 {
			y := 30 + float64(i)*16
			c.stroke(curve(s*80, y, s*(136-float64(i)*14), y+4, s*(146-float64(i)*18), 90), 15, inkBlue)
			c.stroke(curve(s*80, y, s*(136-float64(i)*14), y+4, s*(146-float64(i)*18), 90), 7, body)
		}
		c.stroke(curve(s*80, 0, s*136, -12, s*140, -54), 24, inkBlue)
		c.stroke(curve(s*80, 0, s*136, -12, s*140, -54), 14, body)
		c.ink(pie(s*140, -86, 42, -90+s*24, 220+s*24), body)
	}
	c.ink(blob(0, -52, 80, -42, 116, 10, 84, 62, 0, 74, -84, 62, -116, 10, -80, -42), body)
	c.face(0, 0, 38, m, false)
}

// turtle swims to the left around (0, 0).
func (c *canvas) turtle(skin, shell, plate color.NRGBA, m mood) {
	c.ink(blob(-30, 40, -60, 110, -100, 140, -90, 80, -60, 30), skin)
	c.ink(blob(90, 50, 130, 100, 150, 96, 130, 40), skin)
	c.ink(circle(-128, -20, 66), skin)
	p := blob(-90, 30, -70, -50, 20, -92, 110, -50, 146, 30, 60, 62, -40, 60)
	c.ink(p, shell)
	c.within(p, func() {
		for _, q := range []pt{{-20, -30}, {56, -40}, {20, 20}, {100, 14}, {-60, 24}} {
			c.fill(circle(q.x, q.y, 24), plate)
		}
	})
	c.edge(p)
	c.face(-136, -28, 28, m, false)
}

// bubbles rise at the given places: x, y, radius, …
func (c *canvas) bubbles(xyr ...float64) {
	for i := 0; i+2 < len(xyr); i += 3 {
		x, y, r := xyr[i], xyr[i+1], xyr[i+2]
		c.fill(circle(x, y, r), thin(white, 30))
		c.fill(circle(x, y, r).outline(4, true), white)
		c.fill(circle(x-r*0.35, y-r*0.35, r*0.2), white)
	}
}

// weed grows from (x, y).
func (c *canvas) weed(x, y, h float64, col color.NRGBA) {
	p := curve(x, y, x+18, y-h*0.3, x-16, y-h*0.6, x+8, y-h)
	c.stroke(p, 26, inkBlue)
	c.stroke(p, 16, col)
}

// ghost floats around (0, 0), its hem at y = 130.
func (c *canvas) ghost(col color.NRGBA, m mood) {
	c.fill(oval(0, 166, 80, 10), thin(inkBlue, 30))
	for _, s := range []float64{-1, 1} {
		c.ink(blob(s*70, 0, s*118, 20, s*126, 50, s*104, 60, s*74, 46), col)
	}
	p := blob(0, -112, 66, -92, 90, -30, 92, 60, 98, 128, 66, 112, 38, 136, 0, 114, -38, 136, -66, 112, -98, 128, -92, 60, -90, -30, -66, -92)
	c.ink(p, col)
	c.face(0, -26, 38, m, false)
}

// robot stands on y = 170, its head around (0, 0).
func (c *canvas) robot(body, trim color.NRGBA, m mood) {
	c.cast(0, 172, 110)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*36-17, 138, 34, 34, 8), trim)
		c.stroke(curve(s*76, 96, s*116, 104, s*118, 140), 26, inkBlue)
		c.stroke(curve(s*76, 96, s*116, 104, s*118, 140), 16, mist)
		c.ink(circle(s*118, 146, 17), trim)
	}
	c.ink(box(-76, 70, 152, 84, 20), body)
	c.flat(box(-44, 92, 88, 40, 8), trim)
	for i, col := range []color.NRGBA{coral, sun, mint} {
		c.fill(circle(-24+float64(i)*24, 112, 8), col)
	}
	c.robotHead(body, trim, m)
}

// robotHead is a head of about 220×160 around (0, 0).
func (c *canvas) robotHead(body, trim color.NRGBA, m mood) {
	c.stroke(poly(0, -76, 0, -112), 10, inkBlue)
	c.flat(circle(0, -116, 15), trim)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*112-16, -26, 32, 52, 8), trim)
	}
	c.ink(box(-106, -80, 212, 152, 34), body)
	c.flat(box(-86, -60, 172, 112, 22), cream)
	c.face(0, -18, 40, m, false)
}

// brokenHeart is a heart with a crack.
func (c *canvas) brokenHeart(x, y, s float64, col, gap color.NRGBA) {
	c.flat(heart(x, y, s), col)
	crack := poly(x, y-s*0.5, x-s*0.18, y-s*0.12, x+s*0.14, y+s*0.14, x-s*0.06, y+s*0.8)
	c.stroke(crack, 12, inkBlue)
	c.stroke(crack, 5, gap)
}

// candle stands on (x, y).
func (c *canvas) candle(x, y, s float64, col color.NRGBA) {
	c.flat(box(x-s*0.2, y-s, s*0.4, s, s*0.1), col)
	c.flame(x, y-s, s*0.34)
}

// bunting is a string of little flags that sags between two points.
func (c *canvas) bunting(x0, y0, x1, y1 float64) {
	cols := []color.NRGBA{coral, sun, leaf, azure, pink, plum}
	n := round(math.Hypot(x1-x0, y1-y0) / 48)
	at := func(i float64) (float64, float64) {
		k := i / float64(n)
		return x0 + (x1-x0)*k, y0 + (y1-y0)*k + 46*math.Sin(k*math.Pi)
	}
	var cord []float64
	for i := range n + 1 {
		x, y := at(float64(i))
		cord = append(cord, x, y)
	}
	c.stroke(curve(cord...), 5, inkBlue)
	for i := range n {
		x, y := at(float64(i) + 0.5)
		c.flat(poly(x-18, y-2, x+18, y-2, x, y+36), cols[i%len(cols)])
	}
}
