package main

var people = []picture{
	// Faces.
	{"face-nightphone", portrait, func(c *canvas) { // crying in the glow of a phone
		c.plain(night)
		c.fill(circle(240, 330, 250), rgb(0x27305e))
		c.fill(circle(240, 360, 160), rgb(0x35427a))
		c.put(240, 175, 1.15, 0, func() { c.bust(person{skin: skinB, hair: bark, shirt: plum, style: long}, wail) })
		c.put(240, 400, 0.62, 0, func() { c.phone(black, sky, nil) })
	}},
	{"face-noworries", square, func(c *canvas) { // a bright smile in an office
		c.dots(rgb(0xffe3a3), rgb(0xffd067))
		c.put(240, 190, 1.2, 0, func() {
			c.bust(person{skin: skinD, hair: night, shirt: leaf, style: curls}, joy)
			c.flat(poly(-40, 112, 0, 160, 40, 112), white)
		})
		c.put(404, 280, 1.1, 0, func() { // thumb up
			c.stroke(poly(-20, 150, 0, 20), 54, inkBlue)
			c.stroke(poly(-20, 150, 0, 20), 44, leaf)
			c.ink(box(-32, -66, 27, 66, 13), skinD)
			c.ink(box(-36, -24, 72, 58, 20), skinD)
			for y := -6.0; y < 26; y += 15 {
				c.stroke(poly(6, y, 30, y), 4, thin(inkBlue, 70))
			}
		})
	}},
	{"face-halfwave", landscape, func(c *canvas) { // a hand half raised, looking aside
		c.sky(rgb(0xcfd8dc), rgb(0xe8ecee))
		for i := range 5 {
			h := 120 + float64(i*53%90)
			c.fill(rect(-60+float64(i)*130, 330-h, 110, h), rgb(0xb6c2c9))
		}
		c.ground(330, rgb(0x93a1a9))
		c.put(210, 185, 1.1, 0, func() {
			c.bust(person{skin: skinA, hair: amber, shirt: azure, style: short}, sideways)
		})
		c.put(392, 270, 1, 0, func() {
			c.arm(-30, 150, 0, 20, azure, skinA)
			for i := range 4 {
				c.flat(box(-24+float64(i)*13, -38, 12, 44, 6), skinA)
			}
			c.fill(oval(0, 14, 22, 16), skinA)
		})
	}},
	{"face-headphones", square, func(c *canvas) { // eyes closed, music
		c.stripes(rgb(0xf7a8c4), rgb(0xf593b6))
		c.put(240, 205, 1.22, 6, func() {
			c.bust(person{skin: skinC, hair: navy, shirt: sun, style: bob}, content)
			c.headphones(azure)
		})
		for i, q := range []pt{{66, 120}, {404, 90}, {430, 210}} {
			c.stroke(poly(q.x, q.y, q.x, q.y-56, q.x+30, q.y-64+float64(i)*3), 9, inkBlue)
			c.fill(oval(q.x-11, q.y, 17, 13), inkBlue)
		}
	}},
	{"face-arrivals", landscape, func(c *canvas) { // rivers of tears at an airport door
		c.room(rgb(0x9db4c8), rgb(0x6f859c), 320)
		c.flat(rect(40, 40, 400, 280), rgb(0x7d95ad))
		c.stroke(poly(240, 40, 240, 320), 8, inkBlue)
		c.put(80, 90, 1, 0, func() {
			c.flat(box(-50, -40, 110, 70, 8), inkBlue)
			c.fill(poly(-30, 4, 30, -20, 40, -14, 0, 8), sun)
			c.fill(poly(-6, -6, -18, -26, -10, -26, 12, -14), sun)
		})
		c.put(250, 180, 1.15, 0, func() {
			c.bust(person{skin: skinB, hair: brown, shirt: coral, style: bun}, wail)
		})
	}},

	// Sports.
	{"sport-penalty", landscape, func(c *canvas) { // the ball flies over the goal
		c.sky(rgb(0x3a4463), rgb(0x6a7794))
		c.ground(290, rgb(0x3e7a58))
		c.fill(rect(130, 90, 330, 200), thin(white, 15))
		for x := 140.0; x < 460; x += 30 {
			c.fill(rect(x, 90, 3, 200), thin(white, 40))
		}
		for y := 110.0; y < 290; y += 30 {
			c.fill(rect(130, y, 330, 3), thin(white, 40))
		}
		c.stroke(poly(130, 290, 130, 90, 460, 90, 460, 290), 22, inkBlue)
		c.stroke(poly(130, 290, 130, 90, 460, 90, 460, 290), 13, white)
		c.stroke(curve(250, 240, 320, 120, 390, 40), 5, thin(white, 60))
		c.put(404, 28, 1, 0, func() { c.ink(circle(0, 0, 32), white); c.fill(star(0, 0, 17), black) })
		c.put(130, 250, 0.92, -6, func() {
			c.bust(person{skin: skinC, hair: night, shirt: red, style: short}, teary)
		})
	}},
	{"sport-dusty", square, func(c *canvas) { // a dumbbell with cobwebs
		c.room(rgb(0x8a8577), rgb(0x6b665a), 290)
		web := func(x, y, s float64) {
			for i := range 4 {
				k := float64(i)
				c.stroke(poly(x, y, x+s*150*(1-k*0.28), y+150*k*0.33), 3, thin(white, 70))
			}
			for _, r := range []float64{45, 85, 125} {
				c.stroke(curve(x+s*r, y, x+s*r*0.72, y+r*0.36, x+s*r*0.46, y+r*0.66, x+s*r*0.14, y+r*0.95), 3, thin(white, 70))
			}
		}
		web(30, -6, 1)
		web(450, -6, -1)
		c.put(240, 240, 1.05, -4, func() {
			c.cast(0, 92, 190)
			c.dumbbell(slate)
			c.ink(circle(0, 0, 70), slate)
			c.face(0, -8, 34, tired, true)
			for _, q := range []pt{{-110, -84}, {-158, -60}, {110, -84}, {158, -60}, {0, -70}} {
				c.fill(oval(q.x, q.y, 26, 7), mist)
			}
		})
	}},
	{"sport-treadmill", landscape, func(c *canvas) { // running on the spot
		c.room(rgb(0xdfe3ea), rgb(0xa9b3c4), 320)
		c.window(50, 50, 110, 120, sky, cream, nil)
		c.cast(260, 358, 220)
		c.stroke(poly(400, 330, 420, 120), 26, inkBlue)
		c.stroke(poly(400, 330, 420, 120), 16, grey)
		c.ink(box(370, 90, 88, 46, 10), black)
		c.fill(box(380, 100, 50, 22, 4), mint)
		c.ink(box(90, 322, 350, 34, 16), black)
		leg := func(xy ...float64) {
			c.stroke(curve(xy...), 40, inkBlue)
			c.stroke(curve(xy...), 30, navy)
		}
		leg(230, 240, 190, 276, 140, 300)
		leg(250, 240, 290, 268, 280, 310)
		c.flat(box(120, 290, 48, 26, 10), coral)
		c.flat(box(270, 300, 54, 26, 10), coral)
		c.ink(box(200, 150, 84, 112, 34), sun)
		c.put(300, 200, 1, 0, func() {
			c.stroke(curve(-40, -10, 10, 20, 40, -10), 34, inkBlue)
			c.stroke(curve(-40, -10, 10, 20, 40, -10), 24, skinA)
		})
		c.put(250, 96, 0.86, 0, func() { c.head(person{skin: skinA, hair: bark, style: short, beard: true}, plainly) })
	}},
	{"sport-floor", panorama, func(c *canvas) { // flat on the gym floor
		c.room(rgb(0x59607a), rgb(0x434a63), 210)
		c.put(90, 150, 0.5, 0, func() { c.dumbbell(black) })
		c.put(400, 150, 0.5, 0, func() { c.dumbbell(black) })
		c.ink(box(-40, 300, 560, 60, 24), plum)
		c.stroke(curve(300, 290, 380, 286, 480, 300), 62, inkBlue)
		c.stroke(curve(300, 290, 380, 286, 480, 300), 52, navy)
		c.ink(box(170, 248, 160, 84, 36), coral)
		c.stroke(curve(220, 300, 200, 350, 270, 372), 40, inkBlue)
		c.stroke(curve(220, 300, 200, 350, 270, 372), 30, skinB)
		c.put(118, 250, 1, -78, func() { c.head(person{skin: rgb(0xf29c86), hair: bark, style: bun}, out) })
		c.sweat(60, 180, 17)
		c.sweat(180, 170, 14)
	}},
	{"sport-cup", portrait, func(c *canvas) { // a crowded, happy cup
		c.rays(240, 180, azure, rgb(0x56aae8))
		c.ground(320, leaf)
		c.put(240, 210, 1.35, 0, func() { c.trophy(dazzled) })
		c.confetti(70)
	}},
}
