package main

import "image/color"

var weatherPictures = []picture{
	{"weather-tent", landscape, func(c *canvas) { // a storm tears a tent away
		c.sky(rgb(0x2a2f4a), rgb(0x59617e))
		c.puff(90, 60, 150, rgb(0x3b415f))
		c.puff(370, 50, 170, rgb(0x30354f))
		c.flat(bolt(120, 170, 84), sun)
		c.ground(320, rgb(0x37523f))
		c.put(310, 230, 1, 24, func() {
			c.ink(poly(-130, 80, 0, -100, 130, 80), coral)
			c.ink(poly(-34, 80, 0, -100, 34, 80), red)
			c.face(0, -6, 26, shock, false)
			c.stroke(poly(-130, 80, -180, 120), 5, cream)
			c.stroke(poly(130, 80, 176, 90), 5, cream)
		})
		c.rain(90, sky)
		for _, y := range []float64{120, 250, 300} {
			c.stroke(curve(-60, y, 60, y-14, 140, y+10, 170, y-24, 140, y-34), 6, mist)
		}
	}},
	{"weather-heat", square, func(c *canvas) { // a beaming sun over a row of roofs
		c.rays(240, 150, rgb(0xffb347), rgb(0xffc566))
		c.sunny(240, 150, 116)
		c.edge(circle(240, 150, 116))
		c.face(240, 142, 44, beam, false)
		for i := range 6 {
			h := 70 + float64(i*41%50)
			c.ink(rect(10+float64(i)*80, 420-h-40, 78, 300), []color.NRGBA{coral, rgb(0xe07a5f), sand}[i%3])
			c.flat(rect(34+float64(i)*80, 400-h, 26, 30), bark)
		}
	}},
	{"weather-half", panorama, func(c *canvas) { // half the picture sun, half of it rain
		c.plain(sky)
		c.fill(rect(240, -wide, wide, 2*wide), slate)
		c.within(rect(240, -wide, wide, 2*wide), func() { c.rain(60, sky) })
		c.within(rect(-wide, -wide, wide+240, 2*wide), func() { c.sunny(240, 200, 112) })
		c.within(rect(240, -wide, wide, 2*wide), func() { c.fill(cloudShape(240, 215, 190), mist) })
		c.within(rect(-wide, -wide, wide+240, 2*wide), func() { c.edge(circle(240, 200, 112)) })
		c.within(rect(240, -wide, wide, 2*wide), func() { c.edge(cloudShape(240, 215, 190)) })
		c.fill(rect(237, -wide, 6, 2*wide), inkBlue)
		c.face(240, 195, 44, plainly, false)
	}},
	{"weather-pour", portrait, func(c *canvas) { // a fat grey cloud pouring
		c.sky(rgb(0x414b66), rgb(0x66718c))
		c.rain(110, azure)
		c.ink(cloudShape(240, 150, 190), grey)
		c.face(240, 160, 46, sad, false)
		c.ground(390, rgb(0x35405a))
		c.put(70, 400, 0.9, 0, func() { c.house(0, 0, 120, 90, slate, navy, sun) })
		c.put(400, 400, 0.9, 0, func() { c.house(0, 0, 130, 110, rgb(0x6b7690), rgb(0x2b3350), navy) })
		c.fill(oval(240, 420, 120, 14), thin(sky, 50))
	}},
	{"weather-rainbow", landscape, func(c *canvas) { // a rainbow between two happy clouds
		c.sky(rgb(0x7cc9f5), cream)
		for i, col := range []color.NRGBA{red, amber, sun, leaf, azure, plum} {
			c.stroke(arc(240, 300, 212-float64(i)*24, 212-float64(i)*24, 180, 360), 25, col)
		}
		c.fill(oval(240, 430, 420, 110), leaf)
		for i, x := range []float64{74, 406} {
			c.ink(cloudShape(x, 300, 96), white)
			c.face(x, 300, 30, []mood{beam, joy}[i], false)
		}
		c.sunny(240, 262, 44)
		for i, x := range []float64{150, 240, 330} {
			c.flower(x, 374-float64(i%2)*16, 22, []color.NRGBA{pink, white, coral}[i], sun)
		}
	}},
}
