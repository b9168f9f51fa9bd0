package main

import "image/color"

var spacePictures = []picture{
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
