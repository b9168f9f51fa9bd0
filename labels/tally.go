package labels

import "slices"

// A Tally is what one meme's events amount to, counted as they come: what it takes to add
// one does not depend on how many there were. The zero Tally is of a meme of which nothing
// was said.
type Tally struct {
	current      []CurrentLabel
	adjudication CurrentLabel // the newest
	decided      bool         // there is one
	last         []givenLevel
	noted        bool
	relabelled   bool
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
		if !retracted[events[i].Seq] {
			t.Add(&events[i])
		}
	}
	return t
}

// Clone returns a copy that shares nothing with the tally.
func (t *Tally) Clone() Tally {
	c := *t
	c.current, c.last = slices.Clone(t.current), slices.Clone(t.last)
	return c
}

// Add counts the next event, which stands. A retraction changes what stands, so after one
// the meme's events are counted anew, by NewTally.
func (t *Tally) Add(e *Event) {
	t.noted = t.noted || e.Action == Note && e.Text != ""
	switch e.Action {
	case SetLevel, Adjudicate, Skip, Flag:
	default:
		return
	}
	if e.ReAsk {
		return
	}
	now := CurrentLabel{e.Annotator, e.Source, e.Action, e.Level, e.Seq, e.Time}
	if i := slices.IndexFunc(t.current, func(o CurrentLabel) bool { return o.Annotator == e.Annotator }); i >= 0 {
		t.current[i] = now
	} else {
		t.current = append(t.current, now)
	}
	if e.Action == Adjudicate {
		t.adjudication, t.decided = now, true
	}
	if e.Action == Adjudicate || e.Action == SetLevel {
		t.give(e.Annotator, e.Level)
	}
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
	for _, st := range s.Current {
		flagged = flagged || st.Action == Flag && st.Seq > t.adjudication.Seq
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
