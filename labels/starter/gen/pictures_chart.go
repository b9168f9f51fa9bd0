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
}
