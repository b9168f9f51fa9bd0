package main

import (
	"image/color"
	"math"
)

// laptop stands open on y = 130; the screen is 260×170 around (0, 0) and shows
// what draw draws.
func (c *canvas) laptop(body, screen color.NRGBA, draw func()) {
	c.cast(0, 136, 200)
	c.ink(box(-150, -105, 300, 212, 16), body)
	p := box(-132, -88, 264, 176, 8)
	c.fill(p, screen)
	if draw != nil {
		c.within(p, draw)
	}
	c.edge(p)
	c.ink(path{{{-150, 108}, {150, 108}, {192, 136}, {-192, 136}}}, between(body, white))
	c.fill(box(-40, 112, 80, 8, 4), thin(inkBlue, 40))
}

// mug stands on y = 80, about 150 wide.
func (c *canvas) mug(col, drink color.NRGBA, m mood) {
	c.cast(8, 84, 110)
	c.stroke(arc(80, 4, 36, 38, -90, 90), 32, inkBlue)
	c.stroke(arc(80, 4, 36, 38, -90, 90), 22, col)
	body := path{{{-86, -66}, {86, -66}, {80, 40}, {66, 78}, {-66, 78}, {-80, 40}}}
	c.ink(body, col)
	c.flat(oval(0, -66, 86, 20), white)
	c.fill(oval(0, -63, 72, 13), drink)
	c.face(0, -8, 36, m, false)
}

// phone is upright, 170×300 around (0, 0); draw draws on its screen.
func (c *canvas) phone(body, screen color.NRGBA, draw func()) {
	c.ink(box(-92, -160, 184, 320, 28), body)
	p := box(-78, -142, 156, 284, 16)
	c.fill(p, screen)
	if draw != nil {
		c.within(p, draw)
	}
	c.edge(p)
	c.fill(box(-24, -142, 48, 14, 7), inkBlue)
}

// pot is a flower pot that stands on y = 100, its rim at y = 0.
func (c *canvas) pot(col color.NRGBA, m mood) {
	c.cast(0, 104, 100)
	c.ink(path{{{-76, 10}, {76, 10}, {58, 102}, {-58, 102}}}, col)
	c.ink(box(-88, -16, 176, 34, 9), col)
	c.face(0, 48, 28, m, false)
}

// leafAt is a leaf from (x, y), pointing in a direction in degrees.
func (c *canvas) leafAt(x, y, length, degrees float64, col color.NRGBA) {
	p := blob(0, 0, length*0.3, -length*0.24, length*0.75, -length*0.18, length, 0, length*0.75, length*0.18, length*0.3, length*0.24).
		moved(x, y).turned(x, y, degrees)
	c.ink(p, col)
	s, k := math.Sincos(degrees * math.Pi / 180)
	c.stroke(poly(x, y, x+k*length*0.75, y+s*length*0.75), 4, thin(inkBlue, 45))
}

// flower is a blossom with five petals.
func (c *canvas) flower(x, y, r float64, petal, middle color.NRGBA) {
	for i := range 5 {
		s, k := math.Sincos(float64(i)*math.Pi*0.4 - math.Pi/2)
		c.flat(circle(x+k*r*0.62, y+s*r*0.62, r*0.46), petal)
	}
	c.flat(circle(x, y, r*0.4), middle)
}

// calendar hangs at (0, 0), 260×280; marks are drawn by draw in cells of 44×38
// whose upper left is at (-110, -40): five columns, four rows.
func (c *canvas) calendar(top color.NRGBA, m mood, draw func(cell func(col, row int) (x, y float64))) {
	c.cast(0, 166, 150)
	c.ink(box(-140, -150, 280, 306, 18), white)
	c.flat(path{{{-140, -60}, {-140, -132}, {-132, -144}, {-122, -150}, {122, -150}, {132, -144}, {140, -132}, {140, -60}}}, top)
	for _, x := range []float64{-80, 80} {
		c.flat(box(x-9, -176, 18, 48, 9), grey)
	}
	c.face(0, -112, 26, m, false)
	cell := func(col, row int) (float64, float64) {
		return -100 + float64(col)*50, -24 + float64(row)*46
	}
	for row := range 4 {
		for col := range 5 {
			x, y := cell(col, row)
			c.fill(box(x-19, y-17, 38, 34, 6), mist)
		}
	}
	if draw != nil {
		draw(cell)
	}
}

