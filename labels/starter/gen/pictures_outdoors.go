package main

import "image/color"

var outdoors = []picture{
	// Weather.
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

	// Traffic.
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

	// Space.
	{"space-drift", landscape, func(c *canvas) { // alone and far away
		c.plain(rgb(0x0c0e24))
		c.stars(90, mist)
		c.put(60, 330, 1, 0, func() { c.planet(54, rgb(0x44507a), rgb(0x353f66), false, asleep, true) })
		c.stroke(curve(480, 20, 420, 60, 440, 110, 390, 120, 362, 150), 8, grey)
		c.put(270, 170, 0.82, 28, func() { c.astronaut(teary) })
	}},
	{"space-flexible", square, func(c *canvas) { // a happy astronaut at a laptop in a pretty sky
		c.sky(plum, rgb(0xf08bb0))
		c.stars(60, cream)
		c.sunny(400, 60, 30)
		c.put(90, 70, 1, 0, func() { c.planet(46, mint, leaf, true, smile, false) })
		c.put(240, 160, 0.98, -6, func() { c.astronaut(joy) })
		c.put(250, 340, 0.62, 4, func() {
			c.laptop(grey, mint, func() {
				for y := -60.0; y < 80; y += 30 {
					c.stroke(poly(-100, y, 60+float64(int(y)%40), y), 9, forest)
				}
			})
		})
	}},
	{"space-twin", panorama.closer(1.14, 240, 200), func(c *canvas) { // two planets look at each other
		c.plain(rgb(0x1b2250))
		c.stars(80, lilac)
		c.put(110, 200, 1, 0, func() { c.planet(94, azure, leaf, false, plainly, false) })
		c.put(370, 200, 1, 0, func() { c.mirrored(func() { c.planet(94, coral, amber, false, plainly, false) }) })
	}},
	{"space-moon", portrait, func(c *canvas) { // a moon showing off above the roofs
		c.sky(rgb(0x1c2350), rgb(0x6a5aa8))
		c.stars(50, cream)
		c.fill(circle(240, 160, 178), thin(sun, 18))
		c.ink(circle(240, 160, 136), rgb(0xffe9a8))
		for _, q := range []pt{{-80, -60}, {70, 80}, {-50, 96}, {90, -50}} {
			c.fill(oval(240+q.x, 160+q.y, 22, 18), rgb(0xf3cf7a))
		}
		c.face(240, 150, 50, content, false)
		for i := range 5 {
			c.put(30+float64(i)*105, 450, 1, 0, func() {
				c.house(0, 0, 100, 60+float64(i*37%50), rgb(0x39407a), rgb(0x262b58), []color.NRGBA{sun, navy}[i%2])
			})
		}
	}},
	{"space-launch", tall, func(c *canvas) { // a rocket leaves its cloud behind
		c.sky(navy, rgb(0xf7a072))
		c.stars(40, cream)
		for i, q := range []pt{{100, 400}, {200, 430}, {300, 410}, {390, 440}, {150, 460}, {330, 470}, {240, 380}} {
			c.flat(circle(q.x, q.y, 60+float64(i*13%20)), white)
		}
		c.fill(rect(-100, 430, 700, 200), white)
		c.put(240, 180, 1.3, 5, func() { c.rocket(cream, red, joy) })
		for _, q := range []pt{{90, 60}, {390, 100}, {110, 210}} {
			c.flat(star(q.x, q.y, 24), sun)
		}
	}},
}
