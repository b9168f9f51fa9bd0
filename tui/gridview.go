package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// context is what is shown, how much of it is left, and how much is marked.
func (s *gridScreen) context(int) (left, right string) {
	st := s.st
	if s.list == nil {
		return "", ""
	}
	n, dot := len(s.list.seqs), st.faint.Render(" · ")
	left = st.queueName(s.list.name, s.label.searched) + dot
	switch {
	case s.left < 0:
		left += count(n, "meme")
	case slices.Contains(queues.Names, s.list.name):
		left += leftText(s.left)
	default:
		left += count(n, "meme") + dot + thousands(s.left) + " waiting"
	}
	if s.decides() {
		left += dot + "a level decides"
	}
	if s.reasks() {
		left += dot + "labels stay"
	}
	var parts []string
	if k := len(s.marks); k > 0 {
		parts = append(parts, st.focus.Render(thousands(k)+" marked"))
	}
	if order := s.list.order; order != asQueued {
		parts = append(parts, order.says(s.frame.w < brandWidth))
	}
	if n > 0 {
		place := fmt.Sprintf("%s of %s", thousands(s.here+1), thousands(n))
		if shown := len(s.shown()); s.frame.w >= brandWidth {
			place = fmt.Sprintf("%s–%s of %s", thousands(s.top+1), thousands(s.top+shown), thousands(n))
		}
		parts = append(parts, place)
	}
	return left, strings.Join(parts, dot)
}

func (s *gridScreen) remarks() (string, bool) { return "", false }

// draw draws the body.
func (s *gridScreen) draw(c *canvas) {
	g := s.frame.grid(s.larger)
	for y := g.side.y; y < g.side.bottom(); y++ {
		c.put(g.side.x, y, 1, s.st.faint.Render(s.st.side))
	}
	if s.list == nil {
		return
	}
	for i, seq := range s.shown() {
		s.drawCell(c, g, i, seq)
	}
	card := s.card()
	if g.side.w == 0 {
		s.drawDetail(c, g.detail, card)
		return
	}
	if card != nil {
		s.drawHeading(c, g.heading, card.item)
		s.drawPicture(c, g.picture, card.item)
		s.drawShort(c, g.caption, s.st.strong, captionOrName(card.item.meme))
		card.drawTitle(c, g.bars)
		for l := range labels.Level(labels.Levels) {
			card.drawBar(c, g.bars.row(1+int(l)), l)
		}
	}
	s.drawMarked(c, g.marked, card)
}

// card is the selected meme as Label shows one, nil while it was not read.
func (s *gridScreen) card() *labelScreen {
	it := s.selected()
	if it == nil {
		return nil
	}
	return &labelScreen{queueing: queueing{session: s.session, queue: s.from, item: it}, curtain: s.curtain}
}

// drawCell draws a thumbnail with its line: whether it is marked, what the annotator says
// and what the model says, and whether it is flagged.
func (s *gridScreen) drawCell(c *canvas, g gridFrame, i int, seq uint64) {
	st, r := s.st, g.cell(i)
	here := s.top+i == s.here
	it, known := s.items[seq]
	thumb, y := rect{r.x, r.y, r.w, r.h - 1}, r.bottom()-1
	if known {
		s.drawThumb(c, thumb, it.meme)
	}
	on := func(i ink) ink { return i }
	if here {
		on = func(i ink) ink { return st.bold(st.onRaised(i)) }
		c.put(r.x, y, r.w, st.raised.Render(blank(r.w)))
		for row := r.y; row <= y; row++ {
			c.put(r.x-1, row, 1, st.accent.Render(st.beside[0]))
			c.put(r.right(), row, 1, st.accent.Render(st.beside[1]))
		}
	}
	mark, ink := st.unmarked, st.faint
	switch {
	case s.list.test[seq]:
		mark = " "
	case s.isMarked(s.top + i):
		mark, ink = st.marked, st.focus
	}
	c.put(r.x, y, 1, on(ink).Render(mark))
	if !known {
		return
	}
	x := r.x + 2
	own, said := s.ownLabel(it.item)
	switch {
	case it.again:
	case own.Level.Valid():
		c.put(x, y, 3, st.chipOf(own.Level))
		x += 4
	case said && own.Action == labels.Skip:
		c.put(x, y, 1, on(st.dim).Render("s"))
		x += 2
	}
	end := r.right()
	if it.state.Kind == labels.Flagged {
		end--
		c.put(end, y, 1, on(st.warn).Render(st.flag))
	}
	text := on(st.dim).Render("·")
	if s.visible(it.item) {
		l := it.pred.Level()
		text = on(st.digit[l]).Render(digitOf(l))
		if share := " " + percent(float64(it.pred.Probs[l])); x+1+st.Width(share) <= end {
			text += on(st.dim).Render(share)
		}
	}
	if here {
		c.onto(st.raised, x, y, end-x, text)
		return
	}
	c.put(x, y, end-x, text)
}

