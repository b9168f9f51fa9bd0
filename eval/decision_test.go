package eval

import "testing"

func TestDecide(t *testing.T) {
	on := func(split string, delta, rises Metric) *Comparison {
		return &Comparison{First: "v1", Second: "v2", Split: split, N: 120, Groups: 120, Discordant: 9, MacroF1Delta: delta, ProbImproved: rises}
	}
	few := on("val", .05, .99)
	few.N = 99
	for _, c := range []struct {
		name   string
		policy Policy
		c      *Comparison
		serve  bool
		by     Policy
		why    string
	}{
		{"better", PromoteBetter, on("val", .031, .8), true, PromoteBetter, "macro-F1 +0.031, P(better) 0.80 ≥ 0.8"},
		{"not surely better", PromoteBetter, on("val", .01, .63), false, PromoteBetter, "macro-F1 +0.010, P(better) 0.63 < 0.8"},
		{"worse", PromoteBetter, on("val", -.02, .1), false, PromoteBetter, "macro-F1 -0.020, P(better) 0.10 < 0.8"},
		{"few validation labels", PromoteBetter, on(CVRows, .05, .99), false, PromoteAsk, "macro-F1 +0.050, P(better) 0.99, cross-validated; with fewer than 100 validation labels you decide"},
		{"few, and no folds", PromoteBetter, few, false, PromoteAsk, "macro-F1 +0.050, P(better) 0.99 on 99 validation labels; with fewer than 100 you decide"},
		{"asked", PromoteAsk, on("val", .05, .99), false, PromoteAsk, "macro-F1 +0.050, P(better) 0.99"},
		{"by hand", PromoteNever, nil, false, PromoteNever, "versions are served by hand here"},
		{"too little", PromoteBetter, on("val", .05, undefined), false, PromoteAsk, "too few rows to tell (120 groups)"},
		{"not comparable", PromoteBetter, nil, false, PromoteAsk, "not compared with v1: it reads other encoders"},
	} {
		d := Decide(c.policy, "v1", c.c, "it reads other encoders")
		if d.Serve != c.serve || d.Policy != c.by || d.Why != c.why || d.Against != "v1" || d.Comparison != c.c {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}
