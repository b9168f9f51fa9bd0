package main

import (
	"image/color"
	"math"
)

// wide reaches beyond the stage on every side, whatever the view.
const wide = 2000

// rays fills the picture with beams from (x, y).
func (c *canvas) rays(x, y float64, a, b color.NRGBA) {
	c.plain(a)
	for i := range 12 {
		c.fill(pie(x, y, wide, float64(i)*30, float64(i)*30+15), b)
	}
}

// dots fills the picture with a regular pattern of spots.
func (c *canvas) dots(back, spot color.NRGBA) {
	c.plain(back)
	for row := -4; row < 14; row++ {
		for col := -4; col < 14; col++ {
			c.fill(circle(float64(col)*64+float64(row&1)*32, float64(row)*46, 9), spot)
		}
	}
}

// stripes fills the picture with slanted bands.
func (c *canvas) stripes(a, b color.NRGBA) {
	c.plain(a)
	for i := -8; i < 16; i++ {
		x := float64(i) * 80
		c.fill(poly(x, -300, x+40, -300, x-260, 700, x-300, 700), b)
	}
}

// room is a wall and a floor that begins at y.
func (c *canvas) room(wall, floor color.NRGBA, y float64) {
	c.plain(wall)
	c.fill(rect(-wide, y, 2*wide, wide), floor)
	c.fill(rect(-wide, y, 2*wide, 9), thin(inkBlue, 22))
}

// table is a table top seen from the front, beginning at y.
func (c *canvas) table(y float64, col color.NRGBA) {
	c.flat(rect(-wide, y, 2*wide, 26), col)
	c.fill(rect(-wide, y+28, 2*wide, wide), between(col, bark))
}

// meadow is a sky over rolling hills.
func (c *canvas) meadow(top, bottom, hill color.NRGBA) {
	c.sky(top, bottom)
	c.fill(oval(90, 420, 330, 150), between(hill, bottom))
	c.fill(oval(430, 440, 300, 150), hill)
	c.fill(rect(-wide, 350, 2*wide, wide), hill)
	c.fill(rect(-wide, 350, 2*wide, wide), shadow)
}

// ground is a flat strip from y down.
func (c *canvas) ground(y float64, col color.NRGBA) {
	c.fill(rect(-wide, y, 2*wide, wide), col)
	c.fill(rect(-wide, y, 2*wide, 7), thin(inkBlue, 25))
}

// cast is the soft shadow under something that stands on the ground.
func (c *canvas) cast(x, y, r float64) { c.fill(oval(x, y, r, r/6), thin(inkBlue, 30)) }

func (c *canvas) puff(x, y, s float64, col color.NRGBA) {
	c.fill(cloudShape(x, y, s), col)
}

func cloudShape(x, y, s float64) path {
	return blob(-1, 0.42, -1.02, 0.02, -0.68, -0.2, -0.45, -0.58, 0.02, -0.68, 0.38, -0.38, 0.74, -0.32, 1.02, 0.02, 0.98, 0.4, 0.5, 0.5, -0.5, 0.5).
		sized(s).moved(x, y)
}

// rain falls over the whole picture.
func (c *canvas) rain(n int, col color.NRGBA) {
	for range n {
		x, y := c.rnd.roll(-120, 600), c.rnd.roll(-150, 540)
		l := c.rnd.roll(16, 30)
		c.stroke(poly(x, y, x-l*0.35, y+l), 5, col)
	}
}

// confetti and stars float over the whole picture.
func (c *canvas) confetti(n int) {
	cols := []color.NRGBA{coral, sun, leaf, azure, pink, plum, white}
	for i := range n {
		x, y, a := c.rnd.roll(-100, 580), c.rnd.roll(-120, 400), c.rnd.roll(0, 180)
		c.fill(box(x-8, y-5, 16, 10, 2).turned(x, y, a), cols[i%len(cols)])
	}
}

func (c *canvas) stars(n int, col color.NRGBA) {
	for range n {
		c.fill(circle(c.rnd.roll(-150, 630), c.rnd.roll(-180, 560), c.rnd.roll(1.5, 4.5)), col)
	}
}

// hearts stand at the given places: x, y, size, …
func (c *canvas) hearts(col color.NRGBA, xys ...float64) {
	for i := 0; i+2 < len(xys); i += 3 {
		c.flat(heart(xys[i], xys[i+1], xys[i+2]).turned(xys[i], xys[i+1], float64(i*17%50-25)), col)
	}
}

