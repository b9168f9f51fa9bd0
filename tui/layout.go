package tui

import "memebench/tui/term"

// The smallest window in which everything has its place.
const (
	minWidth  = 60
	minHeight = 16
)

// The largest that is drawn; the rest of a larger window stays empty. No screen is so
// large, but some terminals say what is not so.
const (
	maxWidth  = 400
	maxHeight = 120
)

// headerRows is how many rows are above the body.
const headerRows = 1

// frame says where the parts of a window are. The rows at top and bottom are
// always there: nothing moves when news comes.
type frame struct {
	w, h int
	body int  // rows between header and what is below
	note bool // there is a row for a note above the status
}

func newFrame(w, h int) frame {
	w, h = min(w, maxWidth), min(h, maxHeight)
	f := frame{w: w, h: h, note: h >= 20}
	f.body = h - headerRows - 2 // status, hints
	if f.note {
		f.body--
	}
	return f
}

// small reports that the window is too small to be used.
func (f frame) small() bool { return f.w < minWidth || f.h < minHeight }

// labelFrame says where the parts of the label screen are. Wide windows have the
// caption in the pane to the right of the picture, narrow ones below both. The
// bars' place depends on the window only, never on what is shown.
type labelFrame struct {
	picture term.Box
	pane    term.Box
	caption term.Box
	below   bool // the caption is under the picture, with a blank row above it
}

// withCaption is the frame for a caption of so many lines. In narrow windows a
// long one gets rows of the picture, as far as the pane can do without them.
func (l labelFrame) withCaption(lines int) labelFrame {
	if more := min(lines-l.caption.Rows, l.pane.Rows-(paneRows-1)); l.below && more > 0 {
		l.caption.Rows += more
		l.pane.Rows -= more
		l.picture.Rows -= more
	}
	return l
}

// labelWide is the width from which the caption is beside the picture.
const labelWide = 90

// margin and gutter are the columns left of and right of the picture.
const (
	margin = 1
	gutter = 2
)

func (f frame) label() labelFrame {
	var l labelFrame
	if f.w < labelWide {
		l.below = true
		l.caption = term.Box{Cols: f.w - 2*margin, Rows: 2}
		if f.body >= 19 {
			l.caption.Rows = 3
		}
		l.pane = term.Box{Cols: 31 + min(5, (f.w-minWidth)/6), Rows: f.body - l.caption.Rows - 1}
		l.picture = term.Box{Cols: f.w - l.pane.Cols - 2*margin - gutter, Rows: l.pane.Rows}
		return l
	}
	l.pane = term.Box{Cols: min(64, max(38, f.w*2/5)), Rows: f.body}
	l.picture = term.Box{Cols: f.w - l.pane.Cols - 2*margin - gutter, Rows: f.body}
	// Pictures are seldom wider than three to two; a cell is about twice as
	// high as wide. What they cannot use goes to the pane.
	if most := max(24, 3*l.picture.Rows); l.picture.Cols > most {
		l.pane.Cols += l.picture.Cols - most
		l.picture.Cols = most
	}
	// The place for the caption ends about where the picture has its middle,
	// and is high enough for eighty words in any window that has the rows.
	l.caption = term.Box{Cols: l.pane.Cols, Rows: max(2, min(f.body-paneRows, max(13, f.body/2-6)))}
	return l
}

// paneRows is how many rows of the pane are not the caption's: name, model,
// bars, answers, and the blank rows between them.
const paneRows = 13
