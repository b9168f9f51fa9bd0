package labels

// Assigner says which split a meme goes to when all memes are assigned again, or ""
// for that of its group. key is the strongest key of the first meme, in the order
// of import, among all that this one is tied to by shared keys: what depends on
// the key alone keeps those together. The meme is not changed.
type Assigner func(m *Meme, key string) (Split, error)

// Plan is a SplitPlan that assigns each meme by itself.
func (a Assigner) Plan([]Tied) Assigner { return a }

// Tied are memes that are tied, directly or through others, by shared keys.
type Tied struct {
	Key    string      // the one that their Assigner is given
	Split  Split       // where the first of them that has a gold level is
	Levels [Levels]int // how many of them have each
}

// labelled is how many of them have a gold level.
func (t *Tied) labelled() (n int) {
	for _, of := range t.Levels {
		n += of
	}
	return n
}

// A SplitPlan is shown what is tied of the memes that have a gold level, in the order of
// import, before the Assigner that it returns is asked.
type SplitPlan func([]Tied) Assigner

// Resplit says what assigning the memes again changes.
type Resplit struct {
	Moved  int         `json:"moved"` // memes that go to another split
	Before SplitCounts `json:"before"`
	After  SplitCounts `json:"after"`
}

// SplitCounts counts the memes of each split that are trained on or evaluated: cross-split
// duplicates, which are not, are counted apart.
type SplitCounts struct {
	Train      SplitCount `json:"train"`
	Val        SplitCount `json:"val"`
	Test       SplitCount `json:"test"`
	CrossSplit int        `json:"bridges"`

	CrossSplitLabelled int `json:"bridges_labelled"` // of those, how many have a gold level
}

// SplitCount counts the memes of one split.
type SplitCount struct {
	Memes    int         `json:"memes"`
	Labelled int         `json:"labelled"` // with a gold level
	ByLevel  [Levels]int `json:"by_level"` // of them with each, from very negative on
}

// Count adds a meme.
func (d *SplitCounts) Count(m *Meme, s State) {
	h := map[Split]*SplitCount{Train: &d.Train, Val: &d.Val, Test: &d.Test}[m.Split]
	switch {
	case m.CrossSplit:
		d.CrossSplit++
		if s.Kind == Labelled {
			d.CrossSplitLabelled++
		}
	case h != nil:
		h.Memes++
		if s.Kind == Labelled {
			h.Labelled++
			h.ByLevel[s.Gold]++
		}
	}
}

// Move is a meme's going to another split.
type Move struct {
	Resplit uint64 `json:"resplit"` // which resplit it was, from 1
	From    Split  `json:"from"`
}

// SplitAt returns the split that the meme was in after the memes had been assigned
// again so many times; 0 is before the first.
func (m *Meme) SplitAt(resplits uint64) Split {
	for _, move := range m.Moves {
		if move.Resplit > resplits {
			return move.From
		}
	}
	return m.Split
}