// dumbbell lies level around (0, 0), 360 wide.
func (c *canvas) dumbbell(col color.NRGBA) {
	c.ink(box(-120, -17, 240, 34, 10), mist)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*110-24, -84, 48, 168, 14), col)
		c.ink(box(s*158-20, -60, 40, 120, 12), col)
	}
}

// washer is a washing machine on y = 160, 260×310.
func (c *canvas) washer(col, water color.NRGBA, m mood) {
	c.cast(0, 162, 170)
	c.ink(box(-132, -150, 264, 310, 18), col)
	c.fill(rect(-130, -100, 260, 6), thin(inkBlue, 40))
	c.flat(circle(92, -124, 15), sun)
	c.flat(box(-114, -136, 92, 24, 8), mint)
	c.ink(circle(0, 30, 104), grey)
	c.fill(circle(0, 30, 84), water)
	c.edge(circle(0, 30, 84))
	c.face(0, 20, 36, m, false)
}

// sock hangs from (x, y).
func (c *canvas) sock(x, y, s, degrees float64, col, band color.NRGBA) {
	p := blob(-22, 0, 22, 0, 24, 50, 52, 72, 62, 92, 44, 106, 8, 102, -20, 84, -24, 50).sized(s).moved(x, y).turned(x, y, degrees)
	c.ink(p, col)
	c.flat(box(-28*s, -12*s, 56*s, 26*s, 7*s).moved(x, y).turned(x, y, degrees), band)
}

// piggy is a piggy bank on y = 110.
func (c *canvas) piggy(col color.NRGBA, m mood) {
	c.cast(10, 124, 170)
	for _, x := range []float64{-70, 84} {
		c.ink(box(x-22, 70, 44, 54, 14), col)
	}
	c.stroke(curve(146, 10, 176, -6, 182, 22, 162, 22, 172, -8), 8, inkBlue)
	c.ink(oval(10, 10, 146, 104), col)
	c.fill(box(-20, -92, 76, 12, 6), inkBlue)
	for _, s := range []float64{-1, 1} {
		c.ink(blob(-56+s*54, -62, -56+s*92, -104, -56+s*84, -34), between(col, pink))
	}
	c.put(-56, -12, 1, 0, func() {
		c.put(0, 0, 0.95, 0, func() {
			c.cheeks(m)
			c.eyes(m, inkBlue, false)
			c.put(0, 26, 0.95, 0, func() { c.mouth(m, inkBlue) })
		})
		c.flat(oval(0, 22, 32, 20), between(col, pink))
		for _, x := range []float64{-11, 11} {
			c.fill(oval(x, 22, 5, 7), bark)
		}
	})
}

// coin is a gold coin.
func (c *canvas) coin(x, y, r float64) {
	c.ink(circle(x, y, r), sun)
	c.fill(circle(x, y, r*0.68).outline(5, true), amber)
	c.fill(box(x-r*0.12, y-r*0.36, r*0.24, r*0.72, r*0.1), amber)
}

// bus stands on y = 110, 380 wide, looking left.
func (c *canvas) bus(col color.NRGBA, m mood) {
	c.cast(0, 116, 220)
	c.ink(box(-190, -100, 380, 196, 30), col)
	for i := range 3 {
		c.flat(box(-36+float64(i)*72, -76, 60, 62, 10), sky)
	}
	c.fill(rect(-188, 44, 376, 16), thin(white, 60))
	c.flat(box(-178, -80, 126, 124, 20), cream)
	c.face(-116, -28, 32, m, false)
	for _, x := range []float64{-100, 110} {
		c.ink(circle(x, 92, 34), black)
		c.flat(circle(x, 92, 14), mist)
	}
	c.flat(circle(-170, 62, 12), sun)
}

// car stands on y = 70, 220 wide, with its face in front, towards us.
func (c *canvas) car(col color.NRGBA, m mood) {
	c.cast(0, 76, 124)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*74-20, 40, 40, 38, 10), black)
	}
	c.ink(path{{{-72, -20}, {-54, -76}, {-44, -84}, {44, -84}, {54, -76}, {72, -20}}}, col)
	c.flat(path{{{-56, -22}, {-44, -66}, {44, -66}, {56, -22}}}, sky)
	c.ink(box(-106, -26, 212, 86, 26), col)
	for _, s := range []float64{-1, 1} {
		c.flat(circle(s*84, 4, 13), cream)
	}
	c.face(0, 2, 30, m, false)
}

