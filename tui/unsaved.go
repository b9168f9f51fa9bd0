package tui

import (
	"errors"
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
	events []labels.Event // of each meme the newest of its kind, in the order in which they were given
	saving []labels.Event // on their way to the store
	why    error          // the last one could not be saved
}

// flushedMsg says what has become of labels that were to be saved before the program
// is left.
type flushedMsg struct{ err error }

// with returns what is sent to the store together with what is said now, which takes the
// place of an older word of its kind on its meme. What is left of an act stays one of its
// own.
func (u *unsaved) with(said ...labels.Event) []labels.Event {
	var kept []labels.Event
	gone := 0 // of the act
	for _, o := range u.events {
		if o.Batch == 0 {
			gone = 0
		}
		if slices.ContainsFunc(said, func(e labels.Event) bool { return e.Meme == o.Meme && sameKind(e, o) }) {
			gone++
			continue
		}
		o.Batch -= gone
		kept = append(kept, o)
	}
	u.saving = append(kept, said...)
	return u.saving
}

// sameKind reports whether of two words on a meme the later one is in the place of the
// earlier: an answer of an answer, a note of a note, a caption of a caption.
func sameKind(a, b labels.Event) bool {
	return a.Action == b.Action && a.Retracts == b.Retracts || a.Action.Answers() && b.Action.Answers()
}

// aboutCaptions reports whether some events have changed captions.
func aboutCaptions(events []labels.Event) bool {
	return slices.ContainsFunc(events, func(e labels.Event) bool { return e.Action == labels.Caption })
}

// answered takes in what has become of what was sent.
func (u *unsaved) answered(err error) {
	if u.why = err; err == nil {
		u.saving = nil
	}
	u.events, u.saving = u.saving, nil
	var enough *labels.EnoughError
	if errors.As(err, &enough) { // what is not wanted is not tried again
		u.events = slices.DeleteFunc(slices.Clone(u.events), func(e labels.Event) bool { return refused(enough, e) })
	}
}

// refused reports whether an event is not tried again as its meme has enough labels: a note and a caption
// are wanted all the same.
func refused(enough *labels.EnoughError, e labels.Event) bool {
	return slices.Contains(enough.Memes, e.Meme) && e.Action != labels.Note && e.Action != labels.Caption
}

// notWanted reports whether a label was not taken because others have labelled its meme.
func notWanted(err error, meme labels.MemeID) bool {
	var enough *labels.EnoughError
	return errors.As(err, &enough) && slices.Contains(enough.Memes, meme)
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

// spoken is what an event says, in a sentence on it.
func spoken(e labels.Event) string {
	if e.Level.Valid() {
		return levelName(e.Level)
	}
	return "the " + kind(e)
}

// takenBack says what was taken back, or is said again.
func takenBack(events []labels.Event, redo bool) string {
	if redo {
		return "again " + spokenOf(events)
	}
	return "took back " + spokenOf(events)
}

// spokenOf is what some events say, of one meme or of several.
func spokenOf(events []labels.Event) string {
	what, memes := spoken(events[0]), map[labels.MemeID]bool{}
	for _, e := range events {
		memes[e.Meme] = true
		if spoken(e) != what {
			what = "what was said"
		}
	}
	if len(memes) == 1 {
		return what
	}
	return what + " of " + count(len(memes), "meme")
}

// kept is what an event is, for a sentence that it is not on disk.
func kept(e labels.Event) string {
	if e.Level.Valid() {
		return "label " + levelName(e.Level)
	}
	return kind(e)
}

// kind is what an event without a level is.
func kind(e labels.Event) string {
	if e.Action == labels.Retract {
		return "taking away"
	}
	return string(e.Action)
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
