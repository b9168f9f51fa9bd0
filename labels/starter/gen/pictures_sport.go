package main

var sportPictures = []picture{
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
