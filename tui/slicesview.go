package tui

import (
	"cmp"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// Columns of a slice: its name, with a blank; how many memes it has, and the mark behind.
const (
	sliceName = 23
	sliceN    = 4
)

// beyondChance is the adjusted p-value from which a slice is marked.
const beyondChance = .05

// shownSlice is a slice with what it is called.
type shownSlice struct {
	name string
	eval.Slice
}

// slicesOf are those slices of a report that are large enough for an interval, the least accurate first.
func slicesOf(r *evaluated) (all []shownSlice) {
	if r.report.Slices == nil {
		return nil
	}
	for _, by := range r.report.Slices.By {
		for _, s := range by.Slices {
			if s.Intervals.Accuracy.Defined() {
				all = append(all, shownSlice{labels.Printable(by.By + ": " + s.Title()), s})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b shownSlice) int { return cmp.Compare(a.Accuracy, b.Accuracy) })
	return all
}

// drawSlices draws the accuracy of slices, as many as there is room for, and marks those that are
// different from the other memes, beyond chance.
func (s *evalScreen) drawSlices(c *canvas, r rect, ev *evaluated) {
	if r.w == 0 || ev == nil || ev.report.Slices == nil {
		return
	}
	st := s.st
	all := slicesOf(ev)
	right := "accuracy"
	if room := r.h - 2; len(all) > room {
		all = all[:room]
		right = "lowest accuracy"
	}
	c.rule(r, "Slices", right)
	if len(all) == 0 {
		c.put(r.x, r.y+1, r.w, st.dim.Render("none has enough groups of memes"))
		return
	}
	for i, slice := range all {
		row, style, mark, line := r.row(1+i), st.plain, " ", st.dim
		if slice.PAdjusted <= beyondChance && slice.AccuracyDelta < 0 {
			style, mark, line = st.strong, st.minus, st.amber
		} else if slice.PAdjusted <= beyondChance {
			mark = "+"
		}
		c.put(row.x, row.y, sliceName, style.Render(st.Cut(slice.name, sliceName-1)))
		c.right(row.x+sliceName+sliceN, row.y, sliceN, st.dim.Render(short(slice.N, sliceN)))
		c.put(row.x+sliceName+sliceN+1, row.y, 1, line.Render(mark))
		if from := sliceName + sliceN + 3; r.w-from-scoreColumns >= leastScale {
			c.put(row.x+from, row.y, r.w-from-scoreColumns, st.interval(r.w-from-scoreColumns, slice.Accuracy, slice.Intervals.Accuracy, line))
		}
		c.right(row.right(), row.y, scoreColumns, style.Render(score(slice.Accuracy)))
	}
	c.put(r.x, r.y+1+len(all), r.w, st.dim.Render(fmt.Sprintf("%s worse, + better than others, p adjusted", st.minus)))
}
