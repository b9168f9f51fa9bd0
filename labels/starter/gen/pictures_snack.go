package main

import "image/color"

var snackPictures = []picture{
	{"snack-setfornine", landscape, func(c *canvas) { // a smiling cake, candles, a whole table laid
		c.sky(rgb(0xffe9f0), rgb(0xfff6dc))
		c.bunting(-20, 10, 500, 10)
		c.table(330, rgb(0xf0a8b8))
		for _, x := range []float64{50, 430} {
			c.flat(oval(x, 336, 44, 12), white)
			c.put(x, 290, 0.6, 0, func() { c.partyHat(0, 60, 1, 0, azure, sun) })
		}
		c.put(240, 230, 1.1, 0, func() {
			for _, x := range []float64{-70, -24, 24, 70} {
				c.candle(x, -70, 50, sky)
			}
			c.ink(box(-130, -72, 260, 90, 16), rose)
			c.ink(box(-160, 10, 320, 90, 16), cream)
			c.flat(blob(-132, -64, 132, -64, 126, -40, 90, -24, 60, -44, 20, -18, -20, -42, -60, -20, -100, -42, -128, -36), white)
			c.face(0, 34, 36, joy, false)
		})
	}},
	{"snack-nuts", tall, func(c *canvas) { // a shocked nut on a red plate
		c.plain(rgb(0x5c3f4a))
		c.fill(circle(240, 220, 180), rgb(0x6e4b56))
		c.put(240, 180, 1.1, -6, func() {
			c.ink(blob(0, -150, 70, -128, 84, -60, 58, -4, 92, 60, 74, 140, 0, 164, -74, 140, -92, 60, -58, -4, -84, -60, -70, -128), tan)
			for _, q := range []pt{{-40, -104}, {36, -112}, {-50, 80}, {44, 96}, {0, 124}, {-10, 52}, {52, 40}} {
				c.fill(oval(q.x, q.y, 8, 5), brown)
			}
			c.face(0, -60, 30, shock, false)
		})
		c.cross(110, 20, 26, 14, red)
		c.cross(380, 380, 26, 14, red)
		c.cross(380, 40, 18, 10, coral)
	}},
	{"snack-lastslice", panorama, func(c *canvas) { // one old slice of pizza in a big box
		c.plain(rgb(0x97897a))
		c.ink(poly(40, 30, 440, 30, 470, 180, 10, 180), rgb(0xc7a477))
		c.ink(poly(10, 180, 470, 180, 500, 370, -20, 370), rgb(0xb18f63))
		c.fill(poly(30, 194, 450, 194, 474, 356, 6, 356), rgb(0x9c7b52))
		c.put(240, 270, 1.06, -14, func() {
			c.ink(poly(-120, -46, 130, -10, -80, 88), rgb(0xe8c069))
			c.flat(circle(-50, 36, 17), rgb(0xb24a3a))
			c.flat(circle(40, 4, 15), rgb(0xb24a3a))
			c.stroke(poly(-122, -50, -86, 92), 40, inkBlue)
			c.stroke(poly(-122, -50, -86, 92), 30, rgb(0xb87f43))
			c.face(-34, -8, 22, tired, false)
		})
	}},
	{"snack-melon", square, func(c *canvas) { // a watermelon in the sun, very pleased
		c.sky(rgb(0x54c8e8), rgb(0xd9f7dc))
		c.sunny(90, 60, 40)
		c.ground(330, rgb(0xf7dc9a))
		c.put(250, 210, 1.2, -8, func() {
			c.ink(pie(0, -40, 150, 0, 180), forest)
			c.fill(pie(0, -40, 134, 0, 180), mint)
			c.fill(pie(0, -40, 118, 0, 180), coral)
			for _, q := range []pt{{-80, -10}, {80, -10}, {-50, 46}, {50, 46}, {0, 62}} {
				c.fill(drop(q.x, q.y, 9), inkBlue)
			}
			c.edge(pie(0, -40, 150, 0, 180))
			c.face(0, -8, 34, beam, false)
		})
	}},
	{"snack-triangles", portrait, func(c *canvas) { // two triangles that were one square
		c.stripes(rgb(0xa9c9b0), rgb(0x9fc1a7))
		c.ink(circle(240, 200, 176), white)
		c.fill(circle(240, 200, 130), mist)
		for i, m := range []mood{sideways, plainly} {
			c.put(240, 150+float64(i)*140, 0.94, float64(i)*6-3, func() {
				c.ink(poly(-110, 20, 110, 20, 0, -74), sand)
				c.flat(box(-110, 18, 220, 12, 4), leaf)
				c.ink(box(-112, 28, 224, 22, 6), tan)
				c.face(0, -14, 19, m, false)
			})
		}
	}},
	{"snack-jar", tall, func(c *canvas) { // a jar of gherkins that stays shut
		c.plain(rgb(0xd8e3a8))
		c.table(400, rgb(0xa9805a))
		c.put(240, 220, 1.06, 0, func() {
			c.cast(0, 180, 130)
			p := box(-108, -110, 216, 288, 36)
			c.fill(p, rgb(0xe9f5d0))
			c.within(p, func() {
				for i, x := range []float64{-70, -24, 22, 68} {
					c.ink(box(x-21, -70+float64(i%2)*24, 42, 220, 21), []color.NRGBA{leaf, forest}[i%2])
				}
			})
			c.edge(p)
			c.flat(box(-84, -10, 168, 110, 10), cream)
			c.face(0, 34, 34, smug, false)
			c.ink(box(-120, -160, 240, 62, 12), rgb(0xc9a23a))
			for i := range 9 {
				c.stroke(poly(-100+float64(i)*25, -150, -100+float64(i)*25, -108), 4, thin(inkBlue, 60))
			}
		})
	}},
	{"snack-threeleft", panorama, func(c *canvas) { // three doughnuts in a window
		c.plain(rgb(0xe58fae))
		c.fill(rect(-wide, 310, 2*wide, wide), rgb(0xb9647f))
		for i := range 12 {
			c.fill(pie(-40+float64(i)*52, 40, 26, 0, 180), []color.NRGBA{white, rgb(0xf6c3d4)}[i%2])
		}
		for i, x := range []float64{60, 240, 420} {
			c.put(x, 220, 0.94, float64(i*9)-9, func() {
				c.cast(0, 88, 80)
				c.ink(circle(0, 0, 84), tan)
				c.flat(blob(0, -76, 56, -54, 76, 0, 60, 44, 36, 40, 16, 60, -14, 46, -40, 56, -70, 30, -76, -10, -52, -58), []color.NRGBA{cream, plum, sky}[i])
				for k := range 7 {
					a := float64(k)*51 + float64(i)*20
					c.fill(box(-4, -60, 8, 18, 4).turned(0, 0, a), []color.NRGBA{coral, sun, leaf, azure}[k%4])
				}
				c.face(0, 0, 24, []mood{smile, content, beam}[i], false)
			})
		}
	}},
	{"snack-portrait", square, func(c *canvas) { // a very ugly gingerbread something
		c.plain(rgb(0x75808a))
		c.fill(oval(240, 230, 200, 180), rgb(0x5f6a75))
		c.put(240, 210, 1.1, 7, func() {
			c.ink(blob(-30, -140, 40, -150, 70, -100, 50, -60, 130, -70, 150, -20, 80, 0, 90, 60, 130, 140, 60, 150, 10, 90, -50, 150, -120, 130, -80, 50, -90, 0, -150, 10, -150, -50, -60, -56, -70, -110), rgb(0x7a4a2c))
			c.fill(blob(60, 60, 120, 130, 60, 146, 20, 96), black)
			c.fill(blob(-150, -46, -110, -52, -120, 6, -150, 6), black)
			c.stroke(poly(-120, -24, -106, -10, -92, -26, -78, -12), 7, white)
			c.stroke(poly(70, -44, 86, -30, 104, -46, 120, -32), 7, white)
			c.put(4, -104, 1, 9, func() { c.face(0, 0, 24, unsure, true) })
			for _, y := range []float64{-30, 6, 40} {
				c.flat(circle(float64(round(y)%17)-4, y, 10), []color.NRGBA{red, leaf, sun}[round(y+30)%3])
			}
		})
	}},
	{"snack-pudding", landscape, func(c *canvas) { // a wobbling pudding, spoons all around
		c.rays(240, 200, rgb(0xd7a8f0), rgb(0xdfb8f4))
		c.table(330, rgb(0xf2c078))
		for i, q := range []struct{ x, y, a float64 }{{50, 150, 30}, {90, 60, 60}, {430, 150, -30}, {390, 60, -60}} {
			c.put(q.x, q.y, 1, q.a+90, func() {
				c.stroke(poly(0, 0, -100, 0), 18, inkBlue)
				c.stroke(poly(0, 0, -100, 0), 9, []color.NRGBA{coral, leaf, azure, sun}[i])
				c.ink(oval(16, 0, 30, 20), mist)
			})
		}
		c.put(240, 230, 1.12, 3, func() {
			c.flat(oval(0, 98, 170, 22), white)
			c.ink(path{{{-84, -80}, {84, -80}, {128, 96}, {-128, 96}}}, rgb(0xffd86b))
			c.flat(blob(-88, -84, 0, -96, 88, -84, 100, -40, 80, -10, 60, -40, 30, -14, 0, -44, -30, -6, -60, -40, -84, -20, -100, -46), brown)
			c.face(0, 28, 40, joy, false)
			c.flat(circle(0, -104, 19), red)
		})
	}},
	{"snack-strawberry", portrait, func(c *canvas) { // a strawberry like a star
		c.rays(240, 200, rgb(0xaef0c0), rgb(0xc0f5cf))
		c.put(240, 210, 1.3, 0, func() {
			c.ink(blob(0, -90, 70, -96, 116, -40, 90, 50, 30, 124, 0, 134, -30, 124, -90, 50, -116, -40, -70, -96), red)
			for _, q := range []pt{{-70, -36}, {70, -36}, {-46, 60}, {46, 60}, {0, 92}, {-74, 16}, {74, 16}, {0, -62}} {
				c.fill(drop(q.x, q.y, 7), sun)
			}
			for _, d := range []float64{-180, -145, -110, -70, -35, 0} {
				c.leafAt(0, -88, 74, d, leaf)
			}
			c.face(0, -4, 40, dazzled, false)
		})
		for _, q := range []pt{{90, 0}, {390, 0}, {80, 400}, {400, 400}} {
			c.flat(star(q.x, q.y, 26), white)
		}
	}},
}
