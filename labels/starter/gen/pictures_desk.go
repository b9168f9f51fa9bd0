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
	{"desk-badge", panorama, func(c *canvas) { // a whole working life in one box
		c.room(rgb(0x8d95a3), rgb(0x6b7380), 300)
		c.ink(box(360, 20, 130, 290, 6), rgb(0x4d5565))
		c.stroke(poly(425, 24, 425, 306), 5, inkBlue)
		c.flat(circle(330, 170, 14), red)
		c.put(190, 240, 1, 0, func() {
			c.cast(0, 94, 160)
			c.put(-60, -60, 0.6, 0, func() {
				c.leafAt(0, -6, 96, -120, leaf)
				c.leafAt(0, -6, 96, -60, leaf)
				c.leafAt(0, -6, 110, -90, forest)
			})
			c.ink(box(10, -120, 80, 90, 4).turned(50, -70, 10), brown)
			c.flat(box(22, -108, 56, 66, 2).turned(50, -70, 10), sky)
			c.put(-4, -60, 0.36, -6, func() { c.mug(coral, bark, sad) })
			c.ink(path{{{-130, -40}, {130, -40}, {118, 92}, {-118, 92}}}, tan)
			c.ink(box(-142, -56, 284, 28, 6), rgb(0xc48f55))
			c.face(0, 14, 34, teary, false)
		})
	}},
	{"desk-tray", square, func(c *canvas) { // a printer that enjoys itself
		c.room(rgb(0xd8c3b6), rgb(0xa98d7d), 290)
		c.table(320, rgb(0x6f7a8f))
		c.put(240, 210, 1.12, 0, func() {
			c.ink(poly(-70, -60, -84, -160, 80, -164, 70, -60), white)
			c.ink(box(-150, -70, 300, 180, 20), grey)
			c.flat(box(-110, 50, 220, 26, 8), black)
			c.ink(blob(-80, 62, -60, 110, -20, 92, 10, 130, 50, 96, 84, 120, 80, 62), white)
			c.flat(circle(120, -46, 12), red)
			c.face(0, -20, 38, smug, false)
		})
		c.smoke(360, 96, 16, thin(slate, 60))
	}},
	{"desk-thething", tall, func(c *canvas) { // a monitor covered with notes
		c.plain(rgb(0x9fb7b3))
		c.table(380, rgb(0xd9bf9a))
		c.put(240, 250, 0.84, 0, func() {
			c.screen(black, rgb(0x41506b), nil)
			c.face(0, 0, 34, unsure, true)
		})
		for i, q := range []pt{{110, 60}, {200, 20}, {300, 50}, {360, 120}, {96, 150}, {120, 250}, {350, 240}, {236, 110}} {
			c.put(q.x, q.y, 1, float64(i*23%26)-13, func() {
				c.flat(rect(-38, -36, 76, 72), []color.NRGBA{sun, rose, lime, sky}[i%4])
				for k := range 2 {
					c.stroke(poly(-22, -10+float64(k)*20, 22-float64(i*7%16), -10+float64(k)*20), 6, slate)
				}
			})
		}
	}},
	{"desk-newcomer", landscape, func(c *canvas) { // two at a table, a bubble with a sun
		c.room(rgb(0xf6cfa8), rgb(0xd79f74), 330)
		c.put(120, 220, 0.9, 0, func() { c.bust(person{skin: skinD, hair: night, shirt: plum, style: bun}, smile) })
		c.put(366, 220, 0.9, 0, func() { c.bust(person{skin: skinA, hair: brown, shirt: leaf, style: short, glasses: true}, joy) })
		c.bubble(180, 10, 130, 84, white, false)
		c.sunny(245, 52, 17)
		c.table(360, brown)
	}},
	{"desk-lastlesson", portrait, func(c *canvas) { // a teacher in tears in front of an empty board
		c.plain(rgb(0x7d6a5a))
		c.ink(box(50, -40, 380, 250, 8), rgb(0x2f4f46))
		c.stroke(curve(90, 40, 150, 10, 210, 50), 6, thin(white, 40))
		c.stroke(poly(320, 20, 390, 20), 6, thin(white, 40))
		c.stroke(poly(320, 44, 370, 44), 6, thin(white, 40))
		c.put(240, 206, 1.06, 0, func() {
			c.bust(person{skin: skinB, hair: mist, shirt: rgb(0x8a5f55), style: short, glasses: true}, wail)
			c.flat(poly(0, 124, -26, 110, -26, 140).and(poly(0, 124, 26, 110, 26, 140)), navy)
		})
		c.table(410, bark)
		c.flat(box(90, 386, 60, 18, 4), white)
	}},
}
