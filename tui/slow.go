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

// operation is what a screen waits for from the store: keys wait for that.
type operation struct {
	op    uint64 // its number, 0 when nothing is under way
	slow  bool   // it takes longer than one notices
	hangs bool   // it takes so long that there is a way out to be told of
}

// begins marks an operation as under way, and has it told when it takes long.
func (o *operation) begins(op uint64) tea.Cmd {
	*o = operation{op: op}
	return tea.Tick(slowAfter, func(time.Time) tea.Msg { return slowMsg{op} })
}

// answers reports whether what has come is of the operation under way, which has ended then.
func (o *operation) answers(op uint64) bool {
	if op != o.op {
		return false
	}
	*o = operation{}
	return true
}

// lasts takes in that an operation takes long, if it is the one under way.
func (o *operation) lasts(msg slowMsg) tea.Cmd {
	if msg.op != o.op {
		return nil
	}
	o.hangs, o.slow = o.slow, true
	if o.hangs {
		return nil
	}
	return tea.Tick(hangsAfter, func(time.Time) tea.Msg { return msg })
}

// underWay returns it, for the app, which does not know which screens have one.
func (o *operation) underWay() *operation { return o }
