package tui

import (
	"cmp"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
)

// sliceColumns are the columns of a slice: its name, with a blank; behind it how many memes
// it has, and a mark; and whether there is room for the interval in numbers, and macro-F1.
type sliceColumns struct {
	name       int
	within, f1 bool
}

// What the columns need.
const (
	sliceName = 23
	sliceN    = 4
	sliceMark = 3
	sliceF1   = 10
)

func sliceColumnsOf(w int) sliceColumns {
	c := sliceColumns{name: sliceName}
	least := sliceName + sliceN + sliceMark + leastScale + scoreColumns + 1 + rangeColumns
	c.within, c.f1 = w >= least, w >= least+sliceF1
	if c.f1 { // a third of what is left is for longer names
		c.name += (w - least - sliceF1) / 3
	}
	return c
}

// beyondChance is the adjusted p-value from which a slice is marked.
const beyondChance = .05

// shownSlice is a slice with what it is called.
type shownSlice struct {
	name string
	eval.Slice
}

// slicesOf are those slices of a report that are large enough for an interval, the least
// accurate first, and how many others there are.
func slicesOf(r *evaluated) (all []shownSlice, others int) {
	if r == nil || r.report.Slices == nil {
		return nil, 0
	}
	for _, by := range r.report.Slices.By {
		for _, s := range by.Slices {
			if s.Intervals.Accuracy.Defined() {
				all = append(all, shownSlice{labels.Printable(by.By + ": " + s.Title()), s})
			} else {
				others++
			}
		}
	}
	slices.SortStableFunc(all, func(a, b shownSlice) int { return cmp.Compare(a.Accuracy, b.Accuracy) })
	return all, others
}

// sliceLegend says what the marks are.
func (st styles) sliceLegend() string {
	return st.minus + " worse, + better than others, p adjusted"
}

// noSlices is said where no slice is large enough.
const noSlices = "none has enough groups of memes"

// drawSlices draws the accuracy of slices beside the matrix, as many as there is room for.
func (s *evalScreen) drawSlices(c *canvas, r rect, ev *evaluated) {
	if r.w == 0 || ev == nil || ev.report.Slices == nil {
		return
	}
	all, _ := slicesOf(ev)
	right := "accuracy"
	if room := r.h - 2; len(all) > room {
		all = all[:room]
		right = "lowest accuracy"
	}
	c.rule(r, "Slices", right)
	if len(all) == 0 {
		c.put(r.x, r.y+1, r.w, s.st.dim.Render(noSlices))
		return
	}
	for i, slice := range all {
		s.drawSlice(c, r.row(1+i), slice)
	}
	c.put(r.x, r.y+1+len(all), r.w, s.st.dim.Render(s.st.sliceLegend()))
}

// drawSlicesPage draws all slices, with the rows that are scrolled to.
func (s *evalScreen) drawSlicesPage(c *canvas, p slicesFrame, ev *evaluated) {
	st := s.st
	all, others := slicesOf(ev)
	columns := sliceColumnsOf(p.list.w)
	head := "accuracy"
	switch {
	case columns.f1:
		head = "accuracy   95 % of resamples  macro-F1"
	case columns.within:
		head += ", 95 %"
	}
	c.rule(p.list, "Slices, the least accurate first", head)
	rows := p.list.rows(1, p.list.h)
	s.list.fit(rows.h, len(all))
	if len(all) == 0 {
		if ev != nil {
			c.put(rows.x, rows.y, rows.w, st.dim.Render(noSlices))
		}
		return
	}
	for i, slice := range all[s.list.top:min(len(all), s.list.top+rows.h)] {
		s.drawSlice(c, rows.row(i), slice)
	}
	legend := st.sliceLegend()
	if others > 0 {
		legend += fmt.Sprintf(" · %d too small, left out", others)
	}
	more := s.list.more()
	c.put(p.legend.x, p.legend.y, p.legend.w-st.Width(more)-1, st.dim.Render(legend))
	c.right(p.legend.right(), p.legend.y, p.legend.w, st.accent.Render(more))
	s.drawShort(c, p.words, st.dim, ev.report.Slices.Note)
}

// drawSlice draws a slice in a row. One that is different from the other memes, beyond
// chance, is marked.
func (s *evalScreen) drawSlice(c *canvas, row rect, slice shownSlice) {
	st, columns := s.st, sliceColumnsOf(row.w)
	style, mark, line := st.plain, " ", st.dim
	if slice.PAdjusted <= beyondChance && slice.AccuracyDelta < 0 {
		style, mark, line = st.strong, st.minus, st.amber
	} else if slice.PAdjusted <= beyondChance {
		mark = "+"
	}
	c.put(row.x, row.y, columns.name, style.Render(st.Cut(slice.name, columns.name-1)))
	from := row.x + columns.name + sliceN
	c.right(from, row.y, sliceN, st.dim.Render(short(slice.N, sliceN)))
	c.put(from+1, row.y, 1, line.Render(mark))
	end := row.right()
	if columns.f1 {
		c.right(end, row.y, scoreColumns, score(slice.MacroF1))
		end -= sliceF1
	}
	if columns.within {
		c.right(end, row.y, rangeColumns, st.dim.Render(rangeOf(slice.Intervals.Accuracy)))
		end -= 1 + rangeColumns
	}
	c.right(end, row.y, scoreColumns, style.Render(score(slice.Accuracy)))
	from += sliceMark
	if scale := end - scoreColumns - from; scale >= leastScale {
		c.put(from, row.y, scale, st.interval(scale, slice.Accuracy, slice.Intervals.Accuracy, line))
	}
}
