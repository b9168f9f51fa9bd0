package main

import "math"

type pt struct{ x, y float64 }

// path is a list of lines through points. As a shape every line is closed.
type path [][]pt

func round(x float64) int { return int(math.Floor(x + 0.5)) }

func points(xy []float64) []pt {
	p := make([]pt, len(xy)/2)
	for i := range p {
		p[i] = pt{xy[2*i], xy[2*i+1]}
	}
	return p
}

// poly is the line through the given points: x, y, x, y, …
func poly(xy ...float64) path { return path{points(xy)} }

// blob is a smooth closed line through the given points (Catmull-Rom).
func blob(xy ...float64) path { return path{smooth(points(xy), true)} }

// curve is a smooth open line through the given points (Catmull-Rom).
func curve(xy ...float64) path { return path{smooth(points(xy), false)} }

func smooth(p []pt, closed bool) []pt {
	n := len(p)
	at := func(i int) pt {
		if closed {
			return p[(i+n)%n]
		}
		return p[min(max(i, 0), n-1)]
	}
	ends := n
	if !closed {
		ends = n - 1
	}
	const parts = 10
	var out []pt
	for i := range ends {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for k := range parts {
			t := float64(k) / parts
			f := func(a, b, c, d float64) float64 {
				return b + t/2*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
			}
			out = append(out, pt{f(a.x, b.x, c.x, d.x), f(a.y, b.y, c.y, d.y)})
		}
	}
	if !closed {
		out = append(out, p[n-1])
	}
	return out
}

// arc is part of an ellipse, from one angle to another in degrees, clockwise
// from the right.
func arc(x, y, rx, ry, from, to float64) path {
	n := max(6, int(math.Abs(to-from)/9))
	line := make([]pt, n+1)
	for i := range line {
		s, k := math.Sincos((from + (to-from)*float64(i)/float64(n)) * math.Pi / 180)
		line[i] = pt{x + rx*k, y + ry*s}
	}
	return path{line}
}

func oval(x, y, rx, ry float64) path { return path{arc(x, y, rx, ry, 0, 360)[0][:40]} }
func circle(x, y, r float64) path    { return oval(x, y, r, r) }
func rect(x, y, w, h float64) path   { return poly(x, y, x+w, y, x+w, y+h, x, y+h) }
func pie(x, y, r, a, b float64) path { return path{append(arc(x, y, r, r, a, b)[0], pt{x, y})} }

// dome is the upper half of an oval.
func dome(x, y, rx, ry float64) path { return arc(x, y, rx, ry, 180, 360) }

// and is the path with others added to it.
func (p path) and(others ...path) path {
	for _, o := range others {
		p = append(p, o...)
	}
	return p
}

// box is a rectangle with round corners.
func box(x, y, w, h, r float64) path {
	var out []pt
	for i, q := range []pt{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		a := float64(i) * 90
		out = append(out, arc(q.x, q.y, r, r, a, a+90)[0]...)
	}
	return path{out}
}

// heart, star, drop and bolt stand in a square of twice the size around (x, y).
func heart(x, y, s float64) path {
	return blob(0, -0.45, 0.45, -0.9, 0.95, -0.55, 0.85, 0.05, 0.4, 0.5, 0.05, 0.92, -0.05, 0.92, -0.4, 0.5, -0.85, 0.05, -0.95, -0.55, -0.45, -0.9).
		sized(s).moved(x, y)
}

func star(x, y, s float64) path {
	var out []pt
	for i := range 10 {
		r := 1.0
		if i%2 == 1 {
			r = 0.45
		}
		sin, cos := math.Sincos(float64(i)*math.Pi/5 - math.Pi/2)
		out = append(out, pt{r * cos, r * sin})
	}
	return path{out}.sized(s).moved(x, y)
}

func drop(x, y, s float64) path {
	return blob(0, -1, 0.35, -0.3, 0.62, 0.3, 0.4, 0.85, 0, 1, -0.4, 0.85, -0.62, 0.3, -0.35, -0.3).sized(s).moved(x, y)
}

func bolt(x, y, s float64) path {
	return poly(0.15, -1, -0.5, 0.15, -0.08, 0.15, -0.25, 1, 0.5, -0.25, 0.08, -0.25, 0.4, -1).sized(s).moved(x, y)
}

func (p path) each(f func(pt) pt) path {
	out := make(path, len(p))
	for i, line := range p {
		out[i] = make([]pt, len(line))
		for j, q := range line {
			out[i][j] = f(q)
		}
	}
	return out
}

func (p path) moved(x, y float64) path { return p.each(func(q pt) pt { return pt{q.x + x, q.y + y} }) }
func (p path) sized(s float64) path    { return p.each(func(q pt) pt { return pt{q.x * s, q.y * s} }) }

func (p path) through(m matrix) path {
	return p.each(func(q pt) pt { return pt{m.a*q.x + m.b*q.y + m.e, m.c*q.x + m.d*q.y + m.f} })
}

// turned is the path turned around (x, y) by some degrees, clockwise.
func (p path) turned(x, y, degrees float64) path {
	return p.through(identity.move(x, y).turn(degrees).move(-x, -y))
}

// outline is the shape of a round pen of the given width drawn along the lines.
// Every piece runs the same way round, so that overlaps stay filled.
func (p path) outline(width float64, closed bool) path {
	r := width / 2
	var out path
	for _, line := range p {
		n := len(line)
		for i, a := range line {
			dot := make([]pt, 12)
			for k := range dot {
				s, c := math.Sincos(float64(k) * math.Pi / 6)
				dot[k] = pt{a.x + r*c, a.y + r*s}
			}
			out = append(out, dot)
			if i == n-1 && !closed {
				break
			}
			b := line[(i+1)%n]
			l := math.Hypot(b.x-a.x, b.y-a.y)
			if l == 0 {
				continue
			}
			nx, ny := (b.y-a.y)/l*r, (a.x-b.x)/l*r
			out = append(out, []pt{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}})
		}
	}
	return out
}
