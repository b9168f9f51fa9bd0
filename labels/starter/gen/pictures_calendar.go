package main

import "image/color"

var calendarPictures = []picture{
	{"calendar-beach", portrait, func(c *canvas) { // a pretty beach above a month full of crosses
		c.room(rgb(0xf0e2cf), rgb(0xd0b798), 400)
		c.put(240, 210, 1.15, 0, func() {
			c.ink(box(-140, -190, 280, 380, 14), white)
			p := box(-126, -176, 252, 170, 8)
			c.fill(p, sky)
			c.within(p, func() {
				c.fill(rect(-130, -90, 300, 40), azure)
				c.fill(oval(0, -4, 190, 54), sand)
				c.sunny(70, -130, 22)
				c.stroke(curve(-70, -20, -60, -70, -78, -112), 14, brown)
				for _, a := range []float64{-170, -130, -60, -10, 30} {
					c.leafAt(-78, -116, 56, a, leaf)
				}
				c.put(50, -34, 0.36, 12, func() { c.umbrella(coral, white) })
			})
			c.edge(p)
			c.face(70, -131, 9, beam, false)
			for row := range 4 {
				for col := range 6 {
					c.cross(-100+float64(col)*40, 24+float64(row)*44, 11, 8, red)
				}
			}
		})
	}},
	{"calendar-monday", square, func(c *canvas) { // a calendar beaming at the first day of the week
		c.rays(240, 180, rgb(0xffe08a), rgb(0xffe9ab))
		c.put(240, 208, 1.12, 0, func() {
			c.calendar(coral, joy, func(cell func(int, int) (float64, float64)) {
				x, y := cell(0, 1)
				c.flat(box(x-24, y-22, 48, 44, 8), sun)
				c.face(x, y-4, 11, beam, false)
			})
		})
		c.sunny(60, 50, 26)
	}},
	{"calendar-dinner", landscape, func(c *canvas) { // marks in six colours that never meet
		c.stripes(rgb(0xdde6ee), rgb(0xd2dde8))
		c.put(240, 204, 1.08, 0, func() {
			c.calendar(slate, unsure, func(cell func(int, int) (float64, float64)) {
				cols := []color.NRGBA{coral, azure, leaf, sun, plum, pink}
				for i := range 17 {
					x, y := cell(i*3%5, i/5)
					c.fill(circle(x-9+float64(i*7%3)*9, y, 9), cols[i%6])
				}
			})
		})
	}},
	{"calendar-friday", panorama, func(c *canvas) { // an appointment falls off the page
		c.room(rgb(0xbfe3d4), rgb(0x8fc4ae), 340)
		c.put(180, 196, 1, -3, func() {
			c.calendar(leaf, content, func(cell func(int, int) (float64, float64)) {
				for row := range 2 {
					for col := range 5 {
						x, y := cell(col, row)
						c.tick(x, y, 10, 7, leaf)
					}
				}
			})
		})
		c.put(420, 250, 1.2, 24, func() {
			c.ink(box(-50, -44, 100, 88, 8), sun)
			for y := -20.0; y < 30; y += 20 {
				c.stroke(poly(-32, y, 32, y), 6, brown)
			}
		})
		c.stroke(curve(336, 120, 390, 110, 420, 160), 6, thin(inkBlue, 50))
		c.stroke(curve(336, 150, 366, 146, 386, 170), 6, thin(inkBlue, 50))
	}},
	{"calendar-clear", landscape, func(c *canvas) { // one day with a heart, balloons
		c.sky(rgb(0xffd1dc), cream)
		for i, q := range []pt{{56, 120}, {118, 70}, {400, 90}, {446, 170}} {
			col := []color.NRGBA{red, sun, azure, plum}[i]
			c.stroke(curve(q.x, q.y+44, q.x+8, q.y+120, q.x-6, q.y+260), 4, inkBlue)
			c.ink(oval(q.x, q.y, 40, 50), col)
			c.fill(oval(q.x-12, q.y-16, 8, 13), shine)
		}
		c.put(250, 214, 1.02, 0, func() {
			c.calendar(pink, love, func(cell func(int, int) (float64, float64)) {
				x, y := cell(2, 2)
				c.flat(heart(x, y-8, 44), red)
			})
		})
	}},
	{"calendar-interview", landscape, func(c *canvas) { // a cheerful page, one day ringed
		c.sky(rgb(0xfff0c9), rgb(0xffd9b3))
		c.sunny(420, 60, 34)
		c.put(220, 206, 1.02, 3, func() {
			c.calendar(azure, beam, func(cell func(int, int) (float64, float64)) {
				x, y := cell(3, 1)
				c.flat(star(x, y, 22), sun)
				x, y = cell(3, 2)
				c.stroke(arc(x, y, 28, 26, 0, 360), 8, red)
				c.flat(heart(x, y, 13), red)
			})
		})
		c.flower(60, 360, 30, pink, sun)
		c.flower(430, 350, 26, white, sun)
	}},
	{"calendar-plumber", tall, func(c *canvas) { // a tired calendar under a dripping pipe
		c.plain(rgb(0x9c9180))
		for y := -40.0; y < 480; y += 60 {
			c.fill(rect(-wide, y, 2*wide, 5), thin(bark, 40))
		}
		c.stroke(poly(40, -20, 340, -20, 340, 50), 44, inkBlue)
		c.stroke(poly(40, -20, 340, -20, 340, 50), 34, grey)
		c.ink(box(312, 40, 56, 24, 8), slate)
		for _, y := range []float64{96, 150, 206} {
			c.flat(drop(340, y, 14), sky)
		}
		c.put(226, 260, 0.86, -4, func() {
			c.calendar(slate, tired, func(cell func(int, int) (float64, float64)) {
				for i := range 17 {
					x, y := cell(i%5, i/5)
					c.stroke(poly(x-9, y, x+9, y), 6, grey)
				}
			})
		})
		c.fill(oval(330, 440, 110, 16), sky)
	}},
	{"calendar-leap", square, func(c *canvas) { // a page with one odd day sticking out
		c.plain(rgb(0x6fa58c))
		c.fill(circle(240, 200, 196), rgb(0x7cb199))
		c.put(220, 200, 1.06, 0, func() {
			c.calendar(rgb(0xd9b25c), sideways, func(cell func(int, int) (float64, float64)) {
				x, y := cell(4, 3)
				c.put(x+34, y+24, 1, 16, func() {
					c.ink(box(-38, -34, 76, 68, 8), cream)
					c.face(0, -6, 17, plainly, false)
				})
			})
		})
	}},
	{"calendar-muffin", portrait, func(c *canvas) { // a dark kitchen wall, a muffin with one match
		c.room(rgb(0x33334f), rgb(0x25253c), 330)
		c.put(150, 110, 0.6, -4, func() {
			c.calendar(rgb(0x5b5b80), sad, func(cell func(int, int) (float64, float64)) {
				x, y := cell(2, 1)
				c.stroke(arc(x, y, 26, 24, 0, 360), 7, coral)
			})
		})
		c.fill(circle(290, 250, 110), thin(sun, 22))
		c.fill(circle(290, 250, 66), thin(sun, 26))
		c.table(370, bark)
		c.put(290, 320, 1, 0, func() {
			c.stroke(poly(0, -40, 0, -76), 8, inkBlue)
			c.stroke(poly(0, -40, 0, -76), 3, sand)
			c.flame(0, -72, 22)
			c.ink(path{{{-56, 0}, {56, 0}, {40, 64}, {-40, 64}}}, coral)
			c.ink(blob(-66, 4, -60, -34, 0, -54, 60, -34, 66, 4, 0, 12), tan)
			c.face(0, 24, 16, tired, false)
		})
	}},
	{"calendar-chain", panorama, func(c *canvas) { // a paper chain round and round
		c.rays(240, 210, rgb(0x6ec6ff), rgb(0x84d0ff))
		cols := []color.NRGBA{coral, sun, leaf, pink, plum, amber}
		c.put(240, 214, 0.9, 0, func() {
			c.calendar(leaf, dazzled, func(cell func(int, int) (float64, float64)) {
				for i := range 20 {
					x, y := cell(i%5, i/5)
					c.tick(x, y, 10, 7, leaf)
				}
			})
		})
		for row := range 3 {
			for i := range 18 {
				x := -50 + float64(i)*36
				y := 44 + float64(row)*150 + 12*float64((i*i+row)%4)
				if row == 1 && i > 4 && i < 13 {
					continue
				}
				c.stroke(circle(x, y, 20), 15, inkBlue)
				c.stroke(circle(x, y, 20), 8, cols[(i+row)%6])
			}
		}
	}},
}
