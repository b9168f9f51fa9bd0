package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// cursorTickMsg says that it is time to remember where the annotator is.
type cursorTickMsg struct{}

// cursorMsg says that the place to resume at is on disk.
type cursorMsg struct {
	id  string
	err error
}

// cursorDelay keeps the writes that remember the place out of the way of the
// labels: a run of keys costs one such write, at its end.
const cursorDelay = 400 * time.Millisecond

func cursorTick() tea.Cmd {
	return tea.Tick(cursorDelay, func(time.Time) tea.Msg { return cursorTickMsg{} })
}

// saveCursor writes the place to resume at, one write at a time so that an
// older one cannot come last.
func (a *app) saveCursor() tea.Cmd {
	if a.cursorBusy || a.stopping || a.cursor == a.cursorSaved {
		return nil
	}
	a.cursorBusy = true
	d, id := a.deps, a.cursor
	return func() tea.Msg { return cursorMsg{id, d.Settings.SetSetting(PlaceSetting(d.Annotator), id)} }
}

func (a *app) cursorDone(msg cursorMsg) tea.Cmd {
	a.cursorBusy = false
	if msg.err != nil {
		if !a.status.has(failed) { // what has become of a label matters more
			a.status.fail("the place to resume at is not saved: %v", msg.err)
		}
		return nil // the next move tries again
	}
	a.cursorSaved = msg.id
	return a.saveCursor()
}
