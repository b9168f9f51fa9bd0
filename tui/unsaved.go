package tui

import (
	"slices"
	"time"

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

// with returns what is sent to the store together with new events, which take the places
// of older ones of their memes.
func (u *unsaved) with(events ...labels.Event) []labels.Event {
	newer := make(map[labels.MemeID]bool, len(events))
	for _, e := range events {
		newer[e.Meme] = true
	}
	older := slices.DeleteFunc(slices.Clone(u.events), func(o labels.Event) bool { return newer[o.Meme] })
	u.saving = append(older, events...)
	return u.saving
}

// answered takes in what has become of what was sent.
func (u *unsaved) answered(err error) {
	if u.why = err; err == nil {
		u.saving = nil
	}
	u.events, u.saving = u.saving, nil
}

// takeBack forgets the newest events, as many as were said at once, and returns them.
func (u *unsaved) takeBack() []labels.Event {
	n := len(u.events) - 1
	for n > 0 && u.events[n].Batch > 0 {
		n--
	}
	if n < 0 {
		return nil
	}
	back := u.events[n:]
	u.events = u.events[:n:n]
	return back
}

// left returns what is not known to be saved.
func (u *unsaved) left() []labels.Event {
	if u.saving != nil { // it has what was there before, too
		return u.saving
	}
	return u.events
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
