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
}
