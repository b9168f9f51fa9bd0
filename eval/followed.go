package eval

import (
	"fmt"
	"math"
	"strings"

	"memebench/labels"
)

// CountFollowed puts on the report how many of its rows were given, in a cell of the matrix
// or on Check, the very level that the model says, and had another one before: was has the levels of
// then, NoLevel for a meme that had none. A review that does what the model suggests makes the
// model look right.
func (r *Evaluation) CountFollowed(rows []Row, was map[labels.MemeID]labels.Level) {
	r.Followed = followedIn(rows, was)
	if r.Followed > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("a review has changed %s to what the model says: that flatters it", plural(r.Followed, "label")))
	}
}

// followedIn is how many of the rows have, unlike in was, the level that the model says.
func followedIn(rows []Row, was map[labels.MemeID]labels.Level) int {
	n := 0
	for i := range rows {
		if level, ok := was[rows[i].Meme]; ok && level != rows[i].True && rows[i].Pred == rows[i].True {
			n++
		}
	}
	return n
}

// CountFollowed puts on the metrics how many labels of the rows they are of a review has changed, in
// a cell of the matrix or on Check, to what the heads say: the mean of the repeats.
func (r *Repeated) CountFollowed(rows [][]Row, was map[labels.MemeID]labels.Level) {
	r.Followed = followedInEach(rows, was)
}

// Warnings say in sentences what macro-F1 makes of levels without rows, and that a review flatters the heads.
func (r *Repeated) Warnings() []string { return append(r.ScarceNotes(), r.flattered()...) }

// flattered says in a sentence that a review flatters the heads; it is none where it did nothing of
// that kind.
func (r *Repeated) flattered() []string {
	return append(flattered(r.Followed, r.Repeats), flaggedOf(r.Flagged)...)
}

// flaggedOf says in a sentence, where there are some, that a review has flagged so many memes that heads
// would be evaluated on.
func flaggedOf(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{flagged(n, "the heads where they had")}
}

// flagged says that a review has flagged n memes, one or more, and whom that flatters: "the model where
// it had" them wrong.
func flagged(n int, whom string) string {
	return fmt.Sprintf("a review has flagged %s, which %s not among these rows: that flatters %s %s wrong",
		plural(n, "meme"), oneOrMany(n, "is", "are"), whom, oneOrMany(n, "it", "them"))
}

// CountFollowed puts on the sweep how many labels of the rows a review has changed to what the heads
// of each config say, and on each comparison with the base what it has for both.
func (s *Sweep) CountFollowed(heads []SweepRows, was map[labels.MemeID]labels.Level) {
	for i := range s.Configs {
		s.Configs[i].Repeated.CountFollowed(heads[i].Rows, was)
		if c := s.Configs[i].Comparison; c != nil {
			c.CountFollowed(heads[0].Rows, heads[i].Rows, was)
		}
	}
}

// Warnings are as those of [Repeated]; of several configs they say what there is of the base and of the
// others.
func (s Sweep) Warnings() []string { return append(s.Configs[0].ScarceNotes(), s.flattered()...) }

func (s Sweep) flattered() []string {
	base, others := s.Configs[0], s.Configs[1:]
	out := flaggedOf(s.Flagged)
	if len(others) == 0 {
		return append(base.flattered(), out...)
	}
	low, high := others[0].Followed, others[0].Followed
	for _, c := range others {
		low, high = min(low, c.Followed), max(high, c.Followed)
	}
	if base.Followed == 0 && high == 0 {
		return out
	}
	between := fmt.Sprint(low)
	if low < high {
		between += fmt.Sprintf(" to %d", high)
	}
	whose := "the others"
	if len(others) == 1 {
		whose = "config 2"
	}
	return append([]string{fmt.Sprintf("a review has changed %s to what the heads of config 1 say, %s to what those of %s say%s: that flatters them",
		plural(base.Followed, "label"), between, whose, meanOf(base.Repeats))}, out...)
}

// CountFollowed puts on the ablation how many labels of its rows, by repeat, a review has changed to
// what the heads without the modality say, and to what those with all say.
func (a *Ablation) CountFollowed(without, all [][]Row, was map[labels.MemeID]labels.Level) {
	a.Repeated.CountFollowed(without, was)
	a.Comparison.CountFollowed(without, all, was)
}

// Flattered says that a review flatters the heads, with those that read all beside them.
func (a Ablation) Flattered() []string {
	if a.Followed == 0 && a.Comparison.SecondFollowed == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s: a review has changed %s to what these heads say, %d to what those with all say%s",
		WithoutModality(a.Without), plural(a.Followed, "label"), a.Comparison.SecondFollowed, meanOf(a.Repeats))}
}

// CountFollowed puts on the curve how many labels a review has changed to what the heads of the last
// size say.
func (c *Subsampled) CountFollowed(last SubsampledSize, was map[labels.MemeID]labels.Level) {
	c.Followed = followedInEach(last.Rows, was)
}

// Warnings are as those of [Repeated].
func (c *Subsampled) Warnings() []string {
	return append(append(c.ScarceNotes(), flattered(c.Followed, c.Repeats)...), flaggedOf(c.Flagged)...)
}

// flattered is the sentence of so many labels, the mean of the repeats.
func flattered(n, repeats int) []string {
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("a review has changed %s to what the heads say%s: that flatters them", plural(n, "label"), meanOf(repeats))}
}

// meanOf says that a number is a mean of repeats, where there are several.
func meanOf(repeats int) string {
	if repeats < 2 {
		return ""
	}
	return fmt.Sprintf(" (mean of %d repeats)", repeats)
}

// followedInEach is the mean over the repeats of [followedIn].
func followedInEach(repeats [][]Row, was map[labels.MemeID]labels.Level) int {
	n := 0
	for _, rows := range repeats {
		n += followedIn(rows, was)
	}
	return int(math.Round(float64(n) / float64(max(1, len(repeats)))))
}

// CountFollowed puts on the comparison how many labels of its rows, by repeat, were changed in a
// cell of the matrix or on Check to the very level that each version says: was has the levels of before,
// NoLevel for a meme that had none. A review of what one of two got wrong makes that one
// look better beside the other.
func (c *Comparison) CountFollowed(first, second [][]Row, was map[labels.MemeID]labels.Level) {
	c.FirstFollowed, c.SecondFollowed = followedInEach(first, was), followedInEach(second, was)
}

// Flattered says whom a review flatters, "" where it did nothing of that kind.
func (c Comparison) Flattered() string {
	var all []string
	if says := c.followedSays(); says != "" {
		all = append(all, says)
	}
	if c.Flagged > 0 {
		all = append(all, flagged(c.Flagged, "the one that had"))
	}
	return strings.Join(all, "; ")
}

// followedSays says whose answers a review has taken, "" where it was nobody's.
func (c Comparison) followedSays() string {
	first, second := labels.Printable(c.First), labels.Printable(c.Second)
	who := "both"
	switch {
	case c.FirstFollowed == 0 && c.SecondFollowed == 0:
		return ""
	case c.SecondFollowed == 0:
		who = first
	case c.FirstFollowed == 0:
		who = second
	}
	return fmt.Sprintf("a review has changed %s to what %s says, %d to what %s says%s: that flatters %s",
		plural(c.FirstFollowed, "label"), first, c.SecondFollowed, second, c.OfRepeats(" (means of %d repeats)"), who)
}
