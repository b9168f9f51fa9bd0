package main

var facePictures = []picture{
	{"face-nightphone", portrait, func(c *canvas) { // crying in the glow of a phone
		c.plain(night)
		c.fill(circle(240, 330, 250), rgb(0x27305e))
		c.fill(circle(240, 360, 160), rgb(0x35427a))
		c.put(240, 175, 1.15, 0, func() { c.bust(person{skin: skinB, hair: bark, shirt: plum, style: long}, wail) })
		c.put(240, 400, 0.62, 0, func() { c.phone(black, sky, nil) })
	}},
	{"face-noworries", square, func(c *canvas) { // a bright smile in an office
		c.dots(rgb(0xffe3a3), rgb(0xffd067))
		c.put(240, 190, 1.2, 0, func() {
			c.bust(person{skin: skinD, hair: night, shirt: leaf, style: curls}, joy)
			c.flat(poly(-40, 112, 0, 160, 40, 112), white)
		})
		c.put(404, 280, 1.1, 0, func() { // thumb up
			c.stroke(poly(-20, 150, 0, 20), 54, inkBlue)
			c.stroke(poly(-20, 150, 0, 20), 44, leaf)
			c.ink(box(-32, -66, 27, 66, 13), skinD)
			c.ink(box(-36, -24, 72, 58, 20), skinD)
			for y := -6.0; y < 26; y += 15 {
				c.stroke(poly(6, y, 30, y), 4, thin(inkBlue, 70))
			}
		})
	}},
	{"face-halfwave", landscape, func(c *canvas) { // a hand half raised, looking aside
		c.sky(rgb(0xcfd8dc), rgb(0xe8ecee))
		for i := range 5 {
			h := 120 + float64(i*53%90)
			c.fill(rect(-60+float64(i)*130, 330-h, 110, h), rgb(0xb6c2c9))
		}
		c.ground(330, rgb(0x93a1a9))
		c.put(210, 185, 1.1, 0, func() {
			c.bust(person{skin: skinA, hair: amber, shirt: azure, style: short}, sideways)
		})
		c.put(392, 270, 1, 0, func() {
			c.arm(-30, 150, 0, 20, azure, skinA)
			for i := range 4 {
				c.flat(box(-24+float64(i)*13, -38, 12, 44, 6), skinA)
			}
			c.fill(oval(0, 14, 22, 16), skinA)
		})
	}},
	{"face-headphones", square, func(c *canvas) { // eyes closed, music
		c.stripes(rgb(0xf7a8c4), rgb(0xf593b6))
		c.put(240, 205, 1.22, 6, func() {
			c.bust(person{skin: skinC, hair: navy, shirt: sun, style: bob}, content)
			c.headphones(azure)
		})
		for i, q := range []pt{{66, 120}, {404, 90}, {430, 210}} {
			c.stroke(poly(q.x, q.y, q.x, q.y-56, q.x+30, q.y-64+float64(i)*3), 9, inkBlue)
			c.fill(oval(q.x-11, q.y, 17, 13), inkBlue)
		}
	}},
	{"face-arrivals", landscape, func(c *canvas) { // rivers of tears at an airport door
		c.room(rgb(0x9db4c8), rgb(0x6f859c), 320)
		c.flat(rect(40, 40, 400, 280), rgb(0x7d95ad))
		c.stroke(poly(240, 40, 240, 320), 8, inkBlue)
		c.put(80, 90, 1, 0, func() {
			c.flat(box(-50, -40, 110, 70, 8), inkBlue)
			c.fill(poly(-30, 4, 30, -20, 40, -14, 0, 8), sun)
			c.fill(poly(-6, -6, -18, -26, -10, -26, 12, -14), sun)
		})
		c.put(250, 180, 1.15, 0, func() {
			c.bust(person{skin: skinB, hair: brown, shirt: coral, style: bun}, wail)
		})
	}},
	{"face-usualstories", panorama, func(c *canvas) { // the brightest smile of the party
		c.dots(rgb(0xffb38a), rgb(0xffc19e))
		c.bunting(-60, 30, 240, 30)
		c.bunting(240, 30, 540, 30)
		for i, x := range []float64{40, 440} {
			c.put(x, 280, 0.66, 0, func() {
				c.bust([]person{{skin: skinC, hair: bark, shirt: azure, style: short}, {skin: skinA, hair: grey, shirt: lilac, style: bun}}[i], joy)
			})
		}
		c.put(240, 196, 1.05, 0, func() { c.bust(person{skin: skinA, hair: bark, shirt: sun, style: long}, beam) })
		c.put(390, 160, 1, 14, func() {
			c.flat(poly(-26, -50, 26, -50, 6, 6, -6, 6), sun)
			c.flat(rect(-4, 4, 8, 44), mist)
			c.flat(box(-24, 44, 48, 9, 4), mist)
		})
	}},
	{"face-haircut", tall, func(c *canvas) { // almost no hair, a mirror
		c.plain(rgb(0x8aa6a3))
		c.ink(box(90, -50, 300, 440, 60), tan)
		c.flat(box(110, -30, 260, 400, 48), rgb(0xc4dadb))
		c.within(box(110, -30, 260, 400, 48), func() {
			c.fill(poly(90, 240, 330, -60, 380, -60, 140, 300), thin(white, 35))
			c.put(240, 190, 0.94, 0, func() {
				c.bust(person{skin: skinB, hair: bark, shirt: white, style: bald}, sad)
				for i := range 7 {
					x := -54 + float64(i)*18
					c.stroke(poly(x, -78+abs(x)/5, x*1.1, -96+abs(x)/4), 6, bark)
				}
			})
		})
		c.edge(box(110, -30, 260, 400, 48))
		for i := range 9 {
			c.stroke(curve(100+float64(i)*34, 430-float64(i%3)*8, 112+float64(i)*34, 420, 122+float64(i)*34, 432), 6, bark)
		}
	}},
	{"face-passport", square, func(c *canvas) { // a passport photograph
		c.plain(rgb(0x7d3f50))
		c.ink(box(60, 30, 360, 344, 14), rgb(0xf2e6d3))
		c.flat(rect(90, 60, 190, 236), rgb(0xd9e4ea))
		c.within(rect(90, 60, 190, 236), func() {
			c.put(185, 170, 0.76, 0, func() { c.bust(person{skin: skinA, hair: night, shirt: slate, style: bob}, plainly) })
		})
		c.edge(rect(90, 60, 190, 236))
		for i := range 5 {
			c.stroke(poly(304, 84+float64(i)*40, 396-float64(i*29%50), 84+float64(i)*40), 9, grey)
		}
		c.stroke(poly(90, 332, 390, 332), 10, slate)
		c.stroke(poly(90, 354, 390, 354), 10, slate)
	}},
	{"face-grey", landscape, func(c *canvas) { // one grey hair, well received
		c.sky(rgb(0xbfe8d4), rgb(0xe4f7e0))
		c.ink(oval(240, 200, 214, 190), sun)
		c.flat(oval(240, 200, 192, 168), rgb(0xeefaff))
		c.within(oval(240, 200, 192, 168), func() {
			c.put(240, 220, 1.02, 0, func() {
				c.bust(person{skin: skinC, hair: night, shirt: coral, style: curls}, smile)
				c.stroke(curve(10, -120, 26, -150, 4, -166, 30, -186), 14, inkBlue)
				c.stroke(curve(10, -120, 26, -150, 4, -166, 30, -186), 7, mist)
			})
		})
		c.edge(oval(240, 200, 192, 168))
	}},
	{"face-hearing", portrait, func(c *canvas) { // hearing aids, and sounds like stars
		c.rays(240, 160, rgb(0x8ad7ff), rgb(0xa3e0ff))
		c.put(240, 180, 1.24, 0, func() {
			c.bust(person{skin: skinD, hair: black, shirt: pink, style: short, beard: true}, dazzled)
			for _, s := range []float64{-1, 1} {
				c.stroke(arc(s*88, 2, 18, 26, 200, 340), 14, inkBlue)
				c.stroke(arc(s*88, 2, 18, 26, 200, 340), 8, lime)
				c.flat(circle(s*90, 16, 8), lime)
				for i := range 2 {
					r := 26 + float64(i)*20
					c.stroke(arc(s*104, 8, r, r, 90-s*90-40, 90-s*90+40), 8, white)
				}
			}
		})
		for i, q := range []pt{{90, 10}, {390, 0}, {70, 110}, {410, 120}} {
			c.flat(star(q.x, q.y, 20+float64(i%2)*8), sun)
		}
	}},
}
