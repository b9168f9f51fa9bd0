package main

import "image/color"

var laundryPictures = []picture{
	{"laundry-flood", square, func(c *canvas) { // a machine having the time of its life
		c.room(rgb(0xc6ecf5), rgb(0x8fcbe0), 300)
		c.put(240, 190, 1.06, -5, func() { c.washer(white, sky, joy) })
		for i := range 26 {
			x, y := -20+float64(i*97%520), 336+float64(i*53%80)
			c.flat(circle(x, y, 24+float64(i*31%22)), white)
		}
		for range 22 {
			x, y, r := c.rnd.roll(0, 480), c.rnd.roll(0, 330), c.rnd.roll(7, 17)
			c.fill(circle(x, y, r), thin(white, 60))
			c.fill(circle(x, y, r).outline(3, true), azure)
		}
	}},
	{"laundry-nine", landscape, func(c *canvas) { // a line of pairs, and one alone
		c.sky(rgb(0xa9b5c4), rgb(0xccd5de))
		c.ground(340, rgb(0x8d9c86))
		c.stroke(curve(-60, 90, 120, 112, 240, 116, 360, 112, 560, 90), 7, inkBlue)
		for i, x := range []float64{20, 76, 170, 226} {
			c.sock(x, 122, 1.1, 4, []color.NRGBA{azure, azure, leaf, leaf}[i], white)
		}
		c.put(340, 120, 1.9, 2, func() {
			c.sock(0, 0, 1, 0, coral, cream)
			c.face(4, 42, 12, teary, false)
		})
	}},
	{"laundry-chair", tall, func(c *canvas) { // not clean, not dirty
		c.room(rgb(0xe9e2d6), rgb(0xbfae97), 390)
		c.put(240, 230, 1.05, 0, func() {
			c.cast(0, 196, 130)
			for _, s := range []float64{-1, 1} {
				c.ink(box(s*80-12, 60, 24, 136, 8), brown)
			}
			c.ink(box(-104, -170, 26, 280, 10), brown)
			c.ink(box(78, -170, 26, 280, 10), brown)
			c.ink(box(-108, 50, 216, 34, 12), brown)
			for i, col := range []color.NRGBA{navy, coral, sand, leaf, plum} {
				y := 34 - float64(i)*38
				w := 120 - float64(i)*12
				c.ink(blob(-w, y, -w*0.5, y-34, w*0.4, y-30, w, y-6, w*0.9, y+26, 0, y+18, -w*0.9, y+28), col)
			}
			c.face(0, -22, 26, plainly, false)
			c.sock(96, 10, 0.8, -10, azure, white)
		})
	}},
	{"laundry-towel", panorama, func(c *canvas) { // a towel on a line, sun and wind
		c.meadow(sky, cream, lime)
		c.sunny(70, 70, 38)
		c.stroke(curve(-80, 70, 120, 86, 240, 88, 360, 86, 580, 66), 7, inkBlue)
		towel := blob(130, 86, 240, 92, 370, 84, 390, 180, 366, 290, 250, 276, 150, 300, 116, 190)
		c.ink(towel, white)
		c.within(towel, func() {
			c.stroke(curve(90, 250, 250, 236, 420, 250), 20, coral)
			c.stroke(curve(90, 128, 250, 134, 420, 124), 20, coral)
		})
		c.edge(towel)
		for _, x := range []float64{160, 340} {
			c.flat(box(x-8, 70, 16, 40, 6), tan)
		}
		c.face(250, 176, 36, beam, false)
		c.sock(440, 84, 0.9, 6, azure, sun)
	}},
	{"laundry-folded", portrait, func(c *canvas) { // a neat pile with a heart on top
		c.dots(rgb(0xd9f2e4), rgb(0xc8ead8))
		c.table(380, tan)
		c.put(240, 330, 1.1, 0, func() {
			for i, col := range []color.NRGBA{plum, azure, leaf, sun, coral} {
				y := -10 - float64(i)*50
				c.ink(box(-120, y, 240, 54, 24), col)
				c.stroke(poly(-80, y+28, 112, y+28), 4, thin(inkBlue, 50))
			}
			c.face(0, -142, 34, love, false)
		})
		c.hearts(red, 240, 40, 44, 90, 110, 26, 396, 100, 28)
	}},
}
