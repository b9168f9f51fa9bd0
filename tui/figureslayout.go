package tui

import "memebench/labels"

// figuresFrame says where the parts of the page of figures are. It depends on the size of the
// window only.
type figuresFrame struct {
	metrics   rect // with their title
	baselines rect
	levels    rect // the F1 of each level; only in windows with room for it
	sure      rect // how often the model is right where it is so sure
	chart     int  // rows of its chart
	bins      rect // the same in numbers
	note      rect
}

// Rows of the page of figures.
const (
	titledMetrics = 1 + metricsRows
	levelRows     = 1 + labels.Levels
	binRows       = 1 + sureBins
	chartMost     = 14
)

func (f frame) figures() figuresFrame {
	body := f.body()
	p := figuresFrame{note: body.row(body.h - 1)}
	gap, between := 0, f.gutter()
	if f.airy() {
		gap = 1
	}
	if f.w >= mediumWidth {
		between = blockGap
	}
	left := body.rows(0, body.h-1)
	left.w = (body.w - between + 1) / 2
	right := rect{left.right() + between, left.y, body.w - left.w - between, left.h}
	place := func(r *rect, rows int) rect {
		at := r.rows(0, rows)
		used := min(rows+gap, r.h)
		r.y, r.h = r.y+used, r.h-used
		return at
	}
	p.metrics = place(&left, titledMetrics)
	if left.h >= baselineRows {
		p.baselines = place(&left, baselineRows)
	} else {
		p.baselines = place(&right, baselineRows)
	}
	if left.h >= levelRows {
		p.levels = place(&left, levelRows)
	}
	p.chart = right.h - 2
	if room := p.chart - gap - binRows; room >= sureLeast {
		p.chart = room
	}
	p.chart = min(p.chart, chartMost)
	p.sure = place(&right, 1+p.chart+1)
	if right.h >= binRows {
		p.bins = right.rows(0, binRows)
	}
	return p
}

// slicesFrame says where the parts of the page of slices are.
type slicesFrame struct {
	list   rect // a title, and a slice in each of the others
	legend rect // what the marks are
	words  rect // how far the slices are to be believed
	note   rect
}

// From so many rows on the page of slices has words below the list.
const wordyRows = 16

func (f frame) slices() slicesFrame {
	body := f.body()
	p := slicesFrame{note: body.row(body.h - 1)}
	words := 0
	if body.h >= wordyRows {
		words = 3
	}
	list := body.h - 2 - words
	p.list, p.legend, p.words = body.rows(0, list), body.row(list), body.rows(list+1, words)
	return p
}
