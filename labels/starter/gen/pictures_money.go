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
}
