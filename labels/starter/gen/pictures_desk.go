package main

import "image/color"

var deskPictures = []picture{
	{"desk-control", landscape, func(c *canvas) { // a calm smile, everything burning behind it
		c.room(rgb(0xf2a65a), rgb(0xc1502e), 300)
		for _, x := range []float64{30, 380} {
			c.put(x, 190, 1, 0, func() {
				c.ink(box(-44, -150, 120, 280, 10), black)
				for i := range 5 {
					c.fill(box(-30, -130+float64(i)*50, 92, 26, 5), slate)
					c.fill(circle(50, -117+float64(i)*50, 6), red)
				}
				c.flame(0, -140, 60)
				c.flame(60, -130, 44)
			})
		}
		for i, x := range []float64{-10, 90, 340, 440, 500} {
			c.flame(x, 350, 70+float64(i*29%40))
		}
		c.put(240, 165, 1.12, 0, func() {
			c.bust(person{skin: skinA, hair: bark, shirt: azure, style: bob, glasses: true}, smile)
		})
		c.table(352, tan)
		c.put(390, 322, 0.42, 0, func() { c.mug(white, bark, smile) })
	}},
	{"desk-comments", square, func(c *canvas) { // a laptop under a heap of remarks
		c.room(rgb(0xaab3c5), rgb(0x7f89a0), 330)
		c.table(318, brown)
		c.put(240, 210, 1.05, 0, func() {
			c.laptop(grey, navy, func() {
				for i := range 6 {
					c.stroke(poly(-110, -64+float64(i)*26, -20+float64(i*47%110), -64+float64(i)*26), 9, slate)
				}
			})
			c.face(0, 6, 36, tired, true)
		})
		for _, q := range []pt{{40, 40}, {150, 10}, {270, 26}, {360, 70}, {20, 130}, {384, 160}, {90, 88}, {316, 118}} {
			c.bubble(q.x, q.y, 88, 54, cream, q.x > 200)
			for i := range 3 {
				c.fill(circle(q.x+24+float64(i)*20, q.y+27, 7), red)
			}
		}
	}},
	{"desk-vote", panorama, func(c *canvas) { // three people around a whiteboard
		c.room(rgb(0xcbd5c0), rgb(0x9aa88c), 300)
		c.put(240, 110, 0.66, 0, func() {
			c.ink(box(-210, -140, 420, 230, 12), white)
			c.flat(box(-170, -90, 90, 130, 10), azure)
			c.flat(box(-45, -90, 90, 130, 10), coral)
			c.flat(blob(90, -60, 130, -96, 172, -70, 160, -20, 180, 30, 120, 44, 86, 10), lime)
		})
		for i, p := range []person{{skin: skinC, hair: night, shirt: azure, style: curls}, {skin: skinA, hair: grey, shirt: coral, style: bald, beard: true, glasses: true}, {skin: skinB, hair: amber, shirt: lime, style: long}} {
			c.put(60+float64(i)*180, 268, 0.7, 0, func() { c.bust(p, []mood{sideways, plainly, plainly}[i]) })
		}
	}},
	{"desk-comma", landscape, func(c *canvas) { // far too late, one lamp, many mugs
		c.room(rgb(0x20233f), rgb(0x14162c), 300)
		c.window(40, 40, 120, 130, night, navy, func() { c.stars(40, cream); c.moon(100, 90, 26, night) })
		c.fill(poly(380, 90, 250, 330, 540, 330), thin(sun, 22))
		c.table(316, rgb(0x4a3530))
		c.put(230, 214, 0.95, 0, func() {
			c.laptop(slate, rgb(0x101426), func() {
				for i := range 6 {
					c.stroke(poly(-110, -64+float64(i)*26, -30+float64(i*53%120), -64+float64(i)*26), 8, forest)
				}
			})
			c.face(0, 0, 34, tired, true)
		})
		c.stroke(poly(440, 320, 440, 180, 390, 96), 16, inkBlue)
		c.stroke(poly(440, 320, 440, 180, 390, 96), 8, coral)
		c.ink(poly(350, 110, 370, 60, 430, 80, 420, 130), coral)
		for i, x := range []float64{40, 92} {
			c.put(x, 300-float64(i)*4, 0.34, 0, func() { c.mug([]color.NRGBA{plum, leaf}[i], bark, asleep) })
		}
	}},
	{"desk-green", portrait, func(c *canvas) { // a laptop with a great green tick, a suitcase beside it
		c.dots(rgb(0xb9f0cf), rgb(0xa0e6bd))
		c.put(240, 210, 1.05, 0, func() {
			c.laptop(white, leaf, func() { c.tick(0, -36, 34, 22, white) })
			c.face(0, 34, 32, dazzled, false)
		})
		c.table(354, tan)
		c.put(240, 78, 1, -4, func() { c.partyHat(0, 26, 1, 0, pink, sun) })
		c.confetti(60)
	}},
}
