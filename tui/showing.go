package tui

import (
	"time"

	"memebench/tui/term"
)

// showing is the meme that a person sees, which is what a label can be meant for.
type showing struct {
	item   *item
	serial uint64    // of the frames that show it
	since  time.Time // when the first of them was written; zero until then
}

// next takes in what the next frame shows, nil for no meme.
func (s *showing) next(it *item) {
	if it != s.item {
		s.item, s.since = it, time.Time{}
		s.serial++
	}
}

// written takes in that frames were written, and reports whether the meme is new.
func (s *showing) written(w term.Written) bool {
	if w.Serial != s.serial || s.item == nil || !s.since.IsZero() {
		return false
	}
	s.since = w.At
	return true
}

// readBy reports whether a meme could be read by the time of a press: the one that a key
// is about to label may not have been shown yet, where keys have waited for it.
func (s *showing) readBy(it *item, at time.Time) bool { return s.shownFor(it, at, readTime) }

// shownFor reports whether a meme had been on the screen for so long by the time of a press.
func (s *showing) shownFor(it *item, at time.Time, least time.Duration) bool {
	return s.item == it && !s.since.IsZero() && at.Sub(s.since) >= least
}
