package main

var dogPictures = []picture{
	{"dog-window", landscape, func(c *canvas) { // a dog beside suitcases, rain in the window
		c.room(rgb(0x55607a), rgb(0x3d465e), 300)
		c.window(270, 40, 160, 150, slate, grey, func() { c.rain(60, mist) })
		for _, q := range []pt{{372, 232}, {308, 262}} {
			c.put(q.x, q.y, 1, 0, func() {
				c.stroke(poly(-20, -14, -20, -36, 20, -36, 20, -14), 10, inkBlue)
				c.ink(box(-48, -14, 96, 126, 12), coral)
				c.fill(rect(-26, -12, 10, 122), thin(cream, 60))
				c.fill(rect(16, -12, 10, 122), thin(cream, 60))
			})
		}
		c.put(150, 175, 1.08, 0, func() { c.dog(brownDog, teary) })
	}},
	{"dog-bath", portrait, func(c *canvas) { // a betrayed dog in a tub full of foam
		c.plain(rgb(0x9fc9c9))
		for y := -40.0; y < 460; y += 52 {
			c.fill(rect(-wide, y, 2*wide, 4), thin(white, 60))
		}
		for x := -80.0; x < 580; x += 52 {
			c.fill(rect(x, -wide, 4, 2*wide), thin(white, 60))
		}
		c.put(240, 165, 1.2, 0, func() { c.dogHead(greyDog, unsure) })
		for _, q := range []pt{{-70, -96}, {-24, -116}, {26, -108}} {
			c.flat(circle(250+q.x*0.8, 165+q.y, 30), white)
		}
		c.ink(path{{{56, 270}, {424, 270}, {400, 400}, {350, 440}, {130, 440}, {80, 400}}}, white)
		c.flat(box(40, 252, 400, 34, 16), mist)
		for i := range 8 {
			c.flat(circle(70+float64(i)*48, 252-float64(i%3)*10, 30), white)
		}
	}},
	{"dog-stick", panorama, func(c *canvas) { // a dog with a stick wider than the door
		c.plain(rgb(0xe9d8b4))
		c.fill(rect(-wide, 330, 2*wide, wide), rgb(0xb98d5f))
		c.flat(rect(100, -40, 280, 372), rgb(0x7aa7a0))
		c.fill(rect(128, -10, 224, 342), rgb(0xcfe6d8))
		c.fill(rect(128, 250, 224, 82), leaf)
		c.put(240, 170, 0.95, 0, func() { c.dog(tanDog, plainly) })
		c.put(240, 214, 1, -2, func() {
			c.ink(box(-200, -13, 400, 26, 12), brown)
			c.stroke(poly(-120, -4, -140, -50), 16, inkBlue)
			c.stroke(poly(-120, -4, -140, -50), 8, brown)
			c.leafAt(150, -10, 50, -60, leaf)
		})
	}},
	{"dog-feathers", landscape, func(c *canvas) { // a spotted dog in a room full of feathers, sofa in ruins
		c.room(rgb(0x8f8378), rgb(0x6d5f55), 290)
		c.put(330, 220, 1, 0, func() {
			c.ink(box(-40, -90, 260, 130, 24), rgb(0x5d7a8c))
			c.ink(box(-70, 0, 300, 90, 20), rgb(0x5d7a8c))
			c.flat(blob(0, -60, 60, -80, 90, -40, 130, -50, 110, 0, 40, 10, -10, -10), cream)
			c.stroke(curve(20, -30, 40, -60, 60, -34, 80, -52, 92, -24), 7, slate)
		})
		for range 40 {
			x, y, a := c.rnd.roll(-40, 520), c.rnd.roll(-20, 420), c.rnd.roll(0, 180)
			c.fill(oval(x, y, 17, 7).turned(x, y, a), white)
		}
		c.put(170, 180, 1.1, 0, func() { c.dog(spotDog, unsure) })
		c.fill(oval(150, 84, 22, 9).turned(150, 84, -20), white)
		c.edge(oval(150, 84, 22, 9).turned(150, 84, -20))
	}},
	{"dog-home", square, func(c *canvas) { // a dog beside itself with joy
		c.rays(240, 200, sun, amber)
		c.put(240, 190, 1.25, -7, func() {
			c.dogHead(goldDog, beam)
			c.tongue()
		})
		c.put(110, 340, 1, -20, func() { c.ink(oval(0, 0, 44, 34), goldDog.main) })
		c.put(370, 330, 1, 20, func() { c.ink(oval(0, 0, 44, 34), goldDog.main) })
		c.hearts(red, 60, 90, 34, 420, 70, 40, 440, 220, 26, 40, 240, 24)
	}},
}
