package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
	"memebench/tui/term"
)

// draw is what the window shows.
func (a *app) draw() term.Frame {
	f := term.Frame{Width: a.frame.w, Height: a.frame.h, Rows: strings.Split(a.View(), "\n"), Serial: a.shown.serial}
	if s := a.labelling(); s != nil && a.help == nil && !a.frame.small() && !a.stopping {
		f.Image = s.image()
	}
	return f
}

// View draws the window: exactly as many lines as it has, none wider.
func (a *app) View() string {
	f := a.frame
	switch {
	case f.w <= 0 || f.h <= 0:
		return ""
	case f.small():
		text := fmt.Sprintf("window too small: %d×%d, needs %d×%d (q quits)", f.w, f.h, minWidth, minHeight)
		if a.ask != nil {
			text = a.ask.question
			if a.ask.enter == nil {
				text += "  y/n"
			}
		}
		return strings.Join(a.st.column(a.st.Wrap(text, f.w), 0, f.h, f.w), "\n")
	}
	status, _ := a.statusLine()
	hints := a.keys().hints(a.st, f.w, a.works)
	if s := a.labelling(); s != nil && s.zoom.level != zoomOff && a.help == nil {
		return strings.Join(append(s.zoom.view(a.pics, a.frame), status, hints), "\n")
	}
	rows := make([]string, 0, f.h)
	rows = append(rows, a.header())
	rows = append(rows, a.body()...)
	if f.note {
		rows = append(rows, a.st.dim.Render(a.st.Cut(blank(margin)+a.note(), f.w)))
	}
	rows = append(rows, status, hints)
	return strings.Join(rows, "\n")
}

func (a *app) body() []string {
	if a.help != nil {
		return a.help.view(a.st, a.frame)
	}
	return a.front().view()
}

func (a *app) note() string {
	if a.help != nil {
		return ""
	}
	return a.front().note()
}

// statusLine draws the line above the hints, and says whether it has room for
// everything.
func (a *app) statusLine() (string, bool) {
	if a.ask != nil {
		return a.ask.line(a.st, a.frame.w), true
	}
	job := ""
	if j, n := a.newestJob(); n > 0 {
		job = jobLine(a.st, j)
		if n > 1 {
			job += a.st.dim.Render(fmt.Sprintf("  +%d", n-1))
		}
	}
	if a.stopping {
		return a.st.dim.Render(a.st.Fit(" stopping …", a.frame.w)), true
	}
	st := a.status
	if s := a.labelling(); s != nil && s.slow && s.op != 0 {
		st.say("saving …")
	}
	return st.line(a.st, job, a.frame.w)
}

// header names the workspace and the screens, and counts.
func (a *app) header() string {
	left := " " + a.st.bold.Render("memebench") + "  " + a.st.dim.Render(a.st.Cut(labels.Printable(a.deps.Workspace), 20)) + "  " + term.Column
	for t, s := range a.screens() {
		if tab(t) == a.tab {
			left += " ▸" + a.st.tabOn.Render(s.title())
		} else {
			left += "  " + a.st.tab.Render(s.title())
		}
	}
	p := a.summary.Counts
	parts := []string{fmt.Sprintf("%d/%d", p.Memes-a.summary.Waiting(), p.Memes)}
	if p.Memes == 0 {
		parts = nil
	}
	if n := len(a.unsaved.events); n > 0 {
		parts = append([]string{fmt.Sprintf("%d %s", n, notSaved)}, parts...)
	}
	room := a.frame.w - a.st.Width(left) - 3
	add := func(s string) {
		if a.st.Width(strings.Join(append(parts, s), " · ")) <= room {
			parts = append(parts, s)
		}
	}
	if v := a.pace.perMinute(); v > 0 {
		add(fmt.Sprintf("%.0f/min", v))
		if n := a.summary.Waiting(); n > 0 {
			add(timeLeft(n, v))
		}
	}
	if who := labels.Printable(a.deps.Annotator); a.st.Width(who)+a.st.Width(strings.Join(parts, " · "))+3 <= room {
		parts = append([]string{who}, parts...)
	}
	return a.st.ends(left, a.st.dim.Render(strings.Join(parts, " · "))+" ", a.frame.w)
}

// works reports whether an action has an effect now.
func (a *app) works(do action) bool {
	switch do {
	case doRetrain:
		_, training := a.active[jobTrain]
		_, preparing := a.active[jobPrepare]
		return !training && !preparing && a.summary.Counts.Memes > 0
	case doCancel:
		return len(a.active) > 0
	case doDetails:
		_, complete := a.statusLine()
		_, remarks := a.front().remarks()
		return !complete || a.status.text() == "" && (a.unprepared != "" || remarks)
	case doPage:
		return a.help != nil && len(a.help.pages) > 1
	}
	if a.ask != nil || a.help != nil {
		return true
	}
	return a.front().works(do)
}

// details is what ! shows.
func (a *app) details() string {
	text := a.status.whole()
	if text == "" {
		text = a.unprepared
	}
	if text == "" {
		text, _ = a.front().remarks()
	}
	return text
}
