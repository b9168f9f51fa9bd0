package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// dialog is a question over the window, answered with y, or with esc; or, with enter set,
// by a line of text. Nothing else works until then.
type dialog struct {
	title  string
	note   string // what to know before one answers
	does   string // what y, or enter, does
	leaves string // what esc does
	yes    func() tea.Cmd
	insist bool // ctrl+c, which has asked the question, is a yes when it is pressed again

	enter func(text string) tea.Cmd
	check func(text string) error // why the text is no answer; the question stays then, and says so
	fault string                  // that the last answer had
	field textinput.Model
}

// fieldLimit is the most that an answer may have, in characters: far more than any
// name or number.
const fieldLimit = 200

// newField is a question that is answered by a line of text, which is there already in
// part.
func newField(st styles, title, text string, check func(string) error, enter func(string) tea.Cmd) *dialog {
	f := textinput.New()
	f.Prompt, f.CharLimit = "", fieldLimit
	raised := st.raised.style
	f.PromptStyle, f.TextStyle, f.PlaceholderStyle, f.CompletionStyle = raised, raised, raised, raised
	f.Cursor.Style, f.Cursor.TextStyle = st.plain.style, raised
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste = key.NewBinding() // of the machine's clipboard, which may be another one's
	f.SetValue(text)
	f.Focus()
	return &dialog{title: title, does: "done", leaves: "leave it as it was", check: check, enter: enter, field: f}
}

// dialogWidth is how wide a dialog is at most.
const dialogWidth = 66

// draw draws the question over the window, which turns faint.
func (d *dialog) draw(c *canvas, f frame) {
	st := c.st
	w := min(f.w-8, dialogWidth)
	inner := w - 6
	text := st.Wrap(d.note, inner)
	if d.note == "" {
		text = nil
	}
	if d.enter != nil {
		field := d.field
		field.Width = inner - 1
		style := st.dim
		if d.fault != "" {
			style = st.fault
			text = st.Wrap(d.fault, inner)
		}
		lines := []string{st.raised.Render(st.Fit(field.View(), inner)), ""}
		for _, l := range text {
			lines = append(lines, st.onSurface(style).Render(l))
		}
		text = lines
	}
	answers := []string{"y", d.does, "esc", d.leaves}
	if d.enter != nil {
		answers[0] = "enter"
	}
	h := min(len(text)+5, f.h-6)
	text = text[:max(0, min(len(text), h-5))]
	in := c.box(rect{(f.w - w) / 2, (f.h - h) / 2, w, h}, d.title)
	for i, l := range text {
		c.float(in.x+2, in.y+1+i, inner, st.onSurface(st.plain).Render(l))
	}
	line := ""
	for i := 0; i < len(answers); i += 2 {
		line += st.onSurface(st.focus).Render(answers[i]) + st.surface.Render("  "+answers[i+1]+"     ")
	}
	c.float(in.x+2, in.bottom()-1, inner, line)
}

func (d *dialog) keys() keymap {
	if d.enter != nil {
		return promptKeys
	}
	return askKeys
}

// answer is the text that was written.
func (d *dialog) answer() string { return strings.TrimSpace(d.field.Value()) }

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