// bicycle stands on y = 90.
func (c *canvas) bicycle(col color.NRGBA) {
	for _, x := range []float64{-100, 100} {
		c.fill(circle(x, 26, 62).outline(14, true), inkBlue)
		c.fill(circle(x, 26, 50), thin(white, 40))
		for i := range 4 {
			s, k := math.Sincos(float64(i) * math.Pi / 4)
			c.stroke(poly(x-k*52, 26-s*52, x+k*52, 26+s*52), 3, slate)
		}
		c.fill(circle(x, 26, 9), inkBlue)
	}
	frame := path{{{-100, 26}, {-62, -64}, {44, -64}, {0, 30}, {-62, -64}}, {{100, 26}, {44, -64}}, {{100, 26}, {0, 30}}, {{-62, -64}, {-72, -98}, {-104, -104}}, {{44, -64}, {52, -88}}}
	c.stroke(frame, 20, inkBlue)
	c.stroke(frame, 11, col)
	c.flat(box(24, -102, 62, 20, 10), bark)
}

// planet has a ring if ringed.
func (c *canvas) planet(r float64, col, band color.NRGBA, ringed bool, m mood, dark bool) {
	c.ink(circle(0, 0, r), col)
	c.within(circle(0, 0, r), func() {
		c.fill(oval(-r*0.3, -r*0.72, r, r*0.16), band)
		c.fill(oval(r*0.4, r*0.62, r, r*0.17), band)
		c.fill(circle(r*0.55, -r*0.25, r*0.13), band)
		c.fill(circle(-r*0.7, r*0.3, r*0.1), band)
	})
	c.edge(circle(0, 0, r))
	if ringed {
		ring := arc(0, 0, r*1.6, r*0.42, -12, 192).turned(0, 0, -14)
		c.stroke(ring, 24, inkBlue)
		c.stroke(ring, 14, sun)
	}
	c.face(0, -r*0.18, r*0.36, m, dark)
}

// rocket points up, 120×260 around (0, 0).
func (c *canvas) rocket(col, trim color.NRGBA, m mood) {
	for _, s := range []float64{-1, 1} {
		c.ink(blob(s*44, 30, s*98, 82, s*96, 132, s*40, 96), trim)
	}
	c.put(0, 110, 1, 180, func() { c.flame(0, 0, 62) })
	body := blob(0, -150, 44, -92, 62, -10, 50, 90, 0, 104, -50, 90, -62, -10, -44, -92)
	c.ink(body, col)
	c.within(body, func() { c.fill(rect(-90, -170, 180, 74), trim) })
	c.edge(body)
	c.flat(circle(0, -14, 48), sky)
	c.face(0, -22, 22, m, false)
}

// astronaut floats around (0, 0).
func (c *canvas) astronaut(m mood) {
	limb := func(xy ...float64) {
		c.stroke(curve(xy...), 58, inkBlue)
		c.stroke(curve(xy...), 48, white)
	}
	limb(-50, 80, -108, 70, -134, 22)
	limb(50, 80, 104, 100, 128, 138)
	limb(-30, 150, -44, 200, -70, 216)
	limb(30, 150, 48, 192, 38, 226)
	c.ink(box(-66, 50, 132, 124, 40), white)
	c.flat(box(-34, 92, 68, 40, 8), mist)
	c.fill(circle(-14, 112, 9), coral)
	c.fill(circle(12, 112, 9), leaf)
	c.ink(circle(0, 0, 92), white)
	visor := box(-72, -50, 144, 104, 48)
	c.flat(visor, navy)
	c.fill(visor.sized(0.9), skinB)
	c.face(0, -8, 30, m, false)
	c.stroke(curve(-58, -18, -52, -34, -38, -42), 7, shine)
}

