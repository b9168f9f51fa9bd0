package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// drawSide draws what large windows have room for: the last answers, how the labels are
// spread, the model, the pace, and this meme.
func (s *labelScreen) drawSide(c *canvas, r rect) {
	if r.w == 0 {
		return
	}
	for y := r.y; y < r.bottom(); y++ {
		c.put(r.x, y, 1, s.st.faint.Render(s.st.side))
	}
	in := s.frame.label().sideInner()
	y := 0
	block := func(rows int, draw func(rect)) {
		if y+rows <= in.h {
			draw(in.rows(y, rows))
		}
		y += rows + 1
	}
	block(1+sideAnswers, func(r rect) { s.drawLast(c, r) })
	block(1+labels.Levels, func(r rect) { s.drawLevels(c, r) })
	block(5, func(r rect) { s.drawModel(c, r) })
	block(5, func(r rect) { s.drawPace(c, r) })
	if !s.done {
		block(5, func(r rect) { s.drawMeme(c, r) })
	}
}

func (s *labelScreen) drawLast(c *canvas, r rect) {
	st := s.st
	right := ""
	if agreed, asked := s.given.agreement(); asked > 0 {
		right = fmt.Sprintf("agree %d of last %d", agreed, asked)
	}
	c.rule(r, fmt.Sprintf("Last %d labels", sideAnswers), right)
	for i, p := range s.lastPlaces() {
		c.put(p.x, p.y, p.w, st.inLine(p.answer, i == 0, p.w))
	}
}

// inLine is an answer in a line of w cells: the meme's number, the level, what the model
// had said and how sure it was, and the caption. Every line changes with each label, so
// that it has as few changes of colour as can be.
func (st styles) inLine(n answer, newest bool, w int) string {
	line := fmt.Sprintf("#%04d ", n.meme.Seq)
	text := firstLine(n.meme)
	if n.level.Valid() {
		line += st.chipOf(n.level)
	} else {
		line += " " + n.word()[:1] + " "
		text = "(" + n.word() + ") " + text
	}
	said := blank(12)
	if n.model.Valid() {
		sign := " "
		switch {
		case n.level == n.model:
			sign = "="
		case n.level.Valid():
			sign = st.warn.Render(st.differ)
		}
		said = " " + sign + " " + st.digit[n.model].Render(digitOf(n.model)) + fmt.Sprintf(" %-7s", n.share)
	}
	caption := st.Cut(text, w-21)
	if newest {
		caption = st.strong.Render(caption)
	}
	return line + said + caption
}

// drawLevels draws how the memes that have a level are spread.
func (s *labelScreen) drawLevels(c *canvas, r rect) {
	by := s.summary.Counts.ByGold
	all := 0
	for _, n := range by {
		all += n
	}
	c.rule(r, "Levels", count(all, "labelled meme"))
	c.levelCounts(rect{r.x, r.y + 1, r.w - 6, labels.Levels}, by, 7)
	for l, n := range by {
		c.right(r.right(), r.y+1+l, 5, s.st.dim.Render(percent(share(n, all))))
	}
}

// levelCounts draws how many memes each level has: bars, of which the longest is full, and
// numbers in so many cells.
func (c *canvas) levelCounts(r rect, by [labels.Levels]int, cells int) {
	st, most := c.st, max(1, slices.Max(by[:]))
	for i, n := range by {
		l, row := labels.Level(i), r.row(i)
		c.put(row.x, row.y, 3, st.chipOf(l))
		c.put(row.x+4, row.y, 13, l.Title())
		track := row.w - 18 - cells
		c.put(row.x+18, row.y, track, st.bar(share(n, most), track, st.filled[l]))
		c.right(row.right(), row.y, cells, thousands(n))
	}
}

// facts draws names with what is said of them.
func (s *labelScreen) facts(c *canvas, r rect, title, right string, facts ...[2]string) {
	c.rule(r, title, right)
	y := r.y + 1
	for _, f := range facts {
		if f[1] == "" || y >= r.bottom() {
			continue
		}
		c.put(r.x, y, 10, s.st.dim.Render(f[0]))
		c.put(r.x+11, y, r.w-11, labels.Printable(f[1]))
		y++
	}
}

