package tui

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
)

// dialog is a question in the place of the status line, answered with y, or with
// n or esc; or, with enter set, by a line of text. Nothing else works until then.
type dialog struct {
	question string
	short    string // the question where the window has no room for all of it
	yes      func() tea.Cmd

	enter func(text string) tea.Cmd
	text  string
}

func (d *dialog) line(st styles, w int) string {
	room := w - 2*margin - 2
	text := d.question + " " + d.text + "▏"
	if d.enter == nil {
		const answers = "  y/n"
		if text = d.question; width(text+answers) > room {
			text = d.short
		}
		text = cut(text, room-width(answers)) + answers
	}
	return blank(margin) + st.ask.Render(" "+cut(text, room)+" ")
}

func (d *dialog) keys() keymap {
	if d.enter != nil {
		return promptKeys
	}
	return askKeys
}

// write takes in a key that is a part of the answer.
func (d *dialog) write(key string) {
	if key == " " {
		key = "-" // no name has a space
	}
	switch r, size := utf8.DecodeRuneInString(key); {
	case key == "backspace":
		_, last := utf8.DecodeLastRuneInString(d.text)
		d.text = d.text[:len(d.text)-last]
	case size == len(key) && r > ' ' && utf8.RuneCountInString(d.text) < eval.MaxName:
		d.text += key
	}
}
