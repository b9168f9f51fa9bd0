package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// context says what is evaluated, and on which split.
func (s *evalScreen) context(w int) (left, right string) {
	st := s.st
	dot := st.faint.Render(" · ")
	r := s.reports[s.split]
	v, ok := s.onScreen()
	switch {
	case ok:
		role := "candidate"
		switch {
		case v.ID == s.summary.Served:
			role = "served"
		case v.Headless():
			role = "from elsewhere"
		}
		left = st.strong.Render(labels.Printable(v.Title()) + " " + role)
	case r != nil:
		left = st.strong.Render(r.report.Version + " deleted")
	default:
		left = st.strong.Render("no model")
	}
	if r != nil {
		left += dot + count(r.report.N, "meme")
		if w >= mediumWidth-2*margin {
			left += evaluatedOf(r.report)
		}
	}
	if ok && s.summary.Served != "" && v.ID != s.summary.Served && w >= mediumWidth-2*margin {
		left += dot + s.summary.Served + " is served"
	}
	return left, s.views(evaluatedSplits, slices.Index(evaluatedSplits, s.split))
}

// evaluatedOf says of which memes a report is.
func evaluatedOf(r eval.Evaluation) string {
	switch {
	case r.Split != eval.CVRows:
		return " of " + r.Split
	case r.Given:
		return " of train and val"
	}
	return ", cross-validated"
}

// draw draws the body.
func (s *evalScreen) draw(c *canvas) {
	r := s.reports[s.split]
	s.drawNote(c, s.noteAt())
	switch s.page {
	case slicesPage:
		s.drawSlicesPage(c, s.frame.slices(), r)
		return
	case figuresPage:
		s.drawFiguresPage(c, s.frame.figures(), r)
		return
	}
	e := s.frame.evaluate()
	s.drawMatrix(c, e, r)
	s.drawAllMetrics(c, e, r)
	s.drawSlices(c, e.slices, r)
	s.drawCell(c, e, r)
}

// noteAt is the place of the note on the page that is shown.
func (s *evalScreen) noteAt() rect {
	switch s.page {
	case slicesPage:
		return s.frame.slices().note
	case figuresPage:
		return s.frame.figures().note
	}
	return s.frame.evaluate().note
}

// drawNote says what is going on, or the most pressing of what is to be minded.
func (s *evalScreen) drawNote(c *canvas, r rect) {
	notes := s.notes()
	if len(notes) == 0 {
		return
	}
	st, all := s.st, " "+s.key(doNews)+" shows all"
	first := notes[0].text
	if len(notes) > 1 || st.Width(first) > r.w {
		r.w -= len(all)
		c.put(r.right(), r.y, len(all), st.dim.Render(all))
	}
	style := st.strong
	switch notes[0].kind {
	case noteProgress:
		style = st.accent
	case noteAdvice:
		style = st.dim
	case noteWarning:
		style = st.warn
	}
	text := st.fitting(r.w, append([]string{first}, notes[0].short...))
	if text == "" {
		text = st.Cut(first, r.w)
	}
	c.put(r.x, r.y, r.w, style.Render(text))
}

// note is something to be minded about the metrics on the screen.
type note struct {
	kind  noteKind
	text  string
	short []string // the same in fewer words, for where there is no room for all
}

func newNote(kind noteKind, text string, short ...string) note { return note{kind, text, short} }

type noteKind int

const (
	noteProgress noteKind = iota // what comes
	noteAdvice                   // what to do for metrics
	noteChange                   // what has changed since, and since before
	noteWarning
)

// notes are all there are, the most pressing first.
func (s *evalScreen) notes() []note {
	r := s.reports[s.split]
	v, trained := s.version()
	if _, ok := s.active[jobEvaluate]; ok {
		return []note{newNote(noteProgress, fmt.Sprintf("evaluating %s on %s", s.asked.version, s.asked.split))}
	}
	if _, training := s.active[jobTrain]; training && s.follow.split != "" {
		return []note{newNote(noteProgress, fmt.Sprintf("training a new version, then evaluating it on %s", s.follow.split))}
	}
	switch _, preparing := s.active[jobPrepare]; {
	case !trained && preparing:
		return []note{newNote(noteAdvice, "the model is being prepared: metrics come with it")}
	case !trained:
		return []note{newNote(noteAdvice, s.noModel())}
	case r == nil || r.report.Version != v.ID:
		return []note{newNote(noteAdvice, fmt.Sprintf("no metrics of %s on %s: %s, then enter evaluates it", v.ID, s.split, s.key(doGoTo)))}
	}
	var notes []note
	renew := fmt.Sprintf("since: %s retrains, %s evaluates again", s.key(doRetrain), s.key(doGoTo))
	if says := r.since.says(); says != "" {
		var short []string
		if !r.since.all.none() {
			short = append(short, fmt.Sprintf("%d looked at %s", r.since.all.done(), renew))
		}
		notes = append(notes, newNote(noteChange, says+" "+renew, short...))
	}
	if r.was != nil {
		notes = append(notes, newNote(noteChange, r.compare(s.row, s.col)))
	}
	if newest, ok := s.summary.Latest(); ok && s.chosen != "" && newest.Number > v.Number {
		notes = append(notes, newNote(noteAdvice, fmt.Sprintf("%s is newer: %s, then enter evaluates it", newest.ID, s.key(doGoTo))))
	}
	for _, w := range r.report.Warnings {
		notes = append(notes, newNote(noteWarning, "! "+labels.Printable(w)))
	}
	if n := r.report.Disputed; n > 0 {
		notes = append(notes, newNote(noteAdvice, fmt.Sprintf("not evaluated: %s on which annotators differ", count(n, "meme")), fmt.Sprintf("not evaluated: %s disputed", thousands(n))))
	}
	return notes
}

// remarks are all notes, of which the screen has room for one.
func (s *evalScreen) remarks() (text string, more bool) {
	notes := s.notes()
	var texts []string
	for _, n := range notes {
		texts = append(texts, n.text)
	}
	more = len(notes) > 1 || len(notes) == 1 && s.st.Width(notes[0].text) > s.noteAt().w
	return strings.Join(texts, "\n"), more
}
