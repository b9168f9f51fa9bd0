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
const sideWidth = 36

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
	rows = append(rows, column(strings.Split(s.message(), "\n"), 0, f.messageRows(), w)...)
	r := s.reports[s.split]
	grid := s.matrix(m, r)
	if m.side {
		left := m.name + 1 + labels.Levels*m.cell + classColumns
		for i := range grid {
			grid[i] = fit(grid[i], left)
		}
		rows = append(rows, beside(grid, left, blank(4), s.figuresDown(r))...)
	} else {
		rows = append(rows, grid...)
		rows = append(rows, "")
		rows = append(rows, s.figuresAcross(r, w)...)
	}
	if !f.note && len(rows) < f.body {
		rows = append(rows, s.st.dim.Render(s.note()))
	}
	for i := range rows {
		rows[i] = cut(blank(margin)+rows[i], f.w)
	}
	for len(rows) < f.body {
		rows = append(rows, "")
	}
	return rows[:f.body]
}

// title says what is judged, and picks the split.
func (s *evalScreen) title(w int) string {
	left := "no model"
	version := ""
	if v, ok := s.facts.latest(); ok {
		version = v.ID
	}
	if r := s.reports[s.split]; r != nil {
		version = r.report.Version
	}
	if version != "" {
		role := "candidate"
		if version == s.facts.served {
			role = "served"
		}
		left = s.st.bold.Render(version) + " " + role
	}
	if r := s.reports[s.split]; r != nil {
		left += s.st.dim.Render(fmt.Sprintf(" · %s · %s", r.report.Split, count(r.report.N, "meme")))
	}
	pick := s.st.dim.Render("split ")
	for _, sp := range judgedSplits {
		if sp == s.split {
			pick += s.st.bold.Render("[" + sp + "]")
		} else {
			pick += s.st.dim.Render(" " + sp + " ")
		}
	}
	return ends(left, pick+s.st.dim.Render(" s switches"), w)
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
	head := fit("true ↓  pred →", m.name)
	if m.name < 14 {
		head = fit("t\\p", m.name)
	}
	if m.high > 1 {
		rows = append(rows, s.st.dim.Render(blank(m.name+1)+centre("predicted", labels.Levels*m.cell)))
		head = s.st.dim.Render(fit("true", m.name))
	} else {
		head = s.st.dim.Render(head)
	}
	head += " "
	for l := range labels.Level(labels.Levels) {
		sign := fmt.Sprintf("%d %s", l+1, levelSigns[l])
		if l == s.col && r != nil {
			sign = s.st.bold.Render(sign)
		}
		head += s.st.level[l].Render(centre(sign, m.cell-2*m.air)) + blank(2*m.air)
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
		name = fit(name, m.name)
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
			for i, part := range s.cellRows(m, rep.Confusion[t][p], n, r != nil, t == s.row && p == s.col) {
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
// the share itself. The selected one stands in brackets.
func (s *evalScreen) cellRows(m matrixFrame, k, n int, known, selected bool) []string {
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
	if w := width(number); w > left {
		left = w
	}
	rows := make([]string, m.high)
	middle := max(0, m.high/2-1)
	rows[middle] = blank(left-width(number)) + number + shadeMarks[shade]
	if m.high > 1 {
		rows[middle+1] = blank(left+1-width(share)) + share
	}
	st, open, shut := s.st.shade[shade], " ", " "
	if selected && known {
		st, open, shut = st.Bold(true), "[", "]"
	}
	for i := range rows {
		rows[i] = st.Render(open+fit(rows[i], inner)+shut) + blank(2*m.air)
	}
	return rows
}

// short writes a count in at most w columns: 12345 as 12k.
func short(k, w int) string {
	s := fmt.Sprint(k)
	if len(s) > w {
		s = fmt.Sprintf("%dk", k/1000)
	}
	return s
}

// figure is one line of figures: the model's and the baseline's.
type figure struct {
	name            string
	model, majority eval.Figure
	both            bool // the baseline has it too
}

func (s *evalScreen) figures(r *judged) []figure {
	if r == nil {
		return nil
	}
	f, b := r.report.Figures, r.report.Baselines.Majority
	return []figure{
		{"macro-F1", f.MacroF1, b.MacroF1, true},
		{"accuracy", f.Accuracy, b.Accuracy, true},
		{"QWK", f.QWK, b.QWK, true},
		{"MAE", f.MAE, b.MAE, true},
		{"weighted F1", f.WeightedF1, 0, false},
		{"within one", f.WithinOne, 0, false},
		{"log loss", f.LogLoss, 0, false},
	}
}

// figuresAcross draws the figures in three rows, as many as fit.
func (s *evalScreen) figuresAcross(r *judged, w int) []string {
	var names, model, base strings.Builder
	figures := s.figures(r)
	if figures == nil {
		return []string{"", "", ""}
	}
	fmt.Fprintf(&names, "%-9s", "")
	fmt.Fprintf(&model, "%-9s", r.report.Version)
	fmt.Fprintf(&base, "%-9s", "majority")
	for _, f := range figures {
		n := max(7, len(f.name)) + 2
		if names.Len()+n > w {
			break
		}
		fmt.Fprintf(&names, "%*s", n, f.name)
		fmt.Fprintf(&model, "%*s", n, score(f.model))
		other := ""
		if f.both {
			other = score(f.majority)
		}
		fmt.Fprintf(&base, "%*s", n, other)
	}
	return []string{s.st.dim.Render(names.String()), s.st.bold.Render(model.String()), s.st.dim.Render(base.String())}
}

// figuresDown draws the figures as a table beside the matrix.
func (s *evalScreen) figuresDown(r *judged) []string {
	figures := s.figures(r)
	if figures == nil {
		return nil
	}
	rows := []string{"", s.st.dim.Render(fmt.Sprintf("%-14s%8s%12s", "", r.report.Version, "majority"))}
	for _, f := range figures {
		other := ""
		if f.both {
			other = score(f.majority)
		}
		rows = append(rows, fmt.Sprintf("%-14s", f.name)+s.st.bold.Render(fmt.Sprintf("%8s", score(f.model)))+s.st.dim.Render(fmt.Sprintf("%12s", other)))
	}
	return append(rows, "", s.st.dim.Render("majority: always the most"), s.st.dim.Render("frequent training level"))
}
