package tui

import (
	"memebench/labels"
	"memebench/tui/term"
)

// evaluateFrame says where the parts of Evaluate are. It depends on the size of the window
// only: nothing moves from one cell, split or version to the next.
//
// The matrix is at the left, with metrics of its rows behind it and of its columns below
// it; at the right are the metrics of all memes. Below the matrix is a row for what is to
// be minded, and then what the selected cell holds. In wide windows that has the whole
// width, otherwise the metrics go on beside it. What a window has no room for has the zero
// rect, or the column 0.
type evaluateFrame struct {
	heading rect // what the columns of the matrix are
	heads   rect // the row of their levels
	names   [labels.Levels]rect
	cells   [labels.Levels][labels.Levels]rect // by true and predicted level
	cell    term.Box

	n, found, right, f1 int // the columns behind the ends of a level's metrics

	said  rect // how often each level is right where the model says it
	note  rect
	title rect // of what the cell holds
	text  rect // what the cell is
	level rect // metrics of the row's level that have no column
	memes rect // of the cell, one in a row, or as tiles
	tiles tileFrame

	brief     rect // all metrics, in a narrow window
	metrics   rect // with their title where there is room for it
	baselines rect
	sure      rect // how often the model is right where it is so sure
	chart     int  // rows of its chart
	slices    rect // accuracy of parts of the memes
}

// tileFrame says how the memes of a cell stand beside each other with their pictures.
type tileFrame struct {
	n     int // how many; 0 where there is no room for pictures
	step  int // columns from one to the next
	thumb term.Box
}

// What the parts need.
const (
	briefRows     = 17 // all brief metrics, with the intervals of two
	metricsRows   = 8
	baselineRows  = 1 + 5 // with their title
	legendRows    = 2     // what the baselines are
	sureRows      = 10    // of the diagram at most
	sureLeast     = 3
	slicesLeast   = 5  // a title, three slices, and what the marks are
	metricsColumn = 40 // two columns of metrics are no narrower
	shortLevel    = 12 // F1 of a level beside the text of a cell

	tileLeast, tileMost = 18, 36 // columns
	tileGap             = 4
	tileText            = 4 // rows below a thumbnail
	tileRows            = tileText + 6
	lowTileText         = 2
	lowTileRows         = lowTileText + 5
)

// matrixColumns are the columns of a cell, of the name of a level, and of what is behind
// the matrix.
type matrixColumns struct{ cell, name, behind int }

// Windows of hugeWidth have wider cells where these are high, too.
const (
	hugeWidth = 220
	hugeCell  = 16
)

func (f frame) matrixColumns() matrixColumns {
	switch {
	case f.w < mediumWidth:
		return matrixColumns{cell: 5, name: 8, behind: 5}
	case f.w < brandWidth:
		return matrixColumns{cell: 7, name: 8, behind: 12}
	case f.w < wideWidth:
		return matrixColumns{cell: 8, name: 13, behind: 13}
	case f.w >= hugeWidth && f.matrixRows() == tallCell:
		return matrixColumns{cell: hugeCell, name: 13, behind: 27}
	}
	return matrixColumns{cell: 12, name: 13, behind: 27}
}

// Where the metrics of a level end, from the end of the matrix; and what its chip needs
// before its name, with a blank.
const (
	endOfN, endOfFound  = 4, 10
	endOfRight, endOfF1 = 18, 23
	chipColumns         = 4
	blockGap            = 3 // between the blocks of metrics, and before them
)

