package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// draw is what the window shows.
func (a *app) draw() term.Frame {
	c := a.drawn()
	f := term.Frame{Width: a.frame.w, Height: a.frame.h, Rows: c.strings(), Serial: a.shown.serial}
	if !a.stopping {
		f.Images = c.images
	}
	return f
}

// View draws the window: exactly as many lines as it has, none wider.
func (a *app) View() string { return strings.Join(a.drawn().strings(), "\n") }

// drawn is the window.
func (a *app) drawn() *canvas {
	f := a.frame
	if f.w <= 0 || f.h <= 0 {
		return newCanvas(a.st, 0, 0)
	}
	c := newCanvas(a.st, f.w, f.h)
	if f.small() {
		c.lines(rect{0, 0, f.w, f.h}, a.st.Wrap(a.tooSmall(), f.w)...)
		return c
	}
	_, finding := a.float.(*findSheet)
	zoomed := false
	switch s, ok := a.front().(zoomable); {
	case finding: // it has the place of the screen
	case ok && s.zoomed():
		zoomed = true
		s.drawZoom(c)
	default:
		a.drawContext(c)
		a.front().draw(c)
	}
	if a.float != nil {
		a.float.draw(c, f)
	}
	if a.ask != nil {
		a.ask.draw(c, f)
	}
	// What floats makes what is behind it faint, but for these.
	if !zoomed {
		a.drawHeader(c)
	}
	a.drawNews(c)
	a.hints().draw(c, f.hints())
	return c
}

// tooSmall is what is said in a window without room for anything else.
func (a *app) tooSmall() string {
	if a.ask != nil {
		title := labels.Printable(a.ask.title)
		if a.ask.enter != nil {
			return title + "  " + a.ask.answer() + "  enter/esc"
		}
		return title + "  y/n"
	}
	return fmt.Sprintf("window too small: %d×%d, needs %d×%d (%s quits)", a.frame.w, a.frame.h, minWidth, minHeight, a.key(doQuit))
}

// drawHeader names the screens, and whose work it is and how far it is done.
func (a *app) drawHeader(c *canvas) {
	f, st := a.frame, a.st
	mine, all := a.summary.Counts.Mine, a.summary.Counts.Memes
	share, most := share(mine, all), thousands(all)
	count := most + "/" + most
	text := thousands(mine) + "/" + most
	if f.w >= wideWidth {
		count = most + " of " + most + "  100 %"
		text = fmt.Sprintf("%s of %s  %5s", thousands(mine), most, percent(share))
	}
	h := f.header(len(count))
	c.put(0, 0, f.w, st.surface.Render(blank(f.w)))
	if h.name {
		c.put(margin, 0, len(programName), st.onSurface(st.focus).Render(programName))
	}
	for t, at := range a.tabs() {
		title := a.screens()[t].title()
		if tab(t) == a.tab {
			c.put(at.x, 0, at.w, st.tabOn.Render(" "+title+" "))
		} else {
			key, rest := st.tabKey, st.tabOff
			if a.mayDo(tabActions[t], press{}) != nil {
				key, rest = st.onSurface(st.faint), st.onSurface(st.faint)
			}
			c.put(at.x, 0, at.w, key.Render(" "+title[:1])+rest.Render(title[1:]+" "))
		}
	}
	if n := len(a.unsaved.events); n > 0 {
		c.right(h.gauge.right(), 0, h.gauge.right()-h.tabs-allTabs, st.onSurface(st.fault).Render(fmt.Sprintf("%d %s", n, notSaved)))
	} else {
		if who := a.whose(h.whose.w); who != "" {
			c.right(h.whose.right(), 0, h.whose.w, who)
		}
		if all > 0 {
			c.put(h.gauge.x, 0, h.gauge.w, st.bar(share, h.gauge.w, st.gauge))
		}
	}
	if all > 0 {
		c.put(h.count.x, 0, h.count.w, st.onSurface(st.strong).Render(blank(h.count.w-len(text))+text))
	}
}

// tabs are the places of the tabs in the header.
func (a *app) tabs() []rect {
	x := a.frame.header(0).tabs
	var all []rect
	for _, s := range a.screens() {
		w := len(s.title()) + 2
		all = append(all, rect{x, 0, w, 1})
		x += w
	}
	return all
}

// whose is the workspace and the annotator, as far as there is room for them.
func (a *app) whose(w int) string {
	st := a.st
	who := st.Cut(labels.Printable(a.deps.Annotator), w)
	where := labels.Printable(a.deps.Workspace)
	text := st.onSurface(st.focus).Render(who)
	if room := w - st.Width(who) - 3; room >= min(8, st.Width(where)) {
		text = st.surface.Render(st.Cut(where, room)) + st.onSurface(st.faint).Render(" · ") + text
	}
	return text
}

