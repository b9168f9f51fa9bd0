package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
)

// Comparison is what two versions make of the same rows, the second against the
// first: a difference above 0 speaks for the second.
type Comparison struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Split  string `json:"split"`         // val, test or CVRows
	Seq    uint64 `json:"seq,omitempty"` // the newest event of the log that counts; 0 where it was not kept, before 29 November 2026
	N      int    `json:"n"`             // rows evaluated by both
	Groups int    `json:"groups"`
	Known  int    `json:"known"` // rows left out, because one of the versions may have learnt from them

	Knowing []string `json:"may_know,omitempty"` // which of the two may have learnt from these

	LeftOut  int      `json:"left_out,omitempty"`                   // rows left out: nothing of the meme can be read, or one of the versions has no prediction of it
	Disputed int      `json:"disputed,omitempty"`                   // memes that are no rows, as annotators differ on them
	Given    []string `json:"predictions_from_elsewhere,omitempty"` // which of the two are, so that they may know the rows

	Scarce

	FirstFollowed  int `json:"first_review_followed,omitempty"`  // labels that a review has changed to what the first says; of repeats, the mean
	SecondFollowed int `json:"second_review_followed,omitempty"` // to what the second says

	Flagged int `json:"review_flagged,omitempty"` // memes that a review has flagged, which are not among the rows for that

	TestSeen // where others than these are among the versions

	FirstMacroF1  Metric   `json:"first_macro_f1"`
	SecondMacroF1 Metric   `json:"second_macro_f1"`
	MacroF1Delta  Metric   `json:"macro_f1_delta"` // in [-1,1]
	CI95          Interval `json:"ci95"`           // of the difference
	ProbImproved  Metric   `json:"p_rises"`        // share of resamples in which the second has the higher macro-F1; the same counts half
	Seed          uint64   `json:"seed"`           // of the resamples
	AccuracyDelta Metric   `json:"accuracy_delta"`

	McNemarP    Metric `json:"mcnemar_p"`
	Discordant  int    `json:"discordant"` // rows that one of the versions alone has right; of repeats, the mean
	FirstRight  int    `json:"first_only_right"`
	SecondRight int    `json:"second_only_right"`

	Repeats      int      `json:"repeats"`              // assignments of the folds; 1 where there are none
	FoldsSeed    *uint64  `json:"folds_seed,omitempty"` // of the workspace then; nil where there are no folds, and in comparisons of older stores
	LogLossDelta Metric   `json:"log_loss_delta"`
	LogLossCI95  Interval `json:"log_loss_ci95"`
	QWKDelta     Metric   `json:"qwk_delta"`
	QWKCI95      Interval `json:"qwk_ci95"`

	P         Metric   `json:"p"`          // two-sided, that one is better by the rule of Outcome
	PAdjusted Metric   `json:"p_adjusted"` // of the tests
	Tests     int      `json:"tests"`      // pairs that were compared together, or candidates that were tried
	Outcome   Outcome  `json:"verdict"`
	Reasons   []string `json:"reasons"` // for people
}

// UnmarshalJSON also reads the comparisons of older stores, which say "review" for
// [CVRows], and know of nothing but macro-F1 and accuracy: by the rule of today they are
// unclear.
func (c *Comparison) UnmarshalJSON(b []byte) error {
	type plain Comparison
	*c = Comparison{
		Repeats: 1, Tests: 1, Outcome: Unclear, P: undefined, PAdjusted: undefined,
		LogLossDelta: undefined, LogLossCI95: noInterval, QWKDelta: undefined, QWKCI95: noInterval,
	}
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
	compareSeed      = ResampleSeed
)

// ErrOtherRows means that two lists of evaluated rows are not of the same memes.
var ErrOtherRows = errors.New("the two versions were not evaluated on the same rows")

// Compare is CompareRepeated of heads that were made once.
func Compare(first, second []Row) (Comparison, error) {
	return CompareRepeated([][]Row{first}, [][]Row{second})
}

