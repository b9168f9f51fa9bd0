package main

var bedPictures = []picture{
	{"bed-412", landscape, func(c *canvas) { // wide awake in the dark
		c.room(rgb(0x15172e), rgb(0x0d0f22), 330)
		c.window(30, 20, 110, 120, rgb(0x1d2145), rgb(0x262c58), func() { c.moon(70, 60, 22, rgb(0x1d2145)) })
		c.put(270, 200, 1.02, 0, func() {
			c.bed(rgb(0x3b2f4a), rgb(0x2f3c6e), rgb(0x3c4b85), func() {
				c.put(0, 4, 0.92, 0, func() { c.head(person{skin: rgb(0xb9a9b8), hair: night, style: short}, shock) })
			})
		})
		c.put(60, 270, 0.5, 0, func() {
			c.ink(box(-100, -50, 200, 100, 16), black)
			c.stroke(poly(-60, -24, -60, 4, -36, 4), 10, red)
			c.stroke(poly(-36, -24, -36, 30), 10, red)
			c.fill(circle(-10, -8, 6), red)
			c.fill(circle(-10, 16, 6), red)
			c.stroke(poly(20, -24, 20, 30), 10, red)
			c.stroke(poly(44, -24, 70, -24, 70, 2, 44, 2, 44, 30, 70, 30), 10, red)
		})
	}},
	{"bed-alarm", square, func(c *canvas) { // a clock that shouts
		c.plain(rgb(0x8f9bb0))
		c.fill(circle(240, 200, 200), rgb(0x9fabc0))
		c.put(240, 210, 1.42, 0, func() { c.alarmClock(coral, angry) })
		for _, s := range []float64{-1, 1} {
			for i := range 2 {
				r := 165 + float64(i)*30
				c.stroke(arc(240, 200, r, r, 90-s*90-24, 90-s*90+24), 11, cream)
			}
		}
	}},
	{"bed-middle", portrait, func(c *canvas) { // the cat has the middle
		c.room(rgb(0xe6d5e8), rgb(0xb79cbd), 360)
		c.put(240, 200, 1.04, 0, func() {
			c.bed(brown, azure, rgb(0x62b2ee), func() {})
			c.put(0, 6, 0.92, 0, func() { c.catHead(ginger, plainly) })
			for _, s := range []float64{-1, 1} {
				c.flat(oval(s*40, 84, 24, 16), cream)
			}
		})
	}},
	{"bed-saturday", panorama, func(c *canvas) { // asleep again, sun in the window
		c.room(rgb(0xffe4b8), rgb(0xe0a96d), 330)
		c.window(20, 20, 120, 120, sky, cream, func() { c.fill(circle(80, 80, 30), sun) })
		c.put(280, 200, 1.02, 0, func() {
			c.bed(tan, mint, leaf, func() {
				c.put(0, 8, 0.9, -8, func() { c.head(person{skin: skinC, hair: bark, style: curls}, content) })
			})
		})
		c.zs(390, 90, 34, coral)
	}},
	{"bed-baby", landscape, func(c *canvas) { // two worn-out parents in the half dark
		c.room(rgb(0x3a3a5c), rgb(0x2a2a48), 330)
		c.put(240, 210, 1.1, 0, func() {
			c.bed(rgb(0x5c4a5e), rgb(0x6a5f8f), rgb(0x7f74a6), func() {
				c.put(-82, 4, 0.8, -5, func() { c.head(person{skin: skinA, hair: brown, style: short, beard: true}, tired) })
				c.put(84, 4, 0.8, 5, func() { c.head(person{skin: skinB, hair: black, style: bun}, tired) })
			})
		})
		c.put(60, 60, 0.6, 0, func() { c.moon(0, 0, 40, rgb(0x3a3a5c)) })
	}},
	{"bed-side", tall, func(c *canvas) { // an empty bed for two at night, one pillow
		c.room(rgb(0x262b4d), rgb(0x191d38), 340)
		c.window(150, -40, 180, 130, rgb(0x39406e), rgb(0x4d5486), func() { c.rain(90, mist) })
		c.put(240, 240, 0.92, 0, func() {
			c.ink(box(-190, -110, 380, 190, 40), rgb(0x4b3a48))
			c.ink(box(-150, -50, 130, 84, 28), mist)
			c.put(-86, -4, 0.62, 0, func() { c.head(person{skin: skinB, hair: bark, style: short, beard: true}, teary) })
			p := path{append(arc(0, 70, 176, 34, 180, 360)[0], pt{184, 178}, pt{-184, 178})}
			c.ink(p, rgb(0x56639c))
			c.stroke(poly(6, 44, 6, 176), 6, thin(inkBlue, 60))
			c.flat(poly(20, 40, 170, 50, 170, 84, 20, 70), white)
		})
	}},
	{"bed-bzzz", panorama, func(c *canvas) { // a mosquito over somebody's nose
		c.plain(rgb(0x31365c))
		c.fill(circle(360, 130, 120), rgb(0x424876))
		c.put(120, 270, 1.1, -8, func() {
			c.ink(box(-150, -40, 320, 150, 50), rgb(0xb8c0d8))
			c.head(person{skin: skinC, hair: night, style: bob}, angry)
		})
		c.fill(rect(-wide, 350, 2*wide, wide), rgb(0x5c4a7d))
		c.put(360, 120, 1.3, -10, func() {
			for _, x := range []float64{-10, 14, 36} {
				c.stroke(curve(x, 20, x-16, 50, x-6, 78), 5, inkBlue)
			}
			c.flat(oval(30, -34, 52, 20).turned(30, -34, -30), thin(white, 80))
			c.flat(oval(56, -20, 52, 18).turned(56, -20, -8), thin(white, 80))
			c.ink(oval(36, 12, 62, 19).turned(36, 12, 12), slate)
			c.stroke(poly(-50, 10, -104, 34), 6, inkBlue)
			c.ink(circle(-34, 0, 36), grey)
			c.face(-38, -4, 15, smug, false)
		})
		c.stroke(curve(170, 70, 210, 40, 240, 84, 270, 60, 290, 90), 4, thin(white, 60))
	}},
	{"bed-dream", square, func(c *canvas) { // a sleeper dreams of a sleeper
		c.plain(rgb(0x8fa2d4))
		c.put(210, 300, 0.84, 0, func() {
			c.bed(tan, coral, rgb(0xff8a77), func() { c.put(0, 4, 0.86, 0, func() { c.head(person{skin: skinD, hair: night, style: bald}, asleep) }) })
		})
		c.flat(circle(300, 190, 12), white)
		c.flat(circle(322, 166, 17), white)
		c.put(260, 72, 1, 0, func() {
			c.ink(cloudShape(0, 10, 160), white)
			c.put(0, 16, 0.4, 0, func() {
				c.bed(tan, coral, rgb(0xff8a77), func() { c.put(0, 4, 0.86, 0, func() { c.head(person{skin: skinD, hair: night, style: bald}, asleep) }) })
			})
		})
	}},
	{"bed-fort", landscape, func(c *canvas) { // a lit tent of blankets
		c.room(rgb(0x4a3f6b), rgb(0x352c52), 320)
		c.stars(26, thin(sun, 60))
		c.put(240, 220, 1.1, 0, func() {
			c.cast(0, 124, 200)
			c.ink(blob(-200, 124, -120, 10, -60, -110, 0, -126, 60, -110, 120, 10, 200, 124), azure)
			for _, q := range []pt{{-120, 60}, {-80, -20}, {130, 70}, {90, -20}, {0, -90}, {-40, -70}} {
				c.fill(star(q.x, q.y, 13), cream)
			}
			c.flat(path{{{-80, 124}, {0, -60}, {80, 124}}}, sun)
			c.within(path{{{-80, 124}, {0, -60}, {80, 124}}}, func() {
				c.put(0, 70, 0.56, 0, func() { c.head(person{skin: skinA, hair: brown, style: bun, glasses: true}, content) })
				c.fill(rect(-80, 106, 160, 30), coral)
			})
			c.edge(path{{{-80, 124}, {0, -60}, {80, 124}}})
		})
	}},
	{"bed-cast", portrait, func(c *canvas) { // a leg in plaster, a black eye
		c.room(rgb(0xa9bdb8), rgb(0x7f9690), 370)
		c.stroke(poly(60, -60, 60, 400), 10, slate)
		c.flat(box(40, -20, 44, 70, 12), sky)
		c.stroke(poly(340, -80, 340, 120), 8, slate)
		c.put(210, 240, 1, 0, func() {
			c.bed(grey, rgb(0x8fb3a6), rgb(0xa4c6ba), func() {
				c.put(-40, 0, 0.84, -6, func() {
					c.head(person{skin: skinB, hair: bark, style: short}, tired)
					c.ink(box(-90, -74, 180, 34, 12), white)
				})
			})
		})
		c.put(330, 220, 1, 28, func() {
			c.ink(box(-34, -110, 68, 190, 28), white)
			c.ink(box(-34, -120, 100, 56, 24), white)
			c.flat(heart(0, 0, 20), red)
			c.tick(0, 46, 12, 6, azure)
		})
	}},
}
