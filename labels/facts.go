package labels

import "math"

// Facts are what a [Query] can ask of one meme, and what a queue is ordered by. Of a
// question that does not need them (see [Search.Needs]), dataset, caption, values, prediction and
// what single annotators say are left out. The caption may be as [Fold] makes it.
type Facts struct {
	Seq        uint64 // its place in the order of import, from 1
	Group      uint64
	Split      Split
	CrossSplit bool
	HasImage   bool // it has a picture that can be shown
	Missing    bool // it came with a picture, which was not found or cannot be shown
	HasText    bool

	Kind        Kind
	Gold        Level // NoLevel unless Kind is Labelled
	Adjudicated bool
	Noted       bool // somebody's note stands
	Relabelled  bool // somebody has given it another level than before
	Voices      int  // people who say a level now; imports are nobody
	Imported    bool // an import says a level, and no person does

	// By says what annotators say now; of a question about none, nobody's are here.
	By map[string]Said

	Dataset string // the name of the one that it came with; "" while the store has only the memes of it
	Caption string
	Words   int      // of the caption
	Values  []string // of the row's columns, by the dataset's
	Columns []string // and their names
	Answers []string // which of these have levels that the row came with, see [Dataset.SaysLevel]

	Predicted bool
	Probs     [Levels]float32 // by the version that the question is about
}

// Said is what one annotator says of a meme now.
type Said struct {
	Action   Action
	Level    Level
	Imported bool // by a table in the annotator's name
}

// InPerson is [State.InPerson] of the facts.
func (f *Facts) InPerson(annotator string) (Said, bool) {
	said, ok := f.By[annotator]
	return said, ok && !said.Imported
}

// answered reports whether the annotator has given a level.
func (f *Facts) answered(annotator string) bool {
	said, ok := f.InPerson(annotator)
	return ok && said.Level.Valid()
}

// Waits reports whether the meme waits for an annotator, in a workspace where so many
// people are to label each meme: until the annotator has given it a level, or has
// skipped it, or that many have given one. It is the rule of [State.Waits].
func (f *Facts) Waits(annotator string, overlap int) bool {
	_, said := f.InPerson(annotator)
	return !said && !f.Adjudicated && f.Kind != Flagged && f.Voices < max(1, overlap)
}

// Predicts returns the most probable level, the lower of two equal ones, NoLevel
// without a prediction.
func (f *Facts) Predicts() Level {
	if !f.Predicted {
		return NoLevel
	}
	return Prediction{Probs: f.Probs}.Level()
}

// Confidence is the probability of the most probable level, in [0,1].
func (f *Facts) Confidence() float64 {
	if !f.Predicted {
		return 0
	}
	return float64(f.Probs[f.Predicts()])
}

// Entropy is that of the prediction, in nats, in [0, ln 5].
func (f *Facts) Entropy() float64 {
	h := 0.0
	for _, p := range f.Probs {
		if p > 0 {
			h -= float64(p) * math.Log(float64(p))
		}
	}
	return h
}

// Margin is how much more probable the first level is than the second, in [0,1].
func (f *Facts) Margin() float64 {
	first, second := 0.0, 0.0
	for _, p := range f.Probs {
		if p := float64(p); p > first {
			first, second = p, first
		} else if p > second {
			second = p
		}
	}
	return first - second
}
