package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// complete writes on what is begun at the cursor: as far as all that it can be goes
// together. Where nothing goes on, it says what can stand there.
func (f *findSheet) complete() tea.Cmd {
	before := f.field.Value()
	runes := []rune(before)
	cursor := len(string(runes[:f.field.Position()]))
	from, to, all := labels.Complete(before, cursor, f.known())
	if len(all) == 0 {
		f.status.say("any word can stand here: it is looked for in the captions")
		return nil
	}
	text := all[0].Text
	for _, c := range all[1:] {
		text = commonBeginning(text, c.Text)
	}
	if len(all) == 1 && all[0].Ends && to == len(before) {
		text += " "
	}
	if len(text) > to-from && strings.HasPrefix(labels.Fold(text), labels.Fold(before[from:to])) || len(all) == 1 && text != before[from:to] {
		f.field.SetValue(before[:from] + text + before[to:])
		f.field.SetCursor(len([]rune(before[:from] + text)))
	}
	if len(all) > 1 {
		var names []string
		for _, c := range all {
			names = append(names, c.Text)
		}
		f.status.say("%s", strings.Join(names, "  "))
	}
	return f.written(before)
}

// commonBeginning is what two texts begin with, in whole characters.
func commonBeginning(a, b string) string {
	n := 0
	for i, r := range a {
		if !strings.HasPrefix(b[min(i, len(b)):], string(r)) {
			break
		}
		n = i + len(string(r))
	}
	return a[:n]
}
