package tui

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// context says what is served and what waits, and which view the sheet has.
func (s *trainScreen) context(w int) (left, right string) {
	st := s.st
	t := s.layout()
	if t.sheet.w == 0 {
		right = st.focus.Render(s.key(doOpen)) + st.dim.Render(" details")
		return s.standing(w - st.Width(right) - 2), right
	}
	right = s.views(trainViewNames[:], int(s.view))
	if t.table.w == 0 {
		return st.strong.Render(s.selectedTitle()) + st.faint.Render(" · ") + st.focus.Render(s.key(doLeave)) + st.dim.Render(" list"), right
	}
	return s.standing(w - st.Width(right) - 2), right
}

// selectedTitle is what the selected version is called, and whether it is served.
func (s *trainScreen) selectedTitle() string {
	v, _ := s.summary.Version(s.selected)
	text := labels.Printable(v.Title())
	if v.ID == s.summary.Served {
		text += " served"
	}
	return text
}

// standing is which version is served, and whether a newer one waits to be.
func (s *trainScreen) standing(w int) string {
	st := s.st
	latest, ok := s.summary.Latest()
	if !ok {
		return st.strong.Render(s.noVersion())
	}
	served, ok := s.summary.Version(s.summary.Served)
	if !ok {
		if s.may(labels.MayPromote) != nil {
			return st.strong.Render("No version is served")
		}
		return st.strong.Render("No version is served") + st.faint.Render(" · ") + "select one, " + st.focus.Render(s.key(doPromote)) + " serves it"
	}
	left := st.strong.Render(labels.Printable(served.ID) + " is served")
	if latest.ID == served.ID || latest.Number < served.Number || latest.Name != "" {
		return left
	}
	dot, waits := st.faint.Render(" · "), labels.Printable(latest.ID)+" waits"
	how, key := "", ""
	if d := latest.Decision; d != nil && d.Comparison != nil && d.Against == served.ID {
		how = ", " + likely(*d.Comparison)
	}
	if s.selected == latest.ID && s.may(labels.MayPromote) == nil {
		key = ": " + st.focus.Render(s.key(doPromote)) + " serves it"
	}
	for _, text := range []string{waits + how + key, waits + key, waits} {
		if st.Width(left+dot+text) <= w {
			return left + dot + text
		}
	}
	return left
}

// noVersion says why the list is empty.
func (s *trainScreen) noVersion() string {
	if _, ok := s.active[jobPrepare]; ok {
		return "No version yet: the first is being prepared"
	}
	return "No version yet: " + s.key(doRetrain) + " trains one"
}

func (s *trainScreen) remarks() (string, bool) { return "", false }

// draw draws the body.
func (s *trainScreen) draw(c *canvas) {
	t := s.layout()
	for y := t.line.y; y < t.line.bottom(); y++ {
		c.put(t.line.x, y, 1, s.st.faint.Render(s.st.side))
	}
	if t.table.h > 0 {
		s.drawTable(c, t)
	}
	if v, ok := s.summary.Version(s.selected); ok {
		s.drawDiffer(c, t.differ, v)
		s.drawBetter(c, t.better, v)
		s.drawWhy(c, t.why)
		s.drawBrief(c, t.brief, v)
		if t.facts.h > 0 {
			c.rule(t.facts, labels.Printable(v.Title()), "")
			s.drawFacts(c, t.facts.rows(1, t.facts.h), v)
		}
	}
	if t.sheet.w == 0 {
		return
	}
	switch s.view {
	case curvesView:
		l := t.curves()
		s.drawCurves(c, l)
		s.drawLearned(c, l.learned)
	case configView:
		s.drawConfig(c, t.config())
	case labelsView:
		s.drawLearned(c, t.learned())
	}
}

