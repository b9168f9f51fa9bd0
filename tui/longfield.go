package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
)

// lineBreak stands for the end of a line in a field, which has none. No text has it: it is no
// printable character. To the keys that go by words it is a space.
const lineBreak = "\u2028"

// lineEnd is what a lineBreak is shown as.
const lineEnd = "↵"

// longField is a field as it is shown in several rows. Rows are broken after spaces where there
// are any, and behind each lineBreak. It counts in characters as people do ([term.Widths.Each]);
// a field counts in code points.
type longField struct {
	st     styles
	text   []string // its characters
	points []int    // where each of them begins, in code points, and where the last one ends
	starts []int    // where each row begins, in characters
	pos    int      // of the cursor, in characters
}

func newLongField(st styles, field textinput.Model, w int) longField {
	l := longField{st: st, points: pointsOf(field.Value()), starts: []int{0}}
	l.pos, _ = slices.BinarySearch(l.points, field.Position())
	used, space := 0, -1 // cells of the row, and where it can be broken
	var cells []int
	st.Each(field.Value(), func(part string, n int) bool {
		broken := part == lineBreak
		if broken {
			part, n = lineEnd, st.Width(lineEnd)
		}
		i := len(l.text)
		l.text, cells = append(l.text, part), append(cells, n)
		for from := l.starts[len(l.starts)-1]; used+n > w && i > from; from = l.starts[len(l.starts)-1] {
			at := i
			if space > from {
				at = space
			}
			l.starts = append(l.starts, at)
			used, space = 0, -1
			for _, c := range cells[at:i] {
				used += c
			}
		}
		used += n
		switch {
		case broken:
			l.starts = append(l.starts, i+1)
			used, space = 0, -1
		case part == " ":
			space = i + 1
		}
		return true
	})
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

// stop is where a row stops, in characters.
func (l longField) stop(row int) int {
	if row+1 < len(l.starts) {
		return l.starts[row+1]
	}
	return len(l.text)
}

// moved is where the cursor stands so many rows lower, as far as there are any, in code points.
func (l longField) moved(rows int) int {
	from := l.row()
	to := max(0, min(from+rows, len(l.starts)-1))
	if to == from {
		return l.points[l.pos]
	}
	return l.points[min(l.starts[to]+l.pos-l.starts[from], l.last(to))]
}

// home and end are the first and the last place of the cursor in its row, in code points.
func (l longField) home() int { return l.points[l.starts[l.row()]] }
func (l longField) end() int  { return l.points[l.last(l.row())] }

// last is the last place of the cursor in a row, in characters: behind it is the next one.
func (l longField) last(row int) int {
	if row < len(l.starts)-1 {
		return l.stop(row) - 1
	}
	return len(l.text)
}

// lines are the rows that a place has room for, those around the cursor, which is reversed.
func (l longField) lines(rows int) []string {
	at := l.row()
	top := max(0, min(at-rows/2, len(l.starts)-rows))
	var out []string
	for row := top; row < min(len(l.starts), top+rows); row++ {
		from, stop := l.starts[row], l.stop(row)
		if row != at {
			out = append(out, l.shown(from, stop))
			continue
		}
		under, rest := " ", ""
		if l.pos < stop {
			under, rest = l.text[l.pos], l.shown(l.pos+1, stop)
		}
		out = append(out, l.shown(from, l.pos)+l.st.reversed(l.st.field).Render(under)+rest)
	}
	return out
}

func (l longField) shown(from, stop int) string {
	return l.st.field.Render(strings.Join(l.text[from:stop], ""))
}

// intoField writes line breaks as a field has them, outOfField as a text has them.
func intoField(text string) string  { return strings.ReplaceAll(text, "\n", lineBreak) }
func outOfField(text string) string { return strings.ReplaceAll(text, lineBreak, "\n") }
