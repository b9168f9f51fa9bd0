package main

import "image/color"

var birdPictures = []picture{
	{"bird-coast", panorama, func(c *canvas) { // one bird on a long wire, rain
		c.sky(rgb(0x4a5878), rgb(0x9aa3b5))
		c.ground(330, rgb(0x3c4a5e))
		for _, x := range []float64{-20, 500} {
			c.ink(rect(x-8, 60, 16, 340), bark)
			c.ink(box(x-40, 84, 80, 14, 4), bark)
		}
		c.stroke(curve(-60, 96, 120, 130, 240, 136, 360, 130, 540, 96), 6, inkBlue)
		c.stroke(curve(-60, 240, 120, 262, 240, 266, 360, 262, 540, 240), 6, inkBlue)
		c.put(180, 192, 0.66, 0, func() { c.bird(slate, cream, amber, teary) })
		c.rain(50, mist)
	}},
	{"bird-sixoclock", square, func(c *canvas) { // a parrot in full colour, talking
		c.rays(240, 190, rgb(0xb9f2a1), rgb(0xc9f6b6))
		c.stroke(poly(-60, 344, 540, 344), 26, inkBlue)
		c.stroke(poly(-60, 344, 540, 344), 16, brown)
		c.put(220, 220, 1.12, 0, func() {
			c.ink(blob(-24, 90, 24, 90, 34, 190, 0, 220, -34, 190), azure)
			c.ink(blob(0, -130, 66, -104, 84, -30, 92, 60, 50, 116, -50, 116, -92, 60, -84, -30, -66, -104), red)
			for i, s := range []float64{-1, 1} {
				c.ink(blob(s*78, -10, s*110, 40, s*96, 110, s*60, 70), []color.NRGBA{azure, azure}[i])
				c.fill(blob(s*82, 20, s*100, 48, s*92, 80, s*74, 60), sun)
			}
			c.flat(oval(0, -36, 66, 44), cream)
			c.put(0, -44, 0.86, 0, func() { c.beakFace(black, beam) })
			c.stroke(curve(0, -130, 10, -160, 34, -166), 9, inkBlue)
		})
		c.bubble(334, 40, 110, 76, white, false)
		c.flat(heart(389, 78, 22), red)
	}},
	{"bird-spikes", landscape, func(c *canvas) { // a cross pigeon on a statue with spikes
		c.sky(rgb(0xa9b7bd), rgb(0xd0d8d6))
		c.fill(rect(-wide, 330, 2*wide, wide), rgb(0x8c9690))
		c.ink(path{{{110, 420}, {130, 260}, {350, 260}, {370, 420}}}, grey)
		c.ink(box(104, 232, 272, 36, 8), mist)
		for x := 124.0; x < 370; x += 20 {
			c.stroke(poly(x, 232, x, 204), 5, inkBlue)
		}
		c.put(240, 128, 0.9, 3, func() { c.bird(grey, rgb(0x7d8f9f), rgb(0x6b6f7d), angry) })
	}},
	{"bird-pistachio", portrait, func(c *canvas) { // a gull with an ice cream cone
		c.sky(rgb(0x6fcdf2), rgb(0xe6faff))
		c.sunny(90, 20, 32)
		c.ground(320, rgb(0xf2d896))
		c.fill(rect(-wide, 270, 2*wide, 52), rgb(0x39a0d0))
		c.put(220, 240, 1.24, -6, func() { c.bird(white, white, amber, beam) })
		c.put(350, 250, 1, 26, func() {
			c.ink(poly(-36, 0, 36, 0, 0, 110), tan)
			c.stroke(poly(-20, 20, 14, 66), 4, brown)
			c.stroke(poly(20, 20, -14, 66), 4, brown)
			c.ink(circle(-22, -18, 32), rose)
			c.ink(circle(22, -18, 32), cream)
			c.ink(circle(0, -58, 32), lime)
		})
	}},
	{"bird-who", tall, func(c *canvas) { // an owl in a hollow tree
		c.plain(rgb(0x6b4a35))
		for i := range 7 {
			x := 70 + float64(i)*60
			c.stroke(curve(x, -80, x+12, 80, x-10, 240, x+8, 480), 9, rgb(0x553a2a))
		}
		c.ink(oval(240, 190, 150, 178), rgb(0x2b1d1a))
		c.put(240, 220, 1.08, 0, func() { c.owl(tan, cream, plainly) })
		c.ink(blob(80, 350, 240, 330, 400, 350, 380, 400, 240, 384, 100, 400), rgb(0x8a6246))
	}},
	{"bird-gala", landscape, func(c *canvas) { // penguins in front of a door in the snow
		c.sky(rgb(0xa8cbe8), rgb(0xe9f4fb))
		c.ground(280, white)
		c.ink(rect(340, 60, 130, 224), rgb(0x8b4a5e))
		c.flat(circle(362, 180, 9), sun)
		c.flat(box(330, 30, 150, 34, 8), mist)
		for i, x := range []float64{60, 160, 264} {
			c.put(x, 200+float64(i%2)*12, 0.74, 0, func() { c.penguin([]mood{sideways, plainly, sideways}[i]) })
		}
	}},
	{"bird-office", square, func(c *canvas) { // a robin on a sill, knocking
		c.plain(rgb(0xf3d9c0))
		c.window(60, -30, 360, 330, rgb(0x9dc7e8), rgb(0xe9f3f9), func() {
			for range 30 {
				c.fill(circle(c.rnd.roll(60, 420), c.rnd.roll(-20, 300), c.rnd.roll(3, 6)), white)
			}
		})
		c.table(326, rgb(0xd9a06b))
		c.put(220, 232, 0.84, 0, func() { c.bird(brown, rgb(0xf0743e), amber, smile) })
		for _, q := range []pt{{350, 318}, {372, 322}, {330, 324}} {
			c.fill(circle(q.x, q.y, 6), tan)
		}
	}},
	{"bird-puddle", panorama, func(c *canvas) { // a drenched sparrow in a grey puddle
		c.plain(rgb(0x5f6468))
		for y := 20.0; y < 420; y += 64 {
			c.fill(rect(-wide, y, 2*wide, 5), rgb(0x535759))
		}
		for i, x := range []float64{-30, 60, 150, 240, 330, 420, 510} {
			c.fill(rect(x+float64(i%2)*30, 0, 5, 420), rgb(0x535759))
		}
		c.fill(blob(30, 330, 120, 270, 260, 262, 400, 280, 460, 330, 340, 376, 130, 372), rgb(0x7f93a3))
		c.put(240, 210, 1, 4, func() {
			c.bird(rgb(0x7a6552), rgb(0xa08b76), slate, tired)
			for _, s := range []float64{-1, 1} {
				c.stroke(poly(s*70, -60, s*100, -84), 8, rgb(0x7a6552))
				c.stroke(poly(s*84, -40, s*118, -50), 8, rgb(0x7a6552))
			}
		})
		c.fill(oval(240, 326, 130, 22), thin(rgb(0x7f93a3), 85))
		c.rain(60, mist)
	}},
	{"bird-flew", tall, func(c *canvas) { // a chick in the air above its nest
		c.sky(rgb(0x4fb4f0), rgb(0xfff4c2))
		c.sunny(110, 10, 34)
		c.puff(360, 260, 70, white)
		c.puff(120, 200, 60, white)
		c.put(250, 130, 0.98, -14, func() { c.flying(sun, cream, coral, joy) })
		c.stroke(curve(160, 220, 170, 290, 240, 340), 7, thin(white, 80))
		c.stroke(poly(40, 430, 440, 400), 34, inkBlue)
		c.stroke(poly(40, 430, 440, 400), 24, brown)
		c.ink(blob(170, 370, 330, 364, 310, 420, 190, 424), tan)
		for i := range 5 {
			c.stroke(poly(180+float64(i)*28, 376, 196+float64(i)*28, 414), 5, brown)
		}
	}},
	{"bird-stork", landscape, func(c *canvas) { // a stork on the chimney, the street is out
		c.rays(240, 140, rgb(0xffdca8), rgb(0xffe6c0))
		c.ink(poly(-60, 420, 240, 240, 540, 420), rgb(0xb5523b))
		c.ink(rect(190, 210, 100, 120), rgb(0xd98a6a))
		c.ink(blob(120, 214, 180, 190, 300, 190, 360, 214, 330, 246, 150, 246), brown)
		c.put(240, 96, 1, 0, func() {
			for _, x := range []float64{-10, 20} {
				c.stroke(poly(x, 70, x, 106), 8, coral)
			}
			c.ink(blob(-60, 20, 0, -10, 90, 6, 130, 40, 60, 76, -30, 70), white)
			c.ink(blob(30, 24, 90, 16, 140, 44, 70, 62), black)
			c.stroke(curve(-40, 40, -70, 0, -50, -40), 34, inkBlue)
			c.stroke(curve(-40, 40, -70, 0, -50, -40), 24, white)
			c.flat(poly(-84, -56, -160, -36, -82, -36), coral)
			c.ink(circle(-56, -52, 36), white)
			c.face(-60, -56, 14, beam, false)
		})
		c.hearts(red, 400, 70, 30, 350, 130, 18)
		c.confetti(40)
	}},
}
