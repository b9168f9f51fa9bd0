package main

import "slices"

// Shapes are rasterised in whole numbers, so that every machine draws the same
// pixels: floating-point rounding may differ by architecture (fused
// multiply-add), but not after coordinates are rounded to 1/64 of a pixel.
const (
	unit = 64 // steps per pixel
	subs = 8  // scan lines per pixel row
	full = unit * subs
)

type crossing struct {
	x   int32
	dir int8
}

// coverage is how much of each pixel of a rectangle a shape covers, 0 to full.
type coverage struct {
	x, y, w, h int
	at         []int32
}

// of returns the coverage of the pixel at (x, y), which may lie outside.
func (v *coverage) of(x, y int) int32 {
	x, y = x-v.x, y-v.y
	if x < 0 || y < 0 || x >= v.w || y >= v.h {
		return 0
	}
	return v.at[y*v.w+x]
}

// rasterise returns what the contours cover of a picture of w×h pixels by the
// non-zero winding rule. Contours are closed by themselves.
func rasterise(p path, w, h int) *coverage {
	type fixed struct{ x, y int }
	contours := make([][]fixed, 0, len(p))
	lo, hi := fixed{1 << 30, 1 << 30}, fixed{-1 << 30, -1 << 30}
	for _, line := range p {
		f := make([]fixed, len(line))
		for i, q := range line {
			f[i] = fixed{round(q.x * unit), round(q.y * unit)}
			lo.x, lo.y = min(lo.x, f[i].x), min(lo.y, f[i].y)
			hi.x, hi.y = max(hi.x, f[i].x), max(hi.y, f[i].y)
		}
		contours = append(contours, f)
	}
	x0, y0 := max(0, floorDiv(lo.x, unit)), max(0, floorDiv(lo.y, unit))
	x1, y1 := min(w, floorDiv(hi.x, unit)+1), min(h, floorDiv(hi.y, unit)+1)
	if x0 >= x1 || y0 >= y1 {
		return &coverage{}
	}
	v := &coverage{x: x0, y: y0, w: x1 - x0, h: y1 - y0}
	v.at = make([]int32, v.w*v.h)
	rows := make([][]crossing, v.h*subs)
	const step = unit / subs
	for _, f := range contours {
		for i, a := range f {
			b, dir := f[(i+1)%len(f)], int8(1)
			if a.y == b.y {
				continue
			}
			if a.y > b.y {
				a, b, dir = b, a, -1
			}
			// Scan line k runs through the middle of its strip.
			first := max(0, floorDiv(a.y-y0*unit-step/2+step-1, step))
			for k := first; k < len(rows); k++ {
				y := y0*unit + k*step + step/2
				if y >= b.y {
					break
				}
				x := a.x + int(int64(y-a.y)*int64(b.x-a.x)/int64(b.y-a.y))
				rows[k] = append(rows[k], crossing{int32(x), dir})
			}
		}
	}
	for y := range v.h {
		// A row holds differences between neighbours until it is summed up, so
		// that a long span costs as little as a short one.
		out := v.at[y*v.w:][:v.w]
		for _, row := range rows[y*subs:][:subs] {
			slices.SortFunc(row, func(a, b crossing) int { return int(a.x - b.x) })
			winding := 0
			for i, c := range row {
				if winding != 0 {
					start(out, int(row[i-1].x)-x0*unit, 1)
					start(out, int(c.x)-x0*unit, -1)
				}
				winding += int(c.dir)
			}
		}
		sum := int32(0)
		for x, d := range out {
			sum += d
			out[x] = sum
		}
	}
	return v
}

// start adds a span that begins at x, in steps, and never ends, to a row of
// differences; with sign -1 it takes one away, which ends another.
func start(row []int32, x int, sign int32) {
	x = max(x, 0)
	i, rest := x/unit, int32(x%unit)
	if i < len(row) {
		row[i] += sign * (unit - rest)
	}
	if i+1 < len(row) {
		row[i+1] += sign * rest
	}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
