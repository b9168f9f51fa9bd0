package tui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// drawMatrix draws the confusion matrix with the metrics of each level. Without a report
// it draws the empty frame, so that nothing moves when one comes.
func (s *evalScreen) drawMatrix(c *canvas, e evaluateFrame, r *evaluated) {
	st := s.st
	if e.heading.w > 0 {
		heading := "what the model says"
		if of := s.sharesOf(e); of != "" {
			heading += ", % of the " + of
		}
		c.put(e.heading.x, e.heading.y, e.heading.w, st.dim.Render(st.centre(heading, e.heading.w)))
	}
	heads, corner := e.heads.y, "true"
	if of := s.sharesOf(e); of != "" && e.heading.w == 0 {
		corner = "% of " + of
	}
	c.put(e.heads.x, heads, e.cells[0][0].x-e.heads.x, st.dim.Render(corner))
	for l := range labels.Level(labels.Levels) {
		cell, chip := e.cells[0][l], st.chipOf(l)
		if r != nil && l == s.col {
			chip = st.underlined(st.chip[l]).Render(" " + digitOf(l) + " ")
		}
		c.put(cell.x+(cell.w-3)/2, heads, 3, chip)
	}
	number := func(end, y, w int, text string) {
		if end > 0 {
			c.right(end, y, w, text)
		}
	}
	number(e.n, heads, 4, st.dim.Render("n"))
	number(e.found, heads, 6, st.dim.Render("found"))
	number(e.right, heads, 7, st.dim.Render("right"))
	number(e.f1, heads, 4, st.dim.Render("F1"))
	for t := range labels.Level(labels.Levels) {
		s.drawRowName(c, e.names[t], t, r != nil && t == s.row)
		if r == nil {
			continue
		}
		class := r.report.PerClass[t]
		for p := range labels.Level(labels.Levels) {
			s.drawMatrixCell(c, e.cells[t][p], r, t, p, class.Support)
		}
		y := e.names[t].y
		number(e.n, y, 4, short(class.Support, 4))
		number(e.found, y, 6, st.strong.Render(percentOf(class.Recall, class.Support)))
		number(e.right, y, 7, percentOf(class.Precision, r.said(t)))
		number(e.f1, y, 4, st.strong.Render(score(class.F1)))
	}
	if e.said.w == 0 {
		return
	}
	said := "right when said"
	if e.cells[0][0].x-e.said.x <= len(said) {
		said = "right"
	}
	c.put(e.said.x, e.said.y, len(said), st.dim.Render(said))
	for l := range labels.Levels {
		if r != nil {
			cell := e.cells[0][l]
			c.put(cell.x, e.said.y, cell.w, st.dim.Render(st.centre(percentOf(r.report.PerClass[l].Precision, r.said(labels.Level(l))), cell.w)))
		}
	}
}

// sharesOf says what the shares in the cells are parts of, "" while there are none.
func (s *evalScreen) sharesOf(e evaluateFrame) string {
	switch {
	case s.shares == sharesOfColumns:
		return "column"
	case s.shares == sharesOfRows || e.cell.Rows >= roomyRows:
		return "row"
	}
	return ""
}

// shortNames are the levels where there is no room for all of their words.
var shortNames = [labels.Levels]string{"very neg", "negative", "neutral", "positive", "very pos"}

func (s *evalScreen) drawRowName(c *canvas, r rect, t labels.Level, selected bool) {
	name := t.Title()
	if r.w-4 < len(name) {
		name = shortNames[t]
	}
	style := s.st.plain
	if selected {
		style = s.st.strong
	}
	c.put(r.x, r.y, 3, s.st.chipOf(t))
	c.put(r.x+4, r.y, r.w-4, style.Render(name))
}

// shadeOf returns the step of a cell that holds k of its row's n: one for each 13 % of
// them that are begun, 0 for none.
func shadeOf(k, n int) int {
	if k == 0 || n == 0 {
		return 0
	}
	return min(shades, 1+100*k/(13*n))
}

// cellLook is how a cell is drawn.
type cellLook struct {
	fill   ink // of all of it
	number ink
	frame  ink // while it is selected
	filled bool
}

