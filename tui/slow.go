package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// slowAfter is when a label that is not yet on disk is called slow.
const slowAfter = 300 * time.Millisecond

// hangsAfter is how much later it is told how one leaves all the same: the disk may hang for hours.
const hangsAfter = 5 * time.Second

// slowMsg says that an operation has taken longer than one notices.
type slowMsg struct{ op uint64 }

// slowness is how long a screen waits for the store: keys wait for that.
type slowness struct {
	slow  bool // longer than one notices
	hangs bool // so long that there is a way out to be told of
}

// begun has it told when the operation that begins takes long.
func (l *slowness) begun(op uint64) tea.Cmd {
	*l = slowness{}
	return tea.Tick(slowAfter, func(time.Time) tea.Msg { return slowMsg{op} })
}

// lasts takes in that an operation takes long, if it is the one under way.
func (l *slowness) lasts(under uint64, msg slowMsg) tea.Cmd {
	if msg.op != under {
		return nil
	}
	l.hangs, l.slow = l.slow, true
	if l.hangs {
		return nil
	}
	return tea.Tick(hangsAfter, func(time.Time) tea.Msg { return msg })
}

// slowed returns it, for the app, which does not know which screens have one.
func (l *slowness) slowed() *slowness { return l }
