package main

import "image/color"

var moneyPictures = []picture{
	{"money-deposit", landscape, func(c *canvas) { // a broken piggy bank, nothing inside
		c.room(rgb(0x515873), rgb(0x3a4059), 270)
		c.put(240, 230, 1.06, 0, func() {
			c.cast(0, 112, 220)
			c.piggy(rgb(0xd98ca0), wail)
			c.fill(blob(60, -100, 120, -70, 170, -10, 150, 60, 90, 40, 104, 0, 60, -20, 80, -54), night)
			c.edge(poly(60, -96, 84, -54, 60, -22, 104, 0, 90, 42, 150, 62, 172, 0, 124, -72))
			c.fill(poly(60, -96, 84, -54, 60, -22, 104, 0, 90, 42, 150, 62, 172, 0, 124, -72), night)
			c.ink(poly(170, 100, 216, 84, 206, 120), rgb(0xd98ca0))
			c.ink(poly(-190, 112, -150, 92, -160, 124), rgb(0xd98ca0))
			c.ink(poly(216, 30, 240, 60, 204, 62), rgb(0xd98ca0))
		})
	}},
	{"money-payday", square, func(c *canvas) { // a happy piggy in a rain of coins
		c.rays(240, 220, rgb(0xa8e6c1), rgb(0xbaf0d0))
		c.put(232, 250, 1.08, 0, func() { c.piggy(rose, beam) })
		for _, q := range []pt{{70, 80}, {160, 40}, {262, 70}, {350, 36}, {420, 110}, {40, 180}, {440, 220}} {
			c.coin(q.x, q.y, 30)
		}
	}},
	{"money-coin", panorama, func(c *canvas) { // somebody bends over a coin
		c.plain(rgb(0xd9d2c5))
		c.ground(290, rgb(0xa59c8c))
		c.put(250, 290, 1, 0, func() {
			c.cast(-40, 50, 190)
			for _, x := range []float64{30, 84} {
				c.stroke(poly(x, -60, x, 40), 46, inkBlue)
				c.stroke(poly(x, -60, x, 40), 36, navy)
				c.flat(box(x-50, 28, 74, 26, 12), bark)
			}
			c.stroke(curve(70, -90, 0, -150, -90, -120), 106, inkBlue)
			c.stroke(curve(70, -90, 0, -150, -90, -120), 96, leaf)
			c.stroke(curve(-90, -100, -96, -40, -150, 0), 38, inkBlue)
			c.stroke(curve(-90, -100, -96, -40, -150, 0), 28, skinC)
			c.put(-150, -110, 0.8, -50, func() { c.head(person{skin: skinC, hair: grey, style: short, glasses: true}, unsure) })
		})
		c.coin(44, 318, 30)
		c.flat(bolt(330, 140, 36), coral)
		c.flat(bolt(380, 170, 28), coral)
	}},
	{"money-oneeye", portrait, func(c *canvas) { // a piggy with a small smile and a few coins
		c.room(rgb(0xf7d9b5), rgb(0xd3a06b), 320)
		c.window(270, 20, 120, 120, sky, cream, nil)
		c.put(232, 270, 1, 0, func() { c.piggy(rgb(0xf7b2c0), wink) })
		for i := range 3 {
			c.put(390, 384-float64(i)*15, 1, 0, func() { c.flat(box(-36, -9, 72, 18, 8), sun) })
		}
	}},
	{"money-zero", landscape, func(c *canvas) { // a golden piggy with a party hat and fireworks
		c.sky(rgb(0x3b2a6b), rgb(0x8a4f9e))
		for _, q := range []struct {
			x, y, r float64
			col     color.NRGBA
		}{{80, 90, 60, coral}, {400, 80, 72, sun}, {240, 44, 44, mint}} {
			for i := range 10 {
				p := star(q.x, q.y-q.r, q.r*0.16).turned(q.x, q.y, float64(i)*36)
				c.fill(p, q.col)
				c.stroke(poly(q.x, q.y-q.r*0.35, q.x, q.y-q.r*0.75).turned(q.x, q.y, float64(i)*36), 6, q.col)
			}
		}
		c.ground(340, rgb(0x2b2052))
		c.put(238, 240, 1.06, 0, func() {
			c.piggy(rgb(0xffd76b), dazzled)
			c.partyHat(-56, -86, 0.8, -14, azure, white)
		})
		c.confetti(40)
	}},
	{"money-moth", square, func(c *canvas) { // an empty wallet, a moth
		c.room(rgb(0x6a6170), rgb(0x4b4453), 290)
		c.put(236, 250, 1.1, 0, func() {
			c.cast(0, 94, 180)
			c.ink(box(-150, -90, 300, 90, 18), rgb(0x5b3b2e))
			c.fill(box(-130, -70, 260, 80, 10), night)
			c.ink(box(-160, -20, 320, 116, 20), brown)
			c.stroke(poly(-140, 80, 140, 80), 4, tan)
			c.face(0, 22, 38, wail, false)
		})
		c.put(330, 80, 0.9, 14, func() {
			for _, s := range []float64{-1, 1} {
				c.ink(blob(s*6, 0, s*66, -50, s*80, -10, s*40, 20), sand)
				c.ink(blob(s*6, 6, s*54, 30, s*40, 54, s*8, 34), tan)
			}
			c.ink(oval(0, 8, 12, 34), bark)
		})
		c.stroke(curve(260, 150, 230, 120, 270, 100, 300, 120), 4, thin(white, 60))
	}},
	{"money-freetrial", portrait, func(c *canvas) { // a gift box with a great smile
		c.rays(240, 220, rgb(0xffe27a), rgb(0xffea9e))
		c.put(240, 250, 1.2, 0, func() {
			c.cast(0, 114, 140)
			c.ink(box(-110, -60, 220, 172, 12), pink)
			c.fill(rect(-18, -58, 36, 168), cream)
			c.ink(box(-126, -96, 252, 48, 10), pink)
			c.fill(rect(-18, -94, 36, 44), cream)
			for _, s := range []float64{-1, 1} {
				c.ink(blob(0, -98, s*30, -150, s*84, -150, s*70, -104), red)
			}
			c.face(0, 6, 38, joy, false)
		})
		for _, q := range []pt{{80, 60}, {400, 60}, {420, 420}, {70, 430}} {
			c.fill(star(q.x, q.y, 24), white)
		}
	}},
	{"money-bill", tall, func(c *canvas) { // a long bill with a doubtful face
		c.plain(rgb(0x4d6f86))
		c.fill(oval(240, 250, 150, 190), rgb(0x5a7f97))
		c.put(240, 190, 1, 4, func() {
			c.ink(poly(-92, -200, 92, -200, 92, 210, 70, 190, 46, 212, 23, 190, 0, 212, -23, 190, -46, 212, -70, 190, -92, 210), white)
			c.face(0, -140, 28, unsure, false)
			for i := range 6 {
				y := -70 + float64(i)*34
				c.stroke(poly(-66, y, 14-float64(i*13%30), y), 9, grey)
				c.stroke(poly(44, y, 66, y), 9, slate)
			}
			c.stroke(poly(-70, 146, 70, 146), 6, inkBlue)
		})
	}},
	{"money-jar", landscape, func(c *canvas) { // a jar full of coins, a sunset in the window
		c.room(rgb(0xf7b98f), rgb(0xd18a5c), 320)
		c.window(300, 20, 140, 150, coral, sun, func() { c.fill(circle(370, 120, 34), cream) })
		c.table(340, brown)
		c.put(180, 220, 1.04, 0, func() {
			c.cast(0, 130, 120)
			jar := blob(-84, -70, -100, -30, -106, 60, -96, 124, 96, 124, 106, 60, 100, -30, 84, -70)
			c.fill(jar, thin(sky, 70))
			c.within(jar, func() {
				for row := range 5 {
					for i := range 6 {
						c.coin(-100+float64(i)*40+float64(row%2)*18, 112-float64(row)*30, 22)
					}
				}
			})
			c.edge(jar)
			c.ink(box(-90, -104, 180, 36, 10), coral)
			c.flat(box(-62, 2, 124, 84, 8), cream)
			c.face(0, 34, 26, beam, false)
		})
	}},
	{"money-bus", panorama, func(c *canvas) { // a new yellow bus, coins and bunting
		c.meadow(rgb(0x7fd3f7), rgb(0xfdf3cf), rgb(0x8fcf62))
		c.bunting(-50, 40, 240, 40)
		c.bunting(240, 40, 530, 40)
		c.put(250, 230, 1.06, 0, func() {
			c.bus(sun, dazzled)
			for i := range 3 {
				c.put(-6+float64(i)*72, -44, 0.27, 0, func() {
					c.head(person{skin: []color.NRGBA{skinA, skinD, skinB}[i], hair: []color.NRGBA{amber, night, bark}[i], style: []hairStyle{bob, curls, short}[i]}, joy)
				})
			}
		})
		for _, q := range []pt{{20, 330}, {70, 350}, {470, 350}, {510, 320}} {
			c.coin(q.x, q.y, 22)
		}
	}},
}
