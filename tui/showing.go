package tui

import (
	"time"

	"memebench/labels"
	"memebench/tui/term"
)

// showing is what a person sees, as far as it decides what a key can be meant for.
type showing struct {
	serial uint64 // of the next frame: another one, once that has changed
	places sight  // the frame by whose size all have their places, in which a click is aimed
	meme   sight  // the *item that a label can be meant for
	agrees sight  // the offer of agreeing
	keeps  sight  // the offer of confirming
	ask    sight  // the *dialog that is to be answered
	missed sight  // the *missedKey that has answered nothing
}

// sight is one thing that a person sees.
type sight struct {
	of     any       // a pointer; nil for nothing
	serial uint64    // of the first frame that shows it
	since  time.Time // when that, or a later one, was written; zero until then
}

// offer is a level that a key gives a meme without naming it: what the model says, or what was said before.
// Either may become another one while the meme is on the screen.
type offer struct {
	of    *item
	level labels.Level
}

// missedKey is the name of a key that was to answer a meme, and has not.
type missedKey struct{ name string }

// next takes in what the next frame shows: its size, a meme and a question, nil for none.
func (s *showing) next(f frame, it *item, ask *dialog) {
	s.look(&s.places, f)
	if it != nil {
		s.look(&s.meme, it)
	} else {
		s.look(&s.meme, nil)
	}
	if ask != nil {
		s.look(&s.ask, ask)
	} else {
		s.look(&s.ask, nil)
	}
}

// offer takes in what the next frame offers to be said of its meme by a key, nil for nothing.
func (s *showing) offer(do action, o *offer) {
	if o != nil {
		s.look(s.offers(do), *o)
	} else {
		s.look(s.offers(do), nil)
	}
}

// offers is the sight of what a key offers.
func (s *showing) offers(do action) *sight {
	if do == doConfirm {
		return &s.keeps
	}
	return &s.agrees
}

// look takes in what the next frame shows of one thing.
func (s *showing) look(at *sight, of any) {
	if of != at.of {
		s.serial++
		*at = sight{of: of, serial: s.serial}
	}
}

// written takes in that frames were written, and reports whether the meme is new.
func (s *showing) written(w term.Written) bool {
	s.places.written(w)
	s.ask.written(w)
	s.missed.written(w)
	s.agrees.written(w)
	s.keeps.written(w)
	return s.meme.written(w)
}

func (s *sight) written(w term.Written) bool {
	if s.of == nil || w.Serial < s.serial || !s.since.IsZero() {
		return false
	}
	s.since = w.At
	return true
}

// readBy reports whether it could be read by the time of a press.
func (s sight) readBy(at time.Time) bool { return s.shownFor(at, readTime) }

// shownFor reports whether it had been on the screen for so long by the time of a press.
func (s sight) shownFor(at time.Time, least time.Duration) bool {
	return !s.since.IsZero() && at.Sub(s.since) >= least
}

// readBy reports whether a meme could be read by the time of a press: the one that a key
// is about to label may not have been shown yet, where keys have waited for it.
func (s *showing) readBy(it *item, at time.Time) bool { return s.shownFor(it, at, readTime) }

// shownFor reports whether a meme had been on the screen for so long by the time of a press.
func (s *showing) shownFor(it *item, at time.Time, least time.Duration) bool {
	return s.meme.of == it && s.meme.shownFor(at, least)
}

// offeredFor reports whether what a key offers had been on the screen for so long by the time of a press.
func (s *showing) offeredFor(do action, o offer, at time.Time, least time.Duration) bool {
	seen := s.offers(do)
	return seen.of == o && seen.shownFor(at, least)
}

// askedBy reports whether a question could be read by the time of a press.
func (s *showing) askedBy(ask *dialog, at time.Time) bool { return s.ask.of == ask && s.ask.readBy(at) }

// placedBy reports whether all had the places that it has in a frame by the time of a click.
func (s *showing) placedBy(f frame, at time.Time) bool {
	return s.places.of == f && s.places.readBy(at)
}
