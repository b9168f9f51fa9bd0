package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
)

// lineBreak stands for the end of a line in a field, which has none.
const lineBreak = "↵"

// longField is a field as it is shown in several rows: where each of them begins, in
// characters. Rows are broken after spaces where there are any, and behind each lineBreak.
type longField struct {
	st     styles
	text   []rune
	starts []int
	pos    int // of the cursor
}

func newLongField(st styles, field textinput.Model, w int) longField {
	l := longField{st: st, text: []rune(field.Value()), starts: []int{0}, pos: field.Position()}
	used, space := 0, -1 // cells of the row, and where it can be broken
	for i := 0; i < len(l.text); i++ {
		from := l.starts[len(l.starts)-1]
		n := st.Width(string(l.text[i]))
		if used+n > w && i > from {
			at := i
			if space > from {
				at = space
			}
			l.starts = append(l.starts, at)
			used, space = st.Width(string(l.text[at:i])), -1
		}
		used += n
		switch string(l.text[i]) {
		case lineBreak:
			l.starts = append(l.starts, i+1)
			used, space = 0, -1
		case " ":
			space = i + 1
		}
	}
	return l
}

// row is the row of the cursor.
func (l longField) row() int {
	i, exact := slices.BinarySearch(l.starts, l.pos)
	if exact {
		return i
	}
	return i - 1
}

// end is where a row ends.
func (l longField) end(row int) int {
	if row+1 < len(l.starts) {
		return l.starts[row+1]
	}
	return len(l.text)
}

// moved is where the cursor stands so many rows lower, as far as there are any.
func (l longField) moved(rows int) int {
	from := l.row()
	to := max(0, min(from+rows, len(l.starts)-1))
	if to == from {
		return l.pos
	}
	return min(l.starts[to]+l.pos-l.starts[from], l.last(to))
}

// last is the last place of the cursor in a row: behind it is the next one.
func (l longField) last(row int) int {
	if row < len(l.starts)-1 {
		return l.end(row) - 1
	}
	return len(l.text)
}

// lines are the rows that a place has room for, those around the cursor, which is reversed.
func (l longField) lines(rows int) []string {
	at := l.row()
	top := max(0, min(at-rows/2, len(l.starts)-rows))
	var out []string
	for row := top; row < min(len(l.starts), top+rows); row++ {
		from, end := l.starts[row], l.end(row)
		if row != at {
			out = append(out, l.st.field.Render(string(l.text[from:end])))
			continue
		}
		under, rest := " ", ""
		if l.pos < end {
			under, rest = string(l.text[l.pos]), string(l.text[l.pos+1:end])
		}
		out = append(out, l.st.field.Render(string(l.text[from:l.pos]))+l.st.reversed(l.st.field).Render(under)+l.st.field.Render(rest))
	}
	return out
}

// intoField writes line breaks as a field has them, outOfField as a text has them.
func intoField(text string) string  { return strings.ReplaceAll(text, "\n", lineBreak) }
func outOfField(text string) string { return strings.ReplaceAll(text, lineBreak, "\n") }
