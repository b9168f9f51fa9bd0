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

// From these sizes on the window has more of everything. What is between the sizes has
// the layout of the smaller.
const (
	mediumWidth = 80  // whose workspace it is
	brandWidth  = 100 // the program's name
	wideWidth   = 160 // counts in words
	airyHeight  = 30  // a blank row between blocks
	tallHeight  = 40  // a blank row below the context and above the news
)

// margin is the blank columns at both sides of the window.
const margin = 1

// frame says where the parts of a window are that all screens have. It depends on the
// size of the window only.
//
//	row 0      header: the screens, whose work it is, how much of it is done
//	row 1      context: what is on the screen, and where in it one is
//	body       the screen's own; in tall windows with a blank row above and below
//	row h-2    news, and what runs in the background
//	row h-1    hints: what the keys do
type frame struct{ w, h int }

func newFrame(w, h int) frame { return frame{min(w, maxWidth), min(h, maxHeight)} }

// small reports that the window is too small to be used.
func (f frame) small() bool { return f.w < minWidth || f.h < minHeight }

// tall and airy report whether there are blank rows around the body, and between blocks.
func (f frame) tall() bool { return f.h >= tallHeight }
func (f frame) airy() bool { return f.h >= airyHeight }

// inner are the columns between the margins.
func (f frame) inner() rect { return rect{margin, 0, f.w - 2*margin, f.h} }

func (f frame) context() rect { return f.inner().row(1) }
func (f frame) news() rect    { return f.inner().row(f.h - 2) }
func (f frame) hints() rect   { return f.inner().row(f.h - 1) }

// body is what a screen has for itself.
func (f frame) body() rect {
	top, bottom := 2, f.h-2
	if f.tall() {
		top, bottom = top+1, bottom-1
	}
	return rect{margin, top, f.w - 2*margin, bottom - top}
}

// gutter is the blank columns between two columns of a screen.
func (f frame) gutter() int {
	if f.w < mediumWidth {
		return 1
	}
	return 2
}

// headerFrame says where the parts of the header are. The tabs have room for all six
// screens that there may be.
type headerFrame struct {
	name  bool // the program's name is there
	tabs  int  // where the first tab begins
	whose rect // workspace and annotator; not there below mediumWidth
	gauge rect
	count rect
}

// allTabs is what the tabs of six screens need.
const allTabs = 43

// header places the parts of the header, the count being as wide as it can become.
func (f frame) header(count int) headerFrame {
	h := headerFrame{name: f.w >= brandWidth}
	if h.name {
		h.tabs = len(programName) + 2
	}
	gauge := 5
	switch {
	case f.w >= wideWidth:
		gauge = 40
	case f.w >= brandWidth:
		gauge = 12
	case f.w >= mediumWidth:
		gauge = 8
	}
	h.count = rect{f.w - margin - count, 0, count, 1}
	h.gauge = rect{h.count.x - 1 - gauge, 0, gauge, 1}
	if room := h.gauge.x - 2 - (h.tabs + allTabs); f.w >= mediumWidth && room > 0 {
		h.whose = rect{h.tabs + allTabs, 0, room, 1}
	}
	return h
}

// jobSlot is the place of what runs in the background, at the right end of the news:
// its name, a gauge and how far it is.
type jobSlot struct{ name, gauge, tail rect }

func (f frame) job() jobSlot {
	name, gauge, tail := 14, 8, 11
	switch {
	case f.w < mediumWidth:
		gauge, tail = 4, 0
	case f.w >= wideWidth:
		name, tail = 30, 30
	case f.w >= brandWidth:
		name, tail = 22, 13
	}
	r := f.news()
	s := jobSlot{tail: rect{r.right() - tail, r.y, tail, 1}}
	s.gauge = rect{s.tail.x - gauge, r.y, gauge, 1}
	if tail > 0 {
		s.gauge.x--
	}
	s.name = rect{s.gauge.x - 1 - name, r.y, name, 1}
	return s
}

// widened gives the name w cells, as far as a gauge is left.
func (s jobSlot) widened(w int) jobSlot {
	by := min(max(0, w-s.name.w), max(0, s.gauge.w-leastGauge))
	s.name.w += by
	s.gauge.x += by
	s.gauge.w -= by
	return s
}

// leastGauge is how many cells of a gauge still show how far something is.
const leastGauge = 4

// programName stands at the left end of the header.
const programName = "memebench"
