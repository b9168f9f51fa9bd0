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
	{"space-probe", tall, func(c *canvas) { // a lonely probe, the last light far away
		c.sky(rgb(0x05060f), rgb(0x141733))
		c.stars(40, slate)
		c.fill(circle(120, 20, 5), sky)
		c.fill(circle(120, 20, 13), thin(sky, 25))
		c.put(250, 240, 0.9, -18, func() {
			for _, s := range []float64{-1, 1} {
				c.ink(rect(s*140-56, -34, 112, 68), navy)
				c.stroke(poly(s*140, -34, s*140, 34), 4, sky)
				c.stroke(poly(s*140-56, 0, s*140+56, 0), 4, sky)
			}
			c.stroke(poly(0, -60, 0, -110), 10, grey)
			c.ink(path{append(arc(0, -130, 70, 40, 0, 180)[0], pt{0, -110})}, mist)
			c.ink(box(-70, -62, 140, 126, 18), slate)
			c.face(0, -6, 34, teary, true)
		})
	}},
	{"space-ticket", landscape, func(c *canvas) { // a happy visitor in a saucer, a small slip of paper
		c.sky(rgb(0x6b3fa0), rgb(0xff9fb0))
		c.stars(40, cream)
		c.fill(oval(240, 440, 420, 110), leaf)
		c.fill(path{{{190, 220}, {290, 220}, {360, 380}, {120, 380}}}, thin(sun, 40))
		c.put(240, 180, 1.12, -4, func() {
			c.flat(dome(0, 0, 88, 110), thin(sky, 80))
			c.ink(blob(0, -88, 48, -70, 54, -20, 30, 10, -30, 10, -54, -20, -48, -70), lime)
			for _, s := range []float64{-1, 1} {
				c.stroke(poly(s*20, -80, s*34, -112), 6, inkBlue)
				c.flat(circle(s*34, -114, 9), coral)
			}
			c.face(0, -42, 26, joy, false)
			c.ink(oval(0, 20, 180, 44), plum)
			for i := range 5 {
				c.flat(circle(-120+float64(i)*60, 26, 11), sun)
			}
		})
		c.ink(box(330, 230, 54, 66, 3).turned(357, 263, 14), white)
		for i := range 3 {
			c.stroke(poly(342-float64(i)*4, 246+float64(i)*14, 372-float64(i)*4, 252+float64(i)*14), 5, red)
		}
	}},
	{"space-sign", square, func(c *canvas) { // a small planet with a door sign
		c.plain(rgb(0x2f4456))
		c.stars(70, mist)
		c.put(220, 220, 1, 0, func() { c.planet(126, rgb(0xcbb49a), rgb(0xb3987a), false, plainly, false) })
		c.put(360, 110, 1, 12, func() {
			c.ink(rect(-6, 10, 12, 80), brown)
			c.ink(box(-60, -40, 120, 66, 6), cream)
			c.stroke(poly(-40, -18, 36, -18), 8, slate)
			c.stroke(poly(-40, 4, 10, 4), 8, slate)
		})
	}},
	{"space-blanket", panorama, func(c *canvas) { // two on a blanket, a shooting star
		c.sky(rgb(0x243b73), rgb(0x7a86c8))
		c.stars(80, cream)
		c.stroke(poly(430, 60, 300, 110), 14, thin(sun, 60))
		c.stroke(poly(400, 70, 290, 114), 8, cream)
		c.flat(star(284, 116, 22), sun)
		c.fill(oval(240, 420, 480, 130), rgb(0x2c6a5a))
		c.ink(poly(90, 320, 390, 320, 440, 400, 40, 400), coral)
		for _, x := range []float64{160, 240, 320} {
			c.stroke(poly(x, 322, 240+(x-240)*1.3, 398), 7, cream)
		}
		c.put(180, 314, 0.56, -14, func() { c.head(person{skin: skinA, hair: bark, style: long}, content) })
		c.put(296, 314, 0.56, 14, func() { c.head(person{skin: skinC, hair: night, style: short}, smile) })
	}},
	{"space-comet", portrait, func(c *canvas) { // a proud comet over a cardboard telescope
		c.sky(rgb(0x1b1f57), rgb(0xb05fa8))
		c.stars(60, cream)
		for i, col := range []color.NRGBA{sky, azure, lilac} {
			d := float64(i) * 26
			c.fill(poly(210-d, 60+d, 280+d, 130+d, 520, -190+d*2), thin(col, 70))
		}
		c.put(236, 124, 1.1, 0, func() {
			c.ink(star(0, 0, 100), sun)
			c.face(0, 4, 27, dazzled, false)
		})
		c.ground(390, rgb(0x2f7a5c))
		c.put(150, 350, 1, 0, func() {
			c.stroke(poly(0, 0, -30, 90), 12, inkBlue)
			c.stroke(poly(0, 0, 40, 90), 12, inkBlue)
			c.ink(box(-70, -26, 150, 48, 8).turned(0, 0, -44), tan)
			c.ink(box(60, -34, 40, 64, 8).turned(0, 0, -44), brown)
		})
		c.confetti(24)
	}},
}
