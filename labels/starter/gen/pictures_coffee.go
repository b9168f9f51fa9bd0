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
}
