package main

import "image/color"

var ghostPictures = []picture{
	{"ghost-myroom", tall, func(c *canvas) { // a ghost alone under the roof
		c.plain(rgb(0x2a2533))
		c.fill(poly(40, 420, 240, -140, 440, 420), rgb(0x3c3548))
		c.ground(380, rgb(0x241f2c))
		c.flat(circle(240, 0, 34), rgb(0x6a749c))
		c.stroke(poly(240, -34, 240, 34), 6, inkBlue)
		c.stroke(poly(206, 0, 274, 0), 6, inkBlue)
		c.put(226, 210, 1, 0, func() { c.ghost(rgb(0xaab0c8), wail) })
		c.put(370, 370, 0.6, 0, func() {
			c.ink(box(-70, -60, 140, 100, 8), brown)
			c.ink(box(-78, -84, 156, 36, 10), bark)
		})
	}},
	{"ghost-costume", landscape, func(c *canvas) { // a party, one guest in white
		c.rays(240, 170, rgb(0xff9a3d), rgb(0xffa95a))
		c.bunting(-20, 10, 500, 10)
		c.ground(330, rgb(0x7a4f9a))
		c.put(84, 250, 0.72, 0, func() {
			c.bust(person{skin: skinC, hair: bark, shirt: leaf, style: short}, joy)
			c.partyHat(0, -84, 0.9, 10, coral, sun)
		})
		c.put(400, 250, 0.72, 0, func() {
			c.bust(person{skin: skinA, hair: amber, shirt: azure, style: bob}, beam)
			c.ink(poly(-70, -80, 70, -80, 0, -170), black)
			c.ink(box(-110, -92, 220, 22, 10), black)
		})
		c.put(244, 190, 1.04, 0, func() {
			c.ghost(white, joy)
			c.partyHat(4, -98, 0.9, -8, plum, lime)
		})
		c.confetti(40)
	}},
	{"ghost-practice", panorama, func(c *canvas) { // a cat looks at a ghost without interest
		c.room(rgb(0x5b6a7c), rgb(0x46525f), 320)
		c.put(130, 200, 0.98, -6, func() { c.ghost(mist, angry) })
		c.put(390, 230, 0.86, 0, func() { c.cat(greyCat, tired) })
		for i := range 3 {
			r := 110 + float64(i)*26
			c.stroke(arc(130, 190, r, r, -34, 20), 7, thin(white, 60))
		}
	}},
	{"ghost-breeze", portrait, func(c *canvas) { // a spotless ghost on a washing line
		c.meadow(rgb(0x8fdcf5), rgb(0xf3fff0), lime)
		c.sunny(100, 20, 34)
		c.stroke(curve(-60, 90, 120, 110, 240, 114, 360, 110, 560, 90), 7, inkBlue)
		c.put(246, 216, 1.16, 4, func() { c.ghost(white, content) })
		for _, x := range []float64{216, 272} {
			c.flat(box(x-8, 78, 16, 44, 6), tan)
		}
		for _, q := range []pt{{110, 200}, {380, 170}, {390, 320}, {90, 330}} {
			c.fill(star(q.x, q.y, 20), sun)
		}
		c.flower(70, 420, 24, pink, sun)
		c.flower(410, 424, 22, white, sun)
	}},
	{"ghost-habit", square, func(c *canvas) { // a ghost half way through a wall beside a door
		c.plain(rgb(0xa58fa0))
		for y := -20.0; y < 420; y += 56 {
			for x := -40.0; x < 520; x += 96 {
				c.fill(box(x+float64(round(y/56)&1)*48, y, 90, 50, 4), rgb(0x9a8395))
			}
		}
		c.ink(rect(290, 60, 140, 300), rgb(0x4f7f78))
		c.flat(circle(312, 220, 11), sun)
		c.put(168, 220, 1.1, 0, func() {
			c.within(rect(-20, -200, 300, 420), func() { c.ghost(white, plainly) })
		})
		c.stroke(poly(147, 76, 147, 380), 9, rgb(0x7d6878))
	}},
	{"ghost-midnight", landscape, func(c *canvas) { // a meeting of the transparent
		c.room(rgb(0x2f4a4a), rgb(0x203636), 320)
		c.put(240, 60, 0.5, 0, func() {
			c.ink(circle(0, 0, 80), cream)
			c.stroke(poly(0, 0, 0, -60), 12, inkBlue)
			c.stroke(poly(0, 0, 0, -44), 20, inkBlue)
		})
		for i, x := range []float64{66, 182, 300, 416} {
			c.put(x, 220, 0.6, 0, func() {
				c.ghost([]color.NRGBA{mist, mint, lilac, sky}[i], []mood{plainly, sideways, plainly, unsure}[i])
			})
		}
		c.table(300, rgb(0x6e5a4a))
		for i := range 3 {
			c.flat(rect(90+float64(i)*120, 308, 50, 14).turned(115+float64(i)*120, 315, float64(i*9)-8), white)
		}
	}},
	{"ghost-holes", square, func(c *canvas) { // two ghosts with the same holes
		c.sky(rgb(0x6f7fc4), rgb(0xd8b8e6))
		c.moon(90, 60, 36, rgb(0x7585c6))
		c.ground(370, rgb(0x5a6a9c))
		for i, s := range []float64{-1, 1} {
			c.put(240+s*100, 220, 0.94, s*5, func() {
				c.ghost([]color.NRGBA{white, cream}[i], []mood{content, beam}[i])
				c.flat(heart(-30, 62, 15), rgb(0x7f86c4))
				c.flat(circle(36, 50, 13), rgb(0x7f86c4))
				c.flat(circle(8, 90, 9), rgb(0x7f86c4))
			})
		}
		c.hearts(coral, 240, 70, 24)
	}},
	{"ghost-twohundred", portrait, func(c *canvas) { // a dark old house in a storm
		c.sky(rgb(0x171226), rgb(0x4a3a5c))
		c.puff(100, 30, 120, rgb(0x241c36))
		c.puff(390, 70, 110, rgb(0x1e172f))
		c.flat(bolt(380, 160, 60), sun)
		c.ground(380, rgb(0x1f2a26))
		c.put(230, 380, 1, -3, func() {
			c.ink(rect(-120, -220, 240, 220), rgb(0x4b4560))
			c.ink(poly(-150, -220, 150, -220, 20, -340, -20, -340), rgb(0x332c47))
			c.ink(rect(60, -360, 40, 90), rgb(0x3d3652))
			for _, x := range []float64{-60, 60} {
				c.flat(box(x-30, -190, 60, 64, 28), sun)
				c.stroke(poly(x, -190, x, -126), 6, inkBlue)
			}
			c.flat(box(-36, -88, 72, 88, 30), night)
			c.stroke(poly(-30, -62, -12, -74, 0, -62, 12, -74, 30, -62), 6, cream)
			c.stroke(poly(-110, -100, -70, -112), 8, rgb(0x332c47))
			c.stroke(poly(80, -60, 114, -44), 8, rgb(0x332c47))
		})
		c.rain(60, lilac)
	}},
	{"ghost-play", landscape, func(c *canvas) { // a child who sees, a ghost who cannot believe it
		c.rays(300, 170, rgb(0xa7e8d0), rgb(0xb8efdb))
		c.table(340, rgb(0xe0a870))
		c.put(120, 240, 0.86, 0, func() { c.bust(person{skin: skinD, hair: night, shirt: sun, style: curls}, joy) })
		c.put(350, 180, 1.1, 8, func() { c.ghost(white, dazzled) })
		c.put(190, 350, 0.5, 0, func() {
			c.ink(path{append(arc(0, 0, 90, 70, 0, 180)[0], pt{-90, 0})}, coral)
			c.flat(oval(0, 0, 90, 20), cream)
		})
		c.hearts(red, 240, 60, 26, 440, 50, 22)
		c.flat(star(230, 140, 18), sun)
	}},
	{"ghost-everybody", panorama, func(c *canvas) { // ghosts and a ghost dog in a great light
		c.rays(240, 210, rgb(0xfff0b0), rgb(0xffe48a))
		c.fill(circle(240, 200, 130), thin(white, 60))
		for i, q := range []struct{ x, y, s float64 }{{30, 210, 0.6}, {130, 180, 0.72}, {360, 180, 0.72}, {460, 210, 0.6}} {
			c.put(q.x, q.y, q.s, float64(i*6)-9, func() {
				c.ghost([]color.NRGBA{rose, sky, mint, lilac}[i], []mood{joy, beam, love, joy}[i])
			})
		}
		c.put(244, 250, 0.78, 0, func() {
			c.put(0, 70, 0.7, 0, func() { c.ghost(white, smile) })
			c.dogHead(coat{main: white, light: cream, mark: mist}, joy)
			c.tongue()
		})
		c.hearts(red, 200, 70, 22, 290, 60, 26)
	}},
}
