package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"memebench/tui/term"
)

// rowsOf are the rows of a text in a field of w cells, with the cursor at a place.
func rowsOf(text string, at, w, rows int) (longField, []string) {
	st := newStyles(termenv.Ascii, false, term.Widths{})
	field := newTextField()
	field.CharLimit = 1000
	field.SetValue(intoField(text))
	field.SetCursor(at)
	l := newLongField(st, field, w)
	var shown []string
	for _, line := range l.lines(rows) {
		shown = append(shown, strings.TrimRight(ansi.Strip(line), " "))
	}
	return l, shown
}

func TestLongFieldRows(t *testing.T) {
	for _, c := range []struct {
		text    string
		at, max int
		want    []string
	}{
		{"", 0, 3, []string{""}},
		{"one two three", 0, 3, []string{"one two", "three"}},
		{"abcdefghijklmnop", 0, 3, []string{"abcdefgh", "ijklmnop"}},
		{"one\ntwo", 0, 3, []string{"one↵", "two"}},
		{"one\n\n", 5, 3, []string{"one↵", "↵", ""}},
		{"a ↵ b", 0, 3, []string{"a ↵ b"}},
		{" abcdefg漢", 0, 3, []string{"", "abcdefg", "漢"}},
		{"漢字漢字漢字", 0, 3, []string{"漢字漢字", "漢字"}},
		{"abcdefgh 字字字a字", 13, 4, []string{"abcdefgh", "", "字字字a", "字"}},
		{"aa bb cc dd ee ff gg", 0, 2, []string{"aa bb", "cc dd"}},
		{"aa bb cc dd ee ff gg", 20, 2, []string{"cc dd", "ee ff gg"}},
	} {
		if _, got := rowsOf(c.text, c.at, 8, c.max); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMovingInALongField(t *testing.T) {
	const text = "first\nab\nlonger row"
	for _, c := range []struct{ at, by, want int }{
		{0, -1, 0}, {0, 1, 6}, {4, 1, 8}, {4, 2, 13}, {8, -1, 2}, {len([]rune(text)), 1, len([]rune(text))}, {12, -2, 3},
	} {
		l, _ := rowsOf(text, c.at, 20, 5)
		if got := l.moved(c.by); got != c.want {
			t.Errorf("from %d by %d rows: %d, want %d", c.at, c.by, got, c.want)
		}
	}
}

// Who writes or pastes more than there is room for is told, in every line that is written.
func TestMoreThanThereIsRoomFor(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		paste := func(n int) { r.send(terminalMsg{term.Paste{Text: strings.Repeat("w", n)}}) }
		for _, line := range []struct {
			key  string
			room int
		}{{"n", noteLimit}, {"g", fieldLimit}, {"/", fieldLimit}} {
			told := fmt.Sprintf("there is room for %d characters: ", line.room)
			r.keys(line.key)
			paste(line.room)
			r.lacks("there is room for")
			r.keys("x")
			r.wants(told + "1 left out")
			r.keys("backspace")
			r.lacks(told)
			paste(31)
			r.wants(told + "30 left out")
			r.keys("esc")
			if line.key != "/" {
				r.keys("esc", "l", "h")
			}
			r.lacks(told)
		}
	})
}

// What was said of a line goes with it.
func TestWhatIsSaidOfACommandGoesWithTheLine(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys(":")
		r.typeText("nonsense")
		r.keys("enter")
		r.wants("no command is called so")
		r.keys("esc")
		r.lacks("no command is called so")
	})
}
