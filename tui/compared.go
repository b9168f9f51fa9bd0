package tui

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

// compared is how two versions compare.
type compared struct {
	eval.Comparison
	folds   string // the seed of the folds when it began
	seq     uint64 // the newest event that counts
	since   changedSince
	looked  uint64 // the newest event when it was looked last what has changed since
	decided bool   // it is the one by which was decided whether to serve the second when that was trained
}

// decision is the comparison by which was decided whether to serve a version, and whether it was the one with another.
func decision(v eval.Version, other string) (compared, bool) {
	d := v.Decision
	if d == nil || d.Comparison == nil || d.Against != other {
		return compared{}, false
	}
	return compared{Comparison: *d.Comparison, seq: max(v.LabelSeq, d.Comparison.Seq), decided: true}, true
}

// comparedOn is on which memes two versions were compared.
func comparedOn(c eval.Comparison) string {
	switch {
	case c.CrossValidated() && c.Repeats == 1:
		return fmt.Sprintf("cross-validated once on %s", count(c.N, "meme"))
	case c.CrossValidated():
		return fmt.Sprintf("cross-validated %d times on %s", c.Repeats, count(c.N, "meme"))
	case c.Split == eval.CVRows:
		return fmt.Sprintf("on the same %s of train and val", count(c.N, "meme"))
	}
	return fmt.Sprintf("on the same %s", count(c.N, "validation meme"))
}

// splits are those of which memes two versions were compared.
func (c compared) splits() []labels.Split {
	if c.Split == eval.CVRows {
		return []labels.Split{labels.Train, labels.Val}
	}
	return []labels.Split{labels.Split(c.Split)}
}

// title is on which memes two versions were compared, and what has changed since, the longest text first.
func (c compared) title() []string {
	on, changed := comparedOn(c.Comparison), c.changed()
	if changed == "" {
		return []string{on}
	}
	return []string{on + " · " + changed, changed}
}

// changed says what has changed since two versions were compared, "" for nothing.
func (c compared) changed() string {
	if what := c.since.says(); what != "" {
		return what + " have changed since"
	}
	return ""
}

// says is the verdict, and whether it is of older labels.
func (c compared) says() string {
	if changed := c.changed(); changed != "" {
		return c.Verdict() + " (" + changed + ")"
	}
	return c.Verdict()
}
