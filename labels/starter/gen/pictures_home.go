package main

import "image/color"

var home = []picture{
	// Plants.
	{"plant-kevin", portrait, func(c *canvas) { // brown, bare and over
		c.room(rgb(0x6e7388), rgb(0x4c5167), 330)
		c.window(60, 10, 130, 140, slate, grey, func() { c.rain(40, mist) })
		c.put(250, 290, 1.2, 0, func() {
			stem := curve(0, -10, 4, -90, -30, -160, -90, -170, -112, -120)
			c.stroke(stem, 18, inkBlue)
			c.stroke(stem, 9, bark)
			c.leafAt(-112, -120, 56, 100, brown)
			c.leafAt(-10, -120, 60, 60, brown)
			c.leafAt(-50, -168, 50, 110, bark)
			c.pot(rgb(0x9a6a5a), wail)
			c.put(118, 96, 1, 20, func() { c.leafAt(0, 0, 52, 10, brown) })
			c.leafAt(-150, 100, 50, -8, bark)
		})
	}},
	{"plant-yellow", square, func(c *canvas) { // a plant that leans and sulks
		c.room(rgb(0xd8cfb8), rgb(0xa99c80), 320)
		c.put(250, 280, 1.12, 0, func() {
			for _, a := range []struct{ x, y, d float64 }{{-60, -96, 150}, {-84, -60, 130}, {60, -110, 40}, {80, -70, 60}, {6, -140, 100}} {
				c.stroke(curve(0, -8, a.x*0.4, a.y*0.9, a.x, a.y), 14, inkBlue)
				c.stroke(curve(0, -8, a.x*0.4, a.y*0.9, a.x, a.y), 6, forest)
				c.leafAt(a.x, a.y, 86, a.d, sun)
			}
			c.pot(azure, angry)
		})
		c.put(80, 300, 0.8, 0, func() {
			c.stroke(poly(50, 20, 110, -40), 22, inkBlue)
			c.stroke(poly(50, 20, 110, -40), 12, leaf)
			c.ink(box(-50, -30, 110, 110, 16), leaf)
		})
	}},
	{"plant-cactus", tall, func(c *canvas) { // upright, silent, armed
		c.plain(rgb(0xf3d7b6))
		c.fill(circle(240, 170, 190), rgb(0xf9e6cf))
		c.table(400, tan)
		c.put(240, 296, 1.1, 0, func() {
			for _, s := range []float64{-1, 1} {
				arm := curve(s*40, -90-s*20, s*100, -92-s*20, s*104, -150-s*20)
				c.stroke(arm, 52, inkBlue)
				c.stroke(arm, 42, leaf)
			}
			c.ink(box(-62, -230, 124, 250, 62), leaf)
			for _, q := range []pt{{-38, -190}, {36, -176}, {-44, -60}, {44, -50}, {0, -210}, {-104, -130}, {104, -168}, {-4, -40}, {-42, -96}, {42, -100}} {
				c.stroke(poly(q.x-7, q.y-7, q.x, q.y, q.x+7, q.y-7), 4, cream)
			}
			c.face(0, -146, 28, plainly, false)
			c.cast(0, 104, 100)
			c.ink(path{{{-76, 10}, {76, 10}, {58, 102}, {-58, 102}}}, coral)
			c.ink(box(-88, -16, 176, 34, 9), coral)
		})
	}},
	{"plant-seed", landscape, func(c *canvas) { // a sprout in a paper cup on a sill
		c.plain(rgb(0xcdeedd))
		c.window(110, -30, 280, 250, sky, rgb(0xdff3ff), func() { c.sunny(320, 60, 36) })
		c.table(330, white)
		c.put(220, 236, 1, 0, func() {
			c.stroke(curve(0, -10, 4, -60, 0, -108), 20, inkBlue)
			c.stroke(curve(0, -10, 4, -60, 0, -108), 11, leaf)
			c.leafAt(0, -106, 92, -28, leaf)
			c.leafAt(0, -106, 92, -152, lime)
			c.cast(0, 96, 90)
			c.ink(path{{{-70, -20}, {70, -20}, {52, 94}, {-52, 94}}}, cream)
			c.flat(oval(0, -20, 70, 15), bark)
			c.face(0, 34, 30, smile, false)
		})
	}},
	{"plant-bloom", square, func(c *canvas) { // flowers everywhere
		c.rays(240, 160, rgb(0xfbd0e0), rgb(0xfde1ec))
		c.put(240, 300, 1.06, 0, func() {
			for _, q := range []struct {
				x, y float64
				col  color.NRGBA
			}{{-110, -170, pink}, {-30, -230, plum}, {70, -210, coral}, {130, -130, pink}, {-140, -80, coral}, {10, -130, sun}} {
				c.stroke(curve(0, 0, q.x*0.3, q.y*0.6, q.x, q.y), 14, inkBlue)
				c.stroke(curve(0, 0, q.x*0.3, q.y*0.6, q.x, q.y), 6, leaf)
			}
			c.leafAt(0, -4, 130, -20, leaf)
			c.leafAt(0, -4, 130, -160, leaf)
			for i, q := range []struct {
				x, y float64
				col  color.NRGBA
			}{{-110, -170, pink}, {-30, -226, plum}, {70, -206, coral}, {130, -120, pink}, {-140, -80, coral}, {10, -126, white}} {
				c.flower(q.x, q.y, 56, q.col, sun)
				c.face(q.x, q.y-4, 9, []mood{beam, joy}[i%2], false)
			}
			c.pot(azure, dazzled)
		})
	}},

	// Kitchens.
	{"kitchen-roast", landscape, func(c *canvas) { // an oven on fire
		c.room(rgb(0x6f5b66), rgb(0x4a3c47), 330)
		c.put(240, 230, 1.06, 0, func() {
			c.smoke(-90, -120, 60, rgb(0x3d3a44))
			c.smoke(100, -120, 66, rgb(0x4c4852))
			c.ink(box(-170, -130, 340, 270, 16), mist)
			for i := range 4 {
				c.flat(circle(-120+float64(i)*80, -104, 15), red)
			}
			c.flat(box(-140, -64, 280, 170, 14), bark)
			c.within(box(-140, -64, 280, 170, 14), func() {
				for i, x := range []float64{-120, -60, 0, 60, 120} {
					c.flame(x, 110, 70+float64(i*37%30))
				}
				c.ink(blob(-70, 80, -60, 20, 0, 0, 70, 20, 90, 80), black)
			})
			c.face(10, 44, 26, out, true)
			c.flat(box(-130, -86, 260, 16, 8), slate)
		})
		c.put(440, 50, 1, 0, func() {
			c.flat(circle(0, 0, 30), white)
			c.fill(circle(0, 0, 9), red)
			c.stroke(arc(0, 0, 44, 44, 100, 170), 7, red)
			c.stroke(arc(0, 0, 60, 60, 100, 170), 7, red)
		})
	}},
	{"kitchen-toast", square, func(c *canvas) { // coal with a face
		c.room(rgb(0xc5b8a5), rgb(0x96836b), 300)
		c.table(300, rgb(0xb08a5e))
		c.smoke(130, 90, 30, thin(slate, 60))
		c.smoke(350, 90, 34, thin(slate, 60))
		c.put(240, 175, 1.12, 6, func() { c.toast(rgb(0x2b2328), rgb(0x40343a), angry, true) })
		c.put(240, 330, 1.05, 0, func() {
			c.ink(box(-150, -70, 300, 130, 30), coral)
			c.flat(box(-120, -70, 240, 20, 8), bark)
			c.flat(circle(110, 20, 20), cream)
			c.stroke(poly(110, 20, 120, 8), 6, inkBlue)
		})
	}},
	{"kitchen-pasta", panorama, func(c *canvas) { // spaghetti wherever one looks
		c.room(rgb(0xdfe5d3), rgb(0xb3bda0), 320)
		c.table(330, brown)
		c.put(240, 230, 1, 0, func() {
			for i := range 22 {
				x := -120 + float64(i)*11.4
				c.stroke(curve(x, -40, x*1.1, -110-float64(i*31%50), x*1.7, -90, x*1.6+20, 20+float64(i*17%70)), 11, rgb(0xd9a63c))
				c.stroke(curve(x, -40, x*1.1, -110-float64(i*31%50), x*1.7, -90, x*1.6+20, 20+float64(i*17%70)), 6, sun)
			}
			c.saucepan(azure, plainly)
		})
	}},
	{"kitchen-egg", square, func(c *canvas) { // a perfect egg in a pan
		c.plain(rgb(0xa8d8c9))
		for x := -100.0; x < 600; x += 70 {
			c.fill(rect(x, -wide, 35, 2*wide), rgb(0x9ccfbf))
		}
		c.put(210, 210, 1.16, -8, func() {
			c.pan()
			c.ink(blob(-104, -6, -70, -60, -10, -50, 50, -70, 100, -20, 92, 40, 30, 50, -20, 70, -80, 44), white)
			c.ink(circle(0, 0, 46), sun)
			c.face(0, -6, 20, beam, false)
		})
	}},
	{"kitchen-cake", portrait, func(c *canvas) { // a collapsed, half burnt cake
		c.room(rgb(0x9a94a8), rgb(0x6d6880), 330)
		c.table(350, bark)
		c.put(240, 236, 1.2, 0, func() {
			c.cast(0, 114, 180)
			c.flat(oval(0, 104, 168, 22), mist)
			body := blob(-140, 96, -136, -10, -96, -52, -40, -14, 30, 22, 84, -40, 128, -92, 146, 96, 0, 104)
			c.ink(body, tan)
			c.within(body, func() { c.fill(blob(66, -110, 170, -120, 180, 120, 96, 120, 110, 40, 80, 0), black) })
			c.edge(body)
			c.ink(blob(-140, -14, -96, -58, -40, -20, 30, 16, 66, -22, 78, 4, 60, 32, 30, 40, 12, 28, -14, 26, -34, 4, -60, -6, -84, -20, -104, 14, -122, 22, -136, 14), rose)
			c.flat(box(-30, -66, 16, 66, 6).turned(-22, -30, -34), azure)
			c.flat(box(100, -130, 16, 62, 6).turned(108, -90, 30), leaf)
			c.smoke(122, -140, 18, thin(night, 60))
			c.face(-30, 56, 28, sad, false)
		})
	}},

	// Beds.
	{"bed-412", landscape, func(c *canvas) { // wide awake in the dark
		c.room(rgb(0x15172e), rgb(0x0d0f22), 330)
		c.window(30, 20, 110, 120, rgb(0x1d2145), rgb(0x262c58), func() { c.moon(70, 60, 22, rgb(0x1d2145)) })
		c.put(270, 200, 1.02, 0, func() {
			c.bed(rgb(0x3b2f4a), rgb(0x2f3c6e), rgb(0x3c4b85), func() {
				c.put(0, 4, 0.92, 0, func() { c.head(person{skin: rgb(0xb9a9b8), hair: night, style: short}, shock) })
			})
		})
		c.put(60, 270, 0.5, 0, func() {
			c.ink(box(-100, -50, 200, 100, 16), black)
			c.stroke(poly(-60, -24, -60, 4, -36, 4), 10, red)
			c.stroke(poly(-36, -24, -36, 30), 10, red)
			c.fill(circle(-10, -8, 6), red)
			c.fill(circle(-10, 16, 6), red)
			c.stroke(poly(20, -24, 20, 30), 10, red)
			c.stroke(poly(44, -24, 70, -24, 70, 2, 44, 2, 44, 30, 70, 30), 10, red)
		})
	}},
	{"bed-alarm", square, func(c *canvas) { // a clock that shouts
		c.plain(rgb(0x8f9bb0))
		c.fill(circle(240, 200, 200), rgb(0x9fabc0))
		c.put(240, 210, 1.42, 0, func() { c.alarmClock(coral, angry) })
		for _, s := range []float64{-1, 1} {
			for i := range 2 {
				r := 165 + float64(i)*30
				c.stroke(arc(240, 200, r, r, 90-s*90-24, 90-s*90+24), 11, cream)
			}
		}
	}},
	{"bed-middle", portrait, func(c *canvas) { // the cat has the middle
		c.room(rgb(0xe6d5e8), rgb(0xb79cbd), 360)
		c.put(240, 200, 1.04, 0, func() {
			c.bed(brown, azure, rgb(0x62b2ee), func() {})
			c.put(0, 6, 0.92, 0, func() { c.catHead(ginger, plainly) })
			for _, s := range []float64{-1, 1} {
				c.flat(oval(s*40, 84, 24, 16), cream)
			}
		})
	}},
	{"bed-saturday", panorama, func(c *canvas) { // asleep again, sun in the window
		c.room(rgb(0xffe4b8), rgb(0xe0a96d), 330)
		c.window(20, 20, 120, 120, sky, cream, func() { c.fill(circle(80, 80, 30), sun) })
		c.put(280, 200, 1.02, 0, func() {
			c.bed(tan, mint, leaf, func() {
				c.put(0, 8, 0.9, -8, func() { c.head(person{skin: skinC, hair: bark, style: curls}, content) })
			})
		})
		c.zs(390, 90, 34, coral)
	}},
	{"bed-baby", landscape, func(c *canvas) { // two worn-out parents in the half dark
		c.room(rgb(0x3a3a5c), rgb(0x2a2a48), 330)
		c.put(240, 210, 1.1, 0, func() {
			c.bed(rgb(0x5c4a5e), rgb(0x6a5f8f), rgb(0x7f74a6), func() {
				c.put(-82, 4, 0.8, -5, func() { c.head(person{skin: skinA, hair: brown, style: short, beard: true}, tired) })
				c.put(84, 4, 0.8, 5, func() { c.head(person{skin: skinB, hair: black, style: bun}, tired) })
			})
		})
		c.put(60, 60, 0.6, 0, func() { c.moon(0, 0, 40, rgb(0x3a3a5c)) })
	}},

	// Coffee.
	{"coffee-thesis", landscape, func(c *canvas) { // a mug upside down over a laptop
		c.room(rgb(0x6d7186), rgb(0x52566b), 330)
		c.table(320, rgb(0x7b5a48))
		c.put(290, 214, 0.98, 0, func() {
			c.laptop(grey, rgb(0x30344d), func() {
				c.stroke(poly(-140, 40, -60, 30, -20, 60, 40, 44, 140, 70), 7, red)
			})
			c.face(0, -14, 36, out, true)
		})
		c.fill(blob(60, 340, 120, 316, 200, 322, 300, 318, 380, 330, 420, 352, 300, 372, 160, 368, 80, 362), bark)
		c.fill(blob(110, 170, 160, 210, 190, 330, 120, 340, 108, 260), bark)
		c.put(96, 130, 0.84, 118, func() { c.mug(coral, bark, shock) })
	}},
	{"coffee-descale", portrait, func(c *canvas) { // a coffee machine with a warning light
		c.room(rgb(0xb5aaa6), rgb(0x857872), 330)
		c.table(380, bark)
		c.put(240, 200, 1.05, 0, func() {
			c.cast(0, 186, 170)
			c.ink(box(-130, -170, 260, 130, 26), black)
			c.ink(box(-130, -60, 76, 230, 10), black)
			c.ink(box(-140, 150, 280, 36, 12), black)
			c.flat(box(14, -48, 60, 30, 8), slate)
			c.flat(circle(104, -142, 15), red)
			c.stroke(arc(104, -142, 28, 28, 200, 340), 6, red)
			c.face(0, -112, 38, smug, true)
			c.put(44, 104, 0.58, 0, func() { c.mug(white, mist, sad) })
			c.flat(drop(44, 4, 10), sky)
		})
	}},
	{"coffee-third", panorama, func(c *canvas) { // three mugs in a row
		c.plain(rgb(0xd7e0d2))
		c.table(300, tan)
		for i, x := range []float64{62, 232, 402} {
			c.put(x, 232, 0.84, 0, func() {
				c.mug([]color.NRGBA{azure, sun, coral}[i], bark, []mood{asleep, plainly, shock}[i])
			})
		}
	}},
	{"coffee-sip", landscape, func(c *canvas) { // a steaming mug in the morning sun
		c.sky(rgb(0xffc98b), cream)
		c.fill(circle(380, 200, 100), sun)
		c.fill(oval(100, 330, 300, 80), rgb(0xe8a56a))
		c.fill(oval(430, 340, 280, 80), rgb(0xd98d55))
		c.table(322, brown)
		c.put(220, 220, 1.34, 0, func() {
			c.steam(0, -98, 50, white)
			c.mug(white, bark, content)
		})
	}},
	{"coffee-cup", square, func(c *canvas) { // a paper cup full of love
		c.stripes(rgb(0xffe3ea), rgb(0xffd3de))
		c.put(240, 230, 1.16, -4, func() {
			c.cast(0, 146, 110)
			c.ink(path{{{-92, -90}, {92, -90}, {66, 140}, {-66, 140}}}, cream)
			c.ink(path{{{-84, -30}, {84, -30}, {72, 84}, {-72, 84}}}, tan)
			c.ink(box(-104, -118, 208, 36, 12), coral)
			c.ink(box(-84, -142, 168, 28, 12), coral)
			c.face(0, 16, 38, love, false)
		})
		c.hearts(red, 66, 90, 34, 410, 76, 38, 430, 300, 30, 50, 290, 26)
		c.hearts(pink, 110, 200, 20, 392, 190, 22)
	}},

	// Laundry.
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

	// Games.
	{"game-save", landscape, func(c *canvas) { // a black screen with a cross, a small hand far too pleased
		c.room(rgb(0x3e3650), rgb(0x2b2438), 330)
		c.put(200, 176, 1.1, 0, func() {
			c.screen(black, rgb(0x0b0c18), func() { c.cross(0, -44, 40, 22, red) })
			c.face(0, 48, 30, wail, true)
		})
		c.put(400, 300, 0.66, 0, func() { c.bust(person{skin: skinA, hair: amber, shirt: lime, style: short}, smug) })
	}},
	{"game-farm", panorama, func(c *canvas) { // a cheerful little farm
		c.meadow(rgb(0x9ee0ff), rgb(0xe4f7d0), leaf)
		c.sunny(60, 50, 32)
		c.house(120, 300, 120, 110, red, cream, sun)
		for row := range 2 {
			for i := range 5 {
				x, y := 250+float64(i)*64, 330+float64(row)*44
				c.flat(oval(x, y+12, 28, 9), brown)
				c.leafAt(x, y-14, 26, -120, forest)
				c.leafAt(x, y-14, 26, -60, forest)
				c.ink(circle(x, y, 19), rgb(0xf4e9f7))
				c.face(x, y-3, 8, []mood{smile, joy}[i%2], false)
			}
		}
		c.put(390, 230, 0.66, 0, func() { // a cow
			c.cast(20, 100, 120)
			for _, x := range []float64{-40, 100} {
				c.ink(box(x-14, 50, 28, 54, 8), white)
			}
			c.ink(box(-70, -30, 210, 106, 44), white)
			c.flat(blob(60, -26, 120, -20, 110, 30, 70, 20), black)
			for _, s := range []float64{-1, 1} {
				c.flat(oval(-70+s*62, -52, 24, 14), white)
			}
			c.ink(box(-118, -92, 96, 104, 36), white)
			c.flat(oval(-70, -6, 44, 24), rose)
			c.face(-70, -50, 22, smile, false)
		})
	}},
	{"game-rules", square, func(c *canvas) { // a board, dice and a very long scroll
		c.plain(rgb(0x7a9a7e))
		c.put(190, 230, 1, -8, func() {
			c.ink(box(-150, -110, 300, 240, 14), sand)
			for i := range 12 {
				a := []pt{{-120, -80}, {-60, -80}, {0, -80}, {60, -80}, {120, -80}, {120, -20}, {120, 40}, {120, 98}, {60, 98}, {0, 98}, {-60, 98}, {-120, 98}}[i]
				c.flat(box(a.x-24, a.y-22, 48, 44, 8), []color.NRGBA{coral, azure, sun, leaf}[i%4])
			}
			c.ink(box(-38, -36, 84, 84, 16), white)
			c.face(4, 0, 20, unsure, false)
		})
		c.put(390, 190, 1, 6, func() {
			c.ink(box(-56, -170, 116, 360, 6), cream)
			for y := -140.0; y < 160; y += 24 {
				c.stroke(poly(-36, y, 40-float64(int(y+140)%5)*6, y), 6, grey)
			}
			c.ink(box(-68, -192, 140, 36, 16), tan)
			c.ink(box(-68, 172, 140, 36, 16), tan)
		})
	}},
	{"game-grandpa", landscape, func(c *canvas) { // a beaten gamepad in the dusk
		c.sky(rgb(0x39406a), rgb(0x565d86))
		c.ground(300, rgb(0x2c3256))
		c.put(240, 196, 1.26, 0, func() { c.gamepad(slate, teary, true) })
		for i := range 9 {
			c.cross(48+float64(i)*48, 372, 13, 9, coral)
		}
	}},
	{"game-boss", portrait, func(c *canvas) { // a gamepad as a king on a hill of light
		c.rays(240, 220, plum, rgb(0x8d62ae))
		c.put(240, 240, 1.04, -4, func() {
			c.gamepad(white, dazzled, false)
			c.ink(poly(-64, -70, -78, -146, -36, -110, 0, -160, 36, -110, 78, -146, 64, -70), sun)
			for _, x := range []float64{-40, 0, 40} {
				c.flat(circle(x, -86, 9), red)
			}
		})
		c.confetti(70)
		for _, q := range []pt{{90, 40}, {390, 30}, {70, 400}, {410, 410}} {
			c.flat(star(q.x, q.y, 28), sun)
		}
	}},
}
