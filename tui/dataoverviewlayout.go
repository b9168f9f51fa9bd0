package tui

import "memebench/labels"

// overviewFrame says where the parts of Data's overview are. Levels by split are at the top, what
// is missing beside or below them, then the paragraph, and the figures in it where there is
// room. How long captions are stands beside the figures or, with the pictures, below them. In
// small windows the paragraph comes first and alone.
type overviewFrame struct {
	levels   rect
	shapes   bool // a column of levels has the shape of a split's levels, as the others have no room for bars
	lacks    rect
	verdict  rect // title and paragraph
	figures  rect
	captions rect
	pictures rect
}

// Rows of the parts, with their titles.
const (
	splitRows     = 2 + 3 + 1
	lackRows      = 1 + 5
	verdictLeast  = 1 + 6
	figureRows    = 5
	histogramMost = 12 // rows of captions and of pictures
)

// The column of what is missing is as narrow as what is in it allows where levels have little
// room beside it.
const (
	lacksLeast  = 31
	lacksMost   = 36
	levelsLeast = levelsFirst + shapeCells + labels.Levels*levelLeast
)

// Columns of the levels by split.
const (
	levelsFirst = 23 // the split, its memes, and how many are labelled
	shapeCells  = labels.Levels + 1
	levelLeast  = 7  // of a level's number
	splitBar    = 11 // of a bar beside the number
)

// verdictLength is how many characters a long paragraph has.
const verdictLength = 1000

func (f frame) overview() overviewFrame {
	body := f.body()
	gap := 0
	if f.airy() {
		gap = 1
	}
	var o overviewFrame
	if body.h < splitRows+verdictLeast+2 {
		o.verdict = body
		return o
	}
	top := body.rows(0, splitRows)
	y := splitRows + gap
	o.levels = top
	switch {
	case f.w >= brandWidth:
		w := min(lacksMost, max(lacksLeast, top.w-2-levelsLeast))
		o.levels.w = top.w - w - 2
		o.lacks = rect{o.levels.right() + 2, top.y, w, splitRows}
	case body.h >= y+lackRows+gap+verdictLeast+4:
		o.lacks = body.rows(y, lackRows)
		y += lackRows + gap
	}
	o.shapes = o.levels.w < levelsFirst+labels.Levels*splitBar && o.levels.w >= levelsLeast
	if rest := body.h - y; f.airy() && rest >= verdictLeast+gap+figureRows {
		o.verdict = body.rows(y, min(rest-gap-figureRows, max(verdictLeast, 2+verdictLength/body.w)))
		o.figures = body.rows(y+o.verdict.h+gap, figureRows)
		o.placeCharts(f, body.rows(o.figures.bottom()-body.y+gap, body.bottom()-o.figures.bottom()-gap))
		return o
	}
	o.verdict = body.rows(y, body.h-y)
	return o
}

// placeCharts places captions and pictures below the figures, or else captions beside them.
func (o *overviewFrame) placeCharts(f frame, below rect) {
	switch {
	case below.h >= figureRows:
		w := (below.w - 2) / 2
		o.captions = rect{below.x, below.y, w, min(below.h, histogramMost)}
		o.pictures = rect{below.x + w + 2, below.y, below.w - w - 2, o.captions.h}
	case f.w >= brandWidth:
		o.figures.w -= lacksMost + 2
		o.captions = rect{o.figures.right() + 2, o.figures.y, lacksMost, figureRows}
	}
}

// levelColumn is where the column of a level begins in the levels by split, and how wide it is,
// with the blank behind it.
func (o overviewFrame) levelColumn(l labels.Level) (x, w int) {
	first := levelsFirst
	if o.shapes {
		first += shapeCells
	}
	w = (o.levels.w - first) / labels.Levels
	return o.levels.x + first + int(l)*w, w
}
