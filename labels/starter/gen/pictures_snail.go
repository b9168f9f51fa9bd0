package main

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
}
