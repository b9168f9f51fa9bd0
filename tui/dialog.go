package tui

import tea "github.com/charmbracelet/bubbletea"

// dialog is a question in the place of the status line, answered with y, or with
// n or esc. Nothing else works until then.
type dialog struct {
	question string
	yes      func() tea.Cmd
}

func (d *dialog) line(st styles, w int) string {
	return blank(margin) + st.ask.Render(" "+cut(d.question, w-2*margin-2)+" ")
}
