package main

import "image/color"

var duckPictures = []picture{
	{"duck-paddle", square, func(c *canvas) { // serene above the water, frantic below
		c.sky(sky, cream)
		c.sunny(390, 70, 40)
		c.fill(rect(-wide, 225, 2*wide, wide), azure)
		c.fill(rect(-wide, 300, 2*wide, wide), navy)
		for _, q := range []pt{{180, 262}, {250, 268}, {300, 258}, {215, 275}} {
			s := q.x*7 - 1500
			foot := curve(q.x, q.y-20, q.x+s*0.06, q.y+30, q.x+s*0.13, q.y+64)
			c.stroke(foot, 18, inkBlue)
			c.stroke(foot, 9, amber)
			c.flat(poly(q.x+s*0.13-6, q.y+54, q.x+s*0.13-44, q.y+86, q.x+s*0.13+24, q.y+92), amber)
		}
		for i, x := range []float64{60, 100, 380, 420, 340} {
			c.fill(circle(x, 300+float64(i*37%80), 12).outline(5, true), sky)
		}
		c.stroke(curve(90, 330, 60, 350, 96, 370), 7, sky)
		c.stroke(curve(390, 350, 424, 366, 388, 388), 7, sky)
		c.put(220, 156, 1.05, 0, func() { c.duck(sun, amber, content) })
		c.fill(rect(-wide, 246, 2*wide, 24), thin(azure, 70))
		c.stroke(curve(-100, 246, 30, 240, 120, 250, 240, 242, 360, 250, 600, 242), 8, white)
	}},
	{"duck-drizzle", portrait, func(c *canvas) { // a duck in the rain, not amused
		c.sky(slate, grey)
		c.puff(130, 60, 130, rgb(0x47526b))
		c.puff(360, 40, 140, rgb(0x3b4560))
		c.ground(320, rgb(0x4f7382))
		c.put(250, 215, 1.15, 0, func() { c.duck(white, amber, tired) })
		c.rain(70, sky)
		c.fill(oval(250, 340, 220, 18), thin(white, 30))
	}},
	{"duck-leaflet", landscape, func(c *canvas) { // a brown duck holding a piece of paper
		c.meadow(mint, cream, leaf)
		c.put(280, 205, 1.1, 0, func() { c.duck(tan, sun, sideways) })
		c.put(92, 250, 1, -8, func() {
			c.ink(box(-52, -70, 104, 140, 4), white)
			c.flat(circle(0, -34, 20), leaf)
			for y := 0.0; y < 60; y += 18 {
				c.stroke(poly(-34, y, 34, y), 6, grey)
			}
		})
	}},
	{"duck-row", panorama, func(c *canvas) { // ducklings in a row behind their mother
		c.meadow(sky, cream, lime)
		c.sunny(500, 40, 34)
		c.put(110, 205, 1, 0, func() { c.duck(white, amber, smile) })
		for i := range 3 {
			c.put(300+float64(i)*88, 262+float64(i%2)*8, 0.72, 0, func() {
				c.duckling(sun, []mood{smile, beam, joy}[i])
			})
		}
		c.fill(rect(-wide, 312, 2*wide, 60), thin(azure, 0))
	}},
	{"duck-splash", landscape, func(c *canvas) { // wings up, water everywhere
		c.rays(240, 260, sky, rgb(0xb9e6fb))
		c.sunny(70, 60, 36)
		c.fill(oval(240, 390, 420, 110), azure)
		for _, s := range []float64{-1, 1} {
			c.ink(blob(240+s*60, 250, 240+s*150, 150, 240+s*178, 130, 240+s*170, 190, 240+s*120, 280), sun)
		}
		c.put(240, 240, 1.7, 0, func() {
			c.ink(blob(0, 0, 44, 16, 56, 50, 40, 84, -40, 84, -56, 50, -44, 16), sun)
			c.ink(circle(0, -30, 52), sun)
			c.stroke(curve(0, -82, 2, -94, 12, -100), 5, inkBlue)
			c.put(0, -34, 0.78, 0, func() { c.billFace(0, 0, amber, joy) })
		})
		c.fill(oval(240, 398, 300, 50), thin(sky, 85))
		for _, q := range []pt{{70, 230}, {110, 280}, {40, 300}, {410, 230}, {376, 280}, {446, 300}, {150, 330}, {330, 330}} {
			c.flat(drop(q.x, q.y, 19), sky)
		}
	}},
	{"duck-asphalt", landscape, func(c *canvas) { // a duck on an empty car park
		c.sky(rgb(0x8a8f98), rgb(0xaaaeb5))
		c.ground(150, rgb(0x4b4e58))
		for i := range 5 {
			x := -40 + float64(i)*130
			c.fill(poly(x+30, 170, x+42, 170, x-20, 420, x-44, 420), mist)
		}
		c.ink(rect(392, 20, 12, 150), slate)
		c.ink(box(362, 0, 72, 64, 8), azure)
		c.stroke(poly(388, 50, 388, 14), 10, white)
		c.stroke(arc(392, 24, 16, 11, -90, 90), 10, white)
		c.fill(oval(230, 330, 120, 16), thin(night, 50))
		for _, x := range []float64{200, 250} {
			c.flat(poly(x, 300, x-26, 332, x+14, 332), amber)
		}
		c.put(220, 230, 0.86, 0, func() { c.duck(white, amber, teary) })
	}},
	{"duck-party", square, func(c *canvas) { // a duck in a party hat, balloons
		c.sky(rgb(0x9fe3ff), rgb(0xeafff0))
		c.bunting(-20, 20, 500, 20)
		c.ground(310, rgb(0x58c0e8))
		c.put(240, 220, 1.2, 0, func() {
			c.duck(sun, coral, joy)
			c.partyHat(-60, -96, 0.9, -10, pink, white)
		})
		for i, q := range []pt{{410, 110}, {450, 180}} {
			c.stroke(curve(q.x, q.y+40, q.x-6, q.y+90, q.x-50, 260), 4, inkBlue)
			c.ink(oval(q.x, q.y, 34, 42), []color.NRGBA{red, plum}[i])
		}
		c.fill(oval(240, 350, 200, 16), thin(white, 50))
	}},
	{"duck-rubber", portrait, func(c *canvas) { // a rubber duck beside a keyboard
		c.room(rgb(0x55718c), rgb(0x3f566d), 300)
		c.put(240, 90, 0.86, 0, func() {
			c.screen(rgb(0x2a3040), navy, func() {
				for i := range 6 {
					c.stroke(poly(-130, -80+float64(i)*30, -60+float64(i*67%170), -80+float64(i)*30), 9, mint)
				}
			})
		})
		c.table(310, rgb(0xc9a27a))
		c.put(240, 320, 0.9, 0, func() { c.duck(sun, red, plainly) })
	}},
	{"duck-crossing", panorama, func(c *canvas) { // a mother and her ducklings on a crossing
		c.plain(rgb(0x777d90))
		c.fill(rect(-wide, -wide, 2*wide, wide+120), rgb(0x9fd08a))
		for x := -60.0; x < 560; x += 84 {
			c.fill(poly(x, 140, x+46, 140, x+20, 420, x-40, 420), cream)
		}
		c.put(420, 90, 0.62, 0, func() { c.car(red, smile) })
		c.put(60, 90, 0.62, 0, func() { c.car(azure, smile) })
		c.put(200, 230, 0.74, 0, func() {
			for _, x := range []float64{-30, 34} {
				c.flat(poly(x, 100, x-26, 134, x+16, 134), amber)
			}
			c.duck(tan, amber, content)
		})
		for i := range 3 {
			c.put(336+float64(i)*76, 270+float64(i%2)*14, 0.7, 0, func() { c.duckling(sun, []mood{beam, smile, joy}[i]) })
		}
	}},
	{"duck-swan", square, func(c *canvas) { // a young bird and its reflection, a swan
		c.rays(240, 120, rgb(0xffc9de), rgb(0xffdbe8))
		c.ground(215, rgb(0x66c4e8))
		c.put(240, 140, 1.08, 0, func() { c.duckling(white, dazzled) })
		c.put(250, 300, 0.92, 0, func() {
			c.ink(blob(-60, 30, 0, 20, 90, 10, 140, -20, 130, 50, 60, 86, -30, 84, -70, 60), white)
			c.stroke(curve(-50, 50, -96, 10, -60, -30, -86, -62), 44, inkBlue)
			c.stroke(curve(-50, 50, -96, 10, -60, -30, -86, -62), 34, white)
			c.flat(poly(-104, -70, -140, -50, -100, -46), amber)
			c.fill(circle(-88, -64, 5), inkBlue)
			c.ink(blob(10, 40, 60, 20, 112, 20, 80, 62), mist)
		})
		for _, y := range []float64{250, 330, 396} {
			c.stroke(curve(-60, y, 60, y-6, 180, y+4, 300, y-4, 420, y+5, 540, y), 5, thin(white, 70))
		}
		c.hearts(red, 90, 70, 24, 400, 80, 28)
	}},
}