// bed is a bed in front view, its foot at y = 150; who lies in it is drawn by
// sleeper with the pillow around (0, 0).
func (c *canvas) bed(frame, blanket, pattern color.NRGBA, sleeper func()) {
	c.ink(box(-190, -120, 380, 200, 40), frame)
	c.ink(box(-120, -56, 240, 96, 36), white)
	if sleeper != nil {
		sleeper()
	}
	p := path{append(arc(0, 70, 176, 34, 180, 360)[0], pt{184, 178}, pt{-184, 178})}
	c.ink(p, blanket)
	c.within(p, func() {
		for row := range 3 {
			for col := range 6 {
				c.fill(circle(-150+float64(col)*64+float64(row&1)*30, 82+float64(row)*40, 9), pattern)
			}
		}
	})
	c.edge(p)
	for _, s := range []float64{-1, 1} {
		c.ink(box(s*178-16, 60, 32, 140, 12), frame)
	}
}

// alarmClock is about 160 wide around (0, 0).
func (c *canvas) alarmClock(col color.NRGBA, m mood) {
	for _, s := range []float64{-1, 1} {
		c.stroke(poly(s*40, 60, s*62, 96), 20, inkBlue)
		c.ink(dome(s*50, -66, 36, 30).turned(s*50, -66, s*32), col)
	}
	c.ink(circle(0, 0, 88), col)
	c.flat(circle(0, 0, 66), cream)
	c.face(0, -8, 28, m, false)
}

// pan is a frying pan around (0, 0), seen from above, its handle to the right.
func (c *canvas) pan() {
	c.stroke(poly(120, 26, 236, 60), 34, inkBlue)
	c.stroke(poly(120, 26, 236, 60), 24, bark)
	c.ink(oval(0, 0, 150, 110), black)
	c.fill(oval(0, 0, 124, 87), slate)
}

// saucepan stands on y = 100, open at y = -40.
func (c *canvas) saucepan(col color.NRGBA, m mood) {
	c.cast(0, 106, 150)
	for _, s := range []float64{-1, 1} {
		c.flat(box(s*136-26, -20, 52, 24, 12), black)
	}
	c.ink(path{{{-126, -40}, {126, -40}, {122, 70}, {104, 102}, {-104, 102}, {-122, 70}}}, col)
	c.flat(box(-134, -56, 268, 28, 12), between(col, white))
	c.face(0, 22, 38, m, false)
}

// toast is a slice of bread around (0, 0).
func (c *canvas) toast(crust, crumb color.NRGBA, m mood, dark bool) {
	p := blob(-74, 100, -82, 0, -104, -46, -70, -96, 0, -106, 70, -96, 104, -46, 82, 0, 74, 100, 0, 106)
	c.ink(p, crust)
	c.fill(p.sized(0.86), crumb)
	c.face(0, -18, 38, m, dark)
}

// gamepad lies around (0, 0), 300 wide.
func (c *canvas) gamepad(col color.NRGBA, m mood, dark bool) {
	c.cast(0, 124, 150)
	p := blob(-90, -76, 0, -66, 90, -76, 142, -40, 164, 60, 138, 112, 104, 96, 70, 52, 0, 56, -70, 52, -104, 96, -138, 112, -164, 60, -142, -40)
	c.ink(p, col)
	c.flat(box(-116, -38, 54, 20, 5).and(box(-99, -55, 20, 54, 5)), black)
	c.fill(box(-114, -36, 50, 16, 4).and(box(-97, -53, 16, 50, 4)), black)
	for i, q := range []pt{{92, -50}, {92, -8}, {71, -29}, {113, -29}} {
		c.flat(circle(q.x, q.y, 12), []color.NRGBA{sun, leaf, azure, coral}[i])
	}
	c.face(0, -16, 26, m, dark)
}

// screen is a television or a monitor, 320×220 around (0, 0).
func (c *canvas) screen(frame, back color.NRGBA, draw func()) {
	c.cast(0, 162, 130)
	c.ink(box(-26, 104, 52, 50, 4), frame)
	c.ink(box(-80, 144, 160, 18, 8), frame)
	c.ink(box(-178, -126, 356, 244, 20), frame)
	p := box(-160, -108, 320, 208, 8)
	c.fill(p, back)
	if draw != nil {
		c.within(p, draw)
	}
	c.edge(p)
}