func (f frame) evaluate() evaluateFrame {
	body := f.body()
	var e evaluateFrame
	columns := f.matrixColumns()
	e.cell = term.Box{Cols: columns.cell, Rows: f.matrixRows()}
	name := chipColumns + columns.name
	left := margin + name + 1
	y := body.y
	if f.airy() {
		e.heading = rect{left, y, labels.Levels * e.cell.Cols, 1}
		y++
	}
	e.heads = rect{margin, y, left - margin + labels.Levels*e.cell.Cols, 1}
	for t := range labels.Levels {
		top := y + 1 + t*e.cell.Rows
		e.names[t] = rect{margin, top + e.cell.Rows/2, name, 1}
		for p := range labels.Levels {
			e.cells[t][p] = rect{left + p*e.cell.Cols, top, e.cell.Cols, e.cell.Rows}
		}
	}
	y += 1 + labels.Levels*e.cell.Rows
	end := left + labels.Levels*e.cell.Cols + 1
	e.n = end + endOfN
	if f.w >= mediumWidth {
		e.found = end + endOfFound
	}
	if f.w >= wideWidth {
		e.right, e.f1 = end+endOfRight, end+endOfF1
	}
	if f.saidRows() > 0 {
		e.said = rect{margin, y, end - margin, 1}
		y++
	}
	metrics := rect{end + columns.behind, body.y, body.right() - end - columns.behind, body.h}
	below := rect{margin, y, metrics.x - blockGap - margin, body.bottom() - y}
	if f.across() || f.w < brandWidth {
		metrics.h = y - body.y
		below.w = body.w
	}
	e.placeCell(f, below)
	e.placeMetrics(f, metrics)
	return e
}

// Rows of a cell of the matrix. One of roomyRows shows its count and its share.
const (
	tallCell  = 7
	roomyRows = 5
	lowCell   = 3
)

// matrixRows is how many rows a cell of the matrix has: as many as leave room for what is
// below it, and with the seventh for large pictures there.
func (f frame) matrixRows() int {
	left := f.body().h - 1 - f.saidRows() - 2 // but for the heads, the note and the cell's text
	if f.airy() {
		left -= 2 // the heading of the matrix, and the title of the cell
		if f.w < wideWidth {
			left-- // metrics of the level
		}
	} else if f.w < mediumWidth {
		left--
	}
	switch {
	case f.w >= wideWidth && left-tallCell*labels.Levels >= tileRows+4:
		return tallCell
	case f.w >= mediumWidth && left-roomyRows*labels.Levels >= 2:
		return roomyRows
	case left-lowCell*labels.Levels >= 1:
		return lowCell
	}
	return 1
}

// saidHeight: a body of so many rows has one for how often each level is right.
const saidHeight = 14

func (f frame) saidRows() int {
	if f.body().h >= saidHeight {
		return 1
	}
	return 0
}

// across reports that the memes of a cell have the whole width.
func (f frame) across() bool { return f.w >= wideWidth && f.matrixRows() >= roomyRows }

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
		e.level = rect{r.right() - shortLevel, e.text.y, shortLevel, 1}
		e.text.w -= shortLevel + 2
	}
	e.memes = r.rows(row, r.h)
	if room := e.memes.h - 1; f.across() && room >= lowTileRows {
		e.memes = r.rows(row+1, room)
		rows := room - tileText
		if room < tileRows {
			rows = room - lowTileText
		}
		w := min(tileMost, max(tileLeast, 2*rows))
		e.tiles = tileFrame{step: w + tileGap, thumb: term.Box{Cols: w, Rows: min(rows, w/2)}}
		e.tiles.n = (r.w + tileGap) / e.tiles.step
	}
}

// placeMetrics places the metrics of all memes.
func (e *evaluateFrame) placeMetrics(f frame, r rect) {
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
		e.baselines = block(min(baselineRows, r.h-gap-(metricsRows-1)))
		e.metrics = block(min(metricsRows, r.h-y))
	} else {
		e.metrics = block(1 + metricsRows)
		e.baselines = block(baselineRows)
		if two := (r.w - blockGap) / 2; two >= metricsColumn {
			e.metrics.w = two
			e.baselines.w = two
			if y-gap+legendRows <= r.h {
				e.baselines.h += legendRows
			}
			r = rect{r.x + two + blockGap, r.y, r.w - two - blockGap, r.h}
			y = 0
		}
	}
	if chart := min(sureRows, r.h-y-2); chart >= sureLeast {
		e.chart = chart
		e.sure = block(1 + chart + 1)
		if room := r.h - y; r.w >= metricsColumn && room >= slicesLeast {
			e.slices = block(room)
		}
	}
}

// tile is the place of a meme of the cell among the tiles.
func (e evaluateFrame) tile(i int) rect {
	return rect{e.memes.x + i*e.tiles.step, e.memes.y, e.tiles.thumb.Cols, e.memes.h}
}

// shown is how many memes of a cell there is room for.
func (e evaluateFrame) shown() int { return max(e.memes.h, e.tiles.n) }
