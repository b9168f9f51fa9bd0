package main

import "image/color"

var snailPictures = []picture{
	{"snail-hill", portrait, func(c *canvas) { // at the foot of a steep hill, in the rain
		c.sky(rgb(0x48506b), rgb(0x7c869c))
		c.fill(poly(-300, 420, 60, 380, 420, 20, 700, -200, 900, 900, -300, 900), rgb(0x3f5548))
		c.stroke(poly(-100, 392, 60, 380, 420, 20, 600, -120), 10, rgb(0x2c3d34))
		c.flat(rect(388, -30, 8, 70), inkBlue)
		c.flat(poly(396, -30, 450, -12, 396, 8), red)
		c.put(210, 322, 0.95, -18, func() { c.mirrored(func() { c.snail(rgb(0xb9b08a), plum, night, teary) }) })
		c.rain(60, mist)
	}},
	{"snail-loading", landscape, func(c *canvas) { // a snail on a progress bar
		c.plain(rgb(0x6e7b96))
		c.ink(box(30, 290, 420, 64, 30), white)
		c.within(box(40, 300, 400, 44, 22), func() { c.fill(rect(40, 300, 130, 60), coral) })
		c.put(230, 200, 1.05, 0, func() { c.mirrored(func() { c.snail(rgb(0xd9c79a), coral, red, tired) }) })
	}},
	{"snail-path", panorama, func(c *canvas) { // under way, at its own pace
		c.meadow(rgb(0xdfeee0), cream, rgb(0x9dbf73))
		c.fill(poly(-100, 400, 700, 400, 700, 318, -100, 336), sand)
		for _, x := range []float64{40, 470} {
			c.put(x, 318, 1, 0, func() {
				c.flat(rect(-5, -100, 10, 100), bark)
				c.flat(box(-36, -126, 72, 44, 6), cream)
				c.stroke(poly(-20, -104, 18, -104), 7, inkBlue)
			})
		}
		c.put(250, 228, 1.05, 0, func() { c.snail(tan, leaf, forest, plainly) })
	}},
	{"snail-home", square, func(c *canvas) { // its shell is a house with a door, windows and a chimney
		c.meadow(rgb(0xffd9a0), cream, leaf)
		c.sunny(80, 70, 34)
		c.put(250, 240, 1.12, 0, func() {
			c.ink(rect(70, -130, 28, 60), coral)
			c.snail(sand, coral, coral, content)
			c.flat(box(14, 6, 44, 66, 20), bark)
			c.fill(circle(48, 40, 5), sun)
			c.flat(circle(6, -32, 19), sun)
			c.flat(circle(78, -28, 19), sun)
			c.ink(poly(-58, -48, 134, -48, 38, -128), red)
		})
		c.steam(352, 92, 24, white)
		c.flower(60, 350, 24, pink, sun)
		c.flower(430, 364, 20, white, sun)
	}},
	{"snail-finish", landscape, func(c *canvas) { // a medal, a finish line, confetti
		c.rays(240, 230, mint, rgb(0xc9f2da))
		c.ground(330, rgb(0xd9785f))
		for i := range 2 {
			for j := range 8 {
				if (i+j)%2 == 0 {
					c.fill(rect(396+float64(i)*26, 120+float64(j)*26, 26, 26), inkBlue)
				} else {
					c.fill(rect(396+float64(i)*26, 120+float64(j)*26, 26, 26), white)
				}
			}
		}
		c.edge(rect(396, 120, 52, 210))
		c.put(220, 236, 1.12, 0, func() {
			c.snail(rgb(0xf3c9a0), azure, navy, beam)
			c.put(-84, 72, 0.75, 8, func() { c.medal(1, red) })
		})
		c.confetti(60)
	}},
	{"snail-hail", landscape, func(c *canvas) { // a broken shell in the hail
		c.sky(rgb(0x333a52), rgb(0x666f86))
		c.puff(380, 40, 150, rgb(0x262c42))
		c.puff(110, 30, 130, rgb(0x2f3650))
		c.ground(318, rgb(0x4a5347))
		c.put(230, 226, 1.05, 0, func() {
			c.snail(rgb(0xc3a98a), rgb(0xb98f6a), bark, wail)
			gap := poly(38, -90, 20, -40, 60, -16, 26, 20, 70, 40, 100, -10, 84, -60)
			c.fill(gap, night)
			c.edge(gap)
		})
		c.ink(poly(410, 310, 452, 290, 440, 322), rgb(0xb98f6a))
		c.ink(poly(80, 340, 112, 332, 104, 356), rgb(0xb98f6a))
		for range 46 {
			c.fill(circle(c.rnd.roll(-20, 500), c.rnd.roll(-20, 400), c.rnd.roll(4, 8)), white)
		}
	}},
	{"snail-lane", panorama, func(c *canvas) { // a ribbon, balloons, a smiling snail
		c.sky(rgb(0xffe39c), rgb(0xfff6da))
		c.ground(290, rgb(0x7b8296))
		for x := -60.0; x < 560; x += 90 {
			c.fill(rect(x, 336, 54, 9), sun)
		}
		for _, x := range []float64{20, 470} {
			c.ink(rect(x-8, 130, 16, 170), brown)
			c.ink(circle(x, 116, 24), []color.NRGBA{red, azure}[int(x)/300])
		}
		c.stroke(curve(20, 190, 240, 214, 470, 190), 26, inkBlue)
		c.stroke(curve(20, 190, 240, 214, 470, 190), 16, coral)
		for _, s := range []float64{-1, 1} {
			c.ink(blob(60, 196, 60+s*44, 170, 60+s*48, 224), coral)
		}
		c.put(270, 214, 1.02, 0, func() { c.snail(rgb(0xf0cfa0), plum, lilac, smile) })
		c.confetti(20)
	}},
	{"snail-race", square, func(c *canvas) { // two snails on a line
		c.plain(rgb(0x86b06a))
		for i := range 6 {
			c.fill(rect(-wide, -20+float64(i)*160, 2*wide, 80), rgb(0x7ba55f))
		}
		c.fill(rect(120, -40, 22, 500), white)
		c.put(280, 126, 0.88, 0, func() { c.snail(sand, coral, red, plainly) })
		c.put(280, 312, 0.88, 0, func() { c.snail(tan, azure, navy, plainly) })
	}},
	{"snail-date", landscape, func(c *canvas) { // two snails face to face in the dusk
		c.sky(rgb(0x6a4f8f), rgb(0xffb38a))
		c.fill(circle(240, 300, 76), rgb(0xffe0a0))
		c.ground(300, rgb(0x4a4470))
		c.put(366, 214, 0.82, 0, func() { c.snail(rgb(0xf3c9a0), pink, plum, content) })
		c.put(114, 214, 0.82, 0, func() { c.mirrored(func() { c.snail(sand, leaf, forest, content) }) })
		c.hearts(coral, 240, 110, 28, 210, 60, 17)
	}},
	{"snail-lettuce", portrait, func(c *canvas) { // a snail sobs over very small snails on a leaf
		c.sky(rgb(0x3d5a5a), rgb(0x7c9a86))
		c.ground(330, rgb(0x2f4a3e))
		c.put(60, 390, 1, 0, func() { c.leafAt(0, 0, 390, -8, forest) })
		c.put(250, 200, 1.08, 0, func() { c.snail(rgb(0xd9bfa0), rgb(0x8a6fa8), plum, wail) })
		c.stroke(curve(126, 196, 120, 230, 128, 262), 10, sky)
		for i, q := range []pt{{110, 356}, {176, 372}, {246, 352}, {312, 368}, {372, 346}} {
			c.put(q.x, q.y, 0.24, 0, func() {
				c.snail(sand, []color.NRGBA{coral, azure, sun, pink, leaf}[i], white, smile)
			})
		}
	}},
}
