package main

var catPictures = []picture{
	{"cat-cone", portrait, func(c *canvas) { // a cat in a vet's cone, crying
		c.room(slate, navy, 330)
		c.put(240, 190, 1.05, 0, func() {
			c.cat(ginger, wail)
			cone := path{{{-60, 92}, {60, 92}, {150, -96}, {-150, -96}}}
			c.fill(cone, thin(white, 45))
			c.edge(cone)
			c.fill(poly(-128, -84, -104, -84, -52, 78, -66, 78), shine)
		})
	}},
	{"cat-bowl", landscape, func(c *canvas) { // a grey cat in front of an empty bowl
		c.room(rgb(0xb8c4c9), rgb(0x8a97a6), 290)
		c.put(190, 160, 1.05, 0, func() { c.cat(greyCat, angry) })
		c.put(370, 330, 1, 0, func() {
			c.cast(0, 34, 96)
			c.ink(path{{{-84, -14}, {84, -14}, {64, 36}, {-64, 36}}}, coral)
			c.flat(oval(0, -14, 84, 17), cream)
			c.fill(circle(18, -14, 5), brown)
		})
	}},
	{"cat-box", square, func(c *canvas) { // a black cat in a cardboard box, the bed unused behind it
		c.room(sand, rgb(0xc9a27a), 300)
		c.put(390, 268, 0.8, 0, func() {
			c.ink(oval(0, 34, 96, 34), plum)
			c.flat(oval(0, 20, 74, 20), lilac)
		})
		c.put(210, 165, 1.05, 0, func() { c.catHead(blackCat, plainly) })
		c.put(210, 290, 1, 0, func() {
			c.cast(0, 92, 170)
			c.flat(poly(-140, -60, -190, -20, -150, 4, -120, -50), tan)
			c.flat(poly(140, -60, 190, -20, 150, 4, 120, -50), tan)
			c.ink(rect(-140, -62, 280, 152), rgb(0xc68b52))
			c.fill(rect(-22, -60, 44, 148), thin(cream, 60))
		})
	}},
	{"cat-sunbeam", panorama, func(c *canvas) { // a white cat asleep in a square of sun
		c.room(rgb(0xf2b880), rgb(0xb9703f), 250)
		c.window(60, 30, 130, 150, sky, cream, func() { c.fill(circle(120, 70, 34), sun) })
		c.fill(poly(140, 300, 470, 300, 560, 390, 190, 390), sun)
		c.fill(poly(80, 160, 190, 120, 560, 390, 190, 390), thin(cream, 30))
		c.put(300, 250, 1.08, 0, func() { c.catLoaf(whiteCat, content) })
	}},
	{"cat-grump", square, func(c *canvas) { // a grumpy calico close up in dull light
		c.plain(rgb(0x6b7280))
		c.fill(circle(240, 210, 190), rgb(0x848d9e))
		c.put(240, 218, 1.62, -3, func() { c.catHead(calico, angry) })
	}},
	{"cat-poster", tall, func(c *canvas) { // a poster on a lamp post, rain, no cat
		c.sky(rgb(0x2c3350), rgb(0x5a6482))
		c.ground(400, rgb(0x3a425c))
		c.ink(rect(222, -100, 36, 520), slate)
		c.put(240, 190, 1, -3, func() {
			c.ink(box(-120, -150, 240, 300, 6), cream)
			c.put(0, -34, 0.82, 0, func() { c.catHead(calico, smile) })
			for i, w := range []float64{170, 130, 150} {
				c.stroke(poly(-w/2, 66+float64(i)*26, w/2, 66+float64(i)*26), 9, grey)
			}
			c.flat(box(-20, -160, 40, 18, 4), thin(sun, 90))
		})
		c.rain(80, sky)
	}},
	{"cat-minutes", panorama, func(c *canvas) { // a happy cat across a keyboard
		c.dots(rgb(0xd8c7ef), rgb(0xcbb6ea))
		c.put(330, 120, 0.9, 0, func() {
			c.screen(black, white, func() {
				for i := range 7 {
					c.stroke(poly(-140, -84+float64(i)*28, 90+float64(i*43%60), -84+float64(i)*28), 9, azure)
				}
			})
		})
		c.table(330, tan)
		c.ink(box(-30, 300, 480, 40, 10), mist)
		c.put(190, 230, 1, 0, func() { c.catLoaf(ginger, beam) })
	}},
	{"cat-door", portrait, func(c *canvas) { // an open door, and a cat in front of it
		c.room(rgb(0x8fb8b0), rgb(0x5f8a84), 340)
		c.fill(rect(150, -40, 190, 382), rgb(0xf6efc9))
		c.fill(rect(150, 250, 190, 92), leaf)
		c.edge(rect(150, -40, 190, 382))
		c.ink(poly(150, -40, 60, -80, 60, 400, 150, 342), brown)
		c.flat(circle(76, 180, 11), sun)
		c.put(268, 240, 1.02, 0, func() { c.cat(blackCat, sideways) })
	}},
	{"cat-doctor", landscape, func(c *canvas) { // somebody ill in bed, a cat on the chest
		c.room(rgb(0x77809a), rgb(0x5b647d), 330)
		c.window(340, 10, 120, 110, slate, grey, func() { c.rain(40, mist) })
		c.put(220, 170, 1.1, 0, func() {
			c.bed(rgb(0x4f4660), rgb(0x5f7f8e), rgb(0x729aa8), func() {
				c.put(-70, -6, 0.82, 0, func() {
					c.head(person{skin: skinA, hair: amber, style: short}, tired)
					c.fill(circle(0, 20, 17), thin(red, 70))
					c.stroke(poly(20, 40, 96, 20), 14, inkBlue)
					c.stroke(poly(20, 40, 96, 20), 7, white)
				})
			})
			c.put(110, 30, 0.74, 0, func() { c.catLoaf(greyCat, tired) })
		})
	}},
	{"cat-onetooth", square, func(c *canvas) { // an old cat with a bow, hearts
		c.rays(240, 210, rgb(0xf48fb1), rgb(0xf7a6c1))
		c.put(240, 220, 1.28, 4, func() {
			c.catHead(greyCat, love)
			c.flat(poly(-5, 40, 7, 40, 1, 54), white)
			for _, s := range []float64{-1, 1} {
				c.ink(blob(0, 92, s*60, 66, s*66, 118), sun)
			}
			c.flat(circle(0, 92, 15), coral)
		})
		c.hearts(red, 56, 80, 32, 424, 66, 36, 440, 330, 28, 50, 340, 24)
		c.hearts(cream, 420, 200, 18, 70, 210, 20)
	}},
}
