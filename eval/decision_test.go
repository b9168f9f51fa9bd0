package eval

import "testing"

func TestDecide(t *testing.T) {
	on := func(split string, groups int, delta, p Metric) *Comparison {
		beyond, around := Interval{.01, .05}, Interval{-.02, .03}
		c := &Comparison{
			First: "v1", Second: "v2", Split: split, N: groups, Groups: groups, Discordant: 9, Repeats: 1,
			MacroF1Delta: delta, ProbImproved: .9, CI95: beyond, QWKCI95: around, LogLossCI95: around, P: p,
		}
		return c
	}
	nothing := on("val", 0, undefined, undefined)
	nothing.ProbImproved = undefined
	few := on("val", 31, .05, .001)
	few.Known, few.Knowing = 1268, []string{"v1"}
	for _, c := range []struct {
		name   string
		policy Policy
		c      *Comparison
		tried  int
		serve  bool
		by     Policy
		why    string
	}{
		{"better", PromoteBetter, on("val", 60, .031, .05), 1, true, PromoteBetter, "macro-F1 +0.031 against v1, better (p = 0.050)"},
		{"better, if it were the first", PromoteBetter, on("val", 60, .031, .03), 2, false, PromoteBetter, "macro-F1 +0.031 against v1, may be chance (p = 0.060 of 2 tried)"},
		{"better than all before", PromoteBetter, on("val", 60, .031, .005), 9, true, PromoteBetter, "macro-F1 +0.031 against v1, better (p = 0.045 of 9 tried)"},
		{"not surely better", PromoteBetter, on("val", 60, .01, .06), 1, false, PromoteBetter, "macro-F1 +0.010 against v1, better in macro-F1 only (p = 0.060)"},
		{"worse", PromoteBetter, on("val", 60, -.02, .01), 1, false, PromoteBetter, "macro-F1 -0.020 against v1, worse (p = 0.010)"},
		{"cross-validated", PromoteBetter, on(CVRows, 60, .05, .01), 0, true, PromoteBetter, "macro-F1 +0.050 against v1, better (p = 0.010, cross-validated)"},
		{"few groups", PromoteBetter, on("val", 59, .05, .001), 1, false, PromoteAsk, "too few rows to tell (59 groups, it takes 60); you decide"},
		{"few groups that it does not know", PromoteAsk, few, 1, false, PromoteAsk, "too few rows to tell (31 groups, it takes 60); v1 may have learnt from 1,268 more"},
		{"asked", PromoteAsk, on("val", 60, .05, .01), 1, false, PromoteAsk, "macro-F1 +0.050 against v1, better (p = 0.010)"},
		{"by hand", PromoteNever, nil, 1, false, PromoteNever, "versions are served by hand here"},
		{"nothing to compare on", PromoteBetter, nothing, 1, false, PromoteAsk, "there are no rows that both can be evaluated on; you decide"},
		{"not comparable", PromoteBetter, nil, 1, false, PromoteAsk, "not compared with v1: it reads other encoders"},
	} {
		d := Decide(c.policy, "v1", c.c, "it reads other encoders", c.tried)
		if d.Serve != c.serve || d.Policy != c.by || d.Why != c.why || d.Against != "v1" || d.Comparison != c.c {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}

// What is said of two versions that the rule does not tell apart does not contradict the intervals
// beside it.
func TestVerdictOfMixedMetrics(t *testing.T) {
	up, down, around := Interval{.01, .05}, Interval{-.13, -.02}, Interval{-.02, .03}
	for want, in := range map[string][3]Interval{ // macro-F1, log loss, QWK
		"the difference may be chance":          {around, around, around},
		"worse in macro-F1 only":                {down, around, around},
		"better in macro-F1 only":               {up, around, noInterval},
		"worse in log loss only":                {around, up, around},
		"better in log loss and QWK only":       {around, down, up},
		"better in macro-F1, worse in log loss": {up, up, around},
		"better in log loss, worse in macro-F1": {down, down, around},
		"better in QWK, worse in log loss":      {around, up, up},
		"better in macro-F1 and log loss only":  {up, down, around},
	} {
		c := Comparison{N: 60, Groups: 60, Discordant: 9, P: .2, ProbImproved: .5, CI95: in[0], LogLossCI95: in[1], QWKCI95: in[2]}
		c.judge(1, "pair")
		if got := c.Verdict(); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
	c := Comparison{N: 60, Groups: 60, Discordant: 9, P: .03, ProbImproved: .99, CI95: up, LogLossCI95: down, QWKCI95: around, MacroF1Delta: .03}
	for tests, want := range map[int]string{1: "v2 is better", 6: "the difference may be chance"} { // one of six may be lucky
		c.Second = "v2"
		c.judge(tests, "candidate")
		if got := c.Verdict(); got != want {
			t.Errorf("one of %d: %q, want %q", tests, got, want)
		}
	}
}
