package tui

import "memebench/tui/term"

// gridFrame says where the parts of Grid are. It depends on the size of the window, and on
// how large the annotator wants the thumbnails: nothing moves from one meme to the next.
//
// Thumbnails stand in rows, each with a line below it. In wide windows a column at the
// right has the selected meme and what is marked; otherwise two rows below the thumbnails
// are about the selected meme.
type gridFrame struct {
	thumb   term.Box
	columns int
	rows    int
	left    int // the column of the first thumbnail
	top     int
	step    int // rows from one thumbnail to the next
	detail  rect

	side    rect // with the line at its left; not there below certain sizes
	heading rect
	picture rect
	caption rect
	bars    rect // with a title
	marked  rect // what is marked, with a title
}

// thumbSizes are the sizes that thumbnails can have.
var thumbSizes = []term.Box{{Cols: 8, Rows: 4}, {Cols: 10, Rows: 5}, {Cols: 12, Rows: 6}, {Cols: 14, Rows: 7}, {Cols: 16, Rows: 8}, {Cols: 20, Rows: 10}, {Cols: 24, Rows: 12}, {Cols: 32, Rows: 16}}

// What the parts of Grid need.
const (
	thumbGap      = 2
	gridSide      = 50
	gridRoomy     = 50 // rows of a window that has blank ones between the thumbnails
	gridCaption   = 3
	gridMarked    = 9 // at least
	gridDetail    = 2
	gridBlankFrom = 24 // rows of a window with a blank one above the news
)

// thumbStep is the size of thumbnails, among thumbSizes, that a window begins with.
func (f frame) thumbStep() int {
	switch {
	case f.w < mediumWidth:
		return 1
	case f.w < brandWidth:
		return 3
	case f.w < wideWidth:
		return 2
	}
	return 4
}

// grid places the parts, with thumbnails by so many sizes larger than usual, as far as
// there is room for one.
func (f frame) grid(larger int) gridFrame {
	body := f.body()
	var g gridFrame
	inner, room := body.w, body.h
	if f.h >= gridBlankFrom && !f.tall() {
		room--
	}
	if f.w >= wideWidth && f.airy() {
		g.side = rect{body.right() - gridSide - 2, body.y, gridSide + 2, body.h}
		inner -= gridSide + 4
		g.placeSide()
	} else {
		room -= gridDetail
		g.detail = rect{body.x, body.y + room, body.w, gridDetail}
	}
	gap := 0
	if f.h >= gridRoomy {
		gap = 1
	}
	for i := max(0, min(f.thumbStep()+larger, len(thumbSizes)-1)); ; i-- {
		if g.thumb = thumbSizes[i]; i == 0 || g.thumb.Cols <= inner && g.thumb.Rows+1 <= room {
			break
		}
	}
	g.step = g.thumb.Rows + 1 + gap
	g.columns = (inner + thumbGap) / (g.thumb.Cols + thumbGap)
	g.rows = max(1, (room+gap)/g.step)
	g.left = body.x + (inner-(g.columns*(g.thumb.Cols+thumbGap)-thumbGap))/2
	g.top = body.y
	return g
}

// placeSide places what is in the column at the right.
func (g *gridFrame) placeSide() {
	in := rect{g.side.x + 2, g.side.y, g.side.w - 2, g.side.h}
	g.heading = in.row(0)
	rest := in.h - 1 - 1 - gridCaption - 1 - 6 - 1 // but for the picture and the marks
	picture := min(gridSide/2, max(4, rest-gridMarked))
	g.picture = in.rows(1, picture)
	y := 1 + picture + 1
	g.caption = in.rows(y, gridCaption)
	y += gridCaption + 1
	g.bars = in.rows(y, 6)
	y += 6 + 1
	g.marked = in.rows(y, max(0, in.h-y))
}

// cells is how many thumbnails there is room for.
func (g gridFrame) cells() int { return g.columns * g.rows }

// cell is the place of a thumbnail, with the line below it.
func (g gridFrame) cell(i int) rect {
	return rect{g.left + i%g.columns*(g.thumb.Cols+thumbGap), g.top + i/g.columns*g.step, g.thumb.Cols, g.thumb.Rows + 1}
}
