package main

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// colours is the size of a picture's palette. The fills of a picture are few;
// the rest serves the soft edges between them.
const colours = 96

// reduce returns the picture with a palette: its most frequent colours, and for
// every other colour the nearest of them. It makes the files a third as large
// and changes only pixels on edges.
func reduce(img *image.RGBA) *image.Paletted {
	b := img.Bounds()
	count := map[color.RGBA]int{}
	runs(img, func(_, _, n int, c color.RGBA) { count[c] += n })
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(p, q color.RGBA) int {
		return cmp.Or(count[q]-count[p], int(p.R)-int(q.R), int(p.G)-int(q.G), int(p.B)-int(q.B))
	})
	chosen := all[:min(len(all), colours)]
	out := image.NewPaletted(b, nil)
	index := map[color.RGBA]uint8{}
	for i, c := range chosen {
		out.Palette = append(out.Palette, c)
		index[c] = uint8(i)
	}
	for _, c := range all[len(chosen):] {
		best, least := 0, 1<<30
		for i, q := range chosen {
			if d := apart(c, q); d < least {
				best, least = i, d
			}
		}
		index[c] = uint8(best)
	}
	runs(img, func(x, y, n int, c color.RGBA) {
		at := out.Pix[out.PixOffset(x, y):]
		for i, k := 0, index[c]; i < n; i++ {
			at[i] = k
		}
	})
	return out
}

// runs calls f for every stretch of n equal pixels of a row, from (x, y) on.
func runs(img *image.RGBA, f func(x, y, n int, c color.RGBA)) {
	b := img.Bounds()
	for y := range b.Dy() {
		for x := 0; x < b.Dx(); {
			n, c := 1, img.RGBAAt(x, y)
			for x+n < b.Dx() && img.RGBAAt(x+n, y) == c {
				n++
			}
			f(x, y, n, c)
			x += n
		}
	}
}

// apart is the squared distance of two colours.
func apart(p, q color.RGBA) int {
	r, g, b := int(p.R)-int(q.R), int(p.G)-int(q.G), int(p.B)-int(q.B)
	return r*r + g*g + b*b
}
