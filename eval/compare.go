package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"memebench/labels"
)

// Comparison is what two versions make of the same rows, the second against the
// first: a difference above 0 speaks for the second.
type Comparison struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Split  string `json:"split"` // val, test or CVRows
	N      int    `json:"n"`     // rows evaluated by both
	Groups int    `json:"groups"`
	Known  int    `json:"known"` // rows left out, because one of the versions may have learnt from them

	LeftOut int `json:"left_out,omitempty"` // rows left out, because nothing of their memes can be read

	FirstMacroF1  Metric   `json:"first_macro_f1"`
	SecondMacroF1 Metric   `json:"second_macro_f1"`
	MacroF1Delta  Metric   `json:"macro_f1_delta"` // in [-1,1]
	CI95          Interval `json:"ci95"`           // of the difference
	ProbImproved  Metric   `json:"p_rises"`        // share of resamples in which the second has the higher macro-F1
	Seed          uint64   `json:"seed"`           // of the resamples
	AccuracyDelta Metric   `json:"accuracy_delta"`

	McNemarP    Metric `json:"mcnemar_p"`
	Discordant  int    `json:"discordant"` // rows that one of the versions alone has right
	FirstRight  int    `json:"first_only_right"`
	SecondRight int    `json:"second_only_right"`
}

// UnmarshalJSON also reads the comparisons of older stores, which say "review" for
// [CVRows].
func (c *Comparison) UnmarshalJSON(b []byte) error {
	type plain Comparison
	if err := json.Unmarshal(b, (*plain)(c)); err != nil {
		return err
	}
	if c.Split == "review" {
		c.Split = CVRows
	}
	return nil
}

const (
	compareResamples = 2000
	compareSeed      = 1
)

// ErrOtherRows means that two lists of evaluated rows are not of the same memes.
var ErrOtherRows = errors.New("the two versions were not evaluated on the same rows")

// Compare puts the answers of two heads to the same rows side by side: first[i]
// and second[i] must be of one meme, with one true level.
//
// The interval and the probability of improvement are those of a paired percentile
// bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
// chapter 13): as many groups as there are are drawn with replacement, 2,000
// times, both heads are measured on the rows of the same drawn groups, and the
// ends are the 2.5th and the 97.5th percentile of the differences, as
// numpy.percentile interpolates them. Groups are numbered in the order of the
// rows, a row without a group being one of its own; place i of resample r is
// group ⌊hi32(x)·groups/2³²⌋, where x is value r·groups+i of the generator
// SplitMix64 seeded with 1. With fewer than 20 groups both are undefined.
// They are about which memes the heads are evaluated on, and take the heads as they
// are: how much of a difference is luck in training they cannot tell.
//
// McNemarP is the exact two-sided McNemar test of equal accuracy: with b rows
// that the first alone has right and c that the second alone has, twice the
// chance of at most min(b,c) heads in b+c throws of a coin, at most 1; as
// statsmodels.stats.contingency_tables.mcnemar with exact=True gives it. It takes
// rows for independent of each other, which those of a group are not.
//
// Rows whose levels are not valid are left out.
func Compare(first, second []Row) (Comparison, error) {
	if len(first) != len(second) {
		return Comparison{}, fmt.Errorf("%w: %d and %d", ErrOtherRows, len(first), len(second))
	}
	var a, b []Row
	for i := range first {
		x, y := &first[i], &second[i]
		if x.Meme != y.Meme || x.True != y.True || x.Group != y.Group {
			return Comparison{}, fmt.Errorf("%w: row %d is %s and %s", ErrOtherRows, i, labels.Printable(string(x.Meme)), labels.Printable(string(y.Meme)))
		}
		if x.True.Valid() && x.Pred.Valid() && y.Pred.Valid() {
			a, b = append(a, *x), append(b, *y)
		}
	}
	c := Comparison{N: len(a), CI95: noInterval, ProbImproved: undefined, Seed: compareSeed}
	for i := range a {
		switch right, too := a[i].Pred == a[i].True, b[i].Pred == b[i].True; {
		case right && !too:
			c.FirstRight++
		case too && !right:
			c.SecondRight++
		}
	}
	c.Discordant = c.FirstRight + c.SecondRight
	c.McNemarP = mcNemar(c.FirstRight, c.SecondRight)
	was, is := Measure(a), Measure(b)
	c.FirstMacroF1, c.SecondMacroF1 = was.MacroF1, is.MacroF1
	c.MacroF1Delta, c.AccuracyDelta = is.MacroF1-was.MacroF1, is.Accuracy-was.Accuracy
	groups, _ := groupCells(a)
	others, _ := groupCells(b)
	c.Groups = len(groups)
	if len(groups) < leastGroups {
		return c, nil
	}
	improved := 0
	var deltas sample
	for r := range uint64(compareResamples) {
		d := sequence{Stream{compareSeed}, r * uint64(len(groups))}
		delta := resample(others, d).MacroF1 - resample(groups, d).MacroF1
		deltas.add(delta)
		if delta > roundingError {
			improved++
		}
	}
	c.CI95 = deltas.interval()
	c.ProbImproved = Metric(float64(improved) / compareResamples)
	return c, nil
}

