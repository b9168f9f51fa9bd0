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
	{"dog-leash", landscape, func(c *canvas) { // an empty basket, a leash on its hook
		c.room(rgb(0x3b4363), rgb(0x272d49), 280)
		c.window(40, 30, 120, 130, night, navy, func() { c.moon(100, 80, 28, night) })
		c.fill(poly(40, 330, 160, 330, 250, 400, 90, 400), thin(sky, 15))
		c.flat(box(330, 40, 60, 18, 6), bark)
		c.stroke(curve(360, 50, 330, 130, 360, 200, 396, 140, 364, 56), 16, inkBlue)
		c.stroke(curve(360, 50, 330, 130, 360, 200, 396, 140, 364, 56), 8, coral)
		c.put(250, 310, 1, 0, func() {
			c.cast(0, 56, 150)
			c.ink(oval(0, 0, 140, 50), brown)
			c.fill(oval(0, -8, 110, 32), bark)
			c.fill(oval(0, -2, 100, 26), rgb(0xc98f9a))
			c.ink(path{append(arc(0, 6, 140, 50, 0, 180)[0], arc(0, 0, 140, 30, 180, 0)[0]...)}, tan)
		})
		c.ink(circle(410, 350, 22), leaf)
		c.stroke(arc(410, 350, 14, 14, 20, 160), 4, cream)
	}},
	{"dog-otherdoor", tall, func(c *canvas) { // a wet dog on the mat, rain behind the open door
		c.plain(rgb(0xa08c7a))
		c.fill(rect(110, -80, 260, 430), rgb(0x4d5a74))
		c.within(rect(110, -80, 260, 430), func() { c.rain(110, sky) })
		c.edge(rect(110, -80, 260, 430))
		c.fill(rect(-wide, 348, 2*wide, wide), rgb(0x7a6656))
		c.flat(box(110, 370, 260, 60, 10), forest)
		c.put(240, 218, 1.02, 0, func() {
			c.dog(brownDog, angry)
			c.ink(blob(-70, -40, -54, -104, 0, -124, 54, -104, 70, -40, 0, -60), sun)
		})
	}},
	{"dog-cheese", landscape, func(c *canvas) { // a dog looks at a piece of cheese
		c.plain(rgb(0xbcdff0))
		c.put(170, 236, 1.2, 0, func() { c.dogHead(spotDog, plainly) })
		c.table(300, rgb(0xe8b98a))
		c.put(370, 250, 1.06, 0, func() {
			c.ink(path{{{-90, 20}, {84, -60}, {90, 20}}}, sun)
			c.ink(rect(-90, 20, 180, 56), amber)
			for _, q := range []pt{{-40, 50}, {14, 40}, {58, 56}} {
				c.flat(circle(q.x, q.y, 12), rgb(0xd9781e))
			}
		})
	}},
	{"dog-swamp", panorama, func(c *canvas) { // two in the mud, under a grey sky
		c.sky(rgb(0x59606b), rgb(0x7f8580))
		c.tree(480, 250, 130, rgb(0x54614f))
		c.tree(20, 250, 100, rgb(0x4b5747))
		c.fill(oval(240, 410, 460, 160), rgb(0x5d4937))
		c.put(180, 180, 1.02, 0, func() { c.dog(tanDog, tired) })
		for _, q := range []struct{ x, y, r float64 }{{150, 150, 14}, {220, 250, 18}, {160, 290, 26}, {205, 320, 30}, {140, 330, 26}, {230, 120, 9}, {130, 220, 11}} {
			c.fill(oval(q.x, q.y, q.r*1.3, q.r), bark)
		}
		for _, x := range []float64{330, 390} {
			c.ink(path{{{x - 24, 210}, {x + 24, 210}, {x + 24, 300}, {x + 44, 330}, {x - 26, 330}}}, rgb(0x6b7a4a))
			c.fill(rect(x-22, 280, 44, 48), bark)
		}
		c.fill(oval(250, 356, 240, 22), rgb(0x463524))
		c.rain(50, mist)
	}},
	{"dog-litter", portrait, func(c *canvas) { // a basket full of puppies
		c.rays(240, 240, rgb(0xffd9a0), rgb(0xffe4ba))
		for i, q := range []pt{{130, 190}, {240, 160}, {350, 190}, {184, 256}, {296, 256}} {
			c.put(q.x, q.y, 0.62, float64(i*13%22)-10, func() {
				c.dogHead([]coat{goldDog, spotDog, tanDog, brownDog, greyDog}[i], []mood{content, joy, asleep, beam, smile}[i])
			})
		}
		c.cast(240, 410, 190)
		p := path{{{50, 290}, {430, 290}, {390, 410}, {90, 410}}}
		c.ink(p, tan)
		c.within(p, func() {
			for i := range 10 {
				c.stroke(poly(40+float64(i)*44, 290, 70+float64(i)*38, 420), 6, brown)
			}
			c.stroke(poly(40, 350, 440, 350), 8, brown)
		})
		c.edge(p)
		c.ink(box(36, 274, 408, 32, 14), brown)
		c.hearts(red, 80, 60, 26, 410, 40, 30)
	}},
}
