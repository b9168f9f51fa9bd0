package main

import "image/color"

var phonePictures = []picture{
	{"phone-crack", landscape, func(c *canvas) { // face up on the pavement, broken
		c.plain(rgb(0x6b7080))
		for y := -100.0; y < 500; y += 100 {
			c.stroke(poly(-200, y, 700, y+40), 6, rgb(0x585d6c))
		}
		for x := -100.0; x < 600; x += 160 {
			c.stroke(poly(x, -200, x-60, 600), 6, rgb(0x585d6c))
		}
		c.put(240, 200, 1.06, 68, func() {
			c.phone(black, rgb(0x39405c), func() {
				c.put(0, 0, 1, -68, func() { c.face(0, -6, 40, out, true) })
				for _, l := range [][]float64{{-80, -100, -30, -60, -50, 0, -90, 30}, {-30, -60, 40, -100, 90, -90}, {-50, 0, 10, 60, 0, 150}, {10, 60, 80, 50}, {40, -100, 30, -150}} {
					c.stroke(poly(l...), 5, white)
				}
			})
		})
		for _, q := range []pt{{70, 90}, {400, 330}, {110, 330}, {380, 70}} {
			c.flat(poly(q.x, q.y, q.x+26, q.y-10, q.x+18, q.y+22), mist)
		}
	}},
	{"phone-birthday", square, func(c *canvas) { // a phone in a party hat
		c.rays(240, 230, lilac, rgb(0xd3bdf0))
		c.put(240, 226, 1, 4, func() {
			c.phone(pink, cream, func() {
				for i := range 4 {
					y := 30 + float64(i)*30
					c.fill(box(-62, y, 104-float64(i*31%40), 20, 10), []color.NRGBA{coral, azure, leaf, sun}[i])
				}
			})
			c.face(0, -58, 36, joy, false)
			c.partyHat(0, -160, 1, 0, sun, azure)
		})
		c.confetti(60)
	}},
	{"phone-thumb", portrait, func(c *canvas) { // a chat with very few words
		c.plain(rgb(0xcfe3e6))
		c.put(240, 204, 1.22, 0, func() {
			c.phone(slate, white, func() {
				c.flat(box(-66, -104, 92, 44, 18), mist)
				c.flat(box(-22, -46, 88, 44, 18), mint)
				for i := range 3 {
					c.fill(circle(-2+float64(i)*24, -24, 8), forest)
				}
			})
			c.face(0, 60, 34, unsure, false)
		})
	}},
	{"phone-stickers", panorama, func(c *canvas) { // dancing vegetables all around a phone
		c.plain(rgb(0xfff0c2))
		c.put(240, 205, 0.98, -5, func() {
			c.phone(azure, white, nil)
			c.face(0, -10, 38, content, false)
		})
		carrot := func(x, y, a float64, m mood) {
			c.put(x, y, 1, a, func() {
				for _, d := range []float64{-120, -90, -60} {
					c.leafAt(0, -56, 46, d, leaf)
				}
				c.ink(blob(-40, -56, 0, -66, 40, -56, 26, 20, 0, 88, -26, 20), amber)
				c.face(0, -22, 18, m, false)
			})
		}
		carrot(70, 190, -16, beam)
		carrot(420, 200, 18, joy)
		c.put(4, 310, 0.95, 10, func() {
			c.ink(cloudShape(0, -30, 52), leaf)
			c.ink(box(-18, -10, 36, 50, 10), lime)
			c.face(0, -26, 16, joy, false)
		})
		c.put(500, 320, 0.9, -10, func() {
			c.ink(circle(0, -10, 46), red)
			c.leafAt(0, -54, 30, -40, leaf)
			c.face(0, -16, 19, beam, false)
		})
		c.put(110, 340, 0.8, 0, func() {
			c.ink(circle(0, 0, 42), plum)
			c.leafAt(0, -40, 30, -120, leaf)
			c.face(0, -6, 18, smile, true)
		})
		c.hearts(pink, 145, 66, 20, 350, 60, 24)
	}},
	{"phone-job", square, func(c *canvas) { // a phone ringing like a bell, stars all around
		c.rays(240, 210, leaf, rgb(0x63c48a))
		c.put(240, 210, 1.14, -12, func() {
			c.phone(white, sun, nil)
			c.face(0, -20, 42, dazzled, false)
			for _, s := range []float64{-1, 1} {
				for i := range 2 {
					r := 120 + float64(i)*28
					c.stroke(arc(0, 0, r, r, 90-s*90-30, 90-s*90+30), 12, white)
				}
			}
		})
		for _, q := range []pt{{62, 70}, {420, 66}, {430, 360}, {60, 350}} {
			c.flat(star(q.x, q.y, 32), cream)
		}
	}},
	{"phone-voice", tall, func(c *canvas) { // a voice message at night, a broken heart
		c.plain(rgb(0x241f3d))
		c.fill(circle(240, 210, 190), rgb(0x38305a))
		c.put(240, 220, 1.06, 0, func() {
			c.phone(rgb(0x4a4270), rgb(0x17142b), func() {
				c.brokenHeart(0, -60, 46, red, cream)
				c.flat(box(-68, 20, 136, 44, 20), plum)
				for i := range 9 {
					h := 6 + float64(i*37%17)
					c.stroke(poly(-36+float64(i)*11, 42-h/2, -36+float64(i)*11, 42+h/2), 5, cream)
				}
				c.fill(poly(-58, 32, -44, 42, -58, 52), cream)
			})
			c.face(0, 100, 22, teary, true)
		})
	}},
	{"phone-onepercent", landscape, func(c *canvas) { // a phone with almost no battery
		c.room(rgb(0xb5b9ad), rgb(0x8f9487), 320)
		c.stroke(curve(520, 60, 430, 90, 440, 160, 410, 190), 16, inkBlue)
		c.stroke(curve(520, 60, 430, 90, 440, 160, 410, 190), 8, white)
		c.ink(box(388, 186, 40, 50, 8).turned(408, 210, 20), white)
		c.put(200, 200, 1.06, -74, func() {
			c.phone(black, rgb(0x4a4f63), func() {
				c.put(0, 0, 1, 74, func() {
					c.flat(box(-100, -52, 130, 46, 8), white)
					c.flat(box(30, -40, 12, 22, 4), white)
					c.fill(rect(-94, -46, 15, 34), red)
					c.face(-30, 24, 26, tired, true)
				})
			})
		})
	}},
	{"phone-potato", portrait, func(c *canvas) { // a potato on a screen
		c.stripes(rgb(0xe6d9a8), rgb(0xdfd09a))
		c.put(240, 204, 1.3, 3, func() {
			c.phone(forest, cream, func() {
				c.flat(box(-66, -116, 132, 150, 12), mint)
				c.ink(blob(-44, -50, -20, -92, 30, -84, 48, -36, 24, 8, -30, 4), tan)
				for _, q := range []pt{{-24, -20}, {20, -64}, {30, -16}} {
					c.fill(circle(q.x, q.y, 4), brown)
				}
				c.face(0, -50, 14, plainly, false)
				c.flat(box(-66, 50, 60, 32, 14), mist)
				c.flat(box(6, 92, 60, 32, 14), sky)
			})
		})
	}},
	{"phone-lake", panorama, func(c *canvas) { // a phone at the bottom of a lake
		c.sky(rgb(0x3f7f96), rgb(0x143a52))
		c.fill(rect(-wide, -wide, 2*wide, wide+50), rgb(0xa9c3cc))
		c.stroke(curve(-60, 52, 80, 44, 200, 56, 330, 44, 450, 56, 560, 46), 9, white)
		c.fill(oval(240, 400, 420, 60), rgb(0x3d4f48))
		c.weed(40, 390, 130, forest)
		c.weed(100, 400, 80, leaf)
		c.weed(450, 390, 150, forest)
		c.put(260, 250, 0.92, 62, func() {
			c.phone(slate, rgb(0x0f2536), func() { c.put(0, 0, 1, -62, func() { c.face(0, -8, 34, out, true) }) })
		})
		c.put(90, 160, 0.36, 0, func() { c.fish(amber, coral, shock) })
		c.bubbles(330, 150, 14, 350, 110, 9, 316, 90, 6)
	}},
	{"phone-ear", square, func(c *canvas) { // a screen full of ear
		c.rays(240, 210, rgb(0xffb7a1), rgb(0xffc6b4))
		c.put(240, 204, 1.26, -6, func() {
			c.phone(plum, rgb(0xfbe3cf), func() {
				c.ink(blob(-50, -60, -20, -120, 50, -104, 62, -40, 40, 10, 30, 60, -10, 76, -24, 40, -10, 0, -50, -20), skinA)
				c.stroke(curve(-24, -50, -6, -90, 36, -78, 40, -38, 16, -8, 10, 30), 8, skinB)
				c.stroke(curve(-10, -40, 10, -56, 16, -30, 0, -14), 7, skinB)
				c.fill(circle(4, 84, 11), sun)
				c.stroke(curve(-84, -70, -60, -100, -70, -140), 26, mist)
				c.stroke(curve(-84, -20, -66, -40, -72, -60), 20, white)
			})
			c.face(0, 118, 13, beam, false)
		})
		c.hearts(red, 60, 110, 34, 420, 80, 40, 430, 320, 28, 50, 330, 24)
	}},
}
