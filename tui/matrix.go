package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// matrixFrame says how large the parts of the matrix are. It depends on the
// window only.
type matrixFrame struct {
	name int  // columns of the row names
	cell int  // columns of a cell
	high int  // rows of a cell: the count, and from two its share of the row, in the middle
	air  int  // blank rows between the rows of the matrix, and half the blank columns
	side bool // the figures are beside the matrix, not below
}

// classColumns are the columns right of the matrix: support, precision, recall
// and F1 of the row's level.
const classColumns = 5 + 3*6

// sideWidth is what the figures need beside the matrix.
const sideWidth = 38

func (f frame) matrix() matrixFrame {
	m := matrixFrame{name: 15, high: 1, side: f.w >= 122}
	// What is left for the matrix's rows below the title, the message, and the
	// two rows of its head, and above the figures and their blank rows.
	room := f.body - 5
	if !m.side {
		room -= 5
	}
	switch per := room / labels.Levels; {
	case per >= 5:
		m.high, m.air = 4, 1
	case per == 4:
		m.high = 4
	case per == 3:
		m.high, m.air = 2, 1
	case per == 2 || f.body >= 18:
		m.high = 2
	}
	if f.w < 76 {
		m.name = 4
	}
	cols := f.w - 2*margin - m.name - 1 - classColumns
	if m.side {
		cols -= sideWidth + 2
	}
	// A cell looks square when it is about twice as wide as high.
	m.cell = min(11, cols/labels.Levels)
	if m.high > 2 {
		m.cell = min(14, cols/labels.Levels)
	}
	return m
}

// messageRows is how many rows there are below the title of Evaluate for what
// is to be minded.
func (f frame) messageRows() int {
	if f.body >= 22 {
		return 2
	}
	return 1
}

// view draws the body: exactly f.body lines.
func (s *evalScreen) view() []string {
	f, m := s.frame, s.frame.matrix()
	w := f.w - 2*margin
	rows := []string{s.title(w)}
	rows = append(rows, s.st.column(strings.Split(s.message(), "\n"), 0, f.messageRows(), w)...)
	r := s.reports[s.split]
	grid := s.matrix(m, r)
	if m.side {
		left := m.name + 1 + labels.Levels*m.cell + classColumns
		for i := range grid {
			grid[i] = s.st.Fit(grid[i], left)
		}
		rows = append(rows, beside(grid, left, blank(4), s.figuresDown(r))...)
	} else {
		rows = append(rows, grid...)
		room := f.body - len(rows)
		if !f.note {
			room--
		}
		if room != intervalRows { // else they fit, but for the blank row
			rows = append(rows, "")
			room--
		}
		rows = append(rows, s.figuresAcross(r, w, room)...)
	}
	if !f.note && len(rows) < f.body {
		rows = append(rows, s.st.dim.Render(s.note()))
	}
	for i := range rows {
		rows[i] = s.st.Cut(blank(margin)+rows[i], f.w)
	}
	for len(rows) < f.body {
		rows = append(rows, "")
	}
	return rows[:f.body]
}

