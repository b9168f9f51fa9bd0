package ocr

import (
	"cmp"
	"image"
	"slices"
)

// run is a stretch of text in one line of pixels.
type run struct {
	from, to int // columns, to is behind it
	label    int
}

// components returns the bounds of what hangs together of the pixels that are text,
// neighbours at a corner included, in the order of their first pixels. It takes memory
// for two lines of pixels and for the labels.
func components(p []float32, w, h int) []image.Rectangle {
	var parent []int // of labels: a forest, whose roots are the components
	var bounds []image.Rectangle
	root := func(l int) int {
		for parent[l] != l {
			parent[l] = parent[parent[l]]
			l = parent[l]
		}
		return l
	}
	var above, here []run
	for y := range h {
		here = here[:0]
		first := 0 // of the runs above that may still touch
		for _, r := range runs(p[y*w : (y+1)*w]) {
			r.label = -1
			for first < len(above) && above[first].to < r.from {
				first++
			}
			for _, a := range above[first:] {
				if a.from > r.to {
					break
				}
				l := root(a.label)
				if r.label >= 0 && l != r.label {
					older := min(l, r.label)
					younger := max(l, r.label)
					parent[younger] = older
					bounds[older] = bounds[older].Union(bounds[younger])
					l = older
				}
				r.label = l
			}
			if r.label < 0 {
				r.label = len(parent)
				parent = append(parent, r.label)
				bounds = append(bounds, image.Rectangle{})
			}
			bounds[r.label] = bounds[r.label].Union(image.Rect(r.from, y, r.to, y+1))
			here = append(here, r)
		}
		above, here = here, above
	}
	var all []image.Rectangle
	for l := range parent {
		if parent[l] == l {
			all = append(all, bounds[l])
		}
	}
	return all
}

// runs returns the stretches of text in a line of pixels.
func runs(p []float32) (all []run) {
	from := -1
	for x, v := range p {
		switch {
		case v > textFrom && from < 0:
			from = x
		case v <= textFrom && from >= 0:
			all = append(all, run{from: from, to: x})
			from = -1
		}
	}
	if from >= 0 {
		all = append(all, run{from: from, to: len(p)})
	}
	return all
}

// scored is a box with the mean probability of its text.
type scored struct {
	score float64
	box   Box
}

// best returns the boxes, of more than most those with the best scores, in their order.
func best(found []scored, most int) []Box {
	if len(found) > most {
		scores := make([]float64, len(found))
		for i, f := range found {
			scores[i] = f.score
		}
		slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
		least := scores[most-1]
		found = slices.DeleteFunc(found, func(f scored) bool { return f.score < least })
		found = found[:min(most, len(found))]
	}
	boxes := make([]Box, len(found))
	for i, f := range found {
		boxes[i] = f.box
	}
	return boxes
}
