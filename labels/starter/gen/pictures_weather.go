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
	{"weather-orchard", panorama, func(c *canvas) { // bare trees, hail on the ground, an angry cloud
		c.sky(rgb(0x3d3b4f), rgb(0x7d7a80))
		c.ground(310, rgb(0x6a675a))
		for i, x := range []float64{30, 200, 400, 510} {
			h := 110 + float64(i*23%40)
			c.stroke(poly(x, 340, x+6, 340-h, x+40, 300-h), 18, bark)
			c.stroke(poly(x+4, 340-h*0.7, x-40, 310-h), 10, bark)
			c.stroke(poly(x-10, 336, x-50, 346), 10, bark)
		}
		c.ink(cloudShape(250, 110, 180), rgb(0x575a70))
		c.face(250, 112, 46, angry, true)
		for range 60 {
			c.fill(circle(c.rnd.roll(-60, 540), c.rnd.roll(150, 400), c.rnd.roll(4, 10)), white)
		}
	}},
	{"weather-gust", tall, func(c *canvas) { // an umbrella blown inside out
		c.sky(rgb(0x8693a8), rgb(0xc3ccd6))
		for i := range 6 {
			y := -30 + float64(i)*84
			c.stroke(curve(40, y+20, 160, y, 280, y+20, 340, y-14, 300, y-30), 7, white)
		}
		c.put(240, 190, 1.1, 24, func() {
			c.stroke(curve(0, 40, 0, 170, 10, 196, 30, 194, 34, 176), 14, inkBlue)
			p := path{append(arc(0, -40, 130, 96, 0, 180)[0], pt{-90, -20}, pt{-44, -56}, pt{0, -24}, pt{44, -56}, pt{90, -20})}
			c.ink(p, coral)
			c.face(0, 6, 26, sad, false)
		})
		for _, q := range []pt{{110, 60}, {380, 300}, {120, 340}, {360, 40}} {
			c.leafAt(q.x, q.y, 40, q.x, amber)
		}
	}},
	{"weather-fog", landscape, func(c *canvas) { // a bench and a signpost in the fog
		c.sky(rgb(0xd9dde0), rgb(0xeceeef))
		c.fill(poly(40, 300, 210, 60, 320, 180, 380, 120, 560, 300), rgb(0xd0d5d9))
		c.fill(rect(-wide, 210, 2*wide, 60), rgb(0xe3e6e8))
		c.ground(310, rgb(0xbcc4c2))
		for _, y := range []float64{150, 240, 356} {
			c.fill(oval(120+y, y, 280, 18), thin(white, 70))
		}
		c.put(180, 320, 1, 0, func() {
			for _, x := range []float64{-90, 80} {
				c.ink(box(x-8, -10, 20, 54, 4), slate)
			}
			c.ink(box(-120, -20, 240, 20, 6), tan)
			c.ink(box(-120, -64, 240, 20, 6), tan)
		})
		c.ink(rect(394, 190, 14, 160), slate)
		c.ink(poly(350, 190, 430, 190, 456, 214, 430, 238, 350, 238), sand)
		c.face(394, 208, 15, plainly, false)
	}},
	{"weather-snowman", portrait, func(c *canvas) { // a snowman with a scarf
		c.sky(rgb(0x6fb7e6), rgb(0xdff1fb))
		c.tree(90, 330, 130, forest)
		c.tree(410, 320, 110, forest)
		c.ground(320, white)
		c.put(240, 300, 1.06, 0, func() {
			c.cast(0, 104, 130)
			for _, s := range []float64{-1, 1} {
				c.stroke(poly(s*80, -30, s*160, -90, s*180, -70), 12, bark)
				c.stroke(poly(s*146, -78, s*156, -118), 10, bark)
			}
			c.ink(circle(0, 20, 100), white)
			c.ink(circle(0, -126, 74), white)
			c.put(0, -136, 1, 0, func() {
				c.face(0, 0, 32, smile, false)
				c.flat(poly(0, 0, 0, 14, -46, 10), amber)
			})
			c.ink(box(-74, -74, 148, 30, 14), red)
			c.ink(box(30, -60, 30, 80, 10), red)
			c.ink(box(-56, -250, 112, 62, 8), navy)
			c.ink(box(-84, -198, 168, 20, 10), navy)
			for _, y := range []float64{-10, 24, 58} {
				c.fill(circle(0, y, 8), inkBlue)
			}
		})
		for range 36 {
			c.fill(circle(c.rnd.roll(20, 460), c.rnd.roll(-60, 300), c.rnd.roll(3, 7)), white)
		}
	}},
	{"weather-lighthouse", landscape, func(c *canvas) { // a lighthouse in a terrible night
		c.sky(rgb(0x14182e), rgb(0x38415f))
		c.puff(90, 50, 140, rgb(0x222a45))
		c.puff(400, 70, 150, rgb(0x1c233b))
		c.flat(bolt(70, 150, 70), sun)
		c.fill(poly(250, 84, -300, 0, -300, 190), thin(sun, 45))
		c.fill(poly(250, 84, 800, -10, 800, 180), thin(sun, 45))
		c.ink(poly(160, 400, 200, 310, 310, 300, 360, 400), slate)
		c.ink(path{{{216, 310}, {230, 120}, {274, 120}, {290, 310}}}, white)
		for _, y := range []float64{150, 230} {
			c.fill(path{{{228 - (y-120)/14, y}, {276 + (y-120)/14, y}, {278 + (y-80)/14, y + 40}, {226 - (y-80)/14, y + 40}}}, red)
		}
		c.ink(box(222, 62, 60, 58, 8), sun)
		c.ink(dome(252, 62, 38, 30), red)
		c.face(252, 86, 15, shock, false)
		for i, q := range []pt{{40, 350}, {400, 340}, {120, 390}, {320, 400}, {470, 390}} {
			c.ink(blob(q.x-110, q.y+80, q.x-70, q.y+10, q.x, q.y-30, q.x+40, q.y+4, q.x+120, q.y+70), []color.NRGBA{navy, rgb(0x2f4a7a)}[i%2])
			c.stroke(curve(q.x-60, q.y+6, q.x, q.y-28, q.x+36, q.y+2), 9, white)
		}
		c.rain(70, mist)
	}},
}