// CompareRepeated puts the answers of two heads to the same rows side by side, or of two
// kinds of heads that were made several times, with other folds or seeds: first[r][i] and
// second[r][i] must be of one meme, with one true level, which are the same for all r. The
// metrics are the means over the repeats.
//
// The intervals and the probability of improvement are those of a paired percentile
// bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
// chapter 13): as many groups as there are are drawn with replacement, 2,000
// times, both heads are measured on the rows of the same drawn groups, and the
// ends are the 2.5th and the 97.5th percentile of the differences, as
// numpy.percentile interpolates them. Of several repeats as many as there are are drawn
// with replacement as well, independently of the groups, and the difference is the mean of
// those drawn: the pigeonhole bootstrap (Owen, "The pigeonhole bootstrap", Annals of
// Applied Statistics 1(2), 2007), whose variance has that of the folds in it and is, if
// anything, too large. Groups are numbered in the order of the
// rows, a row without a group being one of its own; place i of resample r is
// group ⌊hi32(x)·groups/2³²⌋, where x is value r·groups+i of the generator
// SplitMix64 seeded with 1. With fewer than 20 groups there is none of this.
// Of a single pair of heads they are about which memes the heads are evaluated on, and
// take the heads as they are: how much of a difference is luck in training they cannot tell.
//
// ProbImproved counts a resample without a difference half, so that of the two versions
// turned round it is what is left to 1.
//
// McNemarP is the exact two-sided McNemar test of equal accuracy: with b rows
// that the first alone has right and c that the second alone has, twice the
// chance of at most min(b,c) heads in b+c throws of a coin, at most 1; as
// statsmodels.stats.contingency_tables.mcnemar with exact=True gives it. It takes
// rows for independent of each other, which those of a group are not. Of several repeats
// it is twice the median of theirs, at most 1, which no dependence between them makes
// too small (Meinshausen, Meier and Bühlmann, "p-values for high-dimensional regression",
// Journal of the American Statistical Association 104, 2009).
//
// Rows whose levels are not valid in every repeat are left out. Where one has a level only,
// nothing is said of log loss.
func CompareRepeated(first, second [][]Row) (Comparison, error) {
	first, second, err := sameRows(first, second)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{
		N: len(first[0]), Repeats: len(first), Seed: compareSeed, CI95: noInterval, ProbImproved: undefined,
		LogLossCI95: noInterval, QWKCI95: noInterval, Scarce: scarceOf(first[0]),
	}
	c.setRight(first, second)
	n := Metric(c.Repeats)
	for r := range first {
		was, is := Measure(first[r]), Measure(second[r])
		c.FirstMacroF1 += was.MacroF1 / n
		c.SecondMacroF1 += is.MacroF1 / n
		c.AccuracyDelta += (is.Accuracy - was.Accuracy) / n
		c.LogLossDelta += (is.LogLoss - was.LogLoss) / n
		c.QWKDelta += (is.QWK - was.QWK) / n
	}
	c.MacroF1Delta = c.SecondMacroF1 - c.FirstMacroF1
	if math.Abs(float64(c.MacroF1Delta)) <= roundingError {
		c.MacroF1Delta = 0
	}
	was, is := newSide(first), newSide(second)
	c.Groups = was[0].n()
	none := evidence{undefined, undefined, undefined}
	if c.Groups < leastGroups {
		c.setP(none, none)
		return c, nil
	}
	macro, loss, qwk := make(sample, compareResamples), make(sample, compareResamples), make([]Metric, compareResamples)
	inParallel(compareResamples, func(r int) {
		repeats := drawRepeats(c.Repeats, r)
		before, after := was.resample(repeats, r), is.resample(repeats, r)
		macro[r] = float64(after.macroF1 - before.macroF1)
		loss[r] = float64(after.loss - before.loss)
		qwk[r] = after.qwk - before.qwk
	})
	if !c.LogLossDelta.Defined() { // also where a resample has none of the rows with a level only
		loss = nil
	}
	var kappas sample
	for _, q := range qwk {
		kappas.add(q)
	}
	up := evidence{macro.noBetter(1), loss.noBetter(-1), kappas.noBetter(1)}
	down := evidence{macro.noBetter(-1), loss.noBetter(1), kappas.noBetter(-1)}
	c.ProbImproved = macro.shareAbove()
	c.CI95, c.LogLossCI95, c.QWKCI95 = macro.interval(), loss.interval(), kappas.interval()
	c.setP(up, down)
	return c, nil
}

// sameRows returns the rows that every head can be evaluated on.
func sameRows(first, second [][]Row) (a, b [][]Row, err error) {
	if len(first) != len(second) || len(first) == 0 {
		return nil, nil, fmt.Errorf("%w: %d and %d times", ErrOtherRows, len(first), len(second))
	}
	n := len(first[0])
	keep := make([]bool, n)
	for i := range keep {
		keep[i] = true
	}
	for _, side := range [][][]Row{first, second} {
		for _, rows := range side {
			if len(rows) != n {
				return nil, nil, fmt.Errorf("%w: %d and %d", ErrOtherRows, n, len(rows))
			}
			for i := range rows {
				x, y := &first[0][i], &rows[i]
				if x.Meme != y.Meme || x.True != y.True || x.Group != y.Group {
					return nil, nil, fmt.Errorf("%w: row %d is %s and %s", ErrOtherRows, i, labels.Printable(string(x.Meme)), labels.Printable(string(y.Meme)))
				}
				keep[i] = keep[i] && y.evaluable()
			}
		}
	}
	kept := func(side [][]Row) [][]Row {
		out := make([][]Row, len(side))
		for r, rows := range side {
			for i := range rows {
				if keep[i] {
					out[r] = append(out[r], rows[i])
				}
			}
		}
		return out
	}
	return kept(first), kept(second), nil
}

