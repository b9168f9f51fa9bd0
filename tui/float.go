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

// sheet is the place of a large box over the window: of the help, and of all news.
func (f frame) sheet() rect {
	switch {
	case f.w >= wideWidth:
		h := min(30, f.h-4)
		return rect{(f.w - 150) / 2, (f.h - h) / 2, 150, h}
	case f.h >= airyHeight && f.w >= brandWidth:
		h := min(26, f.h-4)
		return rect{(f.w - 96) / 2, (f.h - h) / 2, 96, h}
	}
	// The news and the hints stay in sight.
	w, h := min(f.w-2, 78), min(f.h-2, 26)
	return rect{(f.w - w) / 2, (f.h - 2 - h) / 2, w, h}
}

// picker is the place of a smaller box, in which one chooses: commands and settings.
func (f frame) picker(rows int) rect {
	w, h := min(f.w-8, 76), min(rows, f.h-2)
	y := 3
	switch {
	case f.tall():
		y = 9
	case f.airy():
		y = 5
	case f.h < 24:
		y = 0
	}
	return rect{(f.w - w) / 2, max(0, min(y, f.h-2-h)), w, h}
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
