package main

import "image/color"

var trafficPictures = []picture{
	{"traffic-lastbus", panorama, func(c *canvas) { // a bus leaves somebody behind in the rain
		c.sky(night, rgb(0x3b4468))
		c.ground(310, rgb(0x2b3048))
		for x := -60.0; x < 560; x += 110 {
			c.fill(rect(x, 344, 60, 8), sun)
		}
		c.put(90, 190, 0.95, 0, func() { c.bus(rgb(0x8a3d55), smug) })
		c.fill(poly(-90, 240, -400, 190, -400, 330), thin(sun, 40))
		c.put(410, 220, 0.74, 0, func() {
			c.bust(person{skin: skinA, hair: bark, shirt: azure, style: bob}, wail)
		})
		c.rain(110, sky)
	}},
	{"traffic-lake", landscape, func(c *canvas) { // happy cars in a sunny jam
		c.sky(sky, cream)
		c.sunny(400, 66, 42)
		c.fill(oval(100, 250, 300, 100), lime)
		c.ground(190, rgb(0x8c93a8))
		cars := []struct {
			x, y, s float64
			col     color.NRGBA
			m       mood
		}{{100, 190, 0.55, leaf, smile}, {240, 186, 0.55, cream, joy}, {380, 190, 0.55, pink, beam}, {40, 262, 0.8, coral, joy}, {240, 258, 0.8, sun, smile}, {440, 262, 0.8, azure, joy}, {135, 352, 1, plum, beam}, {356, 352, 1, red, joy}}
		for _, k := range cars {
			c.put(k.x, k.y, k.s, 0, func() { c.car(k.col, k.m) })
		}
	}},
	{"traffic-light", tall, func(c *canvas) { // an empty crossing and a red light
		c.sky(rgb(0xe7d3c1), rgb(0xf5e9da))
		c.house(60, 330, 150, 180, rgb(0xc9ada0), rgb(0x9b7d72), sand)
		c.house(430, 330, 160, 210, rgb(0xbda5a0), rgb(0x8f7470), sand)
		c.ground(330, rgb(0x9a948f))
		for x := 60.0; x < 480; x += 80 {
			c.fill(poly(x, 350, x+40, 350, x+30, 460, x-20, 460), cream)
		}
		c.ink(rect(229, 250, 22, 130), slate)
		c.ink(box(150, -40, 180, 310, 40), black)
		for i, col := range []color.NRGBA{red, rgb(0x6b5a3a), rgb(0x365c48)} {
			c.flat(circle(240, 14+float64(i)*96, 42), col)
		}
		c.face(240, 12, 19, plainly, true)
	}},
	{"traffic-bike", panorama, func(c *canvas) { // a bicycle in the sun with flowers in the basket
		c.meadow(rgb(0xaee1f9), rgb(0xfff0c9), leaf)
		c.sunny(80, 50, 38)
		c.tree(440, 330, 120, forest)
		c.tree(380, 330, 90, lime)
		c.fill(poly(-200, 420, 800, 420, 800, 340, -200, 340), sand)
		c.put(230, 250, 1.2, 0, func() {
			c.cast(0, 92, 170)
			c.bicycle(coral)
			c.flower(-150, -118, 24, pink, sun)
			c.flower(-108, -128, 24, white, sun)
			c.ink(path{{{-166, -100}, {-92, -100}, {-102, -46}, {-156, -46}}}, tan)
			c.face(-129, -80, 15, smile, false)
		})
	}},
	{"traffic-nightjam", landscape, func(c *canvas) { // two in a car at night in the rain, red lights ahead
		c.sky(rgb(0x12142b), rgb(0x2a2d52))
		c.ground(150, rgb(0x1d2038))
		for i := range 14 {
			x, y := 10+float64(i%5)*112+float64(i/5)*26, 166+float64(i/5)*36
			c.fill(circle(x, y, 11+float64(i/5)*3), thin(red, 45))
			c.fill(circle(x, y, 6+float64(i/5)*2), coral)
		}
		c.rain(80, rgb(0x6c83b8))
		c.ink(box(-60, 270, 600, 300, 60), rgb(0x2f3a6b))
		c.edge(path{{{60, 276}, {90, 196}, {390, 196}, {420, 276}}})
		c.fill(path{{{60, 276}, {90, 196}, {390, 196}, {420, 276}}}, thin(slate, 70))
		c.put(170, 262, 0.62, 0, func() { c.head(person{skin: skinC, hair: night, style: curls}, tired) })
		c.put(316, 262, 0.62, 0, func() { c.head(person{skin: skinC, hair: bark, style: bun}, tired) })
		c.ink(box(-60, 316, 600, 300, 50), rgb(0x3a4680))
		for _, x := range []float64{60, 420} {
			c.flat(box(x-44, 350, 88, 30, 14), sun)
		}
	}},
	{"traffic-lock", portrait, func(c *canvas) { // a bicycle stand, a cut lock, no bicycle
		c.sky(rgb(0x3f4757), rgb(0x77808c))
		c.house(70, 300, 180, 200, rgb(0x59606e), rgb(0x434a59), rgb(0x353b4a))
		c.ground(300, rgb(0x62666f))
		for _, x := range []float64{130, 240, 350} {
			c.stroke(arc(x, 300, 34, 120, 180, 360), 26, inkBlue)
			c.stroke(arc(x, 300, 34, 120, 180, 360), 16, grey)
			c.stroke(poly(x-34, 300, x-34, 370), 18, slate)
			c.stroke(poly(x+34, 300, x+34, 370), 18, slate)
		}
		c.stroke(curve(206, 330, 160, 350, 150, 400, 210, 420, 280, 410), 22, inkBlue)
		c.stroke(curve(206, 330, 160, 350, 150, 400, 210, 420, 280, 410), 12, coral)
		c.ink(box(276, 384, 80, 54, 14), red)
		c.face(316, 404, 20, wail, false)
		c.rain(50, mist)
	}},
	{"traffic-parking", square, func(c *canvas) { // a tired car goes round and round
		c.plain(rgb(0xa7b39d))
		c.fill(circle(240, 200, 200), rgb(0x70768a))
		c.fill(circle(240, 200, 84), rgb(0x8fae79))
		for i := range 12 {
			a := float64(i) * 30
			c.fill(box(240+138, 196, 34, 9, 3).turned(240, 200, a), cream)
		}
		c.stroke(arc(240, 200, 142, 142, 190, 300), 12, sun)
		c.tree(240, 240, 70, forest)
		c.put(240, 330, 0.92, 0, func() { c.car(coral, tired) })
		c.put(60, 40, 1, 0, func() {
			c.ink(box(-28, -40, 70, 78, 10), azure)
			c.stroke(poly(-2, 26, -2, -26), 10, white)
			c.stroke(arc(2, -12, 18, 13, -90, 90), 10, white)
			c.stroke(poly(-24, 34, 38, -36), 9, red)
		})
	}},
	{"traffic-eight", panorama, func(c *canvas) { // two buses in the wrong order
		c.plain(rgb(0xc9d3d8))
		for i := range 6 {
			h := 90 + float64(i*47%90)
			c.fill(rect(-60+float64(i)*110, 250-h, 90, h), rgb(0xb4c0c7))
		}
		c.ground(250, rgb(0x8d949e))
		c.put(40, 216, 0.62, 0, func() { c.bus(leaf, sideways) })
		c.put(350, 240, 0.92, 0, func() { c.bus(rgb(0xe0a13a), plainly) })
		c.ink(rect(216, 120, 10, 220), slate)
		c.ink(circle(221, 112, 30), sun)
		c.fill(box(205, 104, 32, 14, 4), forest)
	}},
	{"traffic-tram", landscape, func(c *canvas) { // a tram stuck in the snow in the dark
		c.sky(rgb(0x2b3154), rgb(0x59618a))
		c.ground(300, rgb(0xaeb6d0))
		c.stroke(poly(-60, 20, 560, 40), 5, inkBlue)
		c.put(240, 200, 1, 0, func() {
			c.stroke(poly(0, -110, -30, -150, 10, -176), 8, inkBlue)
			c.ink(box(-210, -110, 420, 216, 26), rgb(0x6b7a9e))
			for i := range 3 {
				x := -70 + float64(i)*92
				c.flat(box(x, -84, 76, 78, 10), rgb(0xffdf8f))
				c.put(x+38, -30, 0.3, 0, func() {
					c.within(rect(-126, -178, 250, 256), func() {
						c.bust([]person{{skin: skinC, hair: night, shirt: coral, style: curls}, {skin: skinA, hair: grey, shirt: leaf, style: bun}, {skin: skinD, hair: bark, shirt: plum, style: short}}[i], []mood{smile, content, joy}[i])
					})
				})
			}
			c.flat(box(-196, -88, 110, 116, 18), rgb(0x8d99b8))
			c.face(-140, -42, 30, sad, false)
			c.fill(rect(-208, 46, 416, 14), white)
		})
		c.fill(blob(-60, 330, 60, 280, 180, 306, 300, 276, 420, 300, 560, 280, 560, 460, -60, 460), white)
		c.fill(blob(26, 100, 100, 84, 240, 88, 380, 84, 452, 100, 400, 106, 100, 106), white)
		for range 60 {
			c.fill(circle(c.rnd.roll(-20, 500), c.rnd.roll(-20, 400), c.rnd.roll(3, 6)), white)
		}
	}},
	{"traffic-licence", square, func(c *canvas) { // an old driver, a little car, confetti
		c.rays(240, 200, rgb(0x7ed0b0), rgb(0x92dcbf))
		c.ground(340, rgb(0x6f7488))
		c.put(240, 250, 1.5, 0, func() {
			c.put(0, -112, 0.5, 0, func() { c.head(person{skin: skinB, hair: mist, style: bun, glasses: true}, joy) })
			c.car(sun, beam)
		})
		c.put(400, 90, 1, 10, func() {
			c.ink(box(-54, -36, 108, 72, 8), rose)
			c.flat(circle(-24, -4, 20), skinB)
			c.tick(26, -2, 16, 9, forest)
		})
		c.confetti(60)
	}},
}
