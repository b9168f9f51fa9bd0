package main

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
}
