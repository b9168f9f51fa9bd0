package main

import "image/color"

var seaPictures = []picture{
	{"sea-note", panorama, func(c *canvas) { // a whale in the dark, a ship's screw above
		c.sky(rgb(0x16324a), rgb(0x07131f))
		c.fill(rect(-wide, -wide, 2*wide, wide+44), rgb(0x3b4b5c))
		c.ink(blob(250, -20, 560, -20, 560, 84, 420, 104, 300, 80), rgb(0x5b2f35))
		for i := range 3 {
			c.ink(oval(290, 70, 12, 40).turned(290, 96, float64(i)*120), grey)
		}
		c.flat(circle(290, 96, 12), slate)
		c.put(200, 250, 0.9, -4, func() { c.whale(rgb(0x4a6a8a), rgb(0x9fb4c4), teary) })
		c.bubbles(30, 200, 9, 44, 170, 6)
		for _, q := range []pt{{20, 330}, {-10, 300}} {
			c.stroke(poly(q.x, q.y, q.x, q.y-34, q.x+20, q.y-38), 6, thin(sky, 60))
			c.fill(oval(q.x-7, q.y, 10, 8), thin(sky, 60))
		}
	}},
	{"sea-postcard", landscape, func(c *canvas) { // a smiling reef on a postcard
		c.plain(rgb(0xd9b48c))
		c.put(240, 200, 1, -4, func() {
			c.ink(box(-220, -160, 440, 320, 6), white)
			p := rect(-200, -140, 400, 280)
			c.fill(p, rgb(0x3fc1d8))
			c.within(p, func() {
				c.fill(rect(-220, -150, 440, 70), rgb(0x7fdcea))
				c.weed(-150, 150, 130, pink)
				c.weed(-110, 150, 90, amber)
				c.weed(150, 150, 140, coral)
				c.weed(110, 150, 80, plum)
				c.fill(oval(0, 160, 240, 50), sand)
				c.put(10, -20, 0.8, 0, func() { c.fish(sun, coral, joy) })
				c.put(-120, -80, 0.34, 0, func() { c.fish(pink, plum, smile) })
				c.bubbles(120, -80, 13, 140, -110, 8)
			})
			c.edge(p)
		})
	}},
	{"sea-sandwich", square, func(c *canvas) { // an indignant crab with a sandwich in the sand
		c.plain(rgb(0xe3c078))
		for range 60 {
			c.fill(circle(c.rnd.roll(0, 480), c.rnd.roll(-20, 430), c.rnd.roll(2, 5)), rgb(0xc9a257))
		}
		c.fill(rect(-wide, -wide, 2*wide, wide+70), rgb(0x5a9fb8))
		c.stroke(curve(-60, 72, 60, 62, 180, 78, 300, 64, 420, 78, 540, 68), 12, white)
		c.put(240, 190, 1.06, 0, func() { c.crab(rgb(0xd9543f), angry) })
		c.put(250, 346, 1, -8, func() {
			c.ink(poly(-100, 20, 0, -44, 100, 20), tan)
			c.ink(rect(-100, 14, 200, 12), leaf)
			c.ink(box(-104, 24, 208, 26, 6), sand)
			for _, q := range []pt{{-60, 0}, {-10, -16}, {40, 2}, {70, 38}, {-40, 38}} {
				c.fill(circle(q.x, q.y, 4), brown)
			}
		})
	}},
	{"sea-flatshare", tall, func(c *canvas) { // a goldfish, a bowl, too many snails
		c.room(rgb(0x9a8fae), rgb(0x776c8c), 370)
		c.table(376, rgb(0x5f4a3c))
		c.put(240, 240, 0.92, 0, func() {
			bowl := blob(-84, -130, -150, -60, -160, 50, -100, 140, 100, 140, 160, 50, 150, -60, 84, -130)
			c.fill(bowl, rgb(0xcdeaf5))
			c.within(bowl, func() {
				c.fill(rect(-200, -70, 400, 300), rgb(0x7fc6e0))
				c.fill(oval(0, 150, 150, 40), sand)
				c.put(-6, 0, 0.66, 0, func() { c.fish(amber, coral, angry) })
				c.put(-60, 104, 0.26, 0, func() { c.snail(sand, plum, lilac, smile) })
				c.put(80, 106, 0.26, 0, func() { c.snail(sand, leaf, lime, smug) })
				c.put(104, -50, 0.22, 90, func() { c.snail(sand, azure, navy, smile) })
			})
			c.edge(bowl)
			c.flat(oval(0, -132, 90, 16), mist)
			c.stroke(curve(-116, -20, -122, 20, -108, 60), 9, shine)
		})
	}},
	{"sea-gloves", portrait, func(c *canvas) { // an octopus with gloves
		c.sky(rgb(0x2f7f8f), rgb(0x1d5568))
		c.fill(oval(240, 430, 300, 50), rgb(0x174353))
		c.put(240, 210, 1.22, 0, func() {
			c.octopus(rgb(0xe98aa5), rose, unsure)
			for i, x := range []float64{-152, -104, -62, 62, 104, 152} {
				col := []color.NRGBA{sun, sun, coral, coral, lime, lime}[i]
				side := 1.0
				if x < 0 {
					side = -1
				}
				c.ink(oval(x-side*14, 84, 9, 15).turned(x-side*14, 84, -side*30), col)
				c.ink(oval(x, 70, 19, 26), col)
				c.flat(box(x-17, 92, 34, 15, 6), white)
			}
		})
		c.bubbles(90, 60, 14, 110, 20, 9, 390, 40, 12)
	}},
	{"sea-left", panorama, func(c *canvas) { // a crab at the left end of a long track
		c.plain(rgb(0xf0dcb0))
		for _, y := range []float64{60, 130} {
			c.stroke(curve(-60, y, 60, y-5, 180, y+5, 300, y-5, 420, y+5, 540, y), 5, rgb(0xdcc28a))
		}
		for i := range 9 {
			c.fill(oval(200+float64(i)*40, 320+float64(i%2)*26, 12, 7), rgb(0xcda866))
		}
		c.put(90, 240, 0.88, 0, func() { c.crab(rgb(0xe07a8f), plainly) })
	}},
	{"sea-ooh", square, func(c *canvas) { // an old turtle looks at a jellyfish
		c.sky(rgb(0x49b9c9), rgb(0x1f7896))
		c.fill(oval(240, 430, 320, 60), rgb(0x2f8f7a))
		c.put(290, 270, 0.96, -6, func() {
			c.turtle(rgb(0x9cc77a), forest, leaf, joy)
			c.stroke(curve(-166, 10, -150, 24, -126, 20), 5, inkBlue)
		})
		c.put(110, 110, 1, 0, func() {
			for i := range 4 {
				x := -45 + float64(i)*30
				c.stroke(curve(x, 10, x+12, 44, x-10, 76, x+6, 108), 11, lilac)
			}
			c.ink(dome(0, 16, 70, 84), rgb(0xf2c4ea))
			c.face(0, -22, 20, smile, false)
		})
		c.bubbles(300, 90, 13, 330, 60, 8, 280, 50, 6)
	}},
	{"sea-bottle", landscape, func(c *canvas) { // a letter in a bottle, a stormy beach
		c.sky(rgb(0x3c4453), rgb(0x6f7780))
		c.puff(120, 50, 150, rgb(0x2f3644))
		c.fill(rect(-wide, 180, 2*wide, 120), rgb(0x3a5564))
		for _, y := range []float64{196, 232, 268} {
			c.stroke(curve(-60, y, 60, y-12, 180, y+8, 300, y-12, 420, y+8, 540, y-6), 8, mist)
		}
		c.ground(296, rgb(0x8d8468))
		c.put(250, 320, 1.1, -24, func() {
			c.ink(path{append(arc(-90, 0, 50, 50, 90, 270)[0], pt{50, -50}, pt{90, -22}, pt{150, -22}, pt{150, 22}, pt{90, 22}, pt{50, 50})}, thin(mint, 90))
			c.ink(box(148, -18, 30, 36, 6), brown)
			c.flat(box(-86, -22, 120, 44, 6), cream)
			c.face(-28, -6, 18, sad, false)
		})
		c.rain(60, mist)
	}},
	{"sea-thrownback", portrait, func(c *canvas) { // a little fish dives back in
		c.sky(rgb(0xaee7ff), rgb(0xdff7ff))
		c.sunny(110, 0, 34)
		c.ground(170, rgb(0x2fa8e0))
		c.ground(300, rgb(0x1f86c8))
		c.stroke(curve(-20, 172, 80, 162, 180, 178, 300, 162, 400, 178, 500, 166), 10, white)
		c.put(240, 250, 1.14, -16, func() { c.fish(coral, sun, joy) })
		c.bubbles(100, 340, 16, 130, 380, 10, 370, 350, 13, 80, 250, 9)
		for _, q := range []pt{{200, 110}, {260, 90}, {310, 120}, {160, 140}, {350, 150}} {
			c.flat(drop(q.x, q.y, 15), sky)
		}
		c.hearts(pink, 90, 210, 18, 400, 230, 22)
	}},
	{"sea-snorkel", landscape, func(c *canvas) { // mask and snorkel, eye to eye with a turtle
		c.rays(240, -40, rgb(0x37b5d8), rgb(0x52c4e2))
		c.fill(oval(240, 440, 360, 80), sand)
		c.put(130, 190, 1.02, 6, func() {
			c.bust(person{skin: skinA, hair: mist, shirt: coral, style: short}, joy)
			c.stroke(box(-76, -34, 152, 66, 30), 14, inkBlue)
			c.stroke(box(-76, -34, 152, 66, 30), 7, sun)
			c.fill(box(-76, -34, 152, 66, 30), thin(sky, 40))
			c.stroke(curve(30, 60, 90, 60, 104, -20, 100, -130), 22, inkBlue)
			c.stroke(curve(30, 60, 90, 60, 104, -20, 100, -130), 12, lime)
		})
		c.put(390, 220, 0.72, 8, func() { c.turtle(rgb(0xa5d07f), rgb(0x7a8f3f), lime, beam) })
		c.bubbles(240, 40, 14, 262, 84, 9, 300, 60, 7)
	}},
}
