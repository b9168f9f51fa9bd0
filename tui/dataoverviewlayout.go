package tui

import "memebench/labels"

// overviewFrame says where the parts of Data's overview are. Levels by split are at the top, what
// is missing beside or below them, then the paragraph, and the figures in it where
// there is room. In small windows the paragraph comes first and alone.
type overviewFrame struct {
	levels  rect
	lacks   rect
	verdict rect // title and paragraph
	figures rect
}

// Rows of the parts, with their titles.
const (
	splitRows    = 2 + 3 + 1
	lackRows     = 1 + 5
	verdictLeast = 1 + 6
	figureRows   = 5
	lacksColumn  = 36
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
		o.levels.w = top.w - lacksColumn - 2
		o.lacks = rect{o.levels.right() + 2, top.y, lacksColumn, splitRows}
	case body.h >= y+lackRows+gap+verdictLeast+4:
		o.lacks = body.rows(y, lackRows)
		y += lackRows + gap
	}
	if rest := body.h - y; f.airy() && rest >= verdictLeast+gap+figureRows {
		o.verdict = body.rows(y, min(rest-gap-figureRows, max(verdictLeast, 2+verdictLength/body.w)))
		o.figures = body.rows(y+o.verdict.h+gap, figureRows)
		return o
	}
	o.verdict = body.rows(y, body.h-y)
	return o
}

// levelColumn is where the column of a level begins in the levels by split, and how wide it is,
// with the blank behind it.
func (o overviewFrame) levelColumn(l labels.Level) (x, w int) {
	const first = 23 // the split, its memes, and how many are labelled
	w = (o.levels.w - first) / labels.Levels
	return o.levels.x + first + int(l)*w, w
}