func (s *labelScreen) drawModel(c *canvas, r rect) {
	v, ok := s.summary.Version(s.summary.Served)
	if !ok {
		s.facts(c, r, "Model", "", [2]string{"none yet", s.whyNone()})
		return
	}
	evaluated := "—"
	if _, elsewhere := fromElsewhere(v); v.Val.N > 0 && !elsewhere {
		evaluated = "macro-F1 " + score(v.Val.MacroF1)
		if v.ValInterval != nil && v.ValInterval.Defined() {
			evaluated += " (" + rangeOf(*v.ValInterval) + ")"
		}
		evaluated += fmt.Sprintf(" on %d val memes", v.ValN)
	}
	next := "—"
	if v, ok := s.waits(); ok {
		next = s.waitsSays(v)
	}
	s.facts(c, r, "Model "+v.ID, "served",
		[2]string{"trained", s.whenTrained(v)},
		[2]string{"evaluated", evaluated},
		[2]string{"candidate", next},
		[2]string{"new", s.newSays()})
}

// newSays says how many levels people have given since the newest training, which need not be that
// of the served version.
func (s *labelScreen) newSays() string {
	said := count(s.summary.New, "level") + " given since"
	if v, ok := s.summary.Latest(); ok && v.ID != s.summary.Served {
		said += " " + v.ID
	}
	return said
}

func (s *labelScreen) whenTrained(v eval.Version) string {
	if v.Starter() {
		return "elsewhere; it came with the program"
	}
	return fmt.Sprintf("on %s, %s", count(v.Labels, "label"), agoOf(max(0, s.now().Sub(v.Created))))
}

// drawPace draws how many labels each five minutes of the session had.
func (s *labelScreen) drawPace(c *canvas, r rect) {
	st := s.st
	c.rule(r, "Pace", "labels per 5 minutes")
	bars, from := s.pace.history(s.now())
	most := max(1, slices.Max(bars[:]))
	for row := range 3 {
		var b strings.Builder
		for _, n := range bars {
			eighths := min(8, max(0, n*24/most-8*(2-row)))
			b.WriteString(string(st.up[eighths]) + " ")
		}
		c.put(r.x, r.y+1+row, r.w, st.accent.Render(b.String()))
	}
	c.put(r.x, r.y+4, 8, st.dim.Render(from.Format("15:04")))
	c.put(r.x+2*(paceBars-1)-1, r.y+4, 4, st.dim.Render("now"))
}

func (s *labelScreen) drawMeme(c *canvas, r rect) {
	m := s.item.meme
	picture := "none"
	if m.Image.Width > 0 {
		picture = fmt.Sprintf("%d × %d %s", m.Image.Width, m.Image.Height, m.Image.Format)
	}
	if m.Row > 0 {
		picture += fmt.Sprintf(", row %d of the table", m.Row)
	}
	s.facts(c, r, "This meme", "",
		[2]string{"picture", picture},
		[2]string{"dataset", m.Dataset},
		[2]string{"split", string(m.Split)},
		[2]string{"caption", count(len(strings.Fields(m.Caption)), "word")})
}

// whyNone says why the model has said nothing.
func (s *labelScreen) whyNone() string {
	_, preparing := s.active[jobPrepare]
	switch {
	case preparing:
		return "it comes when the model is ready"
	case s.unprepared != "":
		return "the model is missing: " + s.key(doNews) + " says why"
	case s.mute():
		return "there is nothing for it to read"
	case len(s.summary.Versions) == 0 && s.may(labels.MayTrain) != nil:
		return "there is no model yet"
	case s.may(labels.MayTrain) != nil:
		return "the model has not seen it yet"
	case len(s.summary.Versions) == 0:
		return "no model yet: " + s.key(doRetrain) + " trains one"
	}
	return s.key(doRetrain) + " trains a model that has seen it"
}

// mute reports whether the meme has neither a picture nor words, nor a sound that the served
// version hears: no training changes that it says nothing.
func (s *labelScreen) mute() bool {
	m := s.item.meme
	v, ok := s.summary.Version(s.summary.Served)
	hears := ok && slices.ContainsFunc(v.Encoders, func(in eval.Input) bool { return in.Modality == "audio" })
	return ok && !m.HasImage() && !labels.HasWords(m.Caption) && !(hears && m.Image.Media.Sound)
}