// drawContext says what is on the screen, and where in it one is.
func (a *app) drawContext(c *canvas) {
	r := a.frame.context()
	left, right := a.front().context(r.w)
	w := a.st.Width(right)
	c.right(r.right(), r.y, r.w, right)
	c.put(r.x, r.y, r.w-w-2, left)
}

// drawNews is what was said last, and what runs in the background.
func (a *app) drawNews(c *canvas) {
	r := a.frame.news()
	if j, n := a.newestJob(); n > 0 {
		slot := a.frame.job()
		beside := slot.name.x - 2 - r.x
		_, whole := a.newsLine(beside)
		if short := a.jobInShort(j, n); slot.tail.w == 0 || !whole {
			beside = r.w - a.st.Width(short) - 2
			c.right(r.right(), r.y, r.w, short)
		} else {
			a.drawJob(c, slot, j, n)
		}
		r.w = beside
	}
	text, _ := a.newsLine(r.w)
	c.put(r.x, r.y, r.w, text)
}

// jobInShort is a job that runs in a few words, for where the news need its place: others run
// as well, if n is more than 1.
func (a *app) jobInShort(j jobs.Snapshot, n int) string {
	verb, _, _ := strings.Cut(jobName(j), " ")
	if n > 1 {
		verb += fmt.Sprintf(" +%d", n-1)
	}
	if share, known := j.Fraction(); known {
		verb += " " + a.st.dim.Render(percent(share))
	}
	return a.st.accent.Render("● ") + verb
}

// waiting is what there is to say while keys wait for the store, "" for nothing.
func (a *app) waiting() string {
	s, ok := a.front().(interface {
		busier
		underWay() *operation
	})
	if !ok || !s.busy() || !s.underWay().slow {
		return ""
	}
	text := "waiting for the store …"
	if a.unsaved.saving != nil {
		text = "saving …"
	}
	if s.underWay().hangs {
		text += ": the disk has not answered yet; ctrl+c twice leaves"
	}
	return text
}

// newsLine is what the row of news says in w cells, and whether it has room for all.
func (a *app) newsLine(w int) (string, bool) {
	if a.stopping {
		return a.st.dim.Render("stopping …"), true
	}
	s := a.status
	if f, ok := a.float.(*findSheet); ok && (f.fault != nil || s.news()+s.fault() == "") {
		news := f.news()
		return a.st.Cut(news, w), a.st.Width(news) <= w
	}
	if text := a.waiting(); text != "" {
		s.replace(notice{kind: reply, text: text, until: theNextKey})
	}
	return s.line(a.st, w, a.key(doNews))
}

// drawJob draws a job that runs, in its place at the right end of the news: others run as
// well, if n is more than 1.
func (a *app) drawJob(c *canvas, slot jobSlot, j jobs.Snapshot, n int) {
	st := a.st
	name := jobName(j)
	if who := name + " · " + StartedBy(j); a.others(j) && st.Width(who) <= slot.name.w-2 {
		name = who
	}
	if st.Width(name) > slot.name.w-2 { // the verb stays
		name, _, _ = strings.Cut(name, " ")
		slot = slot.widened(st.Width(name) + 2)
	}
	if n > 1 {
		more := fmt.Sprintf(" +%d", n-1)
		name = st.Cut(name, slot.name.w-2-len(more)) + more
	}
	// It stands right before its gauge.
	name = st.Cut(name, slot.name.w-2)
	c.put(slot.name.x, slot.name.y, slot.name.w, blank(slot.name.w-2-st.Width(name))+st.accent.Render("● ")+name)
	if share, known := j.Fraction(); known {
		c.put(slot.gauge.x, slot.gauge.y, slot.gauge.w, st.bar(share, slot.gauge.w, st.gauge))
	}
	c.put(slot.tail.x, slot.tail.y, slot.tail.w, " "+st.dim.Render(st.jobTail(j, slot.tail.w-1)))
}

// jobTail is how far a job is and how long it still takes, in w cells: what it counts is
// left out first.
func (st styles) jobTail(j jobs.Snapshot, w int) string {
	amount := strings.TrimPrefix(jobAmount(j), "epoch ")
	bare, _, _ := strings.Cut(amount, " ")
	if j.Unit == "bytes" {
		bare = amount
	}
	var left string
	if j.ETA > 0 {
		left = " · " + spell(j.ETA)
	}
	texts := []string{amount + left, bare + left, bare}
	for i, t := range texts {
		texts[i] = strings.TrimPrefix(t, " · ")
	}
	return st.fitting(w, texts)
}
