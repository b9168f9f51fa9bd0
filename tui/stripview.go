package tui

import (
	"fmt"
	"strings"
)

// stripPlace is the place of one of the last answers.
type stripPlace struct {
	answer
	rect
}

// stripAt is where the older answers begin in the strip.
func (f frame) stripAt() int {
	if f.w < mediumWidth {
		return 35
	}
	return 38
}

// agreeColumns is what the strip's right end needs.
const agreeColumns = 21

// lastPlaces are where the last answers stand, the newest first: in the side column, or in
// the strip.
func (s *labelScreen) lastPlaces() []stripPlace {
	l := s.frame.label()
	var out []stripPlace
	if l.side.w > 0 {
		in := l.sideInner()
		for i := range sideAnswers {
			if n, ok := s.given.last(i); ok {
				out = append(out, stripPlace{n, in.row(1 + i)})
			}
		}
		return out
	}
	r := l.strip
	n, ok := s.given.last(0)
	if !ok {
		return nil
	}
	at := s.frame.stripAt()
	out = append(out, stripPlace{n, rect{r.x, r.y, at - r.x - 1, 1}})
	step, end := 4, r.right()
	if s.frame.w >= brandWidth {
		step = 5
	}
	if s.frame.w >= mediumWidth {
		end -= agreeColumns
	}
	for i := 1; at+3 <= end; i++ {
		n, ok := s.given.last(i)
		if !ok {
			break
		}
		out = append(out, stripPlace{n, rect{at, r.y, 3, 1}})
		at += step
	}
	return out
}

// drawStrip draws the last answers in a row: the newest in words, older ones as digits,
// yours and the model's.
func (s *labelScreen) drawStrip(c *canvas, r rect) {
	if r.w == 0 {
		return
	}
	st := s.st
	for i, p := range s.lastPlaces() {
		if i > 0 {
			c.put(p.x, p.y, p.w, st.inDigits(p.answer))
			continue
		}
		text := st.dim.Render("last ") + fmt.Sprintf("#%04d ", p.meme.Seq)
		if p.level.Valid() {
			text += st.dim.Render("you ") + st.digit[p.level].Render(digitOf(p.level))
		} else {
			text += st.dim.Render(p.word())
		}
		if p.model.Valid() {
			text += st.faint.Render(" · ") + st.dim.Render("model ") + st.digit[p.model].Render(digitOf(p.model)) + st.dim.Render(strings.TrimRight(" "+p.share, " "))
		}
		c.put(p.x, p.y, p.w, text)
	}
	if agreed, asked := s.given.agreement(); s.frame.w >= mediumWidth && asked > 0 {
		c.right(r.right(), r.y, agreeColumns, st.dim.Render("agree ")+fmt.Sprint(agreed)+st.dim.Render(fmt.Sprintf(" of last %d", asked)))
	}
}

// inDigits is an answer in three cells.
func (st styles) inDigits(n answer) string {
	switch {
	case n.flagged:
		return st.warn.Render("f") + st.dim.Render("··")
	case !n.level.Valid():
		return st.dim.Render("s··")
	case !n.model.Valid():
		return st.digit[n.level].Render(digitOf(n.level)) + st.dim.Render("··")
	}
	return st.digit[n.level].Render(digitOf(n.level)) + st.sameAs(n) + st.level[n.model].Render(digitOf(n.model))
}

// sameAs is a sign of whether an answer is the model's.
func (st styles) sameAs(n answer) string {
	if n.level == n.model {
		return "="
	}
	return st.warn.Render(st.differ)
}
