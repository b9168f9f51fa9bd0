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
}
