package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// draw draws the sheet below the header, in place of the screen that it stands over.
func (f *findSheet) draw(c *canvas, fr frame) {
	st, l := f.st, fr.find()
	c.put(l.bar.x, l.bar.y, l.bar.w, st.field.Render(blank(l.bar.w)))
	on := func(i ink) ink { return st.mix(i, st.field) }
	c.put(margin, l.bar.y, 1, on(st.focus).Render(f.key(doFind)))
	c.onto(st.field, l.field.x, l.field.y, l.field.w, st.queryLine(f.field.Value(), f.field.Position(), l.field.w, f.fault))
	if f.good != "" || f.found.asked > 0 {
		number, noun := on(st.strong), on(st.dim)
		if f.stale() {
			number, noun = on(st.faint), on(st.faint)
		}
		text := number.Render(thousands(f.found.count))
		if fr.w >= mediumWidth {
			text += noun.Render(memesNoun(f.found.count))
		}
		c.right(l.count.right(), l.count.y, l.count.w, text)
	}
	f.drawPlaces(c, l)
	f.drawHits(c, l)
	f.drawTokens(c, l)
	f.drawSpread(c, l)
}

// memesNoun is the noun behind a number of memes.
func memesNoun(n int) string {
	if n == 1 {
		return " meme"
	}
	return " memes"
}

// stale reports that what is shown was found for something else than what is written.
func (f *findSheet) stale() bool { return f.fault != nil || f.good != f.query.Text }

// drawPlaces draws the queues, and what is left in each.
func (f *findSheet) drawPlaces(c *canvas, l findFrame) {
	st := f.st
	rows := f.listed(l)
	if more := strings.TrimSpace(f.more()); more != "" {
		last := l.queues.row(l.queues.h - 1)
		c.right(last.right(), last.y, last.w, st.dim.Render(more))
	}
	for i, row := range rows {
		r := l.queues.row(i)
		if row.place < 0 {
			if row.title != "" {
				right := "left"
				if row.title == "Saved" {
					right = f.savedNote()
				}
				c.rule(r, row.title, right)
			}
			continue
		}
		p := f.places[row.place]
		on, name := func(i ink) ink { return i }, st.plain
		put, mark := c.put, " "
		if p.title == f.here() {
			mark, name = st.served, st.strong
		}
		if row.place == f.chosen {
			on, name, mark = st.onRaised, st.strong, st.model
			c.put(r.x, r.y, r.w, st.raised.Render(blank(r.w)))
			put = func(x, y, w int, text string) { c.onto(st.raised, x, y, w, text) }
		}
		c.put(r.x, r.y, 1, on(st.focus).Render(mark))
		end := r.right() - l.left
		names := end - r.x - 3
		if l.says > 0 {
			names = l.says - 1 - r.x - 2
			put(l.says, r.y, end-l.says, on(st.dim).Render(labels.Printable(p.says)))
		}
		put(r.x+2, r.y, names, on(name).Render(labels.Printable(p.title)))
		switch {
		case !p.counted:
		case p.count >= 1000:
			c.right(r.right(), r.y, l.left, on(st.dim).Render(thousands(p.count)))
		default:
			c.right(r.right(), r.y, l.left, on(st.strong).Render(thousands(p.count)))
		}
	}
}

// savedNote says how a query is saved, as long as none is, and how the chosen one is deleted.
func (f *findSheet) savedNote() string {
	switch {
	case f.chosen >= 0 && f.places[f.chosen].name == "":
		return findKeys.shown(doForgetQuery) + " deletes it"
	case f.places[len(f.places)-1].name == "":
		return ""
	}
	return findKeys.shown(doSaveQuery) + " saves"
}

// drawHits draws the first memes that are found.
func (f *findSheet) drawHits(c *canvas, l findFrame) {
	title, right := "First of "+thousands(f.found.count), findKeys.shown(doEnter)+" opens them"
	if n := f.found.count; n <= len(l.hits) {
		title = thousands(n) + memesNoun(n)
	}
	if f.found.asked == 0 {
		title, right = "Memes", ""
	}
	if f.found.count == 0 {
		right = ""
	}
	c.rule(l.title, title, right)
	for i, r := range l.hits {
		if i >= len(f.found.items) {
			break
		}
		if l.thumb.Rows > 0 {
			f.drawTile(c, l, r, &f.found.items[i])
		} else {
			f.drawHit(c, r, &f.found.items[i])
		}
	}
	if f.found.asked > 0 && f.found.count == 0 && len(l.hits) > 0 {
		r := l.hits[0]
		c.put(r.x, r.y, r.w, f.st.dim.Render("no meme fits"))
	}
}

