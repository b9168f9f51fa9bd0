package main

import "image/color"

var kitchenPictures = []picture{
	{"kitchen-roast", landscape, func(c *canvas) { // an oven on fire
		c.room(rgb(0x6f5b66), rgb(0x4a3c47), 330)
		c.put(240, 230, 1.06, 0, func() {
			c.smoke(-90, -120, 60, rgb(0x3d3a44))
			c.smoke(100, -120, 66, rgb(0x4c4852))
			c.ink(box(-170, -130, 340, 270, 16), mist)
			for i := range 4 {
				c.flat(circle(-120+float64(i)*80, -104, 15), red)
			}
			c.flat(box(-140, -64, 280, 170, 14), bark)
			c.within(box(-140, -64, 280, 170, 14), func() {
				for i, x := range []float64{-120, -60, 0, 60, 120} {
					c.flame(x, 110, 70+float64(i*37%30))
				}
				c.ink(blob(-70, 80, -60, 20, 0, 0, 70, 20, 90, 80), black)
			})
			c.face(10, 44, 26, out, true)
			c.flat(box(-130, -86, 260, 16, 8), slate)
		})
		c.put(440, 50, 1, 0, func() {
			c.flat(circle(0, 0, 30), white)
			c.fill(circle(0, 0, 9), red)
			c.stroke(arc(0, 0, 44, 44, 100, 170), 7, red)
			c.stroke(arc(0, 0, 60, 60, 100, 170), 7, red)
		})
	}},
	{"kitchen-toast", square, func(c *canvas) { // coal with a face
		c.room(rgb(0xc5b8a5), rgb(0x96836b), 300)
		c.table(300, rgb(0xb08a5e))
		c.smoke(130, 90, 30, thin(slate, 60))
		c.smoke(350, 90, 34, thin(slate, 60))
		c.put(240, 175, 1.12, 6, func() { c.toast(rgb(0x2b2328), rgb(0x40343a), angry, true) })
		c.put(240, 330, 1.05, 0, func() {
			c.ink(box(-150, -70, 300, 130, 30), coral)
			c.flat(box(-120, -70, 240, 20, 8), bark)
			c.flat(circle(110, 20, 20), cream)
			c.stroke(poly(110, 20, 120, 8), 6, inkBlue)
		})
	}},
	{"kitchen-pasta", panorama, func(c *canvas) { // spaghetti wherever one looks
		c.room(rgb(0xdfe5d3), rgb(0xb3bda0), 320)
		c.table(330, brown)
		c.put(240, 230, 1, 0, func() {
			for i := range 22 {
				x := -120 + float64(i)*11.4
				c.stroke(curve(x, -40, x*1.1, -110-float64(i*31%50), x*1.7, -90, x*1.6+20, 20+float64(i*17%70)), 11, rgb(0xd9a63c))
				c.stroke(curve(x, -40, x*1.1, -110-float64(i*31%50), x*1.7, -90, x*1.6+20, 20+float64(i*17%70)), 6, sun)
			}
			c.saucepan(azure, plainly)
		})
	}},
	{"kitchen-egg", square, func(c *canvas) { // a perfect egg in a pan
		c.plain(rgb(0xa8d8c9))
		for x := -100.0; x < 600; x += 70 {
			c.fill(rect(x, -wide, 35, 2*wide), rgb(0x9ccfbf))
		}
		c.put(210, 210, 1.16, -8, func() {
			c.pan()
			c.ink(blob(-104, -6, -70, -60, -10, -50, 50, -70, 100, -20, 92, 40, 30, 50, -20, 70, -80, 44), white)
			c.ink(circle(0, 0, 46), sun)
			c.face(0, -6, 20, beam, false)
		})
	}},
	{"kitchen-cake", portrait, func(c *canvas) { // a collapsed, half burnt cake
		c.room(rgb(0x9a94a8), rgb(0x6d6880), 330)
		c.table(350, bark)
		c.put(240, 236, 1.2, 0, func() {
			c.cast(0, 114, 180)
			c.flat(oval(0, 104, 168, 22), mist)
			body := blob(-140, 96, -136, -10, -96, -52, -40, -14, 30, 22, 84, -40, 128, -92, 146, 96, 0, 104)
			c.ink(body, tan)
			c.within(body, func() { c.fill(blob(66, -110, 170, -120, 180, 120, 96, 120, 110, 40, 80, 0), black) })
			c.edge(body)
			c.ink(blob(-140, -14, -96, -58, -40, -20, 30, 16, 66, -22, 78, 4, 60, 32, 30, 40, 12, 28, -14, 26, -34, 4, -60, -6, -84, -20, -104, 14, -122, 22, -136, 14), rose)
			c.flat(box(-30, -66, 16, 66, 6).turned(-22, -30, -34), azure)
			c.flat(box(100, -130, 16, 62, 6).turned(108, -90, 30), leaf)
			c.smoke(122, -140, 18, thin(night, 60))
			c.face(-30, 56, 28, sad, false)
		})
	}},
	{"kitchen-thaw", tall, func(c *canvas) { // an open fridge in a puddle
		c.room(rgb(0x565f75), rgb(0x3b435a), 370)
		c.fill(oval(240, 420, 170, 30), sky)
		c.put(220, 170, 1.06, 0, func() {
			c.ink(box(-100, -200, 210, 430, 20), mist)
			c.fill(box(-84, -184, 178, 398, 12), slate)
			for _, y := range []float64{-80, 20, 120} {
				c.flat(rect(-84, y, 178, 10), grey)
			}
			c.ink(box(-100, -200, 60, 430, 16), white)
			c.flat(box(-58, -20, 10, 90, 5), slate)
			c.face(26, -130, 30, wail, true)
			c.flat(blob(-20, 20, 0, -16, 40, -20, 66, 20), rose)
			c.ink(box(-10, 86, 60, 34, 8), coral)
		})
		for _, q := range []pt{{200, 352}, {270, 330}, {300, 376}} {
			c.flat(drop(q.x, q.y, 13), sky)
		}
	}},
	{"kitchen-dishes", landscape, func(c *canvas) { // a beaming dishwasher, open and full
		c.rays(240, 160, rgb(0xc3f0e6), rgb(0xd4f7ef))
		c.put(240, 200, 1.04, 0, func() {
			c.ink(box(-170, -170, 340, 250, 14), white)
			c.fill(rect(-168, -120, 336, 6), thin(inkBlue, 40))
			for i := range 3 {
				c.flat(circle(-130+float64(i)*32, -144, 10), []color.NRGBA{leaf, sun, mist}[i])
			}
			c.face(0, -52, 44, joy, false)
			c.ink(poly(-170, 80, 170, 80, 220, 170, -220, 170), grey)
			for i := range 8 {
				x := -140 + float64(i)*40
				c.flat(oval(x, 84, 14, 54), []color.NRGBA{white, azure, cream}[i%3])
			}
		})
		for _, q := range []pt{{60, 80}, {424, 70}, {440, 250}, {36, 270}} {
			c.fill(star(q.x, q.y, 20), white)
		}
	}},
	{"kitchen-cinnamon", panorama, func(c *canvas) { // five jars in a row
		c.plain(rgb(0xcdb79e))
		c.fill(rect(-wide, -wide, 2*wide, wide+70), rgb(0xb79f84))
		c.flat(rect(-wide, 290, 2*wide, 30), bark)
		c.fill(rect(-wide, 320, 2*wide, 40), shadow)
		for i := range 5 {
			c.put(30+float64(i)*106, 214, 1, 0, func() {
				c.ink(box(-42, -60, 84, 136, 16), rgb(0xa65f2e))
				c.ink(box(-38, -92, 76, 36, 8), []color.NRGBA{red, slate, forest, sun, navy}[i])
				c.flat(box(-34, -24, 68, 62, 4), cream)
				c.face(0, -2, 15, []mood{plainly, sideways, unsure, plainly, sideways}[i], false)
			})
		}
	}},
	{"kitchen-pancake", portrait, func(c *canvas) { // a pancake on the lamp, flour everywhere
		c.room(rgb(0x827b74), rgb(0x5e5851), 340)
		c.stroke(poly(240, -80, 240, 20), 8, inkBlue)
		c.ink(path{{{180, 90}, {206, 20}, {274, 20}, {300, 90}}}, slate)
		c.put(230, 120, 1, 8, func() {
			c.ink(blob(-120, -10, -60, -34, 60, -30, 124, 0, 110, 30, 70, 24, 64, 70, 36, 66, 24, 30, -40, 34, -58, 80, -86, 70, -90, 24), tan)
			c.face(0, 0, 24, out, false)
		})
		c.table(370, bark)
		c.put(230, 330, 0.8, 0, func() { c.pan() })
		c.ink(blob(180, 330, 220, 300, 290, 310, 280, 350, 210, 356), tan)
		for range 34 {
			c.fill(circle(c.rnd.roll(40, 440), c.rnd.roll(0, 440), c.rnd.roll(3, 10)), thin(white, 75))
		}
	}},
	{"kitchen-bread", square, func(c *canvas) { // a loaf in a golden light
		c.rays(240, 210, rgb(0xffc35c), rgb(0xffcf7a))
		c.table(330, brown)
		c.steam(240, 120, 60, cream)
		c.put(240, 240, 1.14, 0, func() {
			c.cast(0, 86, 170)
			p := blob(-160, 40, -140, -50, -60, -84, 60, -84, 140, -50, 160, 40, 120, 80, -120, 80)
			c.ink(p, rgb(0xd08a45))
			c.within(p, func() {
				for _, x := range []float64{-90, -20, 50, 120} {
					c.stroke(curve(x, -90, x-14, -60, x-40, -40), 18, sand)
				}
			})
			c.edge(p)
			c.face(0, 14, 40, love, false)
		})
		c.hearts(red, 90, 90, 24, 390, 80, 28)
	}},
}