// drawTable lists the versions, the newest first, with the selected one among them.
func (s *trainScreen) drawTable(c *canvas, t trainFrame) {
	st, r, at := s.st, t.table, t.columns()
	rows := s.tableRows(t)
	versions, from := s.listed(rows)
	head := func(x, w int, text string) { c.put(r.x+x, r.y, w, st.dim.Render(text)) }
	number := func(end int, text string) { c.right(r.x+end, r.y, 9, st.dim.Render(text)) }
	title := "version"
	if len(versions) > rows {
		title = fmt.Sprintf("%d of %d", len(versions)-s.index(), len(versions))
	}
	head(at.role, at.labels-8-at.role, title)
	number(at.labels, "labels")
	number(at.f1, "macro-F1")
	number(at.qwk, "QWK")
	number(at.mae, "MAE")
	head(at.trained.x, at.trained.w, "trained")
	if at.change > 0 {
		number(at.change, "change")
	}
	head(at.choices.x, at.choices.w, "not the default")
	if len(versions) == 0 {
		c.put(r.x+at.role, r.y+2, r.w-at.role, st.dim.Render(s.noVersion()))
		return
	}
	shown := versions[from:min(len(versions), from+rows)]
	for i, v := range shown {
		s.drawVersion(c, r.row(1+i), at, v)
	}
	if rows < t.versions() {
		c.put(r.x+at.role, r.y+1+len(shown), r.w-at.role, st.dim.Render("val has changed between these: "+s.key(doCompare)+" takes the same memes"))
	}
}

// drawVersion draws a row of the table.
func (s *trainScreen) drawVersion(c *canvas, r rect, at versionColumns, v eval.Version) {
	st := s.st
	selected, served := v.ID == s.selected, v.ID == s.summary.Served
	latest, _ := s.summary.Latest()
	candidate := v.ID == latest.ID && !served
	on := func(style ink) ink { return style }
	if selected {
		on = st.onRaised
		c.put(r.x, r.y, r.w, st.raised.Render(blank(r.w)))
	}
	put := func(x, w int, style ink, text string) {
		if w > 0 && text != "" {
			text = st.Cut(text, w)
			c.put(r.x+x, r.y, st.Width(text), on(style).Render(text))
		}
	}
	number := func(end int, style ink, text string) {
		c.right(r.x+end, r.y, 9, on(style).Render(text))
	}
	title, role, name := st.plain, st.dim, labels.Printable(v.Name)
	if selected || served {
		title = st.strong
	}
	if selected {
		put(at.selected, 1, st.focus, st.model)
	}
	if v.ID == s.marked {
		put(at.marked, 1, st.focus, "=")
	}
	switch {
	case served:
		role = st.good
		put(at.role, 1, st.bold(role), st.served)
		if name == "" {
			name = "served"
		}
	case candidate:
		role = st.accent
		put(at.role, 1, st.focus, st.candidate)
		if name == "" {
			name = "candidate"
		}
	}
	put(at.id, at.name.x-at.id, title, labels.Printable(v.ID))
	put(at.name.x, at.name.w, role, name)
	f1, qwk, mae := "—", "—", "—"
	if _, elsewhere := fromElsewhere(v); v.Val.N > 0 && !elsewhere {
		f1, qwk, mae = score(v.Val.MacroF1), score(v.Val.QWK), score(v.Val.MAE)
	}
	plain := st.plain
	if selected {
		plain = st.strong
	}
	number(at.labels, plain, thousands(v.Labels))
	number(at.f1, st.strong, f1)
	number(at.qwk, plain, qwk)
	number(at.mae, plain, mae)
	put(at.trained.x, at.trained.w, st.dim, s.trainedAt(v, at.change > 0))
	switch d, why, ok := s.change(v); {
	case at.change == 0:
	case !ok:
		number(at.change, st.dim, why)
	case d < 0:
		number(at.change, st.amber, signed(d))
	default:
		number(at.change, st.teal, signed(d))
	}
	if at.choices.w > 0 {
		put(at.choices.x, at.choices.w, st.dim, choices(v))
	}
}

// trainedAt is when a version was trained here, with the time of the day if there is room.
func (s *session) trainedAt(v eval.Version, long bool) string {
	at := v.Created.In(s.now().Location())
	switch {
	case v.Origin != nil:
		return "elsewhere"
	case long:
		return at.Format("2 Jan 15:04")
	}
	return at.Format("2 Jan")
}