// sunny is a sun in the sky, without a face.
func (c *canvas) sunny(x, y, r float64) {
	for i := range 12 {
		s, k := math.Sincos(float64(i) * math.Pi / 6)
		c.stroke(poly(x+k*r*1.3, y+s*r*1.3, x+k*r*1.6, y+s*r*1.6), 8, sun)
	}
	c.fill(circle(x, y, r), sun)
}

// moon is a crescent.
func (c *canvas) moon(x, y, r float64, back color.NRGBA) {
	c.fill(circle(x, y, r), cream)
	c.fill(circle(x+r*0.45, y-r*0.2, r*0.85), back)
}

// window shows a piece of sky; what is drawn in it stays in it.
func (c *canvas) window(x, y, w, h float64, top, bottom color.NRGBA, view func()) {
	p := box(x, y, w, h, 6)
	c.fill(p, bottom)
	c.within(p, func() {
		c.fill(rect(x, y, w, h*0.55), top)
		if view != nil {
			view()
		}
	})
	c.stroke(poly(x+w/2, y, x+w/2, y+h), 9, white)
	c.stroke(poly(x, y+h/2, x+w, y+h/2), 9, white)
	c.fill(p.outline(16, true), white)
	c.edge(box(x-8, y-8, w+16, h+16, 8))
	c.flat(box(x-20, y+h+6, w+40, 16, 5), white)
}

// flame stands on (x, y).
func (c *canvas) flame(x, y, s float64) {
	p := blob(0, 0, -0.55, -0.12, -0.7, -0.6, -0.45, -1.05, -0.3, -0.75, -0.05, -1.6, 0.28, -1, 0.42, -1.15, 0.7, -0.6, 0.55, -0.12)
	c.flat(p.sized(s).moved(x, y), amber)
	c.fill(p.sized(s*0.58).moved(x, y-s*0.04), sun)
}

// smoke rises from (x, y).
func (c *canvas) smoke(x, y, s float64, col color.NRGBA) {
	for i, q := range []pt{{0, 0}, {0.35, -0.6}, {-0.3, -1.15}, {0.3, -1.8}, {-0.1, -2.5}} {
		c.fill(circle(x+q.x*s, y+q.y*s, s*(0.42+0.13*float64(i))), col)
	}
}

// steam is three thin curls above (x, y).
func (c *canvas) steam(x, y, s float64, col color.NRGBA) {
	for _, dx := range []float64{-0.6, 0, 0.6} {
		px := x + dx*s
		c.stroke(curve(px, y, px+s*0.2, y-s*0.35, px-s*0.2, y-s*0.75, px+s*0.1, y-s*1.15), 7, col)
	}
}

// bubble is a speech bubble with its tail at the lower left, or right.
func (c *canvas) bubble(x, y, w, h float64, col color.NRGBA, right bool) {
	tx, d := x+18, 1.0
	if right {
		tx, d = x+w-18, -1.0
	}
	tail := poly(tx, y+h-8, tx-d*14, y+h+18, tx+d*26, y+h-8)
	c.edge(tail)
	c.flat(box(x, y, w, h, min(h/2, 18)), col)
	c.fill(tail, col)
}

// zs are the letters of sleep.
func (c *canvas) zs(x, y, s float64, col color.NRGBA) {
	for i := range 3 {
		k := s * (0.5 + 0.25*float64(i))
		zx, zy := x+float64(i)*s*0.8, y-float64(i)*s*0.9
		c.stroke(poly(zx, zy, zx+k, zy, zx, zy+k, zx+k, zy+k), 8, col)
	}
}

// sweat is a drop beside a face.
func (c *canvas) sweat(x, y, s float64) { c.flat(drop(x, y, s), sky) }

// cross and tick are marks of wrong and right.
func (c *canvas) cross(x, y, s, width float64, col color.NRGBA) {
	c.stroke(poly(x-s, y-s, x+s, y+s), width, col)
	c.stroke(poly(x+s, y-s, x-s, y+s), width, col)
}

func (c *canvas) tick(x, y, s, width float64, col color.NRGBA) {
	c.stroke(poly(x-s, y, x-s*0.25, y+s*0.75, x+s, y-s*0.8), width, col)
}
