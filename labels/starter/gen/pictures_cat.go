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
}
