package tui

import (
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// notSaved is how the screens say that something is not on disk.
const notSaved = "NOT saved"

// unsaved is what has been said and could not be saved. It goes to the store with
// the next label, or when the program is left; where the store does not take it
// then, it goes to a file (Deps.Rescue).
type unsaved struct {
	events []labels.Event // of each meme the newest, in the order in which they were given
	saving []labels.Event // on their way to the store
	why    error          // the last one could not be saved
}

// with returns what is sent to the store together with a new event, which takes the
// place of an older one of its meme.
func (u *unsaved) with(e labels.Event) []labels.Event {
	u.saving = append(slices.DeleteFunc(slices.Clone(u.events), func(o labels.Event) bool { return o.Meme == e.Meme }), e)
	return u.saving
}

// settle takes in what has become of what was sent.
func (u *unsaved) settle(err error) {
	if u.why = err; err == nil {
		u.saving = nil
	}
	u.events, u.saving = u.saving, nil
}

// allSaved takes the error out of sight once nothing is left of what it says.
func (s *session) allSaved() {
	if len(s.unsaved.events) == 0 {
		s.status.happened(labelsAreSaved)
	}
}

// takeBack forgets the newest event, if there is one.
func (u *unsaved) takeBack() (e labels.Event, ok bool) {
	n := len(u.events)
	if n == 0 {
		return e, false
	}
	e, u.events = u.events[n-1], u.events[:n-1]
	return e, true
}

// left returns what is not known to be saved.
func (u *unsaved) left() []labels.Event {
	if u.saving != nil { // it has what was there before, too
		return u.saving
	}
	return u.events
}

// rescue hands what is not saved to Deps.Rescue, once the screens are left, and
// returns what that, or an earlier one, says.
func (a *app) rescue() error {
	if left := a.unsaved.left(); len(left) > 0 {
		a.rescued = errors.Join(a.rescued, a.deps.Rescue(left, a.unsaved.why))
	}
	return a.rescued
}

// flushedMsg says what has become of labels that were to be saved before the program
// is left.
type flushedMsg struct{ err error }

// flush tries once more to save what is not saved.
func (a *app) flush() tea.Cmd {
	a.flushing, a.unsaved.saving = true, a.unsaved.events
	d, events := a.deps, a.unsaved.events
	return func() tea.Msg {
		_, err := d.Log.Append(events...)
		return flushedMsg{err}
	}
}

// lastTryTime bounds how long the end of the program waits for a store that has
// refused before.
const lastTryTime = 200 * time.Millisecond

// lastTry reports whether the store takes the events after all.
func (d Deps) lastTry(events []labels.Event) bool {
	done := make(chan error, 1)
	go func() {
		_, err := d.Log.Append(events...)
		done <- err
	}()
	select {
	case err := <-done:
		return err == nil
	case <-time.After(lastTryTime):
		return false
	}
}

// flushed goes on with leaving the program, or asks first.
func (a *app) flushed(msg flushedMsg) tea.Cmd {
	a.flushing = false
	n := count(len(a.unsaved.left()), "label")
	a.unsaved.settle(msg.err)
	switch {
	case a.ending || a.stopping:
		return nil // nobody is there to be asked
	case msg.err == nil:
		a.status.say("saved %s that had not been", n)
		a.allSaved()
		return tea.Batch(a.summaryCmd(), a.quitJobs())
	}
	a.help = nil
	a.ask = &dialog{
		question: labels.Printable(fmt.Sprintf("%s %s (%v): quit, and write to a file what is not?", n, notSaved, msg.err)),
		short:    fmt.Sprintf("%s %s: quit, and write to a file?", n, notSaved),
		yes: func() tea.Cmd {
			if a.hurry {
				return a.stop()
			}
			return a.quitJobs()
		},
		insist: true,
	}
	return nil
}