func (s *evalScreen) lookOf(t, p labels.Level, shade int, selected bool) cellLook {
	st := s.st
	hue, ramp := st.amber, st.wrong
	if t == p {
		hue, ramp = st.teal, st.right
	}
	bold := func(i ink) ink {
		if t == p || selected {
			return st.bold(i)
		}
		return i
	}
	switch {
	case shade == 0 && selected:
		return cellLook{fill: st.plain, number: st.strong, frame: st.strong}
	case shade == 0:
		return cellLook{fill: st.plain, number: st.faint}
	case !st.shaded:
		return cellLook{fill: hue, number: bold(hue), frame: st.strong}
	}
	fill := ramp[shade-1]
	number := bold(fill)
	return cellLook{fill: fill, number: number, frame: number, filled: true}
}

// drawMatrixCell draws a cell: on the shade of its share of the row, or of the column where
// these are asked for, its count or that share, or where it is high enough both, and how it has
// changed since. The selected one has a frame inside of it.
func (s *evalScreen) drawMatrixCell(c *canvas, r rect, ev *evaluated, t, p labels.Level, of int) {
	st := s.st
	k := ev.report.Confusion[t][p]
	if s.shares == sharesOfColumns {
		of = ev.said(p)
	}
	shade := shadeOf(k, of)
	selected := t == s.row && p == s.col
	look := s.lookOf(t, p, shade, selected)
	count, part := countIn(r.w, k), ""
	if k > 0 {
		part = percent(share(k, of))
	}
	if r.h < roomyRows {
		if s.shares != matrixCounts && k > 0 {
			count = part
			if r.w-2 < len(part) {
				count = fmt.Sprintf("%.0f", 100*share(k, of))
			}
		}
		part = ""
	}
	at, below := r.h/2, -1
	if r.h >= roomyRows {
		at, below = r.h/2-1, r.h/2+1
	}
	mark := strings.Replace(ev.since.cells[t][p].mark(), "−", st.minus, 1)
	number := fitNumber(count, mark, r.w-2)
	if selected && r.h == 1 {
		c.put(r.x, r.y, r.w, st.reversed(st.strong).Render(st.model+number+st.hereEnd))
		return
	}
	middle := st.centre(part, r.w-2)
	if selected {
		s.drawFramed(c, r, look, at, number, below, middle)
	} else {
		empty := look.fill.Render(blank(r.w))
		for y := range r.h {
			switch {
			case y == at:
				c.put(r.x, r.y+y, r.w, look.number.Render(" "+number+" "))
			case y == below:
				c.put(r.x, r.y+y, r.w, look.fill.Render(" "+middle+" "))
			case look.filled:
				c.put(r.x, r.y+y, r.w, empty)
			}
		}
	}
	// The shade stands before the number, but not in the frame.
	before := min(len(number)-len(strings.TrimLeft(number, " ")), max(0, (r.w-3)/2-1))
	if !st.shaded && shade > 0 && (before > 0 || !selected) {
		c.put(r.x+before, r.y+at, 1, look.fill.Render(string(st.glyphs.shade[shade])))
	}
}

// drawFramed draws the selected cell, with its number and its share in two of its rows.
func (s *evalScreen) drawFramed(c *canvas, r rect, look cellLook, at int, number string, below int, share string) {
	st := s.st
	edges, wall := strings.Repeat(st.edge, r.w-2), look.frame.Render(st.wall)
	empty := wall + look.fill.Render(blank(r.w-2)) + wall
	for y := range r.h {
		line := empty
		switch y {
		case 0:
			line = look.frame.Render(st.corners[0] + edges + st.corners[1])
		case r.h - 1:
			line = look.frame.Render(st.corners[2] + edges + st.corners[3])
		case at:
			line = wall + look.number.Render(number) + wall
		case below:
			line = wall + look.fill.Render(share) + wall
		}
		c.put(r.x, r.y+y, r.w, line)
	}
}

// fitNumber writes a number in the middle of w cells, and how it has changed at their
// end: where there is no room for all of that, its sign.
func fitNumber(number, changed string, w int) string {
	n, mark := utf8.RuneCountInString(number), []rune(changed)
	start := max(0, (w-n)/2)
	start = min(start, max(0, w-n-len(mark)))
	if len(mark) > w-n-start {
		mark = mark[:1]
	}
	if len(mark) > w-n-start {
		mark = nil
	}
	return blank(start) + number + blank(w-start-n-len(mark)) + string(mark)
}

// countIn writes a count in a cell of the matrix that is w columns wide, with its frame.
func countIn(w, k int) string { return short(k, max(3, w-3)) }

// short writes a count in at most w columns: 12345 as 12k.
func short(k, w int) string {
	s := fmt.Sprint(k)
	if len(s) > w {
		s = fmt.Sprintf("%dk", k/1000)
	}
	return s
}
