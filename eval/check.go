package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// CheckKind is why labels are looked at again.
type CheckKind string

// The kinds.
const (
	// CheckErrors are all memes that are cross-validated, the most suspect first.
	CheckErrors CheckKind = "errors"
	// CheckDuplicates are memes of a group that have another level than most others of it.
	CheckDuplicates CheckKind = "duplicates"
	// CheckReAsks are memes to which an annotator gave another level when asked again.
	CheckReAsks CheckKind = "reasks"
	// CheckFar are those of CheckErrors whose level is two or more off from what the model
	// says.
	CheckFar CheckKind = "far"
)

// CheckKinds are all kinds, in the order in which one goes through them.
var CheckKinds = []CheckKind{CheckErrors, CheckDuplicates, CheckReAsks, CheckFar}

// NeedsModel reports whether the kind needs cross-validated probabilities.
func (k CheckKind) NeedsModel() bool { return k == CheckErrors || k == CheckFar }

// Doubt is a label to be looked at again, as check prints it with --json.
type Doubt struct {
	Meme      labels.MemeID `json:"meme"`
	Label     labels.Level  `json:"label"`     // gold; of a re-ask, the annotator's
	Suggested labels.Level  `json:"suggested"` // by the model, the other duplicates, or the answer when asked again
	Score     float64       `json:"score"`     // the higher the more suspect: see Suspicion; of duplicates and re-asks, levels between the two
	Suspect   bool          `json:"suspect"`   // it is one of Suspects; of duplicates, most others agree on another level; of re-asks, always
	Reason    string        `json:"reason"`    // a sentence

	Probs     [labels.Levels]float64 `json:"-"` // out of sample; all 0 of a meme without
	LevelOnly bool                   `json:"-"` // as the row's: Probs tell nothing more than the suggested level
}

// Review is what became of the labels of one kind that were looked at.
type Review struct {
	Kept    int // its level was confirmed
	Changed int // it got another level
	Flagged int // the meme was found unfit
}

// Precision is the share of the decided labels that were changed: how often the list was
// right.
func (r Review) Precision() Share { return NewShare(r.Changed, r.Changed+r.Kept) }

// Done is how many labels were looked at.
func (r Review) Done() int { return r.Kept + r.Changed + r.Flagged }

// Add counts one more, by what it is now and was before; a level that is none is a flag's.
func (r *Review) Add(now, before labels.Level) {
	switch {
	case !now.Valid():
		r.Flagged++
	case now == before:
		r.Kept++
	default:
		r.Changed++
	}
}

// Check is a list of labels to be looked at again.
type Check struct {
	Doubts []Doubt // without those that were looked at already
	Review Review
	Seq    uint64 // the newest event of the log that counts
	Chance string // a sentence where what the labels are checked by is no better than chance; "" else
}

// Suspects is how many of the labels are suspects. It is not known where of none of them more
// than a level is said, which confident learning has nothing to go by in.
func (c Check) Suspects() (n int, known bool) {
	for _, d := range c.Doubts {
		known = known || !d.LevelOnly
		if d.Suspect {
			n++
		}
	}
	return n, known
}

// Guesses says of rows by which labels are checked that they are no better than chance, so that
// suspects are guesses; "" where they are better, or too few to tell.
func Guesses(rows []Row) string {
	warning := newGrouped(rows).chance().warning(Measure(rows).MacroF1)
	if warning == "" {
		return ""
	}
	return fmt.Sprintf("what these labels are checked by is %s: its suspects are guesses", warning)
}

// apart is how many levels are between two.
func apart(a, b labels.Level) int { return int(max(a-b, b-a)) }

// farLevels is how many levels off is far.
const farLevels = 2

