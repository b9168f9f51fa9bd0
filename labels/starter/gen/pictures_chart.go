package main

import "image/color"

var chartPictures = []picture{
	{"chart-hole", portrait, func(c *canvas) { // the line goes through the floor
		c.room(rgb(0x7c8299), rgb(0x565c75), 300)
		c.put(240, 140, 0.96, 0, func() { c.board(cream) })
		c.put(240, 392, 1, 0, func() {
			c.flat(blob(50, -30, 100, -44, 150, -26, 160, 6, 110, 26, 60, 14), night)
			c.stroke(poly(52, -20, 20, -34), 5, inkBlue)
			c.stroke(poly(158, 0, 186, 12), 5, inkBlue)
		})
		c.graph(red, 100, 50, 160, 90, 220, 84, 280, 190, 345, 360)
		c.put(110, 330, 0.42, 0, func() {
			c.bust(person{skin: skinA, hair: navy, shirt: coral, style: short}, wail)
		})
	}},
	{"chart-unread", landscape, func(c *canvas) { // a happy curve going up
		c.rays(240, 220, rgb(0xbfe8ff), rgb(0xd4f1ff))
		c.put(240, 200, 1, 0, func() {
			c.board(white)
			c.graph(leaf, -130, 80, -70, 40, -10, 50, 50, -20, 130, -100)
		})
		c.face(310, 262, 30, beam, false)
	}},
	{"chart-pie", square, func(c *canvas) { // one big slice and a sliver
		c.plain(rgb(0xe4e0f3))
		c.fill(circle(246, 214, 160), thin(inkBlue, 25))
		c.ink(circle(236, 200, 158), amber)
		c.flat(pie(248, 194, 162, -62, -30), plum)
		c.edge(pie(248, 194, 162, -62, -30))
		c.face(220, 212, 44, plainly, false)
	}},
	{"chart-screentime", panorama.closer(1.08, 240, 200), func(c *canvas) { // bars that shrink to nothing, in red
		c.plain(rgb(0x4a4e69))
		c.put(240, 200, 1, 0, func() {
			c.ink(box(-240, -150, 480, 300, 16), rgb(0x2c2f48))
			c.stroke(poly(-204, -120, -204, 116, 210, 116), 8, grey)
			for i, h := range []float64{210, 188, 140, 96, 52, 22} {
				c.ink(box(-180+float64(i)*64, 112-h, 46, h, 6), red)
			}
			c.stroke(poly(-120, -110, 60, -20, 170, 62), 16, cream)
			c.flat(poly(200, 90, 150, 76, 180, 36), cream)
			c.face(-157, -40, 15, sad, true)
		})
	}},
	{"chart-orders", square, func(c *canvas) { // the curve leaves the board
		c.stripes(rgb(0xffd3e0), rgb(0xffc2d4))
		c.put(220, 240, 0.92, 0, func() {
			c.board(white)
			for i, h := range []float64{30, 44, 60, 90, 130} {
				c.ink(box(-140+float64(i)*58, 112-h, 42, h, 6), []color.NRGBA{azure, leaf, sun, coral, pink}[i])
			}
		})
		c.stroke(curve(80, 290, 180, 250, 290, 200, 356, 90), 24, inkBlue)
		c.stroke(curve(80, 290, 180, 250, 290, 200, 356, 90), 14, plum)
		c.put(372, 64, 0.52, 24, func() { c.rocket(white, coral, joy) })
		c.confetti(34)
	}},
	{"chart-rent", square, func(c *canvas) { // two friendly lines that cross
		c.rays(240, 200, rgb(0xd9f0b8), rgb(0xe3f5c8))
		c.put(240, 210, 1, 0, func() {
			c.board(cream)
			c.graph(azure, -130, -60, -50, -40, 30, 20, 130, 84)
			c.graph(leaf, -130, 80, -40, 60, 40, -30, 130, -106)
		})
		c.sunny(416, 30, 24)
		c.face(236, 104, 30, beam, false)
	}},
	{"chart-sleep", tall, func(c *canvas) { // one tall bar, one very short
		c.plain(rgb(0x59557a))
		c.put(240, 220, 1, 0, func() {
			c.ink(box(-150, -220, 300, 430, 16), rgb(0x45416a))
			c.stroke(poly(-120, -190, -120, 176, 130, 176), 8, lilac)
			c.ink(box(-90, -170, 84, 342, 10), lilac)
			c.face(-48, -120, 20, content, false)
			c.ink(box(30, 118, 84, 54, 10), coral)
			c.face(72, 136, 18, tired, false)
			c.zs(40, -90, 34, lilac)
		})
	}},
	{"chart-venn", panorama, func(c *canvas) { // two circles and what they share
		c.plain(rgb(0xf3ead7))
		c.ink(circle(150, 205, 138), azure)
		c.ink(circle(330, 205, 138), sun)
		c.within(circle(150, 205, 138), func() { c.fill(circle(330, 205, 138), leaf) })
		c.edge(circle(150, 205, 138))
		c.edge(circle(330, 205, 138))
		c.face(90, 190, 30, plainly, false)
		c.face(390, 190, 30, plainly, false)
		c.face(240, 196, 17, sideways, false)
	}},
	{"chart-pressure", landscape, func(c *canvas) { // a very flat line in a golden frame
		c.stripes(rgb(0x8ec9d6), rgb(0x83c1cf))
		c.put(240, 200, 1, 2, func() {
			c.ink(box(-220, -166, 440, 332, 12), sun)
			c.ink(box(-190, -136, 380, 272, 6), white)
			for x := -150.0; x < 180; x += 50 {
				c.fill(rect(x, -132, 4, 264), mist)
			}
			for y := -90.0; y < 130; y += 50 {
				c.fill(rect(-186, y, 372, 4), mist)
			}
			c.graph(leaf, -160, 62, -80, 58, 0, 64, 130, 60)
			c.face(0, -50, 44, content, false)
		})
	}},
	{"chart-deep", portrait, func(c *canvas) { // a red line goes down under dark water
		c.sky(rgb(0x56607a), rgb(0x6f7890))
		c.ground(210, rgb(0x1f3350))
		c.ground(330, rgb(0x152540))
		c.put(240, 200, 0.94, 0, func() {
			c.stroke(poly(-170, -220, -170, 240, 190, 240), 9, grey)
			c.graph(red, -140, -190, -70, -150, -20, -60, 50, -20, 90, 90, 130, 200)
		})
		c.face(120, 330, 32, sad, true)
		for _, y := range []float64{212, 280, 372} {
			c.stroke(curve(20, y, 120, y-7, 240, y+5, 360, y-6, 480, y+4), 6, thin(sky, 60))
		}
	}},
}
