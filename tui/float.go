package tui

// scroller is a text of which a part is shown.
type scroller struct{ top, rows, all int }

// fit takes note of how many rows there is room for, and how many there are.
func (s *scroller) fit(rows, all int) {
	s.rows, s.all = rows, all
	s.top = max(0, min(s.top, all-rows))
}

// scroll does what a key means, and reports whether it is one that scrolls.
func (s *scroller) scroll(do action) bool {
	by, ok := map[action]int{
		doUp: -1, doDown: 1, doPageUp: -s.rows, doPageDown: s.rows, doFirst: -s.all, doLast: s.all,
	}[do]
	if ok {
		s.top = max(0, min(s.top+by, s.all-s.rows))
	}
	return ok
}

// follow scrolls so far that a row is shown.
func (s *scroller) follow(row int) {
	s.top = max(row-s.rows+1, min(s.top, row))
	s.top = max(0, s.top)
}

// more says that there is more than is shown.
func (s *scroller) more() string {
	switch {
	case s.top+s.rows < s.all && s.top > 0:
		return " ↑↓ more "
	case s.top+s.rows < s.all:
		return " ↓ more "
	case s.top > 0:
		return " ↑ more "
	}
	return ""
}

// stepped is the row that a key goes to from one of n rows, of which a page is shown.
func stepped(do action, at, n, page int) int {
	to, ok := map[action]int{
		doUp: at - 1, doDown: at + 1, doPageUp: at - page, doPageDown: at + page, doFirst: 0, doLast: n - 1,
	}[do]
	if !ok {
		return at
	}
	return max(0, min(to, n-1))
}

// A sheet is no larger than this, by the layout of the window.
const (
	wideSheet, wideSheetRows     = 150, 30
	airySheet, airySheetRows     = 96, 26
	narrowSheet, narrowSheetRows = 78, 26
)

// floating is a box of what floats over the window, as large as there is room between the
// header and the news, which stay in sight; it is in the middle, or begins in row y.
func (f frame) floating(w, h, y int) rect {
	first, rows := 1, f.h-3
	w, h = min(w, f.w-2*margin), min(h, rows)
	if y == 0 {
		y = (f.h - h) / 2
	}
	return rect{(f.w - w) / 2, max(first, min(y, first+rows-h)), w, h}
}

// sheet is the place of a large box over the window: of the help, and of all news.
func (f frame) sheet() rect {
	switch {
	case f.w >= wideWidth:
		return f.floating(wideSheet, wideSheetRows, 0)
	case f.airy() && f.w >= brandWidth:
		return f.floating(airySheet, airySheetRows, 0)
	}
	return f.floating(narrowSheet, narrowSheetRows, 0)
}

// A picker has so many columns at most, and so many beside it at least; where it begins
// depends on the height of the window.
const (
	pickerColumns = 76
	besidePicker  = 4

	tallPickerRow   = 9
	airyPickerRow   = 5
	narrowPickerRow = 3
)

// picker is the place of a smaller box, in which one chooses: commands and settings.
func (f frame) picker(rows int) rect {
	y := narrowPickerRow
	switch {
	case f.tall():
		y = tallPickerRow
	case f.airy():
		y = airyPickerRow
	}
	return f.floating(min(f.w-2*besidePicker, pickerColumns), rows, y)
}

// drawText draws a part of a text in a box.
func (s *scroller) drawText(c *canvas, r rect, lines []string) {
	s.fit(r.h, len(lines))
	for i, l := range lines[s.top:min(len(lines), s.top+r.h)] {
		c.float(r.x, r.y+i, r.w, l)
	}
}

// foot writes into the lower edge of a box what its keys do, and whether there is more.
func (c *canvas) foot(r rect, says, more string) {
	y, st := r.bottom()-1, c.st
	if w := st.Width(says) + 2; says != "" && w <= r.w-6 {
		c.put(r.x+2, y, w, st.onSurface(st.dim).Render(" "+says+" "))
	}
	if more != "" {
		c.right(r.right()-2, y, r.w-4, st.onSurface(st.accent).Render(more))
	}
}