// board is a sheet for charts, 380×280 around (0, 0), with two axes.
func (c *canvas) board(back color.NRGBA) {
	c.ink(box(-200, -150, 400, 300, 16), back)
	for y := -90.0; y < 100; y += 50 {
		c.fill(rect(-160, y, 330, 4), thin(inkBlue, 14))
	}
	c.stroke(poly(-164, -122, -164, 116, 170, 116), 8, inkBlue)
}

// graph is a thick line with dots at its points.
func (c *canvas) graph(col color.NRGBA, xy ...float64) {
	c.stroke(poly(xy...), 22, inkBlue)
	c.stroke(poly(xy...), 13, col)
	for i := 0; i+1 < len(xy)-2; i += 2 {
		c.flat(circle(xy[i], xy[i+1], 12), white)
	}
	n := len(xy)
	x, y := xy[n-2], xy[n-1]
	a := math.Atan2(y-xy[n-3], x-xy[n-4]) * 180 / math.Pi
	c.flat(poly(x+30, y, x-16, y-26, x-16, y+26).turned(x, y, a), col)
}

// umbrella is open, its top at (0, -90), its handle down to y = 90.
func (c *canvas) umbrella(a, b color.NRGBA) {
	c.stroke(curve(0, -60, 0, 70, 10, 92, 28, 90, 32, 74), 12, inkBlue)
	c.ink(dome(0, 0, 130, 96), a)
	c.within(dome(0, 0, 130, 96), func() { c.fill(oval(0, 0, 52, 98), b) })
	c.edge(dome(0, 0, 130, 96))
}

// medal hangs around (0, 0).
func (c *canvas) medal(s float64, ribbon color.NRGBA) {
	c.put(0, 0, s, 0, func() {
		c.flat(poly(-34, -90, -8, -90, 14, -26, -10, -20), ribbon)
		c.flat(poly(34, -90, 8, -90, -14, -26, 10, -20), ribbon)
		c.ink(circle(0, 8, 36), sun)
		c.fill(star(0, 8, 22), amber)
	})
}

// trophy is a cup on y = 110.
func (c *canvas) trophy(m mood) {
	c.cast(0, 136, 110)
	for _, s := range []float64{-1, 1} {
		c.stroke(arc(s*86, -46, 40, 44, 90-s*90-80, 90-s*90+80), 24, inkBlue)
		c.stroke(arc(s*86, -46, 40, 44, 90-s*90-80, 90-s*90+80), 14, amber)
	}
	c.ink(box(-18, 40, 36, 60, 4), amber)
	c.ink(box(-64, 92, 128, 40, 10), bark)
	c.ink(path{{{-98, -110}, {98, -110}, {92, -30}, {66, 26}, {24, 54}, {-24, 54}, {-66, 26}, {-92, -30}}}, sun)
	c.flat(box(-106, -122, 212, 24, 10), sun)
	c.face(0, -50, 36, m, false)
}

// partyHat stands on (x, y).
func (c *canvas) partyHat(x, y, s, degrees float64, a, b color.NRGBA) {
	p := poly(-38, 0, 38, 0, 0, -92)
	c.put(x, y, s, degrees, func() {
		c.ink(p, a)
		c.within(p, func() {
			c.stroke(poly(-50, -14, 50, -34), 12, b)
			c.stroke(poly(-50, -48, 50, -68), 12, b)
		})
		c.edge(p)
		c.flat(circle(0, -94, 15), b)
	})
}

// tree stands on (x, y).
func (c *canvas) tree(x, y, s float64, col color.NRGBA) {
	c.ink(rect(x-s*0.12, y-s*0.7, s*0.24, s*0.7), brown)
	c.ink(cloudShape(x, y-s*1.1, s*0.66), col)
}

// house stands on (x, y): a simple block with a roof.
func (c *canvas) house(x, y, w, h float64, wall, roof color.NRGBA, lit color.NRGBA) {
	c.ink(rect(x-w/2, y-h, w, h), wall)
	c.ink(poly(x-w*0.62, y-h, x+w*0.62, y-h, x, y-h-w*0.42), roof)
	c.flat(rect(x-w*0.3, y-h*0.75, w*0.22, w*0.24), lit)
	c.flat(rect(x+w*0.08, y-h*0.75, w*0.22, w*0.24), lit)
	c.flat(box(x-w*0.1, y-h*0.36, w*0.2, h*0.36, 4), bark)
}
