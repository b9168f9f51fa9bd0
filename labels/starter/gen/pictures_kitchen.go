package main

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
}