// roundingError is more than the sums in two macro-F1 that are equal may differ
// by.
const roundingError = 1e-12

// mcNemar is the exact two-sided p-value for b and c discordant pairs.
func mcNemar(b, c int) Metric {
	n := float64(b + c)
	choose := func(k float64) float64 { // ln of n over k
		up, _ := math.Lgamma(n + 1)
		low, _ := math.Lgamma(k + 1)
		rest, _ := math.Lgamma(n - k + 1)
		return up - low - rest
	}
	p := 0.0
	for k := range min(b, c) + 1 {
		p += math.Exp(choose(float64(k)) - n*math.Ln2)
	}
	return Metric(min(1, 2*p))
}

// sequence is a stream from a place on, of whose values the upper 32 bits are used.
type sequence struct {
	Stream
	from uint64
}

// Below returns the i-th value as an integer in [0,n); n is less than 2³².
func (s sequence) Below(i uint64, n int) int { return int(s.At(s.from+i) >> 32 * uint64(n) >> 32) }

// Verdict says in a few words what the comparison amounts to.
func (c Comparison) Verdict() string {
	switch {
	case c.N == 0:
		return "there are no rows that both can be evaluated on"
	case !c.ProbImproved.Defined():
		return fmt.Sprintf("too few rows to tell (%s)", plural(c.Groups, "group"))
	case c.Discordant == 0:
		return "both have the same rows right"
	case c.CI95[0] > 0:
		return fmt.Sprintf("%s is better", labels.Printable(c.Second))
	case c.CI95[1] < 0:
		return fmt.Sprintf("%s is better", labels.Printable(c.First))
	}
	return "the difference may be chance"
}

// WriteText writes the comparison for people, in lines of at most 80 columns.
func (c Comparison) WriteText(w io.Writer) error {
	of := "on " + c.Split
	if c.Split == CVRows {
		of = "cross-validated (train + val)"
	}
	_, err := fmt.Fprintf(w, "%s against %s, %s, %s\n", labels.Printable(c.Second), labels.Printable(c.First), of, plural(c.N, "row"))
	var rows [][2]string
	add := func(name, format string, args ...any) {
		rows = append(rows, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if c.N > 0 {
		add("macro-F1", "%s -> %s, %s", c.FirstMacroF1, c.SecondMacroF1, signed(c.MacroF1Delta))
		if c.CI95.Defined() {
			add("95% interval", "%s to %s (%d paired resamples of %s)", signed(c.CI95[0]), signed(c.CI95[1]), compareResamples, plural(c.Groups, "group"))
			add("P(better)", "%s", c.ProbImproved)
		} else {
			add("95% interval", "none: it needs %d groups of memes; there are %d", leastGroups, c.Groups)
		}
		add("accuracy", "%s", signed(c.AccuracyDelta))
		add("right alone", "%s %d, %s %d", labels.Printable(c.First), c.FirstRight, labels.Printable(c.Second), c.SecondRight)
		add("McNemar", "p = %s (exact, two-sided)", c.McNemarP)
	}
	if c.Known > 0 {
		add("left out", "%s that one of them may have learnt from", plural(c.Known, "row"))
	}
	if c.LeftOut > 0 {
		add("left out", "%s with neither a caption nor a picture that can be read", plural(c.LeftOut, "row"))
	}
	add("verdict", "%s", c.Verdict())
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s\n", left(r[0], nameWidth), r[1])
		}
	}
	return err
}

// signed is a difference with its sign.
func signed(f Metric) string {
	s := f.String()
	if f > 0 && s != "0.000" {
		return "+" + s
	}
	return s
}