// Errors lists rows by what is said of them by a model that has not seen them, or by who else
// is named in the reasons: the most suspect first, or of them only those that are far off.
// Rows that were reviewed are counted by confident learning and not listed. Where what is said
// is a level only, that has nothing to go by, and the row is no suspect.
func Errors(who string, rows []Row, by Suspicion, kind CheckKind, reviewed func(labels.MemeID) bool) []Doubt {
	suspects := Suspects(rows)
	doubts := []Doubt{}
	for _, i := range by.Order(rows) {
		r := rows[i]
		if kind == CheckFar && apart(r.True, r.Pred) < farLevels || reviewed(r.Meme) {
			continue
		}
		doubts = append(doubts, Doubt{
			Meme: r.Meme, Label: r.True, Suggested: r.Pred, Score: by.Of(r), Suspect: suspects[i] && !r.LevelOnly,
			Reason: modelReason(who, r), Probs: r.Probs, LevelOnly: r.LevelOnly,
		})
	}
	return doubts
}

func modelReason(who string, r Row) string {
	if r.LevelOnly {
		return fmt.Sprintf("%s says %s", who, r.Pred.Title())
	}
	if r.Pred == r.True {
		return fmt.Sprintf("%s agrees: %s %s", who, r.Pred.Title(), wholePercent(r.Probs[r.Pred]))
	}
	said := fmt.Sprintf("%s says %s %s, %s %s",
		who, r.Pred.Title(), wholePercent(r.Probs[r.Pred]), r.True.Title(), wholePercent(r.Probs[r.True]))
	if off := apart(r.True, r.Pred); off >= farLevels {
		said += fmt.Sprintf("; %d levels apart", off)
	}
	return said
}

func wholePercent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// GroupedMeme is a meme of a group that has a gold level.
type GroupedMeme struct {
	Meme  labels.MemeID
	Seq   uint64 // its place in the order of import
	Level labels.Level
}

// Duplicates lists the memes of a group, given in the order of import, whose level is not the
// one that most others of the group have; of several equally frequent ones that is the
// nearest.
func Duplicates(group []GroupedMeme) (doubts []Doubt) {
	var of [labels.Levels]int
	for _, m := range group {
		of[m.Level]++
	}
	for _, m := range group {
		others := of
		others[m.Level]--
		most := m.Level
		for l, n := range others {
			if l := labels.Level(l); n > others[most] || n == others[most] && n > 0 && apart(l, m.Level) < apart(most, m.Level) {
				most = l
			}
		}
		if most == m.Level {
			continue
		}
		doubts = append(doubts, Doubt{
			Meme: m.Meme, Label: m.Level, Suggested: most, Score: float64(apart(most, m.Level)),
			Suspect: 2*others[most] > len(group)-1 && others[most] > 1,
			Reason:  duplicatesReason(group, m, most),
		})
	}
	return doubts
}

// namedMemes is how many memes a reason names.
const namedMemes = 3

func duplicatesReason(group []GroupedMeme, of GroupedMeme, most labels.Level) string {
	var names []string
	n := 0
	for _, m := range group {
		if m.Level != most {
			continue
		}
		if n++; n <= namedMemes {
			names = append(names, fmt.Sprintf("#%d", m.Seq))
		}
	}
	if n == 1 {
		return fmt.Sprintf("its duplicate %s is %s", names[0], most.Title())
	}
	named := strings.Join(names, ", ")
	if n > namedMemes {
		named += ", …"
	}
	return fmt.Sprintf("%d of its %d duplicates are %s: %s", n, len(group)-1, most.Title(), named)
}

// ReAsked is a second answer of an annotator's that differs from the one that stands.
type ReAsked struct {
	Meme          labels.MemeID
	Annotator     string
	Stands, Again labels.Level
}

// Doubt is it as a label to be looked at again.
func (r ReAsked) Doubt() Doubt {
	return Doubt{
		Meme: r.Meme, Label: r.Stands, Suggested: r.Again, Score: float64(apart(r.Stands, r.Again)), Suspect: true,
		Reason: fmt.Sprintf("%s said %s, and %s when asked again", labels.Printable(r.Annotator), r.Stands.Title(), r.Again.Title()),
	}
}

// WorstFirst puts those first whose levels are the farthest apart, and leaves equal ones in
// their order.
func WorstFirst(doubts []Doubt) {
	slices.SortStableFunc(doubts, func(a, b Doubt) int { return cmp.Compare(b.Score, a.Score) })
}
