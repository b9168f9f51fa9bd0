package main

import "image/color"

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
	{"sport-hurdle", panorama, func(c *canvas) { // a runner on the ground beside a fallen hurdle
		c.sky(rgb(0x59617a), rgb(0x8b93a8))
		for i := range 18 {
			c.fill(circle(-50+float64(i)*36, 130+float64(i*29%20), 15), rgb(0x6d7590))
		}
		c.ground(170, rgb(0x9c5648))
		for _, y := range []float64{230, 300} {
			c.fill(rect(-wide, y, 2*wide, 6), thin(white, 60))
		}
		c.put(410, 240, 1, 16, func() {
			c.ink(rect(-60, -10, 10, 80), mist)
			c.ink(rect(50, -10, 10, 80), mist)
			c.ink(box(-76, -40, 152, 34, 6), white)
			c.fill(rect(-30, -38, 60, 30), red)
		})
		c.cast(180, 352, 190)
		c.stroke(curve(250, 320, 310, 280, 350, 330), 46, inkBlue)
		c.stroke(curve(250, 320, 310, 280, 350, 330), 36, skinD)
		c.flat(box(326, 320, 62, 26, 12), sun)
		c.ink(box(130, 270, 150, 72, 34), azure)
		c.stroke(curve(160, 320, 150, 346, 210, 352), 38, inkBlue)
		c.stroke(curve(160, 320, 150, 346, 210, 352), 28, skinD)
		c.put(96, 262, 0.8, -24, func() { c.head(person{skin: skinD, hair: night, style: bun}, wail) })
	}},
	{"sport-innerpeace", portrait, func(c *canvas) { // perfect calm, cross-legged, a rising sun
		c.rays(240, 190, rgb(0xffd6c2), rgb(0xffe2d3))
		c.fill(circle(240, 150, 150), rgb(0xfff0b8))
		c.fill(oval(240, 420, 220, 44), lilac)
		limb := func(col color.NRGBA, xy ...float64) {
			c.stroke(curve(xy...), 50, inkBlue)
			c.stroke(curve(xy...), 40, col)
		}
		limb(leaf, 200, 230, 130, 280, 100, 340)
		limb(leaf, 280, 230, 350, 280, 380, 340)
		c.ink(blob(190, 200, 290, 200, 306, 300, 290, 380, 190, 380, 174, 300), leaf)
		limb(navy, 330, 400, 240, 376, 150, 396)
		limb(navy, 150, 396, 240, 412, 340, 396)
		for _, x := range []float64{98, 382} {
			c.ink(circle(x, 350, 24), skinB)
		}
		c.put(240, 116, 0.96, 0, func() { c.head(person{skin: skinB, hair: bark, style: bun}, content) })
	}},
	{"sport-dayfour", landscape, func(c *canvas) { // a cricket bat, three stumps, a long afternoon
		c.sky(rgb(0xb6d7e6), rgb(0xe6efdc))
		c.puff(390, 80, 80, white)
		c.ground(230, rgb(0x9cc07e))
		c.fill(poly(160, 250, 320, 250, 400, 420, 80, 420), rgb(0xd9c79a))
		for i := range 3 {
			c.ink(box(300+float64(i)*34, 120, 16, 210, 6), sand)
		}
		c.ink(box(296, 108, 92, 16, 8), tan)
		c.put(170, 230, 1, 12, func() {
			c.ink(box(-11, -170, 22, 100, 8), red)
			c.ink(blob(-20, -80, 20, -80, 44, -40, 46, 110, 24, 134, -24, 134, -46, 110, -44, -40), tan)
			c.face(0, 10, 24, plainly, false)
		})
		c.ink(circle(250, 356, 24), red)
		c.stroke(arc(250, 356, 16, 20, 60, 120), 4, cream)
		c.stroke(poly(232, 350, 268, 350), 4, cream)
	}},
	{"sport-floaties", square, func(c *canvas) { // a swimmer with armbands lets go of the edge
		c.plain(rgb(0x5fc3e4))
		for i := range 7 {
			y := 30 + float64(i)*64
			c.stroke(curve(-60, y, 60, y-9, 180, y+7, 300, y-8, 420, y+7, 540, y), 6, thin(white, 45))
		}
		c.ink(rect(-wide, -wide, 2*wide, wide+40), cream)
		c.fill(rect(-wide, 14, 2*wide, 14), azure)
		c.put(250, 210, 1.05, -4, func() {
			c.arm(-70, 120, -150, 20, skinC, skinC)
			c.arm(70, 120, 150, 20, skinC, skinC)
			for _, s := range []float64{-1, 1} {
				c.ink(oval(s*116, 64, 42, 36).turned(s*116, 64, s*40), amber)
			}
			c.bust(person{skin: skinC, hair: grey, shirt: navy, style: bald, beard: true}, joy)
			c.ink(dome(0, -30, 90, 74), coral)
			c.fill(rect(-88, -38, 176, 10), white)
		})
		c.fill(rect(-wide, 340, 2*wide, wide), thin(rgb(0x5fc3e4), 80))
		c.stroke(curve(-60, 342, 60, 334, 180, 348, 300, 334, 420, 348, 540, 338), 9, white)
	}},
	{"sport-wave", landscape, func(c *canvas) { // somebody stands on a board, on a wave
		c.sky(rgb(0xffd166), rgb(0xfff1c4))
		c.sunny(80, 80, 44)
		c.ink(blob(-120, 420, -60, 250, 120, 270, 280, 230, 350, 110, 440, 60, 520, 90, 440, 110, 430, 180, 520, 240, 640, 420), azure)
		c.stroke(curve(340, 120, 420, 70, 510, 96), 20, white)
		c.stroke(curve(60, 300, 180, 300, 300, 262), 9, sky)
		c.stroke(curve(20, 350, 180, 350, 340, 310), 9, sky)
		c.put(220, 270, 0.96, -10, func() {
			c.ink(blob(-150, 16, -60, -6, 60, -8, 150, -18, 120, 20, -60, 30), coral)
			c.stroke(poly(-30, -10, -16, -70, 36, -70, 46, -14), 36, inkBlue)
			c.stroke(poly(-30, -10, -16, -70, 36, -70, 46, -14), 26, navy)
			c.stroke(poly(-100, -96, 10, -120, 110, -150), 32, inkBlue)
			c.stroke(poly(-100, -96, 10, -120, 110, -150), 22, skinB)
			c.ink(box(-28, -150, 70, 88, 26), leaf)
			c.put(8, -194, 0.62, 0, func() { c.head(person{skin: skinB, hair: amber, style: curls}, joy) })
		})
		for _, q := range []pt{{400, 40}, {470, 30}, {340, 70}, {60, 240}} {
			c.flat(drop(q.x, q.y, 12), sky)
		}
	}},
}
