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
}
