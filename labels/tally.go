package labels

import (
	"slices"
	"time"
)

// A Tally is what one meme's events amount to, counted as they come: what it takes to add
// one does not depend on how many there were. The zero Tally is of a meme of which nothing
// was said.
type Tally struct {
	current      []CurrentLabel
	open         []bool       // of those of current that are flags, whether no adjudication follows
	adjudication CurrentLabel // the newest
	decided      bool         // there is one
	last         []givenLevel
	noted        bool
	relabelled   bool
	newest       time.Time // of all events, also of those that are taken back
	merged       bool      // one of them was
}

// givenLevel is the last level that an annotator has given.
type givenLevel struct {
	annotator string
	level     Level
}

// NewTally counts one meme's events, given in the order of the log. Those that are taken
// back do not count.
func NewTally(events []Event) Tally {
	var t Tally
	retracted := Retracted(events)
	for i := range events {
		t.date(&events[i])
		if !retracted[events[i].Seq] {
			t.Add(&events[i])
		}
	}
	return t
}

// Clone returns a copy that shares nothing with the tally.
func (t *Tally) Clone() Tally {
	c := *t
	c.current, c.open, c.last = slices.Clone(t.current), slices.Clone(t.open), slices.Clone(t.last)
	return c
}

// Add counts the next event, which stands. A retraction changes what stands, so after one
// the meme's events are counted anew, by NewTally.
func (t *Tally) Add(e *Event) {
	t.noted = t.noted || e.Action == Note && e.Text != ""
	t.date(e)
	if !e.Action.Answers() || e.ReAsk {
		return
	}
	now := CurrentLabel{e.Annotator, e.Source, e.Action, e.Level, e.Seq, e.Time}
	open := e.Action == Flag && (!t.decided || e.Follows(t.adjudication.Time, t.adjudication.Source))
	switch i := slices.IndexFunc(t.current, func(o CurrentLabel) bool { return o.Annotator == e.Annotator }); {
	case i < 0:
		t.current, t.open = append(t.current, now), append(t.open, open)
	case e.Follows(t.current[i].Time, t.current[i].Source):
		t.current[i], t.open[i] = now, open
	}
	if e.Action == Adjudicate && (!t.decided || e.Follows(t.adjudication.Time, t.adjudication.Source)) {
		t.adjudication, t.decided = now, true
		for i, o := range t.current {
			t.open[i] = t.open[i] && !e.Follows(o.Time, o.Source)
		}
	}
	if e.Action.GivesLevel() {
		t.give(e.Annotator, e.Level)
	}
}

// date notes when an event was said.
func (t *Tally) date(e *Event) {
	t.merged = t.merged || e.Merged
	if e.Time.After(t.newest) {
		t.newest = e.Time
	}
}

// Next returns the time at which something is said of the meme: now. But if the clock is behind
// what was said before (it was set back, or that was said on another machine), it is within a
// millisecond after that, so that what is said now comes later wherever logs are merged. Two
// machines do not come to the same time by this, but for one time in a million.
func (t *Tally) Next(now time.Time) time.Time {
	if now.Before(t.newest) || t.merged && now.Equal(t.newest) {
		return t.newest.Add(1 + time.Duration(now.Nanosecond())%time.Millisecond)
	}
	return now
}

func (t *Tally) give(annotator string, l Level) {
	i := slices.IndexFunc(t.last, func(g givenLevel) bool { return g.annotator == annotator })
	if i < 0 {
		t.last = append(t.last, givenLevel{annotator, l})
		return
	}
	t.relabelled = t.relabelled || t.last[i].level != l
	t.last[i].level = l
}

// Noted reports whether a note on the meme stands.
func (t *Tally) Noted() bool { return t.noted }

// Relabelled reports whether an annotator has given the meme another level than before,
// as far as both stand. What is asked again to measure self-agreement does not count.
func (t *Tally) Relabelled() bool { return t.relabelled }

// State is the state that it amounts to; see [Aggregate].
func (t *Tally) State() State {
	s := State{Kind: Unlabelled, Gold: NoLevel, Current: slices.Clone(t.current)}
	flagged, skipped := false, false
	for i, st := range s.Current {
		flagged = flagged || t.open[i]
		skipped = skipped || st.Action == Skip
	}
	votes := s.Votes()
	switch gold, ok := majority(votes); {
	case flagged:
		s.Kind = Flagged
	case t.decided && t.adjudication.Level.Valid():
		s.Kind, s.Gold, s.Adjudicated = Labelled, t.adjudication.Level, true
	case ok:
		s.Kind, s.Gold = Labelled, gold
	case votes != [Levels]int{}:
		s.Kind = Disputed
	case skipped:
		s.Kind = Skipped
	}
	return s
}
