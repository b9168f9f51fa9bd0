package main

import "image/color"

// coat is an animal's colours.
type coat struct {
	main, light, mark color.NRGBA
	dark              bool // features are drawn light
	marked            bool // stripes of a cat, the eye patch of a dog
}

var (
	ginger   = coat{main: rgb(0xf5a14b), light: cream, mark: rgb(0xc96f24), marked: true}
	greyCat  = coat{main: rgb(0xa7b0c2), light: white, mark: rgb(0x6f7a91), marked: true}
	blackCat = coat{main: black, light: rgb(0x55556f), mark: black, dark: true}
	whiteCat = coat{main: rgb(0xfffaf0), light: white, mark: tan, marked: false}
	calico   = coat{main: cream, light: white, mark: amber, marked: true}

	tanDog   = coat{main: tan, light: cream, mark: brown}
	spotDog  = coat{main: white, light: cream, mark: black, marked: true}
	brownDog = coat{main: brown, light: sand, mark: bark}
	greyDog  = coat{main: mist, light: white, mark: slate, marked: true}
	goldDog  = coat{main: rgb(0xf2c36b), light: cream, mark: rgb(0xc98a35)}
)

// catHead is a head of about 200×170 around (0, 0).
func (c *canvas) catHead(k coat, m mood) {
	for _, s := range []float64{-1, 1} {
		ear := blob(s*86, -22, s*92, -98, s*78, -104, s*28, -66, s*40, -30)
		c.flat(ear, k.main)
		c.fill(blob(s*76, -40, s*80, -82, s*72, -84, s*46, -62), rose)
	}
	head := blob(0, -72, 56, -64, 94, -20, 98, 26, 66, 66, 0, 78, -66, 66, -98, 26, -94, -20, -56, -64)
	c.ink(head, k.main)
	if k.marked {
		c.within(head, func() {
			for _, x := range []float64{-24, 0, 24} {
				c.stroke(poly(x*1.1, -90, x, -48+abs(x)/3), 11, k.mark)
			}
			for _, s := range []float64{-1, 1} {
				c.stroke(poly(s*104, 2, s*80, 6), 10, k.mark)
				c.stroke(poly(s*104, 34, s*78, 32), 10, k.mark)
			}
		})
		c.edge(head)
	}
	c.fill(oval(0, 34, 38, 27), k.light)
	c.face(0, 0, 42, m, k.dark)
	c.fill(poly(-9, 8, 9, 8, 0, 18), pink)
	whisker := inkBlue
	if k.dark {
		whisker = cream
	}
	for _, s := range []float64{-1, 1} {
		c.stroke(poly(s*78, 38, s*122, 30), 4, whisker)
		c.stroke(poly(s*76, 48, s*118, 54), 4, whisker)
	}
}

// cat sits facing us, its feet at (0, 150), its head around (0, 0).
func (c *canvas) cat(k coat, m mood) {
	c.cast(0, 152, 120)
	tail := curve(60, 130, 120, 128, 138, 80, 118, 40)
	c.stroke(tail, 36, inkBlue)
	c.stroke(tail, 26, k.main)
	body := blob(0, 40, 62, 60, 82, 120, 70, 152, 0, 156, -70, 152, -82, 120, -62, 60)
	c.ink(body, k.main)
	c.fill(oval(0, 118, 34, 34), k.light)
	for _, s := range []float64{-1, 1} {
		c.flat(oval(s*28, 148, 24, 14), k.light)
	}
	c.catHead(k, m)
}

// catLoaf lies like a loaf, its head to the left.
func (c *canvas) catLoaf(k coat, m mood) {
	c.cast(20, 96, 190)
	tail := curve(170, 70, 205, 92, 150, 96, 90, 88)
	body := blob(-60, 90, -70, 10, 0, -28, 110, -20, 178, 34, 172, 90, 60, 96)
	c.ink(body, k.main)
	if k.marked {
		c.within(body, func() {
			for _, x := range []float64{40, 85, 130} {
				c.stroke(curve(x, -40, x+10, 0, x, 28), 15, k.mark)
			}
		})
		c.edge(body)
	}
	c.stroke(tail, 34, inkBlue)
	c.stroke(tail, 24, k.main)
	c.put(-60, 16, 0.86, -4, func() { c.catHead(k, m) })
}

// dogHead is a head of about 200×190 around (0, 0).
func (c *canvas) dogHead(k coat, m mood) {
	head := blob(0, -82, 60, -72, 84, -20, 78, 40, 44, 82, 0, 90, -44, 82, -78, 40, -84, -20, -60, -72)
	c.ink(head, k.main)
	if k.marked {
		c.within(head, func() { c.fill(oval(46, -12, 34, 40), k.mark) })
		c.fill(circle(37, -8, 17), k.main)
		c.edge(head)
	}
	for _, s := range []float64{-1, 1} {
		ear := blob(s*52, -74, s*92, -78, s*116, -20, s*112, 42, s*92, 48, s*80, -6)
		c.ink(ear, k.mark)
	}
	c.fill(oval(0, 42, 46, 36), k.light)
	c.face(0, -8, 37, m, k.dark)
	c.fill(blob(-19, 10, 0, 4, 19, 10, 10, 25, 0, 29, -10, 25), inkBlue)
	c.fill(oval(-5, 12, 6, 3), shine)
}

// tongue hangs from a dog's mouth.
func (c *canvas) tongue() {
	p := blob(-2, 42, 20, 42, 22, 72, 10, 84, -2, 72)
	c.flat(p, coral)
	c.stroke(poly(10, 48, 10, 68), 4, thin(red, 70))
}

