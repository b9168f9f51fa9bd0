package tui

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// drawCell draws what the selected cell is, and the memes that it holds.
func (s *evalScreen) drawCell(c *canvas, e evaluateFrame, r *evaluated) {
	st := s.st
	if e.title.w > 0 {
		right := s.key(doOpen) + " opens"
		switch {
		case s.blind():
		case s.frame.across():
			right = "worst loss first: −log p of the true level · " + right + " them with the label keys"
		default:
			right = "worst loss first · " + right
		}
		c.rule(e.title, "This cell", right)
	}
	if r == nil {
		return
	}
	c.put(e.text.x, e.text.y, e.text.w, s.cellText(r, e.text.w))
	s.drawLevel(c, e.level, r)
	switch {
	case s.blind() && s.inCell() > 0:
		c.put(e.memes.x, e.memes.y, e.memes.w, st.dim.Render("memes of test are not shown before you answer: "+s.key(doOpen)+" opens them"))
	case s.held.of != s.selectedCell(r): // they come
	case s.tiled(e):
		for i, m := range s.held.memes[:min(e.tiles.n, len(s.held.memes))] {
			s.drawTile(c, e, e.tile(i), m)
		}
	default:
		for i, m := range s.held.memes[:min(e.memes.h, len(s.held.memes))] {
			s.drawMeme(c, e.memes.row(i), m)
		}
	}
}

// cellText says in w cells what the selected cell is, and what has changed in it.
func (s *evalScreen) cellText(r *evaluated, w int) string {
	st := s.st
	n, of := s.inCell(), 0
	for _, k := range r.report.Confusion[s.row] {
		of += k
	}
	c := r.since.cells[s.row][s.col]
	level := func(l labels.Level) string {
		name := levelName(l)
		switch {
		case s.frame.across():
		case !c.none(): // what has changed needs the room
			name = digitOf(l)
		case s.frame.w < brandWidth:
			name = digitOf(l) + " " + shortNames[l]
		}
		return st.digit[l].Render(name)
	}
	text := st.dim.Render("true ") + level(s.row) + st.dim.Render(", model says ") + level(s.col) + st.faint.Render(" · ")
	switch {
	case c.change() == 0 && !c.none():
		text += fmt.Sprint(n) + st.faint.Render(" · ") + c.String()
	case !c.none():
		text += fmt.Sprintf("%d → %d", n, n+c.change()) + st.faint.Render(" · ")
		text += st.fitting(w-st.Width(text), []string{c.String(), fmt.Sprintf("%d done", c.done())})
	case n == 0:
		text += "no memes"
	case !s.frame.across(): // where there is hardly room for large numbers
		text += fmt.Sprintf("%d of %d, %s", n, of, percent(share(n, of)))
	default:
		text += fmt.Sprintf("%d of %s, %s", n, count(of, "meme"), percent(share(n, of)))
	}
	return text
}

// drawLevel draws the metrics of the selected row that have no column of their own.
func (s *evalScreen) drawLevel(c *canvas, r rect, ev *evaluated) {
	if r.w == 0 {
		return
	}
	st, class := s.st, ev.report.PerClass[s.row]
	if r.w <= shortLevel { // the others have a column, or a row
		c.right(r.right(), r.y, r.w, st.dim.Render("F1 of ")+st.digit[s.row].Render(digitOf(s.row))+" "+st.strong.Render(score(class.F1)))
		return
	}
	text := st.digit[s.row].Render(levelName(s.row)) + st.dim.Render(": found ") + percentOf(class.Recall, class.Support) +
		st.dim.Render(", right when said ") + percentOf(class.Precision, ev.said(s.row)) + st.dim.Render(", F1 ") + st.strong.Render(score(class.F1))
	if in := ev.report.Intervals.PerClass[s.row].F1; in.Defined() && s.frame.w >= mediumWidth {
		text += st.dim.Render(" (" + rangeOf(in) + ")")
	}
	c.put(r.x, r.y, r.w, text)
}

// sureOf is for how probable the model takes the true level of a meme of the cell, by which the
// memes are ordered, and the level that it says; "" of a level only.
func (s *evalScreen) sureOf(m labels.Meme, between string) string {
	row := s.held.queue.rows[m.ID]
	if row.LevelOnly {
		return ""
	}
	text := s.probability(s.row, row)
	if s.row != s.col {
		text += between + s.probability(s.col, row)
	}
	return text
}

func (s *evalScreen) probability(l labels.Level, row eval.Row) string {
	return s.st.digit[l].Render(digitOf(l)) + " " + score(eval.Metric(row.Probs[l]))
}

// In a row of memes their numbers have usualNumber cells, if not more, and what the model says
// of them bothLevels.
const (
	usualNumber = 6
	bothLevels  = len("1 1.00  2 1.00")
)

// drawMeme draws a meme in a row: its number, its caption, and what the model says of it.
func (s *evalScreen) drawMeme(c *canvas, r rect, m labels.Meme) {
	st, num := s.st, fmt.Sprintf("#%04d", m.Seq)
	at := max(usualNumber, len(num)) + 1
	caption := st.plain
	if s.held.of.of.since.done[m.ID] {
		caption = st.faint
		c.put(r.x+len(num), r.y, 1, st.good.Render(doneMark))
	}
	c.put(r.x, r.y, len(num), st.dim.Render(num))
	c.put(r.x+at, r.y, r.w-at-bothLevels-2, caption.Render(captionOrName(m)))
	c.right(r.right(), r.y, bothLevels, s.sureOf(m, "  "))
}

// drawTile draws a meme with its picture, and its caption below.
func (s *evalScreen) drawTile(c *canvas, e evaluateFrame, r rect, m labels.Meme) {
	st := s.st
	box := rect{r.x, r.y, r.w, e.tiles.thumb.Rows}
	if p, ok := s.thumb(m, e.tiles.thumb); ok {
		c.picture(box, p.key, p.drawn)
	} else if why := whyNoPicture(m, s.thumbs.tech, p.err); why != "" {
		lines := st.Wrap(labels.Printable(why), box.w)
		for i, l := range lines[:min(len(lines), box.h)] {
			c.put(box.x, box.y+i, box.w, st.dim.Render(l))
		}
	}
	num := fmt.Sprintf("#%04d", m.Seq)
	mark := " "
	if s.held.of.of.since.done[m.ID] {
		mark = st.good.Render(doneMark)
	}
	c.put(r.x, box.bottom(), r.w, st.dim.Render(num)+mark+s.sureOf(m, " "))
	text := rect{r.x, box.bottom() + 1, r.w, r.h - box.h - 1}
	lines := st.Wrap(firstLine(m), text.w)
	for i, l := range lines[:min(len(lines), text.h)] {
		if i == text.h-1 && len(lines) > text.h {
			l = st.cutWords(l+" "+lines[i+1], text.w)
		}
		c.put(text.x, text.y+i, text.w, st.dim.Render(l))
	}
}
