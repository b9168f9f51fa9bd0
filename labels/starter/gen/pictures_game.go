package main

import "image/color"

var gamePictures = []picture{
	{"game-save", landscape, func(c *canvas) { // a black screen with a cross, a small hand far too pleased
		c.room(rgb(0x3e3650), rgb(0x2b2438), 330)
		c.put(200, 176, 1.1, 0, func() {
			c.screen(black, rgb(0x0b0c18), func() { c.cross(0, -44, 40, 22, red) })
			c.face(0, 48, 30, wail, true)
		})
		c.put(400, 300, 0.66, 0, func() { c.bust(person{skin: skinA, hair: amber, shirt: lime, style: short}, smug) })
	}},
	{"game-farm", panorama, func(c *canvas) { // a cheerful little farm
		c.meadow(rgb(0x9ee0ff), rgb(0xe4f7d0), leaf)
		c.sunny(60, 50, 32)
		c.house(120, 300, 120, 110, red, cream, sun)
		for row := range 2 {
			for i := range 5 {
				x, y := 250+float64(i)*64, 330+float64(row)*44
				c.flat(oval(x, y+12, 28, 9), brown)
				c.leafAt(x, y-14, 26, -120, forest)
				c.leafAt(x, y-14, 26, -60, forest)
				c.ink(circle(x, y, 19), rgb(0xf4e9f7))
				c.face(x, y-3, 8, []mood{smile, joy}[i%2], false)
			}
		}
		c.put(390, 230, 0.66, 0, func() { // a cow
			c.cast(20, 100, 120)
			for _, x := range []float64{-40, 100} {
				c.ink(box(x-14, 50, 28, 54, 8), white)
			}
			c.ink(box(-70, -30, 210, 106, 44), white)
			c.flat(blob(60, -26, 120, -20, 110, 30, 70, 20), black)
			for _, s := range []float64{-1, 1} {
				c.flat(oval(-70+s*62, -52, 24, 14), white)
			}
			c.ink(box(-118, -92, 96, 104, 36), white)
			c.flat(oval(-70, -6, 44, 24), rose)
			c.face(-70, -50, 22, smile, false)
		})
	}},
	{"game-rules", square, func(c *canvas) { // a board, dice and a very long scroll
		c.plain(rgb(0x7a9a7e))
		c.put(190, 230, 1, -8, func() {
			c.ink(box(-150, -110, 300, 240, 14), sand)
			for i := range 12 {
				a := []pt{{-120, -80}, {-60, -80}, {0, -80}, {60, -80}, {120, -80}, {120, -20}, {120, 40}, {120, 98}, {60, 98}, {0, 98}, {-60, 98}, {-120, 98}}[i]
				c.flat(box(a.x-24, a.y-22, 48, 44, 8), []color.NRGBA{coral, azure, sun, leaf}[i%4])
			}
			c.ink(box(-38, -36, 84, 84, 16), white)
			c.face(4, 0, 20, unsure, false)
		})
		c.put(390, 190, 1, 6, func() {
			c.ink(box(-56, -170, 116, 360, 6), cream)
			for y := -140.0; y < 160; y += 24 {
				c.stroke(poly(-36, y, 40-float64(int(y+140)%5)*6, y), 6, grey)
			}
			c.ink(box(-68, -192, 140, 36, 16), tan)
			c.ink(box(-68, 172, 140, 36, 16), tan)
		})
	}},
	{"game-grandpa", landscape, func(c *canvas) { // a beaten gamepad in the dusk
		c.sky(rgb(0x39406a), rgb(0x565d86))
		c.ground(300, rgb(0x2c3256))
		c.put(240, 196, 1.26, 0, func() { c.gamepad(slate, teary, true) })
		for i := range 9 {
			c.cross(48+float64(i)*48, 372, 13, 9, coral)
		}
	}},
	{"game-boss", portrait, func(c *canvas) { // a gamepad as a king on a hill of light
		c.rays(240, 220, plum, rgb(0x8d62ae))
		c.put(240, 240, 1.04, -4, func() {
			c.gamepad(white, dazzled, false)
			c.ink(poly(-64, -70, -78, -146, -36, -110, 0, -160, 36, -110, 78, -146, 64, -70), sun)
			for _, x := range []float64{-40, 0, 40} {
				c.flat(circle(x, -86, 9), red)
			}
		})
		c.confetti(70)
		for _, q := range []pt{{90, 40}, {390, 30}, {70, 400}, {410, 410}} {
			c.flat(star(q.x, q.y, 28), sun)
		}
	}},
	{"game-square", panorama, func(c *canvas) { // little figures wave under a sky that goes out
		c.plain(rgb(0x08080f))
		c.fill(rect(-wide, 190, 2*wide, wide), rgb(0x17172b))
		for i := range 16 {
			for row := range 3 {
				if (i*7+row*5)%4 < 2 {
					c.fill(rect(-60+float64(i)*40, 40+float64(row)*40, 38, 38), rgb(0x1d2450))
				}
			}
		}
		for i := range 7 {
			x, y := 10+float64(i)*78, 250+float64(i*31%50)
			col := []color.NRGBA{coral, azure, leaf, sun, plum, pink, amber}[i]
			c.put(x, y, 1, 0, func() {
				c.fill(rect(-30, 62, 60, 8), night)
				c.flat(rect(18, -30, 14, 36), col)
				c.ink(rect(-22, 0, 44, 64), between(col, night))
				c.ink(rect(-26, -44, 52, 48), col)
				c.face(0, -24, 12, teary, false)
			})
		}
	}},
	{"game-tutorial", square, func(c *canvas) { // a screen full of arrows, a bored gamepad
		c.room(rgb(0x8fa08b), rgb(0x6d7f6a), 310)
		c.put(240, 140, 1, 0, func() {
			c.screen(black, rgb(0x5a7fa8), func() {
				c.fill(rect(-180, 50, 400, 80), rgb(0x4f8f5f))
				c.flat(poly(-20, -80, -20, -30, -48, -30, 0, 16, 48, -30, 20, -30, 20, -80), sun)
				c.flat(box(-130, -70, 70, 40, 8), white)
				c.flat(box(70, -70, 70, 40, 8), white)
			})
		})
		c.put(240, 350, 0.6, 0, func() { c.gamepad(coral, tired, false) })
	}},
	{"game-seven", tall, func(c *canvas) { // a die with seven spots
		c.plain(rgb(0x2f6b52))
		c.fill(circle(240, 200, 190), rgb(0x367a5e))
		c.cast(246, 330, 140)
		c.put(240, 220, 1, -10, func() {
			c.ink(box(-116, -116, 232, 232, 36), white)
			for _, q := range []pt{{-66, -66}, {66, -66}, {-66, 62}, {66, 62}, {0, 66}, {-82, 0}, {82, 0}} {
				c.fill(circle(q.x, q.y, 17), black)
			}
			c.face(0, -10, 30, unsure, false)
		})
		c.put(160, 10, 1, 30, func() { c.ink(box(-40, -56, 80, 112, 10), cream); c.fill(heart(0, 0, 20), red) })
	}},
	{"game-cards", landscape, func(c *canvas) { // a small hand of cards, a proud child
		c.stripes(rgb(0xffdf9e), rgb(0xffd68a))
		c.put(240, 150, 0.96, 0, func() { c.bust(person{skin: skinA, hair: coral, shirt: azure, style: bob}, wink) })
		c.table(330, forest)
		for i := range 5 {
			c.put(240, 420, 1, -40+float64(i)*20, func() {
				c.ink(box(-38, -180, 76, 112, 10), []color.NRGBA{coral, white, azure, white, plum}[i])
				c.fill(star(0, -124, 24), []color.NRGBA{cream, red, cream, sun, cream}[i])
			})
		}
	}},
	{"game-playertwo", portrait, func(c *canvas) { // two little figures jump on a screen
		c.rays(240, 170, rgb(0xffb0d0), rgb(0xffc2dc))
		c.put(240, 160, 1.1, 0, func() {
			c.screen(navy, rgb(0x8fe3ff), func() {
				c.fill(rect(-170, 62, 360, 50), leaf)
				c.fill(cloudShape(-90, -70, 44), white)
				c.fill(cloudShape(96, -60, 36), white)
				for i, s := range []float64{-1, 1} {
					c.put(s*62, -6, 1, s*10, func() {
						col := []color.NRGBA{coral, plum}[i]
						c.flat(rect(-40, -44, 14, 40).and(rect(26, -44, 14, 40)), col)
						c.ink(rect(-24, 2, 48, 46), col)
						c.ink(rect(-28, -44, 56, 52), []color.NRGBA{skinA, skinC}[i])
						c.face(0, -22, 14, joy, false)
					})
				}
				c.flat(heart(0, -60, 20), red)
			})
		})
		c.put(150, 400, 0.5, -12, func() { c.gamepad(coral, beam, false) })
		c.put(334, 400, 0.5, 12, func() { c.gamepad(plum, beam, false) })
		c.confetti(40)
	}},
}