// dog sits facing us, its feet at (0, 170).
func (c *canvas) dog(k coat, m mood) {
	c.cast(0, 172, 120)
	tail := curve(56, 140, 112, 130, 128, 84)
	c.stroke(tail, 32, inkBlue)
	c.stroke(tail, 22, k.main)
	body := blob(0, 50, 58, 70, 76, 140, 60, 172, 0, 174, -60, 172, -76, 140, -58, 70)
	c.ink(body, k.main)
	c.fill(oval(0, 120, 32, 40), k.light)
	for _, s := range []float64{-1, 1} {
		c.flat(oval(s*30, 166, 26, 15), k.light)
	}
	c.dogHead(k, m)
}

// duck swims to the left, its water line at y = 90.
func (c *canvas) duck(body, bill color.NRGBA, m mood) {
	b := blob(-112, 20, -70, 30, -20, 46, 60, 34, 132, -6, 142, 30, 112, 82, 40, 106, -50, 100, -100, 70)
	head := circle(-60, -34, 70)
	c.fill(b.and(head).outline(2*line, true), inkBlue) // its inner half is painted over
	c.soft(b.and(head), body)
	wing := blob(-8, 56, 40, 44, 100, 38, 76, 78, 24, 86)
	c.ink(wing, between(body, white))
	c.billFace(-66, -40, bill, m)
}

// billFace is a face whose mouth is a bill.
func (c *canvas) billFace(x, y float64, bill color.NRGBA, m mood) {
	c.put(x, y, 0.8, 0, func() {
		c.cheeks(m)
		c.eyes(m, inkBlue, false)
		switch m {
		case joy, beam, dazzled, shock, wail:
			c.flat(blob(-30, 32, 0, 26, 30, 32, 20, 62, 0, 70, -20, 62), coral)
			c.flat(blob(-38, 24, 0, 6, 38, 24, 22, 36, 0, 34, -22, 36), bill)
		case sad, teary, angry, tired:
			c.flat(blob(-40, 38, -22, 18, 0, 12, 22, 18, 40, 38, 0, 32), bill)
		default:
			c.flat(blob(-40, 22, 0, 10, 40, 22, 26, 40, 0, 46, -26, 40), bill)
			c.stroke(curve(-30, 27, 0, 33, 30, 27), 4, inkBlue)
		}
	})
}

// duckling is a small duck in front view, its feet at (0, 70).
func (c *canvas) duckling(col color.NRGBA, m mood) {
	c.cast(0, 74, 60)
	for _, s := range []float64{-1, 1} {
		c.flat(oval(s*20, 70, 18, 8), amber)
	}
	c.ink(blob(0, 0, 44, 16, 50, 50, 26, 70, -26, 70, -50, 50, -44, 16), col)
	c.ink(circle(0, -22, 44), col)
	c.stroke(curve(0, -64, 2, -76, 12, -82), 6, inkBlue)
	c.put(0, -26, 0.62, 0, func() { c.billFace(0, 0, amber, m) })
}

// snail creeps to the left on y = 90.
func (c *canvas) snail(body, shell, swirl color.NRGBA, m mood) {
	c.cast(10, 94, 170)
	for _, x := range []float64{-128, -82} {
		c.stroke(curve(-100, 0, x+6, -40, x, -72), 15, inkBlue)
		c.stroke(curve(-100, 0, x+6, -40, x, -72), 7, body)
	}
	foot := blob(-150, 20, -105, -24, -58, 4, -40, 50, 40, 62, 150, 76, 172, 92, 60, 94, -90, 94, -138, 80)
	c.ink(foot, body)
	c.ink(circle(38, 0, 84), shell)
	c.within(circle(38, 0, 84), func() {
		c.stroke(curve(38, 84, -22, 50, -24, -22, 38, -52, 90, -10, 66, 36, 24, 26, 14, -8, 42, -18, 50, 4), 15, swirl)
	})
	c.edge(circle(38, 0, 84))
	c.put(-106, 18, 0.5, 0, func() {
		c.put(0, -14, 1.15, 0, func() { c.mouth(m, inkBlue) })
	})
	for _, x := range []float64{-128, -82} {
		c.put(x, -76, 1, 0, func() {
			c.flat(circle(0, 0, 21), white)
			switch m {
			case beam, content, asleep:
				c.fill(circle(0, 0, 19), body)
				if m == beam {
					c.stroke(arc(0, 5, 11, 11, 195, 345), 6, inkBlue)
				} else {
					c.stroke(arc(0, -3, 11, 9, 15, 165), 6, inkBlue)
				}
			case tired, smug, sad, teary, angry:
				c.fill(circle(-3, 4, 9), inkBlue)
				c.within(circle(0, 0, 19), func() {
					tilt := map[mood]float64{sad: -20, teary: -20, angry: 20}[m]
					if x < -100 {
						tilt = -tilt
					}
					c.fill(rect(-26, -30, 52, 26).turned(0, 0, -tilt), between(body, slate))
				})
			case dazzled:
				c.flat(star(0, 1, 19), sun)
			case love:
				c.flat(heart(0, 1, 15), red)
			default:
				c.fill(circle(-3, 1, 11), inkBlue)
				c.fill(circle(0, -3, 4), white)
			}
		})
	}
	if m == teary || m == wail {
		c.flat(drop(-132, -34, 12), sky)
	}
}

func abs(x float64) float64 { return max(x, -x) }
