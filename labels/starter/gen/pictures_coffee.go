package main

import "image/color"

var coffeePictures = []picture{
	{"coffee-thesis", landscape, func(c *canvas) { // a mug upside down over a laptop
		c.room(rgb(0x6d7186), rgb(0x52566b), 330)
		c.table(320, rgb(0x7b5a48))
		c.put(290, 214, 0.98, 0, func() {
			c.laptop(grey, rgb(0x30344d), func() {
				c.stroke(poly(-140, 40, -60, 30, -20, 60, 40, 44, 140, 70), 7, red)
			})
			c.face(0, -14, 36, out, true)
		})
		c.fill(blob(60, 340, 120, 316, 200, 322, 300, 318, 380, 330, 420, 352, 300, 372, 160, 368, 80, 362), bark)
		c.fill(blob(110, 170, 160, 210, 190, 330, 120, 340, 108, 260), bark)
		c.put(96, 130, 0.84, 118, func() { c.mug(coral, bark, shock) })
	}},
	{"coffee-descale", portrait, func(c *canvas) { // a coffee machine with a warning light
		c.room(rgb(0xb5aaa6), rgb(0x857872), 330)
		c.table(380, bark)
		c.put(240, 200, 1.05, 0, func() {
			c.cast(0, 186, 170)
			c.ink(box(-130, -170, 260, 130, 26), black)
			c.ink(box(-130, -60, 76, 230, 10), black)
			c.ink(box(-140, 150, 280, 36, 12), black)
			c.flat(box(14, -48, 60, 30, 8), slate)
			c.flat(circle(104, -142, 15), red)
			c.stroke(arc(104, -142, 28, 28, 200, 340), 6, red)
			c.face(0, -112, 38, smug, true)
			c.put(44, 104, 0.58, 0, func() { c.mug(white, mist, sad) })
			c.flat(drop(44, 4, 10), sky)
		})
	}},
	{"coffee-third", panorama, func(c *canvas) { // three mugs in a row
		c.plain(rgb(0xd7e0d2))
		c.table(300, tan)
		for i, x := range []float64{62, 232, 402} {
			c.put(x, 232, 0.84, 0, func() {
				c.mug([]color.NRGBA{azure, sun, coral}[i], bark, []mood{asleep, plainly, shock}[i])
			})
		}
	}},
	{"coffee-sip", landscape, func(c *canvas) { // a steaming mug in the morning sun
		c.sky(rgb(0xffc98b), cream)
		c.fill(circle(380, 200, 100), sun)
		c.fill(oval(100, 330, 300, 80), rgb(0xe8a56a))
		c.fill(oval(430, 340, 280, 80), rgb(0xd98d55))
		c.table(322, brown)
		c.put(220, 220, 1.34, 0, func() {
			c.steam(0, -98, 50, white)
			c.mug(white, bark, content)
		})
	}},
	{"coffee-cup", square, func(c *canvas) { // a paper cup full of love
		c.stripes(rgb(0xffe3ea), rgb(0xffd3de))
		c.put(240, 230, 1.16, -4, func() {
			c.cast(0, 146, 110)
			c.ink(path{{{-92, -90}, {92, -90}, {66, 140}, {-66, 140}}}, cream)
			c.ink(path{{{-84, -30}, {84, -30}, {72, 84}, {-72, 84}}}, tan)
			c.ink(box(-104, -118, 208, 36, 12), coral)
			c.ink(box(-84, -142, 168, 28, 12), coral)
			c.face(0, 16, 38, love, false)
		})
		c.hearts(red, 66, 90, 34, 410, 76, 38, 430, 300, 30, 50, 290, 26)
		c.hearts(pink, 110, 200, 20, 392, 190, 22)
	}},
	{"coffee-two", landscape, func(c *canvas) { // two mugs, one of them full of cobwebs
		c.room(rgb(0x7d8aa0), rgb(0x5a6680), 300)
		c.window(170, 0, 140, 140, grey, mist, func() { c.rain(60, white) })
		c.table(310, rgb(0x6e5648))
		c.put(120, 244, 0.94, 0, func() {
			c.steam(0, -92, 34, mist)
			c.mug(azure, bark, teary)
		})
		c.put(360, 244, 0.94, 0, func() {
			c.mug(grey, mist, asleep)
			c.fill(rect(-60, -30, 120, 80), grey)
			c.flat(heart(0, 8, 34), slate)
		})
	}},
	{"coffee-decaf", tall, func(c *canvas) { // a mug that cannot stay awake
		c.plain(rgb(0xcbb4a0))
		c.fill(circle(240, 190, 150), rgb(0xd8c5b3))
		c.table(360, rgb(0x7a5a45))
		c.put(236, 272, 1.18, 4, func() { c.mug(leaf, rgb(0xb08968), tired) })
		c.put(250, 90, 0.8, 0, func() {
			c.ink(box(-110, -70, 220, 130, 16), cream)
			c.cross(0, -4, 40, 18, coral)
		})
	}},
	{"coffee-spoon", square, func(c *canvas) { // a cup from above, stirred
		c.plain(rgb(0x5f8f8a))
		c.fill(circle(250, 216, 180), thin(inkBlue, 25))
		c.ink(circle(236, 200, 176), white)
		c.fill(circle(236, 200, 130).outline(4, true), mist)
		c.ink(circle(236, 200, 112), brown)
		c.stroke(curve(236, 130, 300, 170, 290, 240, 220, 260, 176, 210, 210, 160, 256, 180, 252, 214), 11, tan)
		c.stroke(poly(276, 160, 420, 20), 26, inkBlue)
		c.stroke(poly(276, 160, 420, 20), 16, grey)
		c.ink(oval(262, 176, 30, 20).turned(262, 176, -45), grey)
	}},
	{"coffee-neighbour", panorama, func(c *canvas) { // two mugs and a cake on a balcony
		c.sky(rgb(0x8fd0ee), rgb(0xfbe9c6))
		c.house(40, 330, 150, 150, coral, bark, cream)
		c.house(480, 330, 140, 180, sand, brown, sky)
		c.table(312, rgb(0xd08f5f))
		c.put(100, 250, 0.78, 0, func() { c.steam(0, -90, 32, white); c.mug(pink, bark, smile) })
		c.put(390, 250, 0.78, 0, func() { c.mirrored(func() { c.steam(0, -90, 32, white); c.mug(azure, bark, beam) }) })
		c.put(244, 262, 0.86, 0, func() {
			c.flat(oval(0, 52, 92, 14), white)
			c.ink(path{{{-66, 48}, {-66, -20}, {66, -34}, {66, 48}}}, tan)
			c.ink(blob(-70, -16, -60, -40, 0, -46, 64, -52, 70, -20, 44, -4, 20, -16, -10, 2, -40, -10), white)
			c.flat(circle(10, -58, 17), red)
		})
	}},
	{"coffee-leaf", portrait, func(c *canvas) { // a leaf in the foam, stars
		c.rays(240, 200, rgb(0x9b6bc4), rgb(0xa97ccf))
		c.put(240, 210, 1, 0, func() {
			c.fill(circle(8, 14, 150), thin(inkBlue, 25))
			c.stroke(arc(150, 40, 48, 44, -90, 110), 34, inkBlue)
			c.stroke(arc(150, 40, 48, 44, -90, 110), 24, coral)
			c.ink(circle(0, 0, 150), coral)
			c.ink(circle(0, 0, 122), rgb(0x8a5230))
			for i := range 4 {
				y := -64 + float64(i)*38
				s := 34 + float64(i)*9
				c.fill(heart(0, y, s), cream)
				c.stroke(arc(0, y-s*0.1, s*1.05, s, 20, 160), 7, rgb(0x8a5230))
			}
			c.stroke(poly(0, -100, 0, 96), 6, rgb(0x8a5230))
			c.face(0, 26, 22, dazzled, false)
		})
		for _, q := range []pt{{90, 0}, {390, -10}, {100, 420}, {400, 400}} {
			c.flat(star(q.x, q.y, 28), sun)
		}
		c.confetti(30)
	}},
}
