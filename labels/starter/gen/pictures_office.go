package main

import "image/color"

var office = []picture{
	// Charts.
	{"chart-hole", portrait, func(c *canvas) { // the line goes through the floor
		c.room(rgb(0x7c8299), rgb(0x565c75), 300)
		c.put(240, 140, 0.96, 0, func() { c.board(cream) })
		c.put(240, 392, 1, 0, func() {
			c.flat(blob(50, -30, 100, -44, 150, -26, 160, 6, 110, 26, 60, 14), night)
			c.stroke(poly(52, -20, 20, -34), 5, inkBlue)
			c.stroke(poly(158, 0, 186, 12), 5, inkBlue)
		})
		c.graph(red, 100, 50, 160, 90, 220, 84, 280, 190, 345, 360)
		c.put(110, 330, 0.42, 0, func() {
			c.bust(person{skin: skinA, hair: navy, shirt: coral, style: short}, wail)
		})
	}},
	{"chart-unread", landscape, func(c *canvas) { // a happy curve going up
		c.rays(240, 220, rgb(0xbfe8ff), rgb(0xd4f1ff))
		c.put(240, 200, 1, 0, func() {
			c.board(white)
			c.graph(leaf, -130, 80, -70, 40, -10, 50, 50, -20, 130, -100)
		})
		c.face(310, 262, 30, beam, false)
	}},
	{"chart-pie", square, func(c *canvas) { // one big slice and a sliver
		c.plain(rgb(0xe4e0f3))
		c.fill(circle(246, 214, 160), thin(inkBlue, 25))
		c.ink(circle(236, 200, 158), amber)
		c.flat(pie(248, 194, 162, -62, -30), plum)
		c.edge(pie(248, 194, 162, -62, -30))
		c.face(220, 212, 44, plainly, false)
	}},
	{"chart-screentime", panorama.closer(1.08, 240, 200), func(c *canvas) { // bars that shrink to nothing, in red
		c.plain(rgb(0x4a4e69))
		c.put(240, 200, 1, 0, func() {
			c.ink(box(-240, -150, 480, 300, 16), rgb(0x2c2f48))
			c.stroke(poly(-204, -120, -204, 116, 210, 116), 8, grey)
			for i, h := range []float64{210, 188, 140, 96, 52, 22} {
				c.ink(box(-180+float64(i)*64, 112-h, 46, h, 6), red)
			}
			c.stroke(poly(-120, -110, 60, -20, 170, 62), 16, cream)
			c.flat(poly(200, 90, 150, 76, 180, 36), cream)
			c.face(-157, -40, 15, sad, true)
		})
	}},
	{"chart-orders", square, func(c *canvas) { // the curve leaves the board
		c.stripes(rgb(0xffd3e0), rgb(0xffc2d4))
		c.put(220, 240, 0.92, 0, func() {
			c.board(white)
			for i, h := range []float64{30, 44, 60, 90, 130} {
				c.ink(box(-140+float64(i)*58, 112-h, 42, h, 6), []color.NRGBA{azure, leaf, sun, coral, pink}[i])
			}
		})
		c.stroke(curve(80, 290, 180, 250, 290, 200, 356, 90), 24, inkBlue)
		c.stroke(curve(80, 290, 180, 250, 290, 200, 356, 90), 14, plum)
		c.put(372, 64, 0.52, 24, func() { c.rocket(white, coral, joy) })
		c.confetti(34)
	}},

	// Desks.
	{"desk-control", landscape, func(c *canvas) { // a calm smile, everything burning behind it
		c.room(rgb(0xf2a65a), rgb(0xc1502e), 300)
		for _, x := range []float64{30, 380} {
			c.put(x, 190, 1, 0, func() {
				c.ink(box(-44, -150, 120, 280, 10), black)
				for i := range 5 {
					c.fill(box(-30, -130+float64(i)*50, 92, 26, 5), slate)
					c.fill(circle(50, -117+float64(i)*50, 6), red)
				}
				c.flame(0, -140, 60)
				c.flame(60, -130, 44)
			})
		}
		for i, x := range []float64{-10, 90, 340, 440, 500} {
			c.flame(x, 350, 70+float64(i*29%40))
		}
		c.put(240, 165, 1.12, 0, func() {
			c.bust(person{skin: skinA, hair: bark, shirt: azure, style: bob, glasses: true}, smile)
		})
		c.table(352, tan)
		c.put(390, 322, 0.42, 0, func() { c.mug(white, bark, smile) })
	}},
	{"desk-comments", square, func(c *canvas) { // a laptop under a heap of remarks
		c.room(rgb(0xaab3c5), rgb(0x7f89a0), 330)
		c.table(318, brown)
		c.put(240, 210, 1.05, 0, func() {
			c.laptop(grey, navy, func() {
				for i := range 6 {
					c.stroke(poly(-110, -64+float64(i)*26, -20+float64(i*47%110), -64+float64(i)*26), 9, slate)
				}
			})
			c.face(0, 6, 36, tired, true)
		})
		for _, q := range []pt{{40, 40}, {150, 10}, {270, 26}, {360, 70}, {20, 130}, {384, 160}, {90, 88}, {316, 118}} {
			c.bubble(q.x, q.y, 88, 54, cream, q.x > 200)
			for i := range 3 {
				c.fill(circle(q.x+24+float64(i)*20, q.y+27, 7), red)
			}
		}
	}},
	{"desk-vote", panorama, func(c *canvas) { // three people around a whiteboard
		c.room(rgb(0xcbd5c0), rgb(0x9aa88c), 300)
		c.put(240, 110, 0.66, 0, func() {
			c.ink(box(-210, -140, 420, 230, 12), white)
			c.flat(box(-170, -90, 90, 130, 10), azure)
			c.flat(box(-45, -90, 90, 130, 10), coral)
			c.flat(blob(90, -60, 130, -96, 172, -70, 160, -20, 180, 30, 120, 44, 86, 10), lime)
		})
		for i, p := range []person{{skin: skinC, hair: night, shirt: azure, style: curls}, {skin: skinA, hair: grey, shirt: coral, style: bald, beard: true, glasses: true}, {skin: skinB, hair: amber, shirt: lime, style: long}} {
			c.put(60+float64(i)*180, 268, 0.7, 0, func() { c.bust(p, []mood{sideways, plainly, plainly}[i]) })
		}
	}},
	{"desk-comma", landscape, func(c *canvas) { // far too late, one lamp, many mugs
		c.room(rgb(0x20233f), rgb(0x14162c), 300)
		c.window(40, 40, 120, 130, night, navy, func() { c.stars(40, cream); c.moon(100, 90, 26, night) })
		c.fill(poly(380, 90, 250, 330, 540, 330), thin(sun, 22))
		c.table(316, rgb(0x4a3530))
		c.put(230, 214, 0.95, 0, func() {
			c.laptop(slate, rgb(0x101426), func() {
				for i := range 6 {
					c.stroke(poly(-110, -64+float64(i)*26, -30+float64(i*53%120), -64+float64(i)*26), 8, forest)
				}
			})
			c.face(0, 0, 34, tired, true)
		})
		c.stroke(poly(440, 320, 440, 180, 390, 96), 16, inkBlue)
		c.stroke(poly(440, 320, 440, 180, 390, 96), 8, coral)
		c.ink(poly(350, 110, 370, 60, 430, 80, 420, 130), coral)
		for i, x := range []float64{40, 92} {
			c.put(x, 300-float64(i)*4, 0.34, 0, func() { c.mug([]color.NRGBA{plum, leaf}[i], bark, asleep) })
		}
	}},
	{"desk-green", portrait, func(c *canvas) { // a laptop with a great green tick, a suitcase beside it
		c.dots(rgb(0xb9f0cf), rgb(0xa0e6bd))
		c.put(240, 210, 1.05, 0, func() {
			c.laptop(white, leaf, func() { c.tick(0, -36, 34, 22, white) })
			c.face(0, 34, 32, dazzled, false)
		})
		c.table(354, tan)
		c.put(240, 78, 1, -4, func() { c.partyHat(0, 26, 1, 0, pink, sun) })
		c.confetti(60)
	}},

	// Phones.
	{"phone-crack", landscape, func(c *canvas) { // face up on the pavement, broken
		c.plain(rgb(0x6b7080))
		for y := -100.0; y < 500; y += 100 {
			c.stroke(poly(-200, y, 700, y+40), 6, rgb(0x585d6c))
		}
		for x := -100.0; x < 600; x += 160 {
			c.stroke(poly(x, -200, x-60, 600), 6, rgb(0x585d6c))
		}
		c.put(240, 200, 1.06, 68, func() {
			c.phone(black, rgb(0x39405c), func() {
				c.put(0, 0, 1, -68, func() { c.face(0, -6, 40, out, true) })
				for _, l := range [][]float64{{-80, -100, -30, -60, -50, 0, -90, 30}, {-30, -60, 40, -100, 90, -90}, {-50, 0, 10, 60, 0, 150}, {10, 60, 80, 50}, {40, -100, 30, -150}} {
					c.stroke(poly(l...), 5, white)
				}
			})
		})
		for _, q := range []pt{{70, 90}, {400, 330}, {110, 330}, {380, 70}} {
			c.flat(poly(q.x, q.y, q.x+26, q.y-10, q.x+18, q.y+22), mist)
		}
	}},
	{"phone-birthday", square, func(c *canvas) { // a phone in a party hat
		c.rays(240, 230, lilac, rgb(0xd3bdf0))
		c.put(240, 226, 1, 4, func() {
			c.phone(pink, cream, func() {
				for i := range 4 {
					y := 30 + float64(i)*30
					c.fill(box(-62, y, 104-float64(i*31%40), 20, 10), []color.NRGBA{coral, azure, leaf, sun}[i])
				}
			})
			c.face(0, -58, 36, joy, false)
			c.partyHat(0, -160, 1, 0, sun, azure)
		})
		c.confetti(60)
	}},
	{"phone-thumb", portrait, func(c *canvas) { // a chat with very few words
		c.plain(rgb(0xcfe3e6))
		c.put(240, 204, 1.22, 0, func() {
			c.phone(slate, white, func() {
				c.flat(box(-66, -104, 92, 44, 18), mist)
				c.flat(box(-22, -46, 88, 44, 18), mint)
				for i := range 3 {
					c.fill(circle(-2+float64(i)*24, -24, 8), forest)
				}
			})
			c.face(0, 60, 34, unsure, false)
		})
	}},
	{"phone-stickers", panorama, func(c *canvas) { // dancing vegetables all around a phone
		c.plain(rgb(0xfff0c2))
		c.put(240, 205, 0.98, -5, func() {
			c.phone(azure, white, nil)
			c.face(0, -10, 38, content, false)
		})
		carrot := func(x, y, a float64, m mood) {
			c.put(x, y, 1, a, func() {
				for _, d := range []float64{-120, -90, -60} {
					c.leafAt(0, -56, 46, d, leaf)
				}
				c.ink(blob(-40, -56, 0, -66, 40, -56, 26, 20, 0, 88, -26, 20), amber)
				c.face(0, -22, 18, m, false)
			})
		}
		carrot(70, 190, -16, beam)
		carrot(420, 200, 18, joy)
		c.put(4, 310, 0.95, 10, func() {
			c.ink(cloudShape(0, -30, 52), leaf)
			c.ink(box(-18, -10, 36, 50, 10), lime)
			c.face(0, -26, 16, joy, false)
		})
		c.put(500, 320, 0.9, -10, func() {
			c.ink(circle(0, -10, 46), red)
			c.leafAt(0, -54, 30, -40, leaf)
			c.face(0, -16, 19, beam, false)
		})
		c.put(110, 340, 0.8, 0, func() {
			c.ink(circle(0, 0, 42), plum)
			c.leafAt(0, -40, 30, -120, leaf)
			c.face(0, -6, 18, smile, true)
		})
		c.hearts(pink, 145, 66, 20, 350, 60, 24)
	}},
	{"phone-job", square, func(c *canvas) { // a phone ringing like a bell, stars all around
		c.rays(240, 210, leaf, rgb(0x63c48a))
		c.put(240, 210, 1.14, -12, func() {
			c.phone(white, sun, nil)
			c.face(0, -20, 42, dazzled, false)
			for _, s := range []float64{-1, 1} {
				for i := range 2 {
					r := 120 + float64(i)*28
					c.stroke(arc(0, 0, r, r, 90-s*90-30, 90-s*90+30), 12, white)
				}
			}
		})
		for _, q := range []pt{{62, 70}, {420, 66}, {430, 360}, {60, 350}} {
			c.flat(star(q.x, q.y, 32), cream)
		}
	}},

	// Calendars.
	{"calendar-beach", portrait, func(c *canvas) { // a pretty beach above a month full of crosses
		c.room(rgb(0xf0e2cf), rgb(0xd0b798), 400)
		c.put(240, 210, 1.15, 0, func() {
			c.ink(box(-140, -190, 280, 380, 14), white)
			p := box(-126, -176, 252, 170, 8)
			c.fill(p, sky)
			c.within(p, func() {
				c.fill(rect(-130, -90, 300, 40), azure)
				c.fill(oval(0, -4, 190, 54), sand)
				c.sunny(70, -130, 22)
				c.stroke(curve(-70, -20, -60, -70, -78, -112), 14, brown)
				for _, a := range []float64{-170, -130, -60, -10, 30} {
					c.leafAt(-78, -116, 56, a, leaf)
				}
				c.put(50, -34, 0.36, 12, func() { c.umbrella(coral, white) })
			})
			c.edge(p)
			c.face(70, -131, 9, beam, false)
			for row := range 4 {
				for col := range 6 {
					c.cross(-100+float64(col)*40, 24+float64(row)*44, 11, 8, red)
				}
			}
		})
	}},
	{"calendar-monday", square, func(c *canvas) { // a calendar beaming at the first day of the week
		c.rays(240, 180, rgb(0xffe08a), rgb(0xffe9ab))
		c.put(240, 208, 1.12, 0, func() {
			c.calendar(coral, joy, func(cell func(int, int) (float64, float64)) {
				x, y := cell(0, 1)
				c.flat(box(x-24, y-22, 48, 44, 8), sun)
				c.face(x, y-4, 11, beam, false)
			})
		})
		c.sunny(60, 50, 26)
	}},
	{"calendar-dinner", landscape, func(c *canvas) { // marks in six colours that never meet
		c.stripes(rgb(0xdde6ee), rgb(0xd2dde8))
		c.put(240, 204, 1.08, 0, func() {
			c.calendar(slate, unsure, func(cell func(int, int) (float64, float64)) {
				cols := []color.NRGBA{coral, azure, leaf, sun, plum, pink}
				for i := range 17 {
					x, y := cell(i*3%5, i/5)
					c.fill(circle(x-9+float64(i*7%3)*9, y, 9), cols[i%6])
				}
			})
		})
	}},
	{"calendar-friday", panorama, func(c *canvas) { // an appointment falls off the page
		c.room(rgb(0xbfe3d4), rgb(0x8fc4ae), 340)
		c.put(180, 196, 1, -3, func() {
			c.calendar(leaf, content, func(cell func(int, int) (float64, float64)) {
				for row := range 2 {
					for col := range 5 {
						x, y := cell(col, row)
						c.tick(x, y, 10, 7, leaf)
					}
				}
			})
		})
		c.put(420, 250, 1.2, 24, func() {
			c.ink(box(-50, -44, 100, 88, 8), sun)
			for y := -20.0; y < 30; y += 20 {
				c.stroke(poly(-32, y, 32, y), 6, brown)
			}
		})
		c.stroke(curve(336, 120, 390, 110, 420, 160), 6, thin(inkBlue, 50))
		c.stroke(curve(336, 150, 366, 146, 386, 170), 6, thin(inkBlue, 50))
	}},
	{"calendar-clear", landscape, func(c *canvas) { // one day with a heart, balloons
		c.sky(rgb(0xffd1dc), cream)
		for i, q := range []pt{{56, 120}, {118, 70}, {400, 90}, {446, 170}} {
			col := []color.NRGBA{red, sun, azure, plum}[i]
			c.stroke(curve(q.x, q.y+44, q.x+8, q.y+120, q.x-6, q.y+260), 4, inkBlue)
			c.ink(oval(q.x, q.y, 40, 50), col)
			c.fill(oval(q.x-12, q.y-16, 8, 13), shine)
		}
		c.put(250, 214, 1.02, 0, func() {
			c.calendar(pink, love, func(cell func(int, int) (float64, float64)) {
				x, y := cell(2, 2)
				c.flat(heart(x, y-8, 44), red)
			})
		})
	}},

	// Money.
	{"money-deposit", landscape, func(c *canvas) { // a broken piggy bank, nothing inside
		c.room(rgb(0x515873), rgb(0x3a4059), 270)
		c.put(240, 230, 1.06, 0, func() {
			c.cast(0, 112, 220)
			c.piggy(rgb(0xd98ca0), wail)
			c.fill(blob(60, -100, 120, -70, 170, -10, 150, 60, 90, 40, 104, 0, 60, -20, 80, -54), night)
			c.edge(poly(60, -96, 84, -54, 60, -22, 104, 0, 90, 42, 150, 62, 172, 0, 124, -72))
			c.fill(poly(60, -96, 84, -54, 60, -22, 104, 0, 90, 42, 150, 62, 172, 0, 124, -72), night)
			c.ink(poly(170, 100, 216, 84, 206, 120), rgb(0xd98ca0))
			c.ink(poly(-190, 112, -150, 92, -160, 124), rgb(0xd98ca0))
			c.ink(poly(216, 30, 240, 60, 204, 62), rgb(0xd98ca0))
		})
	}},
	{"money-payday", square, func(c *canvas) { // a happy piggy in a rain of coins
		c.rays(240, 220, rgb(0xa8e6c1), rgb(0xbaf0d0))
		c.put(232, 250, 1.08, 0, func() { c.piggy(rose, beam) })
		for _, q := range []pt{{70, 80}, {160, 40}, {262, 70}, {350, 36}, {420, 110}, {40, 180}, {440, 220}} {
			c.coin(q.x, q.y, 30)
		}
	}},
	{"money-coin", panorama, func(c *canvas) { // somebody bends over a coin
		c.plain(rgb(0xd9d2c5))
		c.ground(290, rgb(0xa59c8c))
		c.put(250, 290, 1, 0, func() {
			c.cast(-40, 50, 190)
			for _, x := range []float64{30, 84} {
				c.stroke(poly(x, -60, x, 40), 46, inkBlue)
				c.stroke(poly(x, -60, x, 40), 36, navy)
				c.flat(box(x-50, 28, 74, 26, 12), bark)
			}
			c.stroke(curve(70, -90, 0, -150, -90, -120), 106, inkBlue)
			c.stroke(curve(70, -90, 0, -150, -90, -120), 96, leaf)
			c.stroke(curve(-90, -100, -96, -40, -150, 0), 38, inkBlue)
			c.stroke(curve(-90, -100, -96, -40, -150, 0), 28, skinC)
			c.put(-150, -110, 0.8, -50, func() { c.head(person{skin: skinC, hair: grey, style: short, glasses: true}, unsure) })
		})
		c.coin(44, 318, 30)
		c.flat(bolt(330, 140, 36), coral)
		c.flat(bolt(380, 170, 28), coral)
	}},
	{"money-oneeye", portrait, func(c *canvas) { // a piggy with a small smile and a few coins
		c.room(rgb(0xf7d9b5), rgb(0xd3a06b), 320)
		c.window(270, 20, 120, 120, sky, cream, nil)
		c.put(232, 270, 1, 0, func() { c.piggy(rgb(0xf7b2c0), wink) })
		for i := range 3 {
			c.put(390, 384-float64(i)*15, 1, 0, func() { c.flat(box(-36, -9, 72, 18, 8), sun) })
		}
	}},
	{"money-zero", landscape, func(c *canvas) { // a golden piggy with a party hat and fireworks
		c.sky(rgb(0x3b2a6b), rgb(0x8a4f9e))
		for _, q := range []struct {
			x, y, r float64
			col     color.NRGBA
		}{{80, 90, 60, coral}, {400, 80, 72, sun}, {240, 44, 44, mint}} {
			for i := range 10 {
				p := star(q.x, q.y-q.r, q.r*0.16).turned(q.x, q.y, float64(i)*36)
				c.fill(p, q.col)
				c.stroke(poly(q.x, q.y-q.r*0.35, q.x, q.y-q.r*0.75).turned(q.x, q.y, float64(i)*36), 6, q.col)
			}
		}
		c.ground(340, rgb(0x2b2052))
		c.put(238, 240, 1.06, 0, func() {
			c.piggy(rgb(0xffd76b), dazzled)
			c.partyHat(-56, -86, 0.8, -14, azure, white)
		})
		c.confetti(40)
	}},
}
