package main

import "image/color"

var robotPictures = []picture{
	{"robot-unit7", portrait, func(c *canvas) { // a robot cries among its plants
		c.room(rgb(0x4a5163), rgb(0x343a4a), 330)
		c.put(240, 190, 1, 0, func() { c.robot(grey, slate, wail) })
		for i, x := range []float64{80, 410} {
			c.put(x, 370, 0.62, 0, func() {
				for _, d := range []float64{-140, -110, -70, -40} {
					c.leafAt(0, -10, 110, d, leaf)
				}
				c.pot([]color.NRGBA{coral, azure}[i], sad)
			})
		}
		c.flat(circle(240, 302, 13), red)
	}},
	{"robot-tidy", landscape, func(c *canvas) { // a delighted robot with a shredder full of paper
		c.rays(240, 150, rgb(0xb5ecff), rgb(0xc8f2ff))
		c.ground(340, rgb(0xe0b98a))
		c.put(150, 180, 1, -3, func() { c.robot(white, coral, beam) })
		c.put(360, 270, 1, 0, func() {
			c.cast(0, 96, 90)
			c.ink(box(-70, -20, 140, 116, 12), slate)
			c.ink(box(-80, -40, 160, 36, 10), black)
			c.flat(rect(-40, -110, 80, 76), cream)
			for i := range 3 {
				c.stroke(poly(-26, -92+float64(i)*20, 22, -92+float64(i)*20), 5, azure)
			}
			c.fill(box(-52, 14, 104, 66, 6), mist)
			for i := range 8 {
				x := -44 + float64(i)*12
				c.stroke(curve(x, 18, x+6, 36, x-5, 54, x+4, 76), 5, white)
			}
		})
		for _, q := range []pt{{300, 60}, {430, 90}, {40, 60}} {
			c.fill(star(q.x, q.y, 20), white)
		}
	}},
	{"robot-sock", panorama, func(c *canvas) { // a vacuum cleaner with a sock in its mouth
		c.room(rgb(0xb9c2a6), rgb(0xa7835c), 190)
		c.ink(box(-80, -20, 640, 170, 20), rgb(0x7a5a70))
		for _, x := range []float64{20, 460} {
			c.ink(box(x-14, 140, 28, 60, 4), bark)
		}
		c.put(250, 270, 1, 0, func() {
			c.cast(0, 70, 170)
			c.ink(box(-160, -20, 320, 84, 34), black)
			c.ink(oval(0, -20, 160, 54), slate)
			c.flat(oval(0, -34, 40, 13), mint)
			c.face(0, 12, 28, out, true)
			c.sock(20, 50, 0.8, 30, coral, white)
		})
		c.fill(cloudShape(480, 330, 30), grey)
		c.fill(cloudShape(20, 340, 24), grey)
	}},
	{"robot-bicycles", tall, func(c *canvas) { // a stern robot behind nine little pictures
		c.plain(rgb(0x6c6f9c))
		c.put(240, 90, 0.96, 0, func() { c.robotHead(grey, red, angry) })
		c.ink(box(100, 190, 280, 250, 14), white)
		for i := range 9 {
			x, y := 118+float64(i%3)*84, 206+float64(i/3)*76
			c.flat(rect(x, y, 76, 68), []color.NRGBA{sky, mint, sand}[(i*2+i/3)%3])
			if i%2 == 0 {
				c.put(x+38, y+36, 0.2, 0, func() { c.bicycle(coral) })
			} else {
				c.put(x+38, y+60, 0.6, 0, func() { c.tree(0, 0, 70, leaf) })
			}
		}
		c.cross(324, 244, 20, 10, red)
	}},
	{"robot-kettle", landscape, func(c *canvas) { // a fridge, a lamp and a kettle, connected
		c.room(rgb(0xe3e8c9), rgb(0xb7bd98), 330)
		c.put(90, 220, 1, 0, func() {
			c.ink(box(-64, -150, 128, 270, 16), azure)
			c.stroke(poly(-62, -50, 62, -50), 5, inkBlue)
			c.face(0, -100, 22, plainly, false)
		})
		c.put(245, 250, 1, 0, func() {
			c.ink(box(-8, -70, 16, 150, 4), slate)
			c.ink(box(-44, 74, 88, 16, 8), slate)
			c.ink(path{{{-60, -60}, {-34, -140}, {34, -140}, {60, -60}}}, sun)
			c.face(0, -98, 18, sideways, false)
		})
		c.put(390, 270, 1, 0, func() {
			c.stroke(arc(0, -40, 50, 60, 180, 360), 18, inkBlue)
			c.stroke(arc(0, -40, 50, 60, 180, 360), 8, black)
			c.ink(poly(-50, -20, -96, -50, -84, 10), coral)
			c.ink(blob(-60, -44, 60, -44, 78, 50, 60, 68, -60, 68, -78, 50), coral)
			c.face(0, 0, 22, plainly, false)
		})
		for _, q := range []pt{{90, 46}, {245, 82}, {390, 140}} {
			for i := range 2 {
				r := 20 + float64(i)*17
				c.stroke(arc(q.x, q.y, r, r, 225, 315), 8, forest)
			}
		}
	}},
	{"robot-boop", square, func(c *canvas) { // two robots shake hands
		c.stripes(rgb(0x8fa6c8), rgb(0x869ec2))
		c.ground(340, rgb(0x5f7496))
		c.put(120, 210, 0.84, 0, func() { c.robot(sand, brown, plainly) })
		c.put(360, 210, 0.84, 0, func() { c.robot(mint, forest, sideways) })
		c.bubble(90, 0, 74, 54, white, true)
		c.flat(circle(127, 27, 12), brown)
		c.bubble(330, 0, 74, 54, white, false)
		c.flat(rect(355, 15, 24, 24), forest)
	}},
	{"robot-tickets", tall, func(c *canvas) { // a ticket machine gives two
		c.room(rgb(0xfbd9a0), rgb(0xd79b6a), 380)
		c.put(240, 190, 1.02, 0, func() {
			c.cast(0, 234, 140)
			c.ink(box(-110, -190, 220, 420, 24), rgb(0x2fa39a))
			c.flat(box(-84, -164, 168, 150, 14), cream)
			c.face(0, -104, 38, smile, false)
			for i := range 6 {
				c.flat(box(-80+float64(i%3)*42, 10+float64(i/3)*38, 32, 28, 6), []color.NRGBA{white, sun, white}[i%3])
			}
			c.fill(box(56, 14, 32, 8, 4), inkBlue)
			c.flat(box(-80, 110, 160, 80, 12), black)
			c.ink(box(-64, 140, 66, 90, 4).turned(-30, 140, 10), rose)
			c.ink(box(6, 140, 66, 90, 4).turned(40, 140, -10), lime)
		})
	}},
	{"robot-circle", panorama, func(c *canvas) { // a rusty robot that limps with a newspaper
		c.sky(rgb(0x55504f), rgb(0x857a70))
		c.ground(310, rgb(0x4d453f))
		c.fill(oval(220, 356, 240, 18).outline(8, true), thin(cream, 40))
		c.put(220, 200, 0.94, 12, func() {
			c.robot(rgb(0xa8754f), rgb(0x7d4f35), out)
			for _, q := range []pt{{-70, 40}, {60, -50}, {-40, 130}, {84, 30}} {
				c.fill(oval(q.x, q.y, 20, 13), rgb(0x6b3f2a))
			}
			c.stroke(curve(10, -112, 40, -140, 60, -120), 6, black)
		})
		c.put(380, 300, 1, -12, func() {
			c.ink(box(-70, -26, 140, 52, 10), cream)
			c.stroke(poly(-50, -6, 50, -6), 7, grey)
			c.stroke(poly(-50, 10, 30, 10), 7, grey)
		})
		c.flat(bolt(90, 90, 26), sun)
	}},
	{"robot-caught", square, func(c *canvas) { // a mechanical hand holds a ball
		c.rays(240, 170, rgb(0xffe680), rgb(0xffeda3))
		c.put(250, 240, 1, 10, func() {
			c.ink(box(-54, 60, 108, 200, 24), azure)
			c.ink(box(-64, 80, 128, 26, 10), navy)
			c.ink(blob(-84, -30, 84, -30, 90, 40, 56, 84, -56, 84, -90, 40), mist)
			c.ink(circle(0, -70, 84), red)
			c.face(0, -86, 32, joy, false)
			for i, x := range []float64{-66, -22, 22, 66} {
				c.ink(box(x-19, -50-float64(i%3)*3, 38, 84, 18), mist)
				c.stroke(poly(x-14, -14, x+14, -14), 4, slate)
			}
			c.ink(box(66, -20, 84, 40, 20).turned(80, 0, -50), mist)
			c.flat(heart(0, 54, 17), coral)
		})
		for _, q := range []pt{{60, 60}, {424, 40}, {60, 300}, {430, 330}} {
			c.flat(star(q.x, q.y, 26), coral)
		}
		c.confetti(30)
	}},
	{"robot-award", landscape, func(c *canvas) { // a robot on fire waves from the floor
		c.room(rgb(0x2f1f38), rgb(0x5f2f33), 330)
		c.fill(poly(240, -60, 60, 420, 420, 420), thin(sun, 22))
		for i, x := range []float64{150, 210, 280, 340} {
			c.flame(x, 380, 80+float64(i*37%50))
		}
		c.smoke(120, 120, 40, rgb(0x4d4250))
		c.smoke(370, 110, 46, rgb(0x5a4d5c))
		c.put(240, 210, 0.94, -16, func() {
			c.robot(mist, plum, shock)
			c.stroke(poly(70, 100, 140, 20), 26, inkBlue)
			c.stroke(poly(70, 100, 140, 20), 16, mist)
			c.ink(circle(146, 12, 20), plum)
		})
		c.flame(200, 350, 60)
		c.flame(290, 356, 70)
		c.flame(214, 108, 40)
	}},
}
