package tui

import (
	"fmt"

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
	side bool // the metrics are beside the matrix, not below
}

// classColumns are the columns right of the matrix: support, precision, recall
// and F1 of the row's level.
const classColumns = 5 + 3*6

// sideWidth is what the metrics need beside the matrix.
const sideWidth = 38

func (f frame) matrix() matrixFrame {
	m := matrixFrame{name: 15, high: 1, side: f.w >= 122}
	// What is left for the matrix's rows below the title, the message, and the
	// two rows of its head, and above the metrics and their blank rows.
	room := f.body().h - 5
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
	case per == 2 || f.body().h >= 18:
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
	if f.body().h >= 22 {
		return 2
	}
	return 1
}

// matrix draws the confusion matrix with the metrics of each level to its right.
// Without a report it draws the empty frame, so that nothing moves when one
// comes.
func (s *evalScreen) matrix(m matrixFrame, r *evaluated) []string {
	var rep eval.Evaluation
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
			sign = s.st.strong.Render(sign)
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
			name = s.st.strong.Render(name)
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
var shadeMarks = [shades + 1]string{" ", " ", "░", "▒", "▓", "█"}

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
	return shades
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
	st, open, shut := s.st.right[max(0, shade-1)], " ", " "
	if selected && known {
		st, open, shut = inkOf(st.style.Bold(true)), "[", "]"
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