// title says what is judged, and picks the split.
func (s *evalScreen) title(w int) string {
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
		left = s.st.bold.Render(version) + " " + role
	}
	if r := s.reports[s.split]; r != nil {
		of = fmt.Sprintf(" · %s · %s", r.report.Split, count(r.report.N, "meme"))
	}
	pick := s.st.dim.Render("split ")
	for _, sp := range judgedSplits {
		if sp == s.split {
			pick += s.st.bold.Render("[" + sp + "]")
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

// matrix draws the confusion matrix with the figures of each level to its right.
// Without a report it draws the empty frame, so that nothing moves when one
// comes.
func (s *evalScreen) matrix(m matrixFrame, r *judged) []string {
	var rep eval.Report
	if r != nil {
		rep = r.report
	}
	var rows []string
	head := s.st.Fit("true ↓  pred →", m.name)
	if m.name < 14 {
		head = s.st.Fit("t\\p", m.name)
	}
	if m.high > 1 {
		rows = append(rows, s.st.dim.Render(blank(m.name+1)+s.st.centre("predicted", labels.Levels*m.cell)))
		head = s.st.dim.Render(s.st.Fit("true", m.name))
	} else {
		head = s.st.dim.Render(head)
	}
	head += " "
	for l := range labels.Level(labels.Levels) {
		sign := fmt.Sprintf("%d %s", l+1, levelSigns[l])
		if l == s.col && r != nil {
			sign = s.st.bold.Render(sign)
		}
		head += s.st.level[l].Render(s.st.centre(sign, m.cell-2*m.air)) + blank(2*m.air)
	}
	rows = append(rows, head+s.st.dim.Render(fmt.Sprintf("%5s%6s%6s%6s", "n", "prec", "rec", "F1")))
	for t := range labels.Level(labels.Levels) {
		n := 0
		for _, k := range rep.Confusion[t] {
			n += k
		}
		name := fmt.Sprintf("%d %s", t+1, t.Title())
		if m.name < 14 {
			name = fmt.Sprintf("%d %s", t+1, levelSigns[t])
		}
		name = s.st.Fit(name, m.name)
		if t == s.row && r != nil {
			name = s.st.bold.Render(name)
		}
		lines := make([]string, m.high)
		middle := max(0, m.high/2-1)
		for i := range lines {
			lines[i] = blank(m.name + 1)
		}
		lines[middle] = s.st.level[t].Render(name) + " "
		for p := range labels.Level(labels.Levels) {
			mark := ""
			if r != nil {
				mark = r.since.cells[t][p].mark()
			}
			for i, part := range s.cellRows(m, rep.Confusion[t][p], n, mark, r != nil, t == s.row && p == s.col) {
				lines[i] += part
			}
		}
		if r != nil {
			c := rep.PerClass[t]
			lines[middle] += fmt.Sprintf("%5d%6s%6s%6s", c.Support, score(c.Precision), score(c.Recall), score(c.F1))
		}
		rows = append(rows, lines...)
		if t < labels.VeryPositive {
			rows = append(rows, make([]string, m.air)...)
		}
	}
	return rows
}

// shadeMarks say without colour what the shades say: under a tenth of the row,
// up to a quarter, a half, three quarters, and above.
var shadeMarks = [shades]string{" ", " ", "░", "▒", "▓", "█"}

// shadeOf returns the step of a cell that holds k of its row's n.
func shadeOf(k, n int) int {
	if k == 0 || n == 0 {
		return 0
	}
	share := float64(k) / float64(n)
	for i, limit := range [...]float64{.1, .25, .5, .75} {
		if share < limit {
			return i + 1
		}
	}
	return shades - 1
}

// cellRows draws one cell: its count with a mark for its share, and below it
// the share itself; behind the count how it has changed since. The selected one
// stands in brackets.
func (s *evalScreen) cellRows(m matrixFrame, k, n int, changed string, known, selected bool) []string {
	inner := m.cell - 2 - 2*m.air
	shade := shadeOf(k, n)
	number, share := "·", ""
	if k > 0 {
		number = short(k, inner-1)
		share = fmt.Sprintf("%.0f%%", 100*float64(k)/float64(n))
	}
	if !known {
		number = " "
	}
	left := (inner - 1 + 2) / 2 // the digits' end, a little right of the middle
	if w := s.st.Width(number); w > left {
		left = w
	}
	rows := make([]string, m.high)
	middle := max(0, m.high/2-1)
	rows[middle] = blank(left-s.st.Width(number)) + number + s.st.withChange(shadeMarks[shade], changed, inner-left)
	if m.high > 1 {
		rows[middle+1] = blank(left+1-s.st.Width(share)) + share
	}
	st, open, shut := s.st.shade[shade], " ", " "
	if selected && known {
		st, open, shut = st.Bold(true), "[", "]"
	}
	for i := range rows {
		rows[i] = st.Render(open+s.st.Fit(rows[i], inner)+shut) + blank(2*m.air)
	}
	return rows
}

// withChange puts how a cell has changed behind the mark for its share, in at most
// w columns: where there is no room for the number, its sign, where there is none
// for that either, in place of the share's mark.
func (st styles) withChange(share, changed string, w int) string {
	if changed == "" || st.Width(share+changed) <= w {
		return share + changed
	}
	sign := string([]rune(changed)[:1])
	if st.Width(share+sign) <= w {
		return share + sign
	}
	return sign
}

// short writes a count in at most w columns: 12345 as 12k.
func short(k, w int) string {
	s := fmt.Sprint(k)
	if len(s) > w {
		s = fmt.Sprintf("%dk", k/1000)
	}
	return s
}

// figure is one line of figures: the model's, its interval and the baselines'.
type figure struct {
	name     string
	model    eval.Metric
	interval eval.Interval
	of       func(eval.Baseline) eval.Metric // nil: the baselines do not have it, and there is no interval
}

func figuresOf(r *judged) []figure {
	f, in := r.report.Metrics, r.report.Intervals
	return []figure{
		{"macro-F1", f.MacroF1, in.MacroF1, func(b eval.Baseline) eval.Metric { return b.MacroF1 }},
		{"accuracy", f.Accuracy, in.Accuracy, func(b eval.Baseline) eval.Metric { return b.Accuracy }},
		{"QWK", f.QWK, in.QWK, func(b eval.Baseline) eval.Metric { return b.QWK }},
		{"MAE", f.MAE, in.MAE, func(b eval.Baseline) eval.Metric { return b.MAE }},
		{name: "weighted F1", model: f.WeightedF1},
		{name: "within one", model: f.WithinOne},
		{name: "log loss", model: f.LogLoss},
	}
}

// baseline is a column or a row of figures beside the model's.
type baseline struct {
	name string
	of   *eval.Baseline // nil: the version has none
}

func baselinesOf(r *judged) []baseline {
	b := r.report.Baselines
	return []baseline{{"majority", &b.Majority}, {"text", b.TextOnly}, {"image", b.ImageOnly}}
}

// figure is what a line of figures says of the baseline, "" for nothing.
func (b baseline) figure(f figure) string {
	if b.of == nil || f.of == nil {
		return ""
	}
	return score(f.of(*b.of))
}

// rangeOf writes an interval, "" when there is none.
func rangeOf(i eval.Interval) string {
	if !i.Defined() {
		return ""
	}
	return score(i[0]) + "–" + score(i[1])
}

// intervalRows is what the figures below the matrix need with their intervals:
// names, the model, the intervals, and three baselines.
const intervalRows = 6

// figuresAcross draws the figures in three rows, as many as fit, and where there
// is room for more rows the heads on one modality and the intervals.
func (s *evalScreen) figuresAcross(r *judged, w, room int) []string {
	if r == nil {
		return []string{"", "", ""}
	}
	var fits []figure
	used := 9
	for _, f := range figuresOf(r) {
		if used += acrossWidth(f); used > w {
			break
		}
		fits = append(fits, f)
	}
	row := func(name string, cell func(figure) string) string {
		line := fmt.Sprintf("%-9s", name)
		for _, f := range fits {
			line += fmt.Sprintf("%*s", acrossWidth(f), cell(f))
		}
		return line
	}
	rows := []string{
		s.st.dim.Render(row("", func(f figure) string { return f.name })),
		s.st.bold.Render(row(r.report.Version, func(f figure) string { return score(f.model) })),
	}
	if room >= intervalRows && r.report.Intervals.Accuracy.Defined() {
		rows = append(rows, s.st.dim.Render(row("95%", func(f figure) string {
			if f.of == nil {
				return ""
			}
			return rangeOf(f.interval)
		})))
	}
	for _, b := range baselinesOf(r) {
		if b.of != nil && (room >= 5 || b.name == "majority") {
			rows = append(rows, s.st.dim.Render(row(b.name, b.figure)))
		}
	}
	return rows
}

// acrossWidth is the column of a figure: wide enough for its name, and for its
// interval ("1.10–1.49") if it has one.
func acrossWidth(f figure) int {
	if f.of != nil {
		return max(9, len(f.name)) + 2
	}
	return max(7, len(f.name)) + 2
}

// figuresDown draws the figures as a table beside the matrix.
func (s *evalScreen) figuresDown(r *judged) []string {
	if r == nil {
		return nil
	}
	baselines := baselinesOf(r)
	head, missing := fmt.Sprintf("%-12s%6s", "", r.report.Version), 0
	for _, b := range baselines {
		if b.of == nil {
			missing++
			continue
		}
		head += fmt.Sprintf("%*s", downWidth(b), b.name)
	}
	rows := []string{"", s.st.dim.Render(head)}
	for _, f := range figuresOf(r) {
		line := ""
		for _, b := range baselines {
			if b.of != nil {
				line += fmt.Sprintf("%*s", downWidth(b), b.figure(f))
			}
		}
		rows = append(rows, fmt.Sprintf("%-12s", f.name)+s.st.bold.Render(fmt.Sprintf("%6s", score(f.model)))+s.st.dim.Render(line))
	}
	if in := r.report.Intervals; in.Accuracy.Defined() {
		rows = append(rows, "",
			s.st.dim.Render(fmt.Sprintf("95%%: macro-F1 %s  acc. %s", rangeOf(in.MacroF1), rangeOf(in.Accuracy))),
			s.st.dim.Render(fmt.Sprintf("     QWK %s  MAE %s", rangeOf(in.QWK), rangeOf(in.MAE))))
	}
	rows = append(rows, "", s.st.dim.Render("majority: always the most"), s.st.dim.Render("frequent training level"))
	if missing < 2 {
		rows = append(rows, s.st.dim.Render("text, image: heads on one alone"))
	}
	return rows
}

// downWidth is the column of a baseline beside the matrix; with the names and the
// model's they take sideWidth.
func downWidth(b baseline) int {
	return map[string]int{"majority": 9, "text": 5, "image": 6}[b.name]
}
