package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// fieldLimit is the most that an answer may have, in code points: far more than any
// name or number.
const fieldLimit = 200

// newTextField is a line of text that is written. It is drawn by [styles.typed] and [longField].
func newTextField() textinput.Model {
	f := textinput.New()
	f.CharLimit = fieldLimit
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste = key.NewBinding() // of the machine's clipboard, which may be another one's
	f.Focus()
	return f
}

// writeInto gives a field a key that types, or moves in it by characters as people count them.
// What no answer can have in it is left out, and so is what has no room: then there is an error.
func writeInto(field *textinput.Model, p press) error {
	if text := labels.Printable(p.text); text != "" {
		return insertInto(field, text)
	}
	defer settle(field)
	name, alt := strings.CutPrefix(p.key, "alt+")
	t, ok := fieldKeys[name]
	if !ok {
		return nil
	}
	msg, keys := tea.KeyMsg{Type: t, Alt: alt}, field.KeyMap
	before, at, behind := beside(*field)
	times := 1
	switch {
	case key.Matches(msg, keys.CharacterBackward):
		field.SetCursor(before)
		return nil
	case key.Matches(msg, keys.CharacterForward):
		field.SetCursor(behind)
		return nil
	case key.Matches(msg, keys.DeleteCharacterBackward):
		times = at - before
	case key.Matches(msg, keys.DeleteCharacterForward):
		times = behind - at
	}
	for range times {
		*field, _ = field.Update(msg)
	}
	return nil
}

// insertInto puts a text where the cursor of a field stands, as far as it has room there. An error
// says how much has none.
func insertInto(field *textinput.Model, inserted string) error {
	defer settle(field)
	text := []rune(inserted)
	fits := len(text)
	if room := max(0, field.CharLimit-utf8.RuneCountInString(field.Value())); fits > room {
		points := pointsOf(inserted)
		i, on := slices.BinarySearch(points, room)
		if !on {
			i--
		}
		fits = points[i]
	}
	*field, _ = field.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: text[:fits]})
	if out := len(text) - fits; out > 0 {
		return fmt.Errorf("there is room for %s: %s left out", count(field.CharLimit, "character"), thousands(out))
	}
	return nil
}

// pointsOf is where each character of a text begins, and where the last one ends, in code points.
func pointsOf(text string) []int {
	points := []int{0}
	term.Widths{}.Each(text, func(part string, _ int) bool {
		points = append(points, points[len(points)-1]+utf8.RuneCountInString(part))
		return true
	})
	return points
}

// beside is where the cursor of a field stands, and where it would one character before and
// behind, in code points.
func beside(field textinput.Model) (before, at, behind int) {
	points, at := pointsOf(field.Value()), field.Position()
	i, on := slices.BinarySearch(points, at)
	next := i
	if on {
		next++
	}
	return points[max(0, i-1)], at, points[min(next, len(points)-1)]
}

// settle takes the cursor out of a character in which it has come to stand, as behind a letter
// that was typed before an accent.
func settle(field *textinput.Model) {
	if points := pointsOf(field.Value()); len(points) > 1 {
		i, _ := slices.BinarySearch(points, field.Position())
		field.SetCursor(points[min(i, len(points)-1)])
	}
}

// fieldKeys are the keys without a text as Bubble Tea numbers them, by their names.
var fieldKeys = func() map[string]tea.KeyType {
	keys := map[string]tea.KeyType{}
	for t := tea.KeyType(-128); t < 128; t++ {
		if name := (tea.Key{Type: t}).String(); name != "" && t != tea.KeyRunes && t != tea.KeySpace {
			keys[name] = t
		}
	}
	return keys
}()

// typedPart is a part of a line that is being written, in an ink of its own.
type typedPart struct {
	text string
	ink  ink
}

// typed writes a line that is being written into w cells: as much as there is room for before
// and behind the cursor, which is reversed, and behind the text stands in ink last. at counts
// code points.
func (st styles) typed(parts []typedPart, at, w int, last ink) string {
	type cell struct {
		text  string
		cells int
		ink   ink
	}
	var all []cell
	here, points := -1, 0 // the character under the cursor
	for _, p := range parts {
		st.Each(p.text, func(part string, n int) bool {
			if here < 0 && points >= at {
				here = len(all)
			}
			points += utf8.RuneCountInString(part)
			all = append(all, cell{part, max(0, n), p.ink})
			return true
		})
	}
	if here < 0 {
		here = len(all)
	}
	all = append(all, cell{" ", 1, last})
	width := 0 // of what is before the cursor
	for _, c := range all[:here] {
		width += c.cells
	}
	needs := 0 // of what is to be seen behind what is before it: what is under it, and a third of the line
	for _, c := range all[here:] {
		if needs > 0 && needs+c.cells > w/3 {
			break
		}
		needs += c.cells
	}
	from := 0
	for ; width+needs > w && from < here; from++ {
		width -= all[from].cells
	}
	var b strings.Builder
	used := 0
	for i := from; i < len(all); i++ {
		c := all[i]
		if used += c.cells; used > w {
			break
		}
		if i == here {
			c.ink = st.reversed(c.ink)
		}
		b.WriteString(c.ink.Render(c.text))
	}
	return b.String()
}
