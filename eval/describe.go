package eval

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"memebench/labels"
)

// Description is what a workspace's memes and labels are, and whether the labels can be
// learned. [Describe] makes it.
type Description struct {
	Seq        uint64          `json:"seq"` // the newest event that counts
	Memes      int             `json:"memes"`
	Splits     []SplitLevels   `json:"splits"`     // train, val and test, of gold levels
	Annotators []VoiceLevels   `json:"annotators"` // in the order of the memes on which they first say something
	Missing    Missing         `json:"missing"`
	Captions   CaptionLengths  `json:"captions"`
	Pictures   map[string]int  `json:"pictures"` // that can be shown, by format
	Groups     GroupSizes      `json:"groups"`
	Duplicates DuplicateLabels `json:"duplicates"`
	Learnable  Learnable       `json:"learnable"`
}

// SplitLevels are the memes of a split.
type SplitLevels struct {
	Split    labels.Split       `json:"split"`
	Memes    int                `json:"memes"`
	Labelled int                `json:"labelled"` // that have a gold level
	ByLevel  [labels.Levels]int `json:"by_level"`
	Disputed int                `json:"disputed"` // that have none, since annotators differ
	Flagged  int                `json:"flagged"`  // that are unfit, as somebody says
}

// VoiceLevels are the levels that one voice says now.
type VoiceLevels struct {
	Annotator string             `json:"annotator"`
	Imported  bool               `json:"imported,omitempty"` // by a table in this name
	Labelled  int                `json:"labelled"`
	ByLevel   [labels.Levels]int `json:"by_level"`
}

// Missing counts the memes that lack something. NotFound and Unreadable came with a picture.
type Missing struct {
	Caption    int `json:"caption"`
	Picture    int `json:"picture"`
	NotFound   int `json:"not_found"`  // its file was not there
	Unreadable int `json:"unreadable"` // it cannot be shown
	Sound      int `json:"sound"`      // it is a sound alone
	Both       int `json:"both"`       // there is neither a caption nor a picture that can be shown, nor a sound
	Read       int `json:"read"`       // captions that were read in the pictures
	Moving     int `json:"moving"`     // pictures that are animations
}

// wordsBin is how many words a bin of caption lengths is wide; the last one has all longer
// captions.
const wordsBin = 5

// CaptionLengths are how many words the captions have. Those without words do not count.
type CaptionLengths struct {
	N       int     `json:"n"`
	Least   int     `json:"least"`
	Quarter int     `json:"quarter"` // at most so many have a quarter of them
	Median  int     `json:"median"`
	Three   int     `json:"three_quarters"`
	Most    int     `json:"most"`
	Bins    [13]int `json:"bins"` // 1 to 5 words, 6 to 10, …, and more than 60
}

// GroupSizes are how the memes that share a picture or a caption lie together.
type GroupSizes struct {
	Groups     int `json:"groups"`  // with those of one meme
	Shared     int `json:"shared"`  // of two memes or more
	Memes      int `json:"memes"`   // that are in these
	Largest    int `json:"largest"` // memes of the largest one
	CrossSplit int `json:"cross_split"`
}

// DuplicateLabels are how far the gold levels agree of memes that share a picture or a caption.
type DuplicateLabels struct {
	Pairs Share  `json:"pairs"`   // two memes of a group, those with equal levels
	Far   int    `json:"two_off"` // pairs that are two levels or more apart
	Alpha Alphas `json:"alpha"`   // a group is a unit, and its memes' levels are the voices
}

// DescribeInput is what a description is made of.
type DescribeInput struct {
	Rows      func(yield func(labels.Meme, labels.State) error) error // of the store
	Agreement Agreement

	// Model is a cross-validated evaluation. Where there is none, Unasked says why, as the end of a sentence.
	// Since says what has changed since it was made, as "2 relabelled"; "" for nothing.
	Model   *Evaluation
	Unasked string
	Since   string
}

// Describe counts the memes and their labels.
func Describe(ctx context.Context, in DescribeInput) (Description, error) {
	d := describer{
		Description: Description{Pictures: map[string]int{}, Annotators: []VoiceLevels{}},
		groups:      map[string]*groupLevels{}, voices: map[voiceName]int{},
	}
	for _, s := range []labels.Split{labels.Train, labels.Val, labels.Test} {
		d.Splits = append(d.Splits, SplitLevels{Split: s})
	}
	if err := in.Rows(func(m labels.Meme, s labels.State) error {
		d.add(&m, s)
		return ctx.Err()
	}); err != nil {
		return Description{}, err
	}
	out := d.Description
	out.Seq = in.Agreement.Seq
	out.Captions = captionLengths(d.words)
	out.sumGroups(d.groups)
	out.Learnable = newLearnable(in, &out)
	return out, nil
}

