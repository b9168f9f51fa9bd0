package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Outcome is what a comparison has shown, for programs.
type Outcome string

// The outcomes, which are of the second version.
const (
	SecondBetter Outcome = "better"
	FirstBetter  Outcome = "worse"
	Unclear      Outcome = "unclear" // the difference may be chance, or is not one in enough metrics
	TooFew       Outcome = "too_few" // groups, to tell
)

const (
	// DecidingGroups is how many groups of memes it takes to call a version better: on
	// fewer, intervals of macro-F1 are too narrow (see [Bootstrap]), and one meme more or
	// less moves it by a point or two.
	DecidingGroups = 60

	// decidingLevel is how often one of two heads that are equal may be called better.
	decidingLevel = .05
)

// The rule by which one version is better than the other. It is so in macro-F1, and in at
// least one of log loss and QWK: macro-F1 alone looks at neither how far off a level is nor
// how sure the head is, and jumps with the few rows of rare levels.
//
// The p-value of "the second is better" is the larger of the one-sided p-value by macro-F1
// and the smaller one of the other two. It is never below that by macro-F1, so equal
// heads pass no more often than by macro-F1 alone. That of either being better is twice
// the smaller of the two directions.

// evidence are one-sided p-values, in [0,1], that the second version is no better than the
// first; undefined where there is nothing to resample.
type evidence struct{ macroF1, logLoss, qwk Metric }

func (e evidence) p() Metric {
	other := e.logLoss
	if !other.Defined() || e.qwk < other {
		other = e.qwk
	}
	if !other.Defined() {
		return undefined
	}
	return max(e.macroF1, other)
}

// setP fills in P of a comparison, and what there is to say of it on its own.
func (c *Comparison) setP(second, first evidence) {
	up, down := second.p(), first.p()
	c.P = undefined
	switch {
	case !up.Defined() || !down.Defined():
	case up <= down:
		c.P = min(1, 2*up)
	default:
		c.P = min(1, 2*down)
	}
	c.judge(1, "pair")
}

// judge says which is better where the comparison is one of so many tests that one could
// be lucky in: by Bonferroni's p-value, which is P times as many, at most 1.
func (c *Comparison) judge(tests int, noun string) {
	c.judgeBy(tests, noun, min(1, c.P*Metric(tests)))
}

// judgeBy does by a p-value that is adjusted already.
func (c *Comparison) judgeBy(tests int, noun string, adjusted Metric) {
	c.Tests, c.PAdjusted, c.Reasons = tests, adjusted, nil
	say := func(format string, args ...any) { c.Reasons = append(c.Reasons, fmt.Sprintf(format, args...)) }
	switch {
	case c.Groups < DecidingGroups:
		c.Outcome = TooFew
		say("it takes %d groups of memes; there are %d", DecidingGroups, c.Groups)
		return
	case c.P.Defined() && adjusted <= decidingLevel && c.MacroF1Delta > 0:
		c.Outcome = SecondBetter
	case c.P.Defined() && adjusted <= decidingLevel && c.MacroF1Delta < 0:
		c.Outcome = FirstBetter
	default:
		c.Outcome = Unclear
	}
	told := func(i Interval) string {
		if i.beyondChance() {
			return "more than chance"
		}
		return "may be chance"
	}
	say("macro-F1 %s (%s): %s", signed(c.MacroF1Delta), c.CI95.signed(), told(c.CI95))
	if c.LogLossDelta.Defined() {
		say("log loss %s (%s): %s", signed(c.LogLossDelta), c.LogLossCI95.signed(), told(c.LogLossCI95))
	} else {
		say("log loss is not known: it takes probabilities of all rows by both")
	}
	say("QWK %s (%s): %s", signed(c.QWKDelta), c.QWKCI95.signed(), told(c.QWKCI95))
	if tests > 1 {
		say("%s, as one of %s %s: it takes %.2f", c.P.P(), plural(tests, noun), adjusted, decidingLevel)
	} else {
		say("%s by macro-F1 and the better of the others: it takes %.2f", c.P.P(), decidingLevel)
	}
	switch sees := c.McNemarP <= decidingLevel; {
	case c.Outcome == Unclear && sees:
		say("McNemar's test disagrees: it sees a difference in accuracy (%s)", c.McNemarP.P())
	case c.Outcome != Unclear && !sees:
		say("McNemar's test disagrees: it sees none in accuracy (%s)", c.McNemarP.P())
	case c.Outcome == SecondBetter && c.AccuracyDelta < 0, c.Outcome == FirstBetter && c.AccuracyDelta > 0:
		say("McNemar's test disagrees: it sees the opposite in accuracy (%s)", c.McNemarP.P())
	}
}

// beyondChance reports whether an interval of differences is all on one side of none.
func (i Interval) beyondChance() bool { return i.Defined() && (i[0] > 0 || i[1] < 0) }

// Mixed says in a few words which metrics tell the versions apart, by their intervals, where
// that is not enough by the rule: "worse in macro-F1 only", or some say the opposite of others.
// It is false where the rule has decided, or the difference may be chance in all.
func (c Comparison) Mixed() (says string, ok bool) {
	if c.Outcome != Unclear || c.P.Defined() && c.P <= decidingLevel { // enough, but for the other tests
		return "", false
	}
	better, worse := []string(nil), []string(nil)
	for _, m := range []struct {
		name string
		in   Interval
		sign Metric // of what is better
	}{{"macro-F1", c.CI95, 1}, {"log loss", c.LogLossCI95, -1}, {"QWK", c.QWKCI95, 1}} {
		switch {
		case !m.in.beyondChance():
		case m.in[0]*m.sign > 0:
			better = append(better, m.name)
		default:
			worse = append(worse, m.name)
		}
	}
	switch {
	case better != nil && worse != nil:
		return "better in " + strings.Join(better, " and ") + ", worse in " + strings.Join(worse, " and "), true
	case better != nil && len(better) < 3:
		return "better in " + strings.Join(better, " and ") + " only", true
	case worse != nil && len(worse) < 3:
		return "worse in " + strings.Join(worse, " and ") + " only", true
	}
	return "", false
}

// Holm judges comparisons that were made together, each as one of as many: their p-values
// are adjusted by Holm's step-down method ("A simple sequentially rejective multiple test
// procedure", Scandinavian Journal of Statistics 6(2), 1979). The chance that any pair of
// equal heads is told apart is at most 5 % then.
func Holm(cs []Comparison) {
	ps := make([]Metric, len(cs))
	for i := range cs {
		ps[i] = cs[i].P
	}
	for i, p := range holm(ps) {
		cs[i].judgeBy(len(cs), "pair", p)
	}
}

// PNote says of what the p-values of comparisons are that were made together, and for how
// many of them, as "3 pairs", they are adjusted. They stand beside the intervals of macro-F1,
// and are not those of macro-F1 alone.
func PNote(together string) string {
	return "P-values are two-sided, by the rule of memebench compare: that a difference is one in macro-F1, and in log loss or QWK. " +
		"So they can be above 0.05 where that in macro-F1 alone is beyond chance. They are adjusted for " + together + " by Holm's method."
}

// holm adjusts p-values of tests that were made together. Undefined ones stay so and count
// for nothing.
func holm(ps []Metric) []Metric {
	adjusted := slices.Clone(ps)
	order := make([]int, 0, len(ps))
	for i, p := range ps {
		if p.Defined() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ps[a], ps[b]) })
	least := Metric(0)
	for rank, i := range order {
		least = max(least, min(1, ps[i]*Metric(len(order)-rank)))
		adjusted[i] = least
	}
	return adjusted
}
