package main

import "image/color"

var plantPictures = []picture{
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
	{"plant-stump", landscape, func(c *canvas) { // a tree stump, crying
		c.sky(rgb(0x9aa0aa), rgb(0xc9c7bf))
		c.house(60, 300, 120, 130, rgb(0x8e8a8a), rgb(0x6a6670), rgb(0x4c5068))
		c.ground(290, rgb(0x77805f))
		c.put(260, 280, 1.1, 0, func() {
			c.cast(0, 94, 170)
			c.ink(blob(-96, -60, -100, 20, -150, 80, -60, 84, 0, 96, 70, 84, 150, 84, 100, 20, 96, -60), brown)
			c.flat(oval(0, -60, 98, 34), sand)
			for _, r := range []float64{70, 44, 18} {
				c.fill(oval(0, -60, r, r*0.34).outline(5, true), tan)
			}
			c.face(0, 2, 36, wail, false)
		})
		for i, q := range []pt{{110, 370}, {420, 360}, {380, 384}} {
			c.leafAt(q.x, q.y, 44, float64(i*70), amber)
		}
	}},
	{"plant-guy", panorama, func(c *canvas) { // one proud dandelion among empty beds
		c.meadow(rgb(0x86cdf0), rgb(0xfff4cf), rgb(0x8a6a48))
		c.sunny(60, 60, 34)
		for _, x := range []float64{10, 100, 400, 490} {
			c.flat(rect(x-4, 270, 8, 60), tan)
			c.flat(box(x-30, 256, 60, 30, 4), cream)
		}
		c.put(250, 330, 1.1, 0, func() {
			c.stroke(poly(0, 0, 0, -120), 22, inkBlue)
			c.stroke(poly(0, 0, 0, -120), 12, leaf)
			for _, a := range []float64{-20, -160, -45, -135} {
				c.leafAt(0, 0, 110, a, leaf)
			}
			for i := range 14 {
				c.flat(oval(0, -226, 14, 30).turned(0, -170, float64(i)*25.7), sun)
			}
			c.flat(circle(0, -170, 56), amber)
			c.face(0, -178, 26, smug, false)
		})
	}},
	{"plant-plastic", square, func(c *canvas) { // a perfect plant and a watering can
		c.room(rgb(0xb9a7cf), rgb(0x8c7aa6), 320)
		c.put(190, 280, 1.1, 0, func() {
			for _, d := range []float64{-165, -140, -115, -90, -65, -40, -15} {
				c.leafAt(0, -12, 150, d, forest)
			}
			c.pot(white, plainly)
		})
		c.put(390, 330, 0.9, 0, func() {
			c.cast(0, 66, 80)
			c.stroke(arc(10, -30, 44, 50, 180, 360), 16, inkBlue)
			c.stroke(arc(10, -30, 44, 50, 180, 360), 8, sun)
			c.stroke(poly(-40, 20, -110, -50), 24, inkBlue)
			c.stroke(poly(-40, 20, -110, -50), 14, sun)
			c.ink(box(-54, -30, 124, 96, 18), sun)
		})
	}},
	{"plant-tomato", landscape, func(c *canvas) { // one tomato on a plate
		c.stripes(rgb(0x7cc4a4), rgb(0x74bb9b))
		c.fill(oval(246, 300, 200, 62), thin(inkBlue, 30))
		c.ink(oval(240, 280, 200, 66), white)
		c.fill(oval(240, 280, 140, 42), mist)
		c.put(240, 196, 1, 0, func() {
			c.ink(blob(0, -78, 70, -90, 112, -20, 90, 66, 0, 96, -90, 66, -112, -20, -70, -90), red)
			for _, d := range []float64{-170, -130, -50, -10, 60, 120} {
				c.leafAt(0, -76, 56, d, leaf)
			}
			c.face(0, 8, 36, smile, false)
		})
	}},
	{"plant-orchid", tall, func(c *canvas) { // an orchid in full bloom at a window
		c.plain(rgb(0xfff0f5))
		c.window(90, -40, 300, 370, rgb(0x8fd8f7), rgb(0xd9f5ff), func() { c.sunny(330, 30, 34) })
		c.table(390, rgb(0xe9c9a5))
		c.put(240, 330, 0.9, 0, func() {
			c.leafAt(0, -6, 110, -160, leaf)
			c.leafAt(0, -6, 110, -20, leaf)
			stem := curve(0, -10, 20, -140, -20, -260, -90, -330)
			c.stroke(stem, 16, inkBlue)
			c.stroke(stem, 8, forest)
			for i, q := range []pt{{10, -130}, {60, -190}, {-10, -240}, {-70, -290}, {-110, -230}} {
				c.flower(q.x, q.y, 52, []color.NRGBA{pink, plum, pink, lilac, plum}[i], sun)
			}
			c.pot(leaf, dazzled)
		})
		c.hearts(red, 110, 30, 20, 370, 200, 24)
	}},
}
