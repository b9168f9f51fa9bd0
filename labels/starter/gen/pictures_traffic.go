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
}
