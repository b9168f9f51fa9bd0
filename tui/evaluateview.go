package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// view draws the body: exactly f.body().h lines.
func (s *evalScreen) view() []string {
	f, m := s.frame, s.frame.matrix()
	w := f.w - 2*margin
	rows := []string{s.heading(w)}
	rows = append(rows, s.st.column(strings.Split(s.message(), "\n"), 0, f.messageRows(), w)...)
	r := s.reports[s.split]
	grid := s.matrix(m, r)
	if m.side {
		left := m.name + 1 + labels.Levels*m.cell + classColumns
		for i := range grid {
			grid[i] = s.st.Fit(grid[i], left)
		}
		rows = append(rows, beside(grid, left, blank(4), s.metricsDown(r))...)
	} else {
		rows = append(rows, grid...)
		room := f.body().h - len(rows)
		room--
		if room != intervalRows { // else they fit, but for the blank row
			rows = append(rows, "")
			room--
		}
		rows = append(rows, s.metricsAcross(r, w, room)...)
	}
	if len(rows) < f.body().h {
		rows = append(rows, s.st.dim.Render(s.note()))
	}
	for i := range rows {
		rows[i] = s.st.Cut(blank(margin)+rows[i], f.w)
	}
	for len(rows) < f.body().h {
		rows = append(rows, "")
	}
	return rows[:f.body().h]
}

// heading says what is evaluated, and picks the split.
func (s *evalScreen) heading(w int) string {
	left, of := "no model", ""
	version := ""
	if v, ok := s.summary.Latest(); ok {
		version = v.ID
	}
	if r := s.reports[s.split]; r != nil {
		version = r.report.Version
	}
	if version != "" {
		role := "candidate"
		if version == s.summary.Served {
			role = "served"
		}
		left = s.st.strong.Render(version) + " " + role
	}
	if r := s.reports[s.split]; r != nil {
		of = fmt.Sprintf(" · %s · %s", r.report.Split, count(r.report.N, "meme"))
	}
	pick := s.st.dim.Render("split ")
	for _, sp := range evaluatedSplits {
		if sp == s.split {
			pick += s.st.strong.Render("[" + sp + "]")
		} else {
			pick += s.st.dim.Render(" " + sp + " ")
		}
	}
	pick += s.st.dim.Render(" s switches")
	if s.st.Width(left+of+pick)+2 <= w { // else the split is what is picked
		left += s.st.dim.Render(of)
	}
	if served := " · " + s.summary.Served + " is served"; s.summary.Served != "" && version != s.summary.Served && s.st.Width(left+served+pick)+2 <= w {
		left += s.st.dim.Render(served)
	}
	return s.st.ends(left, pick, w)
}

// message is below the title: what is going on, or what to mind, which may be
// several lines.
func (s *evalScreen) message() string {
	r := s.reports[s.split]
	v, trained := s.summary.Latest()
	if j, ok := s.active[jobEvaluate]; ok {
		amount := jobAmount(j)
		if amount != "" {
			amount = "  " + amount
		}
		return s.st.accent.Render(fmt.Sprintf("evaluating %s on %s", s.asked.version, s.asked.split)) + s.st.dim.Render(amount)
	}
	if _, training := s.active[jobTrain]; training && s.follow.split != "" {
		return s.st.accent.Render(fmt.Sprintf("training a new version, then evaluating it on %s", s.follow.split)) + s.st.dim.Render("  x cancels; all else goes on working")
	}
	switch {
	case !trained:
		if _, ok := s.active[jobPrepare]; ok {
			return s.st.dim.Render("the model is being prepared; the metrics come with it")
		}
		return s.st.dim.Render("no model yet: r trains one on the labels there are")
	case r == nil || r.report.Version != v.ID:
		return s.st.dim.Render(fmt.Sprintf("no metrics of %s on %s: e evaluates", v.ID, s.split))
	}
	// The most pressing comes first: there may be room for one line only.
	var lines []string
	switch {
	case r.seq == s.summary.Seq:
	case r.since.all.none():
		lines = append(lines, s.st.strong.Render("labels have changed since: r retrains, e evaluates again"))
	default:
		lines = append(lines, s.st.strong.Render(r.since.all.String()+" since: r retrains, e evaluates again"))
	}
	if r.was != nil {
		lines = append(lines, r.compare(s.row, s.col))
	}
	if len(r.report.Warnings) > 0 {
		for _, l := range s.st.Wrap("! "+s.warnings(), s.frame.w-2*margin) {
			lines = append(lines, s.st.dim.Render(l))
		}
	}
	return strings.Join(lines, "\n")
}

// remarks are the warnings, of which some may have no room.
func (s *evalScreen) remarks() (text string, more bool) {
	text = s.warnings()
	return text, text != "" && strings.Count(s.message(), "\n") >= s.frame.messageRows()
}

// warnings are what to mind about the metrics on the screen.
func (s *evalScreen) warnings() string {
	r := s.reports[s.split]
	if r == nil {
		return ""
	}
	return labels.Printable(strings.Join(r.report.Warnings, "; "))
}

// note describes the selected cell.
func (s *evalScreen) note() string {
	r := s.reports[s.split]
	if r == nil {
		return ""
	}
	n, of := s.inCell(), 0
	for _, k := range r.report.Confusion[s.row] {
		of += k
	}
	text := fmt.Sprintf("true %s, predicted %s: ", s.row.Title(), s.col.Title())
	switch c := r.since.cells[s.row][s.col]; {
	case !c.none():
		text += fmt.Sprintf("%d → %d · %s", n, n+c.change(), c)
	case of > 0:
		text += fmt.Sprintf("%d of %s (%.0f %%)", n, count(of, "meme"), 100*float64(n)/float64(of))
	default:
		text += "no memes"
	}
	if open := "; enter opens them"; n > 0 && s.st.Width(text+open) <= s.frame.w-2*margin {
		text += open
	}
	return text
}

func (s *evalScreen) context(int) (left, right string) { return "", "" }

func (s *evalScreen) draw(c *canvas) { c.lines(s.frame.body(), s.view()...) }
