package picture

import (
	"image"
	"math"
)

// Filter is a resampling kernel.
type Filter string

// The filters, with Pillow's definitions: Bilinear is a triangle over ±1 pixel,
// Bicubic is Keys' cubic with a = -1/2 over ±2 (R. Keys, "Cubic convolution
// interpolation for digital image processing", 1981).
const (
	Bilinear Filter = "bilinear"
	Bicubic  Filter = "bicubic"
)

func (f Filter) support() float64 {
	if f == Bicubic {
		return 2
	}
	return 1
}

func (f Filter) weight(x float64) float64 {
	x = math.Abs(x)
	if f != Bicubic {
		return max(0, 1-x)
	}
	const a = -0.5
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}

// Resize returns img at w × h pixels. When it reduces, the filter is stretched
// by the reduction, so that every source pixel counts (antialiasing). The
// arithmetic is that of Pillow's Image.resize on 8-bit channels: weights of 22
// bits, first along x, rounded to 8 bits, then along y. Colours are weighted by
// their alpha. A w or h below 1 counts as 1.
func Resize(img image.Image, w, h int, f Filter) *image.RGBA {
	w, h = max(w, 1), max(h, 1)
	return ResizeCrop(img, w, h, image.Rect(0, 0, w, h), f)
}

// ResizeCrop returns the part of the image resized to w × h that lies within
// window, as Resize followed by a crop would, without computing the rest: a
// strip of 1 × 65,535 pixels brought to a shorter side of 256 would have four
// billion pixels. The bounds of the result begin at (0, 0).
func ResizeCrop(img image.Image, w, h int, window image.Rectangle, f Filter) *image.RGBA {
	window = window.Intersect(image.Rect(0, 0, w, h))
	out := image.NewRGBA(image.Rect(0, 0, window.Dx(), window.Dy()))
	rows := newRows(img)
	if window.Empty() || rows.w == 0 || rows.h == 0 {
		return out
	}
	across := taps(rows.w, w, window.Min.X, window.Max.X, f)
	down := taps(rows.h, h, window.Min.Y, window.Max.Y, f)

	n := 4 * window.Dx()
	source, reduced := make([]byte, 4*rows.w), make([]byte, n)
	// Each source row is added to the output rows that it contributes to; an
	// output row is finished with its last source row. So the memory is that of
	// the open output rows, however tall the source.
	type open struct {
		y   int
		sum []int32
	}
	var opened []open
	var free [][]int32
	next := 0
	for y := down[0].first; next < len(down) || len(opened) > 0; y++ {
		rows.read(y, source)
		if !rows.opaque {
			premultiply(source)
		}
		if rows.opaque {
			reduceOpaque(reduced, source, across)
		} else {
			reduce(reduced, source, across)
		}
		for ; next < len(down) && down[next].first <= y; next++ {
			var sum []int32
			if len(free) > 0 {
				sum, free = free[len(free)-1], free[:len(free)-1]
			} else {
				sum = make([]int32, n)
			}
			for i := range sum {
				sum[i] = 1 << (precision - 1)
			}
			opened = append(opened, open{next, sum})
		}
		keep := opened[:0]
		for _, o := range opened {
			t := down[o.y]
			k := t.weights[y-t.first]
			for i, v := range reduced[:len(o.sum)] {
				o.sum[i] += int32(v) * k
			}
			if y-t.first < len(t.weights)-1 {
				keep = append(keep, o)
				continue
			}
			dst := out.Pix[o.y*out.Stride:][:n]
			for i, v := range o.sum {
				dst[i] = clip(v >> precision)
			}
			if !rows.opaque {
				limitToAlpha(dst)
			}
			free = append(free, o.sum)
		}
		opened = keep
	}
	return out
}

// precision is the number of fraction bits of a weight: with 8 bits for the
// sample and 2 for the overshoot of a cubic it fills 32.
const precision = 32 - 8 - 2

// tap lists the source samples that make one output sample.
type tap struct {
	first   int
	weights []int32 // add up to about 1<<precision; never empty
}

// taps computes the weights of output samples from up to before to, of an axis
// of size in brought to size out.
func taps(in, out, from, to int, f Filter) []tap {
	scale := float64(in) / float64(out)
	stretch := max(scale, 1)
	support := f.support() * stretch
	result := make([]tap, 0, to-from)
	var w []float64
	for i := from; i < to; i++ {
		centre := (float64(i) + 0.5) * scale
		first := max(int(centre-support+0.5), 0)
		end := min(int(centre+support+0.5), in)
		// Rounding at the very edge could leave nothing.
		first = min(first, in-1)
		end = max(end, first+1)
		w = w[:0]
		sum := 0.0
		for x := first; x < end; x++ {
			v := f.weight((float64(x) - centre + 0.5) / stretch)
			w = append(w, v)
			sum += v
		}
		fixed := make([]int32, len(w))
		for k, v := range w {
			if sum != 0 {
				v /= sum
			}
			fixed[k] = int32(math.Floor(v*(1<<precision) + 0.5))
			if v < 0 { // round half away from zero
				fixed[k] = int32(math.Ceil(v*(1<<precision) - 0.5))
			}
		}
		result = append(result, tap{first, fixed})
	}
	return result
}

func reduce(dst, src []byte, across []tap) {
	for x, t := range across {
		var s [4]int32
		for i := range s {
			s[i] = 1 << (precision - 1)
		}
		p := src[4*t.first:]
		for _, k := range t.weights {
			s[0] += int32(p[0]) * k
			s[1] += int32(p[1]) * k
			s[2] += int32(p[2]) * k
			s[3] += int32(p[3]) * k
			p = p[4:]
		}
		d := dst[4*x : 4*x+4 : 4*x+4]
		for i := range s {
			d[i] = clip(s[i] >> precision)
		}
	}
}

// reduceOpaque is reduce without the work for an alpha that is 255 anyway.
func reduceOpaque(dst, src []byte, across []tap) {
	for x, t := range across {
		const half = int32(1 << (precision - 1))
		r, g, b := half, half, half
		p := src[4*t.first : 4*(t.first+len(t.weights))]
		for i, k := range t.weights {
			q := p[4*i : 4*i+4 : 4*i+4]
			r += int32(q[0]) * k
			g += int32(q[1]) * k
			b += int32(q[2]) * k
		}
		d := dst[4*x : 4*x+4 : 4*x+4]
		d[0], d[1], d[2], d[3] = clip(r>>precision), clip(g>>precision), clip(b>>precision), 255
	}
}

func premultiply(pix []byte) {
	for x := 0; x < len(pix); x += 4 {
		a := uint32(pix[x+3])
		for c := range 3 {
			pix[x+c] = byte(mul255(uint32(pix[x+c]), a))
		}
	}
}

// limitToAlpha keeps premultiplied colours valid: the overshoot of a cubic can
// lift a colour above its alpha.
func limitToAlpha(pix []byte) {
	for x := 0; x < len(pix); x += 4 {
		for c := range 3 {
			pix[x+c] = min(pix[x+c], pix[x+3])
		}
	}
}
