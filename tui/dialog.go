package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// dialog is a question in the place of the status line, answered with y, or with
// n or esc; or, with enter set, by a line of text. Nothing else works until then.
type dialog struct {
	question string
	short    string // the question where the window has no room for all of it
	yes      func() tea.Cmd
	insist   bool // ctrl+c, which has asked the question, is a yes when it is pressed again

	enter func(text string) tea.Cmd
	check func(text string) error // why the text is no answer; the question stays then, and says so
	field textinput.Model
}

// fieldLimit is the most that an answer may have, in characters: far more than any
// name or number.
const fieldLimit = 200

// newField is a question that is answered by a line of text, which is there already in
// part.
func newField(st styles, question, text string, check func(string) error, enter func(string) tea.Cmd) *dialog {
	f := textinput.New()
	f.Prompt, f.CharLimit = "", fieldLimit
	f.PromptStyle, f.TextStyle, f.PlaceholderStyle, f.CompletionStyle = st.ask, st.ask, st.ask, st.ask
	f.Cursor.Style, f.Cursor.TextStyle = st.plain, st.ask
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste = key.NewBinding() // of the machine's clipboard, which may be another one's
	f.SetValue(text)
	f.Focus()
	return &dialog{question: question, check: check, enter: enter, field: f}
}

// fieldLeast is how many columns the text has at least.
const fieldLeast = 20

func (d *dialog) line(st styles, w int) string {
	room := w - 2*margin - 2
	if d.enter != nil {
		question := st.Cut(d.question, room-fieldLeast) + " "
		f := d.field
		f.Width = room - st.Width(question) - 1
		return blank(margin) + st.ask.Render(" "+question) + st.Fit(f.View(), f.Width+1) + st.ask.Render(" ")
	}
	const answers = "  y/n"
	text := d.question
	if st.Width(text+answers) > room {
		text = d.short
	}
	return blank(margin) + st.ask.Render(" "+st.Cut(text, room-st.Width(answers))+answers+" ")
}

func (d *dialog) keys() keymap {
	if d.enter != nil {
		return promptKeys
	}
	return askKeys
}

// text is the answer that was written.
func (d *dialog) text() string { return strings.TrimSpace(d.field.Value()) }

// write takes in a key that is a part of the answer, or moves in it.
func (d *dialog) write(p press) {
	if p.text != "" {
		d.paste(p.text)
		return
	}
	name, alt := strings.CutPrefix(p.key, "alt+")
	if t, ok := fieldKeys[name]; ok {
		d.field, _ = d.field.Update(tea.KeyMsg{Type: t, Alt: alt})
	}
}

// paste puts text where the cursor is, without what no answer can have in it.
func (d *dialog) paste(text string) {
	if text = labels.Printable(text); text != "" {
		d.field, _ = d.field.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
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
