package main

import (
	"image"
	"image/color"
	"math"
)

// canvas is a picture being drawn. Scenes are laid out on a stage of 480×400
// units whose middle is (240, 200); a view says which part of the stage, and of
// what lies around it, the picture shows.
type canvas struct {
	img  *image.RGBA
	m    matrix
	clip *coverage // nil: the whole picture
	rnd  *dice
}

// view frames the stage: a picture of w×h pixels, zoomed, with (x, y) of the
// stage in its middle.
type view struct {
	w, h int
	zoom float64
	x, y float64
}

func newCanvas(v view, seed uint64) *canvas {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, v.w, v.h)), m: identity, rnd: &dice{seed}}
	c.m = c.m.move(float64(v.w)/2, float64(v.h)/2).scale(v.zoom, v.zoom).move(-v.x, -v.y)
	return c
}

// put draws with the origin at (x, y), scaled, and turned by some degrees.
func (c *canvas) put(x, y, scale, degrees float64, draw func()) {
	old := c.m
	c.m = c.m.move(x, y).turn(degrees).scale(scale, scale)
	draw()
	c.m = old
}

// mirrored draws with left and right exchanged.
func (c *canvas) mirrored(draw func()) {
	old := c.m
	c.m = c.m.scale(-1, 1)
	draw()
	c.m = old
}

// within draws only what lies inside the shape.
func (c *canvas) within(p path, draw func()) {
	old := c.clip
	inner := c.cover(p)
	if old != nil {
		for y := range inner.h {
			for x := range inner.w {
				i := y*inner.w + x
				inner.at[i] = inner.at[i] * old.of(x+inner.x, y+inner.y) / full
			}
		}
	}
	c.clip = inner
	draw()
	c.clip = old
}

func (c *canvas) cover(p path) *coverage {
	b := c.img.Bounds()
	return rasterise(p.through(c.m), b.Dx(), b.Dy())
}

// fill paints a shape.
func (c *canvas) fill(p path, col color.NRGBA) { c.paint(c.cover(p), nil, col) }

// shade darkens the part of a shape that a copy moved by (dx, dy) leaves free.
func (c *canvas) shade(p path, dx, dy float64, col color.NRGBA) {
	c.paint(c.cover(p), c.cover(p.moved(dx, dy)), col)
}

// stroke draws along the lines of a path with a round pen.
func (c *canvas) stroke(p path, width float64, col color.NRGBA) { c.fill(p.outline(width, false), col) }

// line is the width of the outlines, in units of the stage.
const line = 5

// ink draws a body: a filled shape with a soft shadow on its lower right and a
// dark outline.
func (c *canvas) ink(p path, col color.NRGBA) {
	c.soft(p, col)
	c.edge(p)
}

// soft is ink without the outline.
func (c *canvas) soft(p path, col color.NRGBA) {
	c.fill(p, col)
	c.shade(p, -7, -9, shadow)
}

// flat is ink without the shadow.
func (c *canvas) flat(p path, col color.NRGBA) {
	c.fill(p, col)
	c.edge(p)
}

// edge draws the dark outline of a closed shape.
func (c *canvas) edge(p path) { c.fill(p.outline(line, true), inkBlue) }

// paint blends a colour into the pixels that a shape covers and another, if
// any, does not.
func (c *canvas) paint(v, not *coverage, col color.NRGBA) {
	for y := range v.h {
		for x := range v.w {
			a := v.at[y*v.w+x]
			if a == 0 {
				continue
			}
			if not != nil {
				a = a * (full - not.of(x+v.x, y+v.y)) / full
			}
			if c.clip != nil {
				a = a * c.clip.of(x+v.x, y+v.y) / full
			}
			c.blend(x+v.x, y+v.y, col, a)
		}
	}
}

func (c *canvas) blend(x, y int, col color.NRGBA, amount int32) {
	a := amount * int32(col.A) // 0 … full·255
	const whole = full * 255
	p := c.img.Pix[c.img.PixOffset(x, y):][:4:4]
	if a == whole {
		p[0], p[1], p[2], p[3] = col.R, col.G, col.B, 255
		return
	}
	mix := func(old, new uint8) uint8 {
		return uint8((int32(old)*(whole-a) + int32(new)*a + whole/2) / whole)
	}
	p[0], p[1], p[2], p[3] = mix(p[0], col.R), mix(p[1], col.G), mix(p[2], col.B), 255
}

// sky fills the picture from top to bottom with bands from one colour to the
// other; bands rather than a smooth run keep the picture flat and its file small.
func (c *canvas) sky(top, bottom color.NRGBA) {
	const bands = 9
	b := c.img.Bounds()
	for y := range b.Dy() {
		k := int32(y * bands / b.Dy())
		col := blendOf(top, bottom, k, bands-1)
		for x := range b.Dx() {
			c.blend(x, y, col, full)
		}
	}
}

// plain fills the picture with one colour.
func (c *canvas) plain(col color.NRGBA) { c.sky(col, col) }

// matrix is an affine map: x' = a·x + b·y + e, y' = c·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

func (m matrix) move(x, y float64) matrix {
	m.e, m.f = m.a*x+m.b*y+m.e, m.c*x+m.d*y+m.f
	return m
}

func (m matrix) scale(x, y float64) matrix {
	m.a, m.c, m.b, m.d = m.a*x, m.c*x, m.b*y, m.d*y
	return m
}

func (m matrix) turn(degrees float64) matrix {
	s, k := math.Sincos(degrees * math.Pi / 180)
	return matrix{m.a*k + m.b*s, m.b*k - m.a*s, m.c*k + m.d*s, m.d*k - m.c*s, m.e, m.f}
}

// dice is a small generator of numbers (splitmix64), here so that pictures do
// not depend on the one in the standard library.
type dice struct{ state uint64 }

// roll returns a number in [lo, hi).
func (d *dice) roll(lo, hi float64) float64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	return lo + (hi-lo)*float64(z>>11)/(1<<53)
}