// setRight counts what one version alone has right, and tests it.
func (c *Comparison) setRight(first, second [][]Row) {
	var ps sample
	a, b := 0, 0
	for r := range first {
		alone, too := 0, 0
		for i := range first[r] {
			switch x, y := &first[r][i], &second[r][i]; {
			case x.Pred == x.True && y.Pred != y.True:
				alone++
			case y.Pred == y.True && x.Pred != x.True:
				too++
			}
		}
		a, b = a+alone, b+too
		ps.add(mcNemar(alone, too))
	}
	n := float64(len(first))
	c.FirstRight, c.SecondRight = int(math.Round(float64(a)/n)), int(math.Round(float64(b)/n))
	c.Discordant = c.FirstRight + c.SecondRight
	slices.Sort(ps)
	c.McNemarP = ps.percentile(50)
	if len(ps) > 1 {
		c.McNemarP = min(1, 2*c.McNemarP)
	}
}

// comparedSide are the grouped answers of one version, by repeat.
type comparedSide []comparedRepeat

type comparedRepeat struct {
	*grouped
	loss []float64 // by group
}

func newSide(repeats [][]Row) comparedSide {
	var s comparedSide
	for _, rows := range repeats {
		g := newGrouped(rows)
		loss := make([]float64, g.n())
		for at := range loss {
			for k := g.start[at]; k < g.start[at+1]; k++ {
				loss[at] += rows[g.place[k]].logLoss()
			}
		}
		s = append(s, comparedRepeat{g, loss})
	}
	return s
}

// compared are a version's means over the drawn repeats.
type compared struct{ accuracy, macroF1, qwk, loss Metric }

// resample measures the version on the groups of resample r, in the repeats as often as
// they are drawn.
func (s comparedSide) resample(repeats []int, r int) (out compared) {
	all := 0
	for _, times := range repeats {
		all += times
	}
	for i, times := range repeats {
		if times == 0 {
			continue
		}
		g, loss, n := s[i], 0.0, s[i].n()
		var cells [cellCount]float64
		rows := 0
		d := sequence{Stream{compareSeed}, uint64(r) * uint64(n)}
		for place := range n {
			at := d.Below(uint64(place), n)
			loss += g.loss[at]
			rows += int(g.start[at+1] - g.start[at])
			for k := g.start[at]; k < g.start[at+1]; k++ {
				cells[g.cell[k]]++
			}
		}
		var t table
		t.add(&cells, 1)
		scores, w := t.scores(), Metric(times)/Metric(all)
		out.accuracy += w * scores.accuracy
		out.macroF1 += w * scores.macroF1
		out.qwk += w * scores.qwk
		out.loss += w * ratio(loss, float64(rows))
	}
	return out
}

// drawRepeats is how often each of n repeats is drawn in a resample.
func drawRepeats(n, resample int) []int {
	times := make([]int, n)
	if n == 1 {
		times[0] = 1
		return times
	}
	draw := NewStream(compareSeed, ForRepeat, uint64(resample))
	for i := range n {
		times[draw.Below(uint64(i), n)]++
	}
	return times
}

// noBetter is the one-sided p-value of differences by resampling, those that speak for the
// second version having this sign: (1 + those that do not, half of those without a
// difference) / (1 + all).
func (s sample) noBetter(sign float64) Metric {
	if len(s) == 0 {
		return undefined
	}
	not := 0.0
	for _, v := range s {
		switch v *= sign; {
		case v < -roundingError:
			not++
		case v <= roundingError:
			not += .5
		}
	}
	return Metric((1 + not) / float64(1+len(s)))
}

// shareAbove is the share of differences above 0, and half of those that are 0.
func (s sample) shareAbove() Metric {
	above := 0.0
	for _, v := range s {
		switch {
		case v > roundingError:
			above++
		case v >= -roundingError:
			above += .5
		}
	}
	return ratio(above, float64(len(s)))
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
