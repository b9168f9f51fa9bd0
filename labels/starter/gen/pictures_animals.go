package main

var animals = []picture{
	// Cats.
	{"cat-cone", portrait, func(c *canvas) { // a cat in a vet's cone, crying
		c.room(slate, navy, 330)
		c.put(240, 190, 1.05, 0, func() {
			c.cat(ginger, wail)
			cone := path{{{-60, 92}, {60, 92}, {150, -96}, {-150, -96}}}
			c.fill(cone, thin(white, 45))
			c.edge(cone)
			c.fill(poly(-128, -84, -104, -84, -52, 78, -66, 78), shine)
		})
	}},
	{"cat-bowl", landscape, func(c *canvas) { // a grey cat in front of an empty bowl
		c.room(rgb(0xb8c4c9), rgb(0x8a97a6), 290)
		c.put(190, 160, 1.05, 0, func() { c.cat(greyCat, angry) })
		c.put(370, 330, 1, 0, func() {
			c.cast(0, 34, 96)
			c.ink(path{{{-84, -14}, {84, -14}, {64, 36}, {-64, 36}}}, coral)
			c.flat(oval(0, -14, 84, 17), cream)
			c.fill(circle(18, -14, 5), brown)
		})
	}},
	{"cat-box", square, func(c *canvas) { // a black cat in a cardboard box, the bed unused behind it
		c.room(sand, rgb(0xc9a27a), 300)
		c.put(390, 268, 0.8, 0, func() {
			c.ink(oval(0, 34, 96, 34), plum)
			c.flat(oval(0, 20, 74, 20), lilac)
		})
		c.put(210, 165, 1.05, 0, func() { c.catHead(blackCat, plainly) })
		c.put(210, 290, 1, 0, func() {
			c.cast(0, 92, 170)
			c.flat(poly(-140, -60, -190, -20, -150, 4, -120, -50), tan)
			c.flat(poly(140, -60, 190, -20, 150, 4, 120, -50), tan)
			c.ink(rect(-140, -62, 280, 152), rgb(0xc68b52))
			c.fill(rect(-22, -60, 44, 148), thin(cream, 60))
		})
	}},
	{"cat-sunbeam", panorama, func(c *canvas) { // a white cat asleep in a square of sun
		c.room(rgb(0xf2b880), rgb(0xb9703f), 250)
		c.window(60, 30, 130, 150, sky, cream, func() { c.fill(circle(120, 70, 34), sun) })
		c.fill(poly(140, 300, 470, 300, 560, 390, 190, 390), sun)
		c.fill(poly(80, 160, 190, 120, 560, 390, 190, 390), thin(cream, 30))
		c.put(300, 250, 1.08, 0, func() { c.catLoaf(whiteCat, content) })
	}},
	{"cat-grump", square, func(c *canvas) { // a grumpy calico close up in dull light
		c.plain(rgb(0x6b7280))
		c.fill(circle(240, 210, 190), rgb(0x848d9e))
		c.put(240, 218, 1.62, -3, func() { c.catHead(calico, angry) })
	}},

	// Dogs.
	{"dog-window", landscape, func(c *canvas) { // a dog beside suitcases, rain in the window
		c.room(rgb(0x55607a), rgb(0x3d465e), 300)
		c.window(270, 40, 160, 150, slate, grey, func() { c.rain(60, mist) })
		for _, q := range []pt{{372, 232}, {308, 262}} {
			c.put(q.x, q.y, 1, 0, func() {
				c.stroke(poly(-20, -14, -20, -36, 20, -36, 20, -14), 10, inkBlue)
				c.ink(box(-48, -14, 96, 126, 12), coral)
				c.fill(rect(-26, -12, 10, 122), thin(cream, 60))
				c.fill(rect(16, -12, 10, 122), thin(cream, 60))
			})
		}
		c.put(150, 175, 1.08, 0, func() { c.dog(brownDog, teary) })
	}},
	{"dog-bath", portrait, func(c *canvas) { // a betrayed dog in a tub full of foam
		c.plain(rgb(0x9fc9c9))
		for y := -40.0; y < 460; y += 52 {
			c.fill(rect(-wide, y, 2*wide, 4), thin(white, 60))
		}
		for x := -80.0; x < 580; x += 52 {
			c.fill(rect(x, -wide, 4, 2*wide), thin(white, 60))
		}
		c.put(240, 165, 1.2, 0, func() { c.dogHead(greyDog, unsure) })
		for _, q := range []pt{{-70, -96}, {-24, -116}, {26, -108}} {
			c.flat(circle(250+q.x*0.8, 165+q.y, 30), white)
		}
		c.ink(path{{{56, 270}, {424, 270}, {400, 400}, {350, 440}, {130, 440}, {80, 400}}}, white)
		c.flat(box(40, 252, 400, 34, 16), mist)
		for i := range 8 {
			c.flat(circle(70+float64(i)*48, 252-float64(i%3)*10, 30), white)
		}
	}},
	{"dog-stick", panorama, func(c *canvas) { // a dog with a stick wider than the door
		c.plain(rgb(0xe9d8b4))
		c.fill(rect(-wide, 330, 2*wide, wide), rgb(0xb98d5f))
		c.flat(rect(100, -40, 280, 372), rgb(0x7aa7a0))
		c.fill(rect(128, -10, 224, 342), rgb(0xcfe6d8))
		c.fill(rect(128, 250, 224, 82), leaf)
		c.put(240, 170, 0.95, 0, func() { c.dog(tanDog, plainly) })
		c.put(240, 214, 1, -2, func() {
			c.ink(box(-200, -13, 400, 26, 12), brown)
			c.stroke(poly(-120, -4, -140, -50), 16, inkBlue)
			c.stroke(poly(-120, -4, -140, -50), 8, brown)
			c.leafAt(150, -10, 50, -60, leaf)
		})
	}},
	{"dog-feathers", landscape, func(c *canvas) { // a spotted dog in a room full of feathers, sofa in ruins
		c.room(rgb(0x8f8378), rgb(0x6d5f55), 290)
		c.put(330, 220, 1, 0, func() {
			c.ink(box(-40, -90, 260, 130, 24), rgb(0x5d7a8c))
			c.ink(box(-70, 0, 300, 90, 20), rgb(0x5d7a8c))
			c.flat(blob(0, -60, 60, -80, 90, -40, 130, -50, 110, 0, 40, 10, -10, -10), cream)
			c.stroke(curve(20, -30, 40, -60, 60, -34, 80, -52, 92, -24), 7, slate)
		})
		for range 40 {
			x, y, a := c.rnd.roll(-40, 520), c.rnd.roll(-20, 420), c.rnd.roll(0, 180)
			c.fill(oval(x, y, 17, 7).turned(x, y, a), white)
		}
		c.put(170, 180, 1.1, 0, func() { c.dog(spotDog, unsure) })
		c.fill(oval(150, 84, 22, 9).turned(150, 84, -20), white)
		c.edge(oval(150, 84, 22, 9).turned(150, 84, -20))
	}},
	{"dog-home", square, func(c *canvas) { // a dog beside itself with joy
		c.rays(240, 200, sun, amber)
		c.put(240, 190, 1.25, -7, func() {
			c.dogHead(goldDog, beam)
			c.tongue()
		})
		c.put(110, 340, 1, -20, func() { c.ink(oval(0, 0, 44, 34), goldDog.main) })
		c.put(370, 330, 1, 20, func() { c.ink(oval(0, 0, 44, 34), goldDog.main) })
		c.hearts(red, 60, 90, 34, 420, 70, 40, 440, 220, 26, 40, 240, 24)
	}},

	// Ducks.
	{"duck-paddle", square, func(c *canvas) { // serene above the water, frantic below
		c.sky(sky, cream)
		c.sunny(390, 70, 40)
		c.fill(rect(-wide, 225, 2*wide, wide), azure)
		c.fill(rect(-wide, 300, 2*wide, wide), navy)
		for _, q := range []pt{{180, 262}, {250, 268}, {300, 258}, {215, 275}} {
			s := q.x*7 - 1500
			foot := curve(q.x, q.y-20, q.x+s*0.06, q.y+30, q.x+s*0.13, q.y+64)
			c.stroke(foot, 18, inkBlue)
			c.stroke(foot, 9, amber)
			c.flat(poly(q.x+s*0.13-6, q.y+54, q.x+s*0.13-44, q.y+86, q.x+s*0.13+24, q.y+92), amber)
		}
		for i, x := range []float64{60, 100, 380, 420, 340} {
			c.fill(circle(x, 300+float64(i*37%80), 12).outline(5, true), sky)
		}
		c.stroke(curve(90, 330, 60, 350, 96, 370), 7, sky)
		c.stroke(curve(390, 350, 424, 366, 388, 388), 7, sky)
		c.put(220, 156, 1.05, 0, func() { c.duck(sun, amber, content) })
		c.fill(rect(-wide, 246, 2*wide, 24), thin(azure, 70))
		c.stroke(curve(-100, 246, 30, 240, 120, 250, 240, 242, 360, 250, 600, 242), 8, white)
	}},
	{"duck-drizzle", portrait, func(c *canvas) { // a duck in the rain, not amused
		c.sky(slate, grey)
		c.puff(130, 60, 130, rgb(0x47526b))
		c.puff(360, 40, 140, rgb(0x3b4560))
		c.ground(320, rgb(0x4f7382))
		c.put(250, 215, 1.15, 0, func() { c.duck(white, amber, tired) })
		c.rain(70, sky)
		c.fill(oval(250, 340, 220, 18), thin(white, 30))
	}},
	{"duck-leaflet", landscape, func(c *canvas) { // a brown duck holding a piece of paper
		c.meadow(mint, cream, leaf)
		c.put(280, 205, 1.1, 0, func() { c.duck(tan, sun, sideways) })
		c.put(92, 250, 1, -8, func() {
			c.ink(box(-52, -70, 104, 140, 4), white)
			c.flat(circle(0, -34, 20), leaf)
			for y := 0.0; y < 60; y += 18 {
				c.stroke(poly(-34, y, 34, y), 6, grey)
			}
		})
	}},
	{"duck-row", panorama, func(c *canvas) { // ducklings in a row behind their mother
		c.meadow(sky, cream, lime)
		c.sunny(500, 40, 34)
		c.put(110, 205, 1, 0, func() { c.duck(white, amber, smile) })
		for i := range 3 {
			c.put(300+float64(i)*88, 262+float64(i%2)*8, 0.72, 0, func() {
				c.duckling(sun, []mood{smile, beam, joy}[i])
			})
		}
		c.fill(rect(-wide, 312, 2*wide, 60), thin(azure, 0))
	}},
	{"duck-splash", landscape, func(c *canvas) { // wings up, water everywhere
		c.rays(240, 260, sky, rgb(0xb9e6fb))
		c.sunny(70, 60, 36)
		c.fill(oval(240, 390, 420, 110), azure)
		for _, s := range []float64{-1, 1} {
			c.ink(blob(240+s*60, 250, 240+s*150, 150, 240+s*178, 130, 240+s*170, 190, 240+s*120, 280), sun)
		}
		c.put(240, 240, 1.7, 0, func() {
			c.ink(blob(0, 0, 44, 16, 56, 50, 40, 84, -40, 84, -56, 50, -44, 16), sun)
			c.ink(circle(0, -30, 52), sun)
			c.stroke(curve(0, -82, 2, -94, 12, -100), 5, inkBlue)
			c.put(0, -34, 0.78, 0, func() { c.billFace(0, 0, amber, joy) })
		})
		c.fill(oval(240, 398, 300, 50), thin(sky, 85))
		for _, q := range []pt{{70, 230}, {110, 280}, {40, 300}, {410, 230}, {376, 280}, {446, 300}, {150, 330}, {330, 330}} {
			c.flat(drop(q.x, q.y, 19), sky)
		}
	}},

	// Snails.
	{"snail-hill", portrait, func(c *canvas) { // at the foot of a steep hill, in the rain
		c.sky(rgb(0x48506b), rgb(0x7c869c))
		c.fill(poly(-300, 420, 60, 380, 420, 20, 700, -200, 900, 900, -300, 900), rgb(0x3f5548))
		c.stroke(poly(-100, 392, 60, 380, 420, 20, 600, -120), 10, rgb(0x2c3d34))
		c.flat(rect(388, -30, 8, 70), inkBlue)
		c.flat(poly(396, -30, 450, -12, 396, 8), red)
		c.put(210, 322, 0.95, -18, func() { c.mirrored(func() { c.snail(rgb(0xb9b08a), plum, night, teary) }) })
		c.rain(60, mist)
	}},
	{"snail-loading", landscape, func(c *canvas) { // a snail on a progress bar
		c.plain(rgb(0x6e7b96))
		c.ink(box(30, 290, 420, 64, 30), white)
		c.within(box(40, 300, 400, 44, 22), func() { c.fill(rect(40, 300, 130, 60), coral) })
		c.put(230, 200, 1.05, 0, func() { c.mirrored(func() { c.snail(rgb(0xd9c79a), coral, red, tired) }) })
	}},
	{"snail-path", panorama, func(c *canvas) { // under way, at its own pace
		c.meadow(rgb(0xdfeee0), cream, rgb(0x9dbf73))
		c.fill(poly(-100, 400, 700, 400, 700, 318, -100, 336), sand)
		for _, x := range []float64{40, 470} {
			c.put(x, 318, 1, 0, func() {
				c.flat(rect(-5, -100, 10, 100), bark)
				c.flat(box(-36, -126, 72, 44, 6), cream)
				c.stroke(poly(-20, -104, 18, -104), 7, inkBlue)
			})
		}
		c.put(250, 228, 1.05, 0, func() { c.snail(tan, leaf, forest, plainly) })
	}},
	{"snail-home", square, func(c *canvas) { // its shell is a house with a door, windows and a chimney
		c.meadow(rgb(0xffd9a0), cream, leaf)
		c.sunny(80, 70, 34)
		c.put(250, 240, 1.12, 0, func() {
			c.ink(rect(70, -130, 28, 60), coral)
			c.snail(sand, coral, coral, content)
			c.flat(box(14, 6, 44, 66, 20), bark)
			c.fill(circle(48, 40, 5), sun)
			c.flat(circle(6, -32, 19), sun)
			c.flat(circle(78, -28, 19), sun)
			c.ink(poly(-58, -48, 134, -48, 38, -128), red)
		})
		c.steam(352, 92, 24, white)
		c.flower(60, 350, 24, pink, sun)
		c.flower(430, 364, 20, white, sun)
	}},
	{"snail-finish", landscape, func(c *canvas) { // a medal, a finish line, confetti
		c.rays(240, 230, mint, rgb(0xc9f2da))
		c.ground(330, rgb(0xd9785f))
		for i := range 2 {
			for j := range 8 {
				if (i+j)%2 == 0 {
					c.fill(rect(396+float64(i)*26, 120+float64(j)*26, 26, 26), inkBlue)
				} else {
					c.fill(rect(396+float64(i)*26, 120+float64(j)*26, 26, 26), white)
				}
			}
		}
		c.edge(rect(396, 120, 52, 210))
		c.put(220, 236, 1.12, 0, func() {
			c.snail(rgb(0xf3c9a0), azure, navy, beam)
			c.put(-84, 72, 0.75, 8, func() { c.medal(1, red) })
		})
		c.confetti(60)
	}},
}