// describer counts memes.
type describer struct {
	Description
	groups map[string]*groupLevels
	voices map[voiceName]int // their places among the annotators
	words  []int
}

// groupLevels are the gold levels of a group's memes.
type groupLevels struct {
	memes  int
	levels [labels.Levels]int
}

func (d *describer) add(m *labels.Meme, s labels.State) {
	d.Memes++
	if i := slices.IndexFunc(d.Splits, func(of SplitLevels) bool { return of.Split == m.Split }); i >= 0 {
		split := &d.Splits[i]
		split.Memes++
		if s.Gold.Valid() {
			split.Labelled++
			split.ByLevel[s.Gold]++
		}
		switch s.Kind {
		case labels.Disputed:
			split.Disputed++
		case labels.Flagged:
			split.Flagged++
		}
	}
	for _, c := range s.Current {
		if c.Level.Valid() {
			d.addVoice(voiceName{c.Annotator, c.Source == labels.Import}, c.Level)
		}
	}
	d.addParts(m)
	if m.CrossSplit {
		d.Groups.CrossSplit++
	}
	name := cmp.Or(m.Group, string(m.ID))
	g := d.groups[name]
	if g == nil {
		g = &groupLevels{}
		d.groups[name] = g
	}
	g.memes++
	if s.Gold.Valid() {
		g.levels[s.Gold]++
	}
}

func (d *describer) addVoice(name voiceName, l labels.Level) {
	at, known := d.voices[name]
	if !known {
		at = len(d.Annotators)
		d.voices[name] = at
		d.Annotators = append(d.Annotators, VoiceLevels{Annotator: name.annotator, Imported: name.imported})
	}
	d.Annotators[at].Labelled++
	d.Annotators[at].ByLevel[l]++
}

// addParts counts what a meme has, and what it lacks.
func (d *describer) addParts(m *labels.Meme) {
	words := len(strings.Fields(m.Caption))
	if words > 0 {
		d.words = append(d.words, words)
	} else {
		d.Missing.Caption++
	}
	if m.Origin == labels.OriginOCR {
		d.Missing.Read++
	}
	switch i := &m.Image; {
	case m.HasImage():
		d.Pictures[i.Format]++
		if i.Moving {
			d.Missing.Moving++
		}
		return
	case i.Media.Is():
		d.Missing.Sound++
		return
	case i.Name == "" && i.Path == "":
		d.Missing.Picture++
	case i.Path == "":
		d.Missing.NotFound++
	default:
		d.Missing.Unreadable++
	}
	if words == 0 {
		d.Missing.Both++
	}
}

func captionLengths(words []int) CaptionLengths {
	c := CaptionLengths{N: len(words)}
	if c.N == 0 {
		return c
	}
	slices.Sort(words)
	at := func(share float64) int { return words[int(share*float64(c.N-1))] }
	c.Least, c.Quarter, c.Median, c.Three, c.Most = words[0], at(.25), at(.5), at(.75), words[c.N-1]
	for _, n := range words {
		c.Bins[min(len(c.Bins)-1, (n-1)/wordsBin)]++
	}
	return c
}

// sumGroups says how large groups are, and how far the levels in them agree.
func (d *Description) sumGroups(groups map[string]*groupLevels) {
	names := make([]string, 0, len(groups))
	for name, g := range groups {
		d.Groups.Groups++
		d.Groups.Largest = max(d.Groups.Largest, g.memes)
		if g.memes > 1 {
			d.Groups.Shared++
			d.Groups.Memes += g.memes
			names = append(names, name)
		}
	}
	slices.Sort(names) // equal memes have equal intervals
	var units [][labels.Levels]int
	equal, pairs := 0, 0
	for _, name := range names {
		u := groups[name].levels
		units = append(units, u)
		for i, n := range u {
			equal += n * (n - 1) / 2
			pairs += n * (n - 1) / 2
			for j := i + 1; j < len(u); j++ {
				pairs += n * u[j]
				if j > i+1 {
					d.Duplicates.Far += n * u[j]
				}
			}
		}
	}
	d.Duplicates.Pairs, d.Duplicates.Alpha = NewShare(equal, pairs), NewAlphas(units)
}