// drawDetail says what the selected meme is, and what is said of it, in two rows.
func (s *gridScreen) drawDetail(c *canvas, r rect, card *labelScreen) {
	st := s.st
	if len(s.list.seqs) == 0 {
		c.put(r.x, r.y, r.w, "Nothing is left in this queue. "+st.focus.Render(s.key(doFind))+" finds memes and chooses a queue.")
		return
	}
	if card == nil {
		return
	}
	at := 20
	if s.frame.w >= mediumWidth {
		at = 30
	}
	s.drawHeading(c, rect{r.x, r.y, at - 2, 1}, card.item)
	c.put(r.x+at-1, r.y, r.w-at+1, st.strong.Render(captionOrName(card.item.meme)))
	said := st.dim.Render("hidden till you answer")
	switch {
	case card.visible():
		p := card.item.pred
		said = st.digit[p.Level()].Render(digitOf(p.Level())) + " " + p.Level().Title() + " " + percent(float64(p.Probs[p.Level()]))
	case !card.item.predicted:
		said = "—"
	case s.deps.Blind == labels.BlindNever:
		said = st.dim.Render("hidden")
	}
	c.put(r.x, r.y+1, r.w, st.dim.Render("you ")+card.youSaid(true, 0)+st.dim.Render("   model ")+said+st.dim.Render("   others ")+card.othersSaid(true))
}

// drawMarked lists what is marked, and says what can be done with it; of the disputed memes
// what others say of the selected one, too.
func (s *gridScreen) drawMarked(c *canvas, r rect, card *labelScreen) {
	st, n := s.st, len(s.marks)
	if r.h == 0 {
		return
	}
	title := "Nothing marked"
	text := s.key(doMark) + " marks, " + s.key(doMarkTo) + " marks to here, " + s.key(doMarkAll) + " all. " + s.key(doLabel) +
		" label what is marked, or the selected meme. Test memes cannot be marked."
	if n > 0 {
		title = thousands(n) + " marked"
		text = "One key labels all of them; each is kept as a label of its own. Test memes cannot be marked."
	}
	if len(s.list.seqs) == 0 {
		title, text = "Nothing is left", s.key(doFind)+" finds memes and chooses a queue."
	}
	c.rule(r, title, "")
	if card != nil && card.disputes() {
		c.put(r.x, r.y+1, r.w, st.dim.Render("others ")+card.othersSaid(true))
		c.put(r.x, r.y+2, r.w, st.dim.Render(card.remark()))
		r = r.rows(3, r.h-3)
	}
	y, room := 1, r.h-1-1-3
	for _, place := range s.marks {
		seq := s.list.seqs[place]
		if y > room || y > n {
			break
		}
		if y == room && n > room {
			c.put(r.x, r.y+y, r.w, st.dim.Render(fmt.Sprintf("and %s more", thousands(n-y+1))))
			y++
			break
		}
		line := st.focus.Render(st.marked) + " " + st.dim.Render(fmt.Sprintf("#%04d ", seq))
		if it, ok := s.items[seq]; ok {
			line += captionOrName(it.meme)
		}
		c.put(r.x, r.y+y, r.w, line)
		y++
	}
	if n > 0 {
		y++
	}
	s.drawShort(c, r.rows(y, r.h-y), st.dim, text)
}

// at is what a click means on Grid: a meme is selected, and opened where it is selected
// already.
func (s *gridScreen) at(x, y int) (press, bool) {
	if s.zoomed() {
		return press{}, false
	}
	g := s.frame.grid(s.larger)
	for i := range s.shown() {
		switch {
		case !g.cell(i).has(x, y):
		case s.top+i == s.here:
			return press{do: doOpen}, true
		default:
			return press{do: doChoose, nth: s.top + i}, true
		}
	}
	return press{}, false
}

func (s *gridScreen) zoomed() bool { return s.zoom.level != zoomOff }

func (s *gridScreen) drawZoom(c *canvas) { s.drawZoomOf(c, &s.zoom) }
