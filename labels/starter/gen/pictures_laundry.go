package main

import "image/color"

var laundryPictures = []picture{
	{"laundry-flood", square, func(c *canvas) { // a machine having the time of its life
		c.room(rgb(0xc6ecf5), rgb(0x8fcbe0), 300)
		c.put(240, 190, 1.06, -5, func() { c.washer(white, sky, joy) })
		for i := range 26 {
			x, y := -20+float64(i*97%520), 336+float64(i*53%80)
			c.flat(circle(x, y, 24+float64(i*31%22)), white)
		}
		for range 22 {
			x, y, r := c.rnd.roll(0, 480), c.rnd.roll(0, 330), c.rnd.roll(7, 17)
			c.fill(circle(x, y, r), thin(white, 60))
			c.fill(circle(x, y, r).outline(3, true), azure)
		}
	}},
	{"laundry-nine", landscape, func(c *canvas) { // a line of pairs, and one alone
		c.sky(rgb(0xa9b5c4), rgb(0xccd5de))
		c.ground(340, rgb(0x8d9c86))
		c.stroke(curve(-60, 90, 120, 112, 240, 116, 360, 112, 560, 90), 7, inkBlue)
		for i, x := range []float64{20, 76, 170, 226} {
			c.sock(x, 122, 1.1, 4, []color.NRGBA{azure, azure, leaf, leaf}[i], white)
		}
		c.put(340, 120, 1.9, 2, func() {
			c.sock(0, 0, 1, 0, coral, cream)
			c.face(4, 42, 12, teary, false)
		})
	}},
	{"laundry-chair", tall, func(c *canvas) { // not clean, not dirty
		c.room(rgb(0xe9e2d6), rgb(0xbfae97), 390)
		c.put(240, 230, 1.05, 0, func() {
			c.cast(0, 196, 130)
			for _, s := range []float64{-1, 1} {
				c.ink(box(s*80-12, 60, 24, 136, 8), brown)
			}
			c.ink(box(-104, -170, 26, 280, 10), brown)
			c.ink(box(78, -170, 26, 280, 10), brown)
			c.ink(box(-108, 50, 216, 34, 12), brown)
			for i, col := range []color.NRGBA{navy, coral, sand, leaf, plum} {
				y := 34 - float64(i)*38
				w := 120 - float64(i)*12
				c.ink(blob(-w, y, -w*0.5, y-34, w*0.4, y-30, w, y-6, w*0.9, y+26, 0, y+18, -w*0.9, y+28), col)
			}
			c.face(0, -22, 26, plainly, false)
			c.sock(96, 10, 0.8, -10, azure, white)
		})
	}},
	{"laundry-towel", panorama, func(c *canvas) { // a towel on a line, sun and wind
		c.meadow(sky, cream, lime)
		c.sunny(70, 70, 38)
		c.stroke(curve(-80, 70, 120, 86, 240, 88, 360, 86, 580, 66), 7, inkBlue)
		towel := blob(130, 86, 240, 92, 370, 84, 390, 180, 366, 290, 250, 276, 150, 300, 116, 190)
		c.ink(towel, white)
		c.within(towel, func() {
			c.stroke(curve(90, 250, 250, 236, 420, 250), 20, coral)
			c.stroke(curve(90, 128, 250, 134, 420, 124), 20, coral)
		})
		c.edge(towel)
		for _, x := range []float64{160, 340} {
			c.flat(box(x-8, 70, 16, 40, 6), tan)
		}
		c.face(250, 176, 36, beam, false)
		c.sock(440, 84, 0.9, 6, azure, sun)
	}},
	{"laundry-folded", portrait, func(c *canvas) { // a neat pile with a heart on top
		c.dots(rgb(0xd9f2e4), rgb(0xc8ead8))
		c.table(380, tan)
		c.put(240, 330, 1.1, 0, func() {
			for i, col := range []color.NRGBA{plum, azure, leaf, sun, coral} {
				y := -10 - float64(i)*50
				c.ink(box(-120, y, 240, 54, 24), col)
				c.stroke(poly(-80, y+28, 112, y+28), 4, thin(inkBlue, 50))
			}
			c.face(0, -142, 34, love, false)
		})
		c.hearts(red, 240, 40, 44, 90, 110, 26, 396, 100, 28)
	}},
	{"laundry-dress", portrait, func(c *canvas) { // a wedding dress gone pink, a red sock
		c.room(rgb(0x6b6f84), rgb(0x4c5068), 360)
		c.stroke(curve(240, -60, 240, -20, 262, -30, 256, -52), 8, mist)
		c.stroke(poly(180, 30, 240, -14, 300, 30), 12, bark)
		c.put(240, 170, 1.06, 0, func() {
			p := blob(-52, -140, -30, -110, 0, -100, 30, -110, 52, -140, 60, -80, 40, -20, 90, 90, 140, 210, 0, 224, -140, 210, -90, 90, -40, -20, -60, -80)
			c.ink(p, rose)
			c.within(p, func() {
				c.fill(blob(-60, -10, 60, -10, 50, 10, -50, 10), pink)
				for _, q := range []pt{{-60, 130}, {70, 160}, {-10, 90}, {-90, 190}, {30, 200}} {
					c.fill(cloudShape(q.x, q.y, 40), thin(pink, 70))
				}
			})
			c.edge(p)
			c.face(0, 62, 30, wail, false)
		})
		c.put(386, 330, 1.1, 12, func() {
			c.sock(0, -30, 1, 0, red, cream)
			c.face(4, 14, 11, smug, false)
		})
	}},
	{"laundry-teddy", landscape, func(c *canvas) { // a teddy in a very small jumper
		c.dots(rgb(0xbfe0f7), rgb(0xaad5f3))
		c.table(330, rgb(0xd9a878))
		c.put(240, 190, 1.08, 0, func() {
			for _, s := range []float64{-1, 1} {
				c.ink(oval(s*60, 138, 44, 26), tan)
				c.ink(oval(s*96, 60, 26, 44).turned(s*96, 60, -s*30), tan)
				c.ink(circle(s*66, -86, 34), tan)
				c.fill(circle(s*66, -86, 18), sand)
			}
			c.ink(oval(0, 86, 88, 64), coral)
			c.within(oval(0, 86, 88, 64), func() {
				for _, y := range []float64{60, 92, 124} {
					c.stroke(poly(-100, y, -60, y-14, -20, y, 20, y-14, 60, y, 100, y-14), 9, cream)
				}
			})
			c.edge(oval(0, 86, 88, 64))
			c.ink(oval(0, -30, 100, 84), tan)
			c.fill(oval(0, 0, 46, 34), sand)
			c.face(0, -36, 38, beam, false)
		})
		c.sunny(56, 56, 28)
	}},
	{"laundry-iron", square, func(c *canvas) { // an iron on its board
		c.plain(rgb(0xe9c9c2))
		c.fill(rect(-wide, -wide, 2*wide, wide+150), rgb(0xf0d8d2))
		c.stroke(poly(120, 320, 330, 470), 18, slate)
		c.stroke(poly(350, 320, 150, 470), 18, slate)
		c.ink(box(-20, 294, 470, 36, 18), azure)
		c.put(236, 210, 1.24, 0, func() {
			c.stroke(curve(-70, -30, -40, -84, 50, -84, 90, -40), 40, inkBlue)
			c.stroke(curve(-70, -30, -40, -84, 50, -84, 90, -40), 28, navy)
			c.ink(path{append(arc(30, 40, 150, 92, 180, 270)[0], pt{116, -52}, pt{130, 40})}, lime)
			c.ink(box(-130, 40, 270, 26, 8), grey)
			c.face(50, -8, 28, unsure, false)
		})
	}},
	{"laundry-pocket", tall, func(c *canvas) { // a winter coat on a hook with a note in its pocket
		c.room(rgb(0xf2cf9a), rgb(0xc99a62), 420)
		c.flat(box(200, -50, 80, 24, 8), bark)
		c.put(240, 180, 1.02, 0, func() {
			for _, s := range []float64{-1, 1} {
				c.ink(blob(s*70, -150, s*120, -110, s*150, 90, s*108, 100, s*80, 0), forest)
			}
			c.ink(blob(-60, -170, 0, -150, 60, -170, 100, -120, 96, 40, 110, 190, 0, 200, -110, 190, -96, 40, -100, -120), forest)
			c.stroke(poly(0, -130, 0, 190), 5, inkBlue)
			c.ink(blob(-64, -176, 0, -140, 64, -176, 50, -120, 0, -104, -50, -120), sand)
			for _, y := range []float64{60, 120} {
				c.flat(circle(16, y, 9), sun)
			}
			c.face(0, -40, 36, wink, false)
			c.flat(box(-92, 50, 54, 44, 2).turned(-66, 80, -14), white)
			c.flat(box(-50, 56, 30, 44, 2).turned(-40, 80, 12), mint)
			c.ink(box(-96, 84, 76, 60, 8), leaf)
		})
	}},
	{"laundry-quilt", panorama, func(c *canvas) { // a quilt of many squares on a line, one with a heart
		c.meadow(rgb(0x9fdcff), rgb(0xfff2f6), rgb(0x7cc36a))
		c.stroke(curve(-80, 60, 240, 84, 580, 60), 7, inkBlue)
		cols := []color.NRGBA{coral, sun, leaf, azure, plum, rose, lime, amber}
		for row := range 3 {
			for col := range 5 {
				x, y := 60+float64(col)*74, 80+float64(row)*74
				c.fill(rect(x, y, 74, 74), cols[(row*5+col*3)%8])
				if (row+col)%2 == 0 {
					c.fill(star(x+37, y+37, 20), thin(white, 70))
				} else {
					c.fill(circle(x+37, y+37, 15), thin(white, 55))
				}
				c.edge(rect(x, y, 74, 74))
			}
		}
		c.flat(rect(208, 154, 74, 74), white)
		c.flat(heart(245, 190, 27), red)
		c.edge(rect(60, 80, 370, 222))
		c.sunny(490, 110, 30)
		c.hearts(pink, 10, 150, 22, 500, 250, 18)
	}},
}