// chips are what the annotator says of a meme, and what the model says where it is to be
// seen: three cells, a sign of whether they differ, and a digit.
func (s *session) chips(it *item) (mine, sign, model string) {
	st := s.st
	m, _ := s.ownLabel(it)
	mine, sign, model = st.dim.Render(" — "), " ", " "
	if m.Level.Valid() {
		mine = st.chipOf(m.Level)
	}
	if s.shows(it, s.hasLevel(it), curtain{}) {
		said := it.pred.Level()
		model = st.digit[said].Render(digitOf(said))
		if m.Level.Valid() && m.Level != said {
			sign = st.warn.Render(st.differ)
		}
	}
	return mine, sign, model
}

// drawHit draws a meme in a row: its number, the levels, and its caption.
func (f *findSheet) drawHit(c *canvas, r rect, it *item) {
	st, num := f.st, fmt.Sprintf("#%04d", it.meme.Seq)
	at := r.x + max(6, len(num)+1)
	mine, sign, model := f.chips(it)
	c.put(r.x, r.y, at-r.x, st.dim.Render(num))
	c.put(at, r.y, 3, mine)
	c.put(at+4, r.y, 1, sign)
	c.put(at+5, r.y, 1, model)
	c.put(at+7, r.y, r.right()-at-7, captionOrName(it.meme))
}

// drawTile draws a meme with its picture.
func (f *findSheet) drawTile(c *canvas, l findFrame, r rect, it *item) {
	st, num := f.st, fmt.Sprintf("#%04d ", it.meme.Seq)
	f.drawThumb(c, rect{r.x, r.y, l.thumb.Cols, l.thumb.Rows}, it.meme)
	text := rect{r.x + l.thumb.Cols + 2, r.y, r.w - l.thumb.Cols - 2, r.h}
	mine, sign, model := f.chips(it)
	line := st.dim.Render(num) + mine + " "
	if f.shows(it, f.hasLevel(it), curtain{}) {
		line += st.dim.Render("model ") + sign + model + st.dim.Render(" "+percent(float64(it.pred.Probs[it.pred.Level()])))
	}
	c.put(text.x, text.y, text.w, line)
	f.drawShort(c, text.rows(1, text.h-1), st.plain, captionOrName(it.meme))
}

// writable is what can be written, with what it means where that does not go without
// saying.
var writable = [tokenRows - 1][3]string{
	{"level:", "neg pos 1-5 none · gold: model:", "yours, or else the gold level"},
	{"state:", "waiting disputed skipped flagged", "also noted labelled text-only mine"},
	{"sleep", `"a phrase"  -not`, "of the caption; - leaves out"},
	{"conf", "<0.5  loss>2  len<5", "of the model; words of the caption"},
	{"split:", "train val test · has:image", "where the meme is; what it has"},
	{"label", "≠model  ≠ben", "two voices that differ; != too"},
	{"by:", "ben  group:3  near:#412", "who has labelled it; what is like it"},
	{"queue:", "uncertain · any column:value", "as listed; columns of the tables"},
}

// drawTokens draws what can be written.
func (f *findSheet) drawTokens(c *canvas, l findFrame) {
	st, r := f.st, l.tokens
	c.rule(r, "What you can write", findKeys.shown(doComplete)+" completes")
	for i, t := range writable {
		if i+1 >= r.h {
			return
		}
		y := r.y + 1 + i
		end := r.right()
		if l.meant > 0 {
			c.put(l.meant, y, end-l.meant, st.dim.Render(t[2]))
			end = l.meant - 1
		}
		c.put(r.x, y, 7, st.focus.Render(t[0]))
		c.put(r.x+8, y, end-r.x-8, t[1])
	}
}

// drawSpread draws what the model says of the memes that are found.
func (f *findSheet) drawSpread(c *canvas, l findFrame) {
	if l.model.w == 0 {
		return
	}
	right := ""
	switch {
	case f.summary.Served == "":
		right = "no model yet"
	case f.deps.Blind != labels.BlindShown:
		right = "hidden till you answer"
	default:
		right = "val and test left out"
	}
	c.rule(l.model, "What the model says of these", right)
	if f.found.spoken {
		c.levelCounts(l.model.rows(1, labels.Levels), f.found.spread, 7)
	}
}

// at is what a click on a cell means: a queue, or a meme that is found.
func (f *findSheet) at(fr frame, x, y int) (press, bool) {
	l := fr.find()
	for i, r := range f.listed(l) {
		if r.place >= 0 && l.queues.row(i).has(x, y) {
			return press{do: doChoose, nth: r.place}, true
		}
	}
	for i, r := range l.hits {
		if r.has(x, y) && i < len(f.found.items) {
			return press{do: doGoToMeme, meme: f.found.items[i].meme}, true
		}
	}
	return press{}, false
}
