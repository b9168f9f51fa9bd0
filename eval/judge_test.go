package eval

import (
	"strings"
	"testing"
)

// compared is a comparison on 60 groups with these one-sided p-values.
func comparedWith(delta Metric, second, first evidence) Comparison {
	c := Comparison{First: "v1", Second: "v2", N: 60, Groups: 60, Discordant: 9, MacroF1Delta: delta, ProbImproved: .5, McNemarP: .01, AccuracyDelta: delta}
	c.setP(second, first)
	return c
}

// Better is better in macro-F1 and in one of the other two.
func TestTheRule(t *testing.T) {
	yes, no := Metric(.01), Metric(.4)
	not := evidence{.99, .6, .6}
	for _, c := range []struct {
		name  string
		delta Metric
		up    evidence
		want  Outcome
		p     Metric
	}{
		{"all three", .1, evidence{yes, yes, yes}, SecondBetter, .02},
		{"macro-F1 and log loss", .1, evidence{yes, yes, no}, SecondBetter, .02},
		{"macro-F1 and QWK", .1, evidence{yes, no, yes}, SecondBetter, .02},
		{"macro-F1 and log loss, QWK undefined", .1, evidence{yes, yes, undefined}, SecondBetter, .02},
		{"macro-F1 alone", .1, evidence{yes, no, no}, Unclear, .8},
		{"the other two alone", .1, evidence{no, yes, yes}, Unclear, .8},
	} {
		got := comparedWith(c.delta, c.up, not)
		if got.Outcome != c.want || got.P != c.p || got.Tests != 1 || len(got.Reasons) < 4 {
			t.Errorf("%s: %s, p = %v, %q", c.name, got.Outcome, got.P, got.Reasons)
		}
		back := comparedWith(-c.delta, not, c.up)
		if turned := map[Outcome]Outcome{SecondBetter: FirstBetter, Unclear: Unclear}[c.want]; back.Outcome != turned || back.P != got.P {
			t.Errorf("%s, turned round: %s, p = %v", c.name, back.Outcome, back.P)
		}
	}
	few := comparedWith(.1, evidence{yes, yes, yes}, not)
	few.Groups = DecidingGroups - 1
	few.judge(1, "pair")
	if few.Outcome != TooFew || len(few.Reasons) != 1 || few.Reasons[0] != "it takes 60 groups of memes; there are 59" {
		t.Errorf("59 groups: %s, %q", few.Outcome, few.Reasons)
	}
}

// Where McNemar's test sees something else, the reasons say so.
func TestReasonsNameMcNemar(t *testing.T) {
	yes, not := evidence{.01, .01, .01}, evidence{.99, .99, .99}
	for want, c := range map[string]Comparison{
		"it sees none in accuracy (p = 0.300)":         {McNemarP: .3, MacroF1Delta: .1, AccuracyDelta: .1},
		"it sees the opposite in accuracy (p = 0.001)": {McNemarP: .001, MacroF1Delta: .1, AccuracyDelta: -.1},
		"it sees a difference in accuracy (p = 0.001)": {McNemarP: .001, MacroF1Delta: .1, AccuracyDelta: .1, Tests: 9},
		"as one of 9 candidates 0.180: it takes 0.05":  {McNemarP: .001, MacroF1Delta: .1, AccuracyDelta: .1, Tests: 9},
		"": {McNemarP: .001, MacroF1Delta: .1, AccuracyDelta: .1},
	} {
		tests := max(1, c.Tests)
		c.Groups = 100
		c.setP(yes, not)
		c.judge(tests, "candidate")
		all := strings.Join(c.Reasons, "\n")
		if want == "" && strings.Contains(all, "McNemar") || !strings.Contains(all, want) {
			t.Errorf("want %q in\n%s", want, all)
		}
	}
}

// Of several pairs the p-values are Holm's, as statsmodels' multipletests(method="holm") has
// them.
func TestHolm(t *testing.T) {
	ps := []Metric{.01, .04, .03, .005, undefined}
	want := []Metric{.03, .06, .06, .02, undefined}
	cs := make([]Comparison, len(ps))
	for i, p := range ps {
		cs[i] = Comparison{Groups: 80, MacroF1Delta: .1, P: p}
	}
	Holm(cs)
	for i, c := range cs {
		same(t, "adjusted", c.PAdjusted, want[i])
		if is := c.Outcome == SecondBetter; is != (want[i] <= .05) || c.Tests != len(ps) {
			t.Errorf("p = %v: %s among %d", ps[i], c.Outcome, c.Tests)
		}
	}
}
