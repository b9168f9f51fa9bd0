package tui

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

// box is a size in cells.
type box struct{ cols, rows int }

// labelFrame says where the parts of the label screen are. Wide windows have the
// caption in the pane to the right of the picture, narrow ones below both. The
// bars' place depends on the window only, never on what is shown.
type labelFrame struct {
	picture box
	pane    box
	caption box
	below   bool // the caption is under the picture, with a blank row above it
}

// withCaption is the frame for a caption of so many lines. In narrow windows a
// long one gets rows of the picture, as far as the pane can do without them.
func (l labelFrame) withCaption(lines int) labelFrame {
	if more := min(lines-l.caption.rows, l.pane.rows-(paneRows-1)); l.below && more > 0 {
		l.caption.rows += more
		l.pane.rows -= more
		l.picture.rows -= more
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
		l.caption = box{f.w - 2*margin, 2}
		if f.body >= 19 {
			l.caption.rows = 3
		}
		l.pane = box{31 + min(5, (f.w-minWidth)/6), f.body - l.caption.rows - 1}
		l.picture = box{f.w - l.pane.cols - 2*margin - gutter, l.pane.rows}
		return l
	}
	l.pane = box{min(64, max(38, f.w*2/5)), f.body}
	l.picture = box{f.w - l.pane.cols - 2*margin - gutter, f.body}
	// Pictures are seldom wider than three to two; a cell is about twice as
	// high as wide. What they cannot use goes to the pane.
	if most := max(24, 3*l.picture.rows); l.picture.cols > most {
		l.pane.cols += l.picture.cols - most
		l.picture.cols = most
	}
	// The place for the caption ends about where the picture has its middle,
	// and is high enough for eighty words in any window that has the rows.
	l.caption = box{l.pane.cols, max(2, min(f.body-paneRows, max(13, f.body/2-6)))}
	return l
}

// paneRows is how many rows of the pane are not the caption's: name, model,
// bars, answers, and the blank rows between them.
const paneRows = 13
