package labels

import (
	"slices"
	"time"
)

// Kind is a meme's state.
type Kind string

// The kinds of state. Only Labelled has a gold level.
const (
	Unlabelled Kind = "unlabelled"
	Labelled   Kind = "labelled"
	Skipped    Kind = "skipped"
	Flagged    Kind = "flagged"
	Disputed   Kind = "disputed"
)

// State is what a meme's events amount to.
type State struct {
	Kind        Kind           `json:"kind"`
	Gold        Level          `json:"gold"`                  // NoLevel unless Kind is Labelled
	Adjudicated bool           `json:"adjudicated,omitempty"` // gold is that of an adjudication
	Current     []CurrentLabel `json:"standings,omitempty"`   // one per annotator, in order of their first event
}

// CurrentLabel is what one annotator says of a meme now: the newest of that
// annotator's events that answer (see [Action.Answers]) which is neither retracted nor
// a re-ask.
type CurrentLabel struct {
	Annotator string    `json:"annotator"`
	Source    Source    `json:"source"`
	Action    Action    `json:"action"`
	Level     Level     `json:"level"`
	Seq       uint64    `json:"seq"`
	Time      time.Time `json:"time"`
}

// CountsAs reports whether training and metrics make the same of a meme in both states: the gold
// level and the votes that are learnt (see Disagreement) are equal, and it is flagged in both or in
// none. So a level that is only given again is no change.
func (s State) CountsAs(other State) bool {
	votes, differ := s.Disagreement()
	otherVotes, otherDiffer := other.Disagreement()
	return (s.Kind == Flagged) == (other.Kind == Flagged) && s.Gold == other.Gold &&
		differ == otherDiffer && (!differ || votes == otherVotes)
}

// Of returns what the annotator says now, and whether that is anything.
func (s State) Of(annotator string) (CurrentLabel, bool) {
	i := slices.IndexFunc(s.Current, func(st CurrentLabel) bool { return st.Annotator == annotator })
	if i < 0 {
		return CurrentLabel{Level: NoLevel}, false
	}
	return s.Current[i], true
}

// InPerson returns what the annotator says now, and whether that is anything: what a table says in an
// annotator's name is no answer.
func (s State) InPerson(annotator string) (CurrentLabel, bool) {
	said, ok := s.Of(annotator)
	if said.Source == Import {
		return CurrentLabel{Level: NoLevel}, false
	}
	return said, ok
}

// Unsays returns the annotator's own level or flag that a skip, said after what was said of its meme so far,
// takes away, and whether it takes one away.
func Unsays(said []Event, skip Event) (CurrentLabel, bool) {
	was, _ := Aggregate(said).InPerson(skip.Annotator)
	now, _ := Aggregate(append(slices.Clone(said), skip)).InPerson(skip.Annotator)
	takes := was.Level.Valid() && !now.Level.Valid() || was.Action == Flag && now.Action != Flag
	return was, skip.Action == Skip && takes
}

// Waits reports whether the meme waits for an annotator, in a workspace where so many
// people are to label each meme: until the annotator has given it a level, or has
// skipped it, or until that many people have given one. Imports are nobody. What is
// flagged as unfit or decided by an adjudication waits for nobody.
func (s State) Waits(annotator string, overlap int) bool {
	_, said := s.InPerson(annotator)
	return !said && !s.Adjudicated && s.Kind != Flagged && s.Voices() < max(1, overlap)
}

// Voices counts the people who say a level now.
func (s State) Voices() (n int) {
	for _, st := range s.Current {
		if st.hasLevel() && st.Source != Import {
			n++
		}
	}
	return n
}

// People are those who say a level now, in the order in which they first said anything.
func (s State) People() (names []string) {
	for _, st := range s.Current {
		if st.hasLevel() && st.Source != Import {
			names = append(names, st.Annotator)
		}
	}
	return names
}

// Imported reports whether an import says a level and no person does. Such memes are
// the last of those that wait.
func (s State) Imported() bool {
	imported := slices.ContainsFunc(s.Current, func(st CurrentLabel) bool { return st.hasLevel() && st.Source == Import })
	return imported && s.Voices() == 0
}

func (c CurrentLabel) hasLevel() bool {
	return c.Action.GivesLevel() && c.Level.Valid()
}

// News reports whether a level from a table says what the annotator has not said
// yet. What an annotator said by hand outweighs a table.
func (s State) News(annotator string, l Level) bool {
	now, ok := s.Of(annotator)
	return !ok || now.Source == Import && now.Level != l
}

// Outweighs reports whether a level from a table is not [State.News], as the annotator has said
// something else by hand.
func (s State) Outweighs(annotator string, l Level) bool {
	now, ok := s.Of(annotator)
	return ok && now.Source != Import && now.Level != l
}

// Aggregate derives the state of one meme from its events, given in the order of
// the log. The gold level is that of the newest adjudication; else of the
// people's labels, if they all agree or a strict majority of three or more
// does; else the meme is disputed. Imported labels count, by the same rule,
// only while no person has given a level. A flag that nothing by the same
// annotator and no adjudication has followed leaves the meme without gold.
func Aggregate(events []Event) State {
	t := NewTally(events)
	return t.State()
}

// Votes counts, for each level, who says it now: people, or where no person has
// given a level, imports. These are the voices that Aggregate decides by when nothing
// is adjudicated; an adjudication counts as its annotator's voice.
func (s State) Votes() [Levels]int {
	var people, imported [Levels]int
	for _, st := range s.Current {
		switch {
		case !st.hasLevel():
		case st.Source == Import:
			imported[st.Level]++
		default:
			people[st.Level]++
		}
	}
	if people == [Levels]int{} {
		return imported
	}
	return people
}

// Disagreement returns the votes and whether they are for several levels and nobody has
// adjudicated. An adjudication says which of them are right, so its level is learnt alone.
func (s State) Disagreement() (votes [Levels]int, differ bool) {
	votes = s.Votes()
	levels := 0
	for _, n := range votes {
		if n > 0 {
			levels++
		}
	}
	return votes, levels > 1 && !s.Adjudicated
}

// Retracted returns the sequence numbers of those of one meme's events, given in
// the order of the log, that are taken back. A retraction can itself be taken
// back; what it took back then counts again, unless another retraction of it
// stands.
func Retracted(events []Event) map[uint64]bool {
	retracted := map[uint64]bool{}
	for i := len(events) - 1; i >= 0; i-- {
		// Walking back, whether a retraction stands is known when it is met.
		if e := events[i]; e.Action == Retract && !retracted[e.Seq] {
			retracted[e.Retracts] = true
		}
	}
	return retracted
}

// majority returns the level that a strict majority of the votes is for: all of them,
// where there are fewer than three.
func majority(votes [Levels]int) (Level, bool) {
	all := 0
	for _, n := range votes {
		all += n
	}
	for l, n := range votes {
		if 2*n > all {
			return Level(l), true
		}
	}
	return NoLevel, false
}
