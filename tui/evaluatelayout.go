package tui

import (
	"memebench/labels"
	"memebench/tui/term"
)

// evaluateFrame says where the parts of Evaluate are. It depends on the size of the window
// only: nothing moves from one cell, split or version to the next.
//
// The matrix is at the left, with figures of its rows behind it and of its columns below
// it; at the right are the figures of all memes. Below the matrix is a row for what is to
// be minded, and then what the selected cell holds. In wide windows that has the whole
// width, otherwise the figures go on beside it. What a window has no room for has the zero
// rect, or the column 0.
type evaluateFrame struct {
	heading rect // what the columns of the matrix are
	heads   rect // the row of their levels
	names   [labels.Levels]rect
	cells   [labels.Levels][labels.Levels]rect // by true and predicted level
	cell    term.Box

	n, found, right, f1 int // the columns behind the ends of a level's figures

	said  rect // how often each level is right where the model says it
	note  rect
	title rect // of what the cell holds
	text  rect // what the cell is
	level rect // figures of the row's level that have no column
	memes rect // of the cell, one in a row, or as tiles
	tiles tileFrame

	brief     rect // all figures, in a narrow window
	metrics   rect // with their title where there is room for it
	baselines rect
	sure      rect // how often the model is right where it is so sure
	chart     int  // rows of its chart
}

// tileFrame says how the memes of a cell stand beside each other with their pictures.
type tileFrame struct {
	n     int // how many; 0 where there is no room for pictures
	step  int // columns from one to the next
	thumb term.Box
}

// What the parts need.
const (
	briefRows     = 17 // all brief figures
	metricsRows   = 7
	baselineRows  = 1 + 4 // with their title
	legendRows    = 2     // what the baselines are
	sureRows      = 10    // of the diagram at most
	sureLeast     = 3
	figuresColumn = 40 // two columns of figures are no narrower

	tileLeast, tileMost = 18, 36 // columns
	tileGap             = 4
	tileText            = 4 // rows below a thumbnail
	tileRows            = tileText + 6
)

func (f frame) evaluate() evaluateFrame {
	body := f.body()
	var e evaluateFrame
	e.cell.Cols = 12
	name, behind := 13, 27 // columns of the names, and of what is behind the matrix
	switch {
	case f.w < mediumWidth:
		e.cell.Cols, name, behind = 5, 8, 5
	case f.w < brandWidth:
		e.cell.Cols, name, behind = 7, 8, 12
	case f.w < wideWidth:
		e.cell.Cols, behind = 8, 13
	}
	e.cell.Rows = f.matrixRows()
	if e.cell.Rows == 7 && f.w >= 220 {
		e.cell.Cols = 16
	}
	y := body.y
	if f.airy() {
		e.heading = rect{margin + 4 + name + 1, y, labels.Levels * e.cell.Cols, 1}
		y++
	}
	e.heads = rect{margin, y, 4 + name + 1 + labels.Levels*e.cell.Cols, 1}
	left := margin + 4 + name + 1
	for t := range labels.Levels {
		top := y + 1 + t*e.cell.Rows
		e.names[t] = rect{margin, top + e.cell.Rows/2, 4 + name, 1}
		for p := range labels.Levels {
			e.cells[t][p] = rect{left + p*e.cell.Cols, top, e.cell.Cols, e.cell.Rows}
		}
	}
	y += 1 + labels.Levels*e.cell.Rows
	end := left + labels.Levels*e.cell.Cols + 1
	e.n = end + 4
	if f.w >= mediumWidth {
		e.found = end + 10
	}
	if f.w >= wideWidth {
		e.right, e.f1 = end+18, end+23
	}
	if f.saidRows() > 0 {
		e.said = rect{margin, y, end - margin, 1}
		y++
	}
	figures := rect{end + behind, body.y, body.right() - end - behind, body.h}
	below := rect{margin, y, figures.x - 3 - margin, body.bottom() - y}
	if f.across() || f.w < brandWidth {
		figures.h = y - body.y
		below.w = body.w
	}
	e.placeCell(f, below)
	e.placeFigures(f, figures)
	return e
}

// matrixRows is how many rows a cell of the matrix has: as many as leave room for what is
// below it, and with the seventh for large pictures there.
func (f frame) matrixRows() int {
	left := f.body().h - 1 - f.saidRows() - 2 // but for the heads, the note and the cell's text
	if f.airy() {
		left -= 2 // the heading of the matrix, and the title of the cell
		if f.w < wideWidth {
			left-- // figures of the level
		}
	} else if f.w < mediumWidth {
		left--
	}
	switch {
	case f.w >= wideWidth && left-7*labels.Levels >= tileRows+4:
		return 7
	case f.w >= mediumWidth && left-5*labels.Levels >= 2:
		return 5
	case left-3*labels.Levels >= 1:
		return 3
	}
	return 1
}

func (f frame) saidRows() int {
	if f.body().h >= 14 {
		return 1
	}
	return 0
}

// across reports that the memes of a cell have the whole width.
func (f frame) across() bool { return f.w >= wideWidth && f.matrixRows() >= 5 }

// placeCell places the note, and what the cell holds.
func (e *evaluateFrame) placeCell(f frame, r rect) {
	row := 0
	next := func() rect { row++; return r.row(row - 1) }
	e.note = next()
	if f.airy() {
		e.title = next()
	}
	e.text = next()
	switch {
	case f.w >= wideWidth:
	case f.airy() || f.w < mediumWidth:
		e.level = next()
	default:
		const w = 12
		e.level = rect{r.right() - w, e.text.y, w, 1}
		e.text.w -= w + 2
	}
	e.memes = r.rows(row, r.h)
	if room := e.memes.h - 1; f.across() && room >= tileRows {
		e.memes = r.rows(row+1, room)
		rows := room - tileText
		w := min(tileMost, max(tileLeast, 2*rows))
		e.tiles = tileFrame{step: w + tileGap, thumb: term.Box{Cols: w, Rows: min(rows, w/2)}}
		e.tiles.n = (r.w + tileGap) / e.tiles.step
	}
}

// placeFigures places the figures of all memes.
func (e *evaluateFrame) placeFigures(f frame, r rect) {
	gap := 0
	if f.airy() {
		gap = 1
	}
	if f.w < brandWidth {
		e.brief = r
		return
	}
	y := 0
	block := func(rows int) rect {
		b := r.rows(y, rows)
		y += rows + gap
		return b
	}
	if f.w < wideWidth || !f.airy() {
		e.baselines = block(baselineRows)
		e.metrics = block(metricsRows)
	} else {
		e.metrics = block(1 + metricsRows)
		e.baselines = block(baselineRows)
		if two := (r.w - 3) / 2; two >= figuresColumn {
			e.metrics.w = two
			e.baselines.w = two
			if y-gap+legendRows <= r.h {
				e.baselines.h += legendRows
			}
			r = rect{r.x + two + 3, r.y, r.w - two - 3, r.h}
			y = 0
		}
	}
	if chart := min(sureRows, r.h-y-2); chart >= sureLeast {
		e.chart = chart
		e.sure = block(1 + chart + 1)
	}
}

// tile is the place of a meme of the cell among the tiles.
func (e evaluateFrame) tile(i int) rect {
	return rect{e.memes.x + i*e.tiles.step, e.memes.y, e.tiles.thumb.Cols, e.memes.h}
}

// shown is how many memes of a cell there is room for.
func (e evaluateFrame) shown() int { return max(e.memes.h, e.tiles.n) }

// roomyRows is how many rows a cell has that shows its count and its share.
const roomyRows = 5
