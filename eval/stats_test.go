package eval

import (
	"encoding/json"
	"math"
	"testing"
)

// What counts amount to is what statsmodels, NumPy and scikit-learn say of them
// (testdata/stats.json, made by stats.py beside it).
func TestStatsEqualReferences(t *testing.T) {
	var want struct {
		Shares  []Share
		Changes []struct {
			First, Second [2]int
			Change
		}
		Times []struct {
			MS []int64
			Pace
		}
		Agrees []struct {
			Pairs [][2]int
			Equal Metric
			QWK   Metric
		}
	}
	readReference(t, "stats.json", &want)
	if len(want.Shares) != 8 || len(want.Changes) != 4 || len(want.Times) != 3 || len(want.Agrees) != 3 {
		t.Fatal("stats.json has other cases")
	}
	near := func(what string, got, want Metric) {
		t.Helper()
		if !(math.Abs(float64(got-want)) < 1e-9) {
			t.Errorf("%s: %v, want %v", what, float64(got), float64(want))
		}
	}
	for _, w := range want.Shares {
		got := NewShare(w.K, w.N)
		near("share", got.Share, w.Share)
		near("Wilson", got.CI95[0], w.CI95[0])
		near("Wilson", got.CI95[1], w.CI95[1])
	}
	for _, w := range want.Changes {
		got := NewShare(w.First[0], w.First[1]).less(NewShare(w.Second[0], w.Second[1]))
		near("difference", got.Difference, w.Difference)
		near("Newcombe", got.CI95[0], w.CI95[0])
		near("Newcombe", got.CI95[1], w.CI95[1])
	}
	for _, w := range want.Times {
		var all times
		for _, ms := range w.MS {
			all.add(ms)
		}
		got := all.pace()
		near("median", got.Median, w.Median)
		near("mean", got.Mean, w.Mean)
		near("memes an hour", got.PerHour, w.PerHour)
		near("interval of the mean", got.CI95[0], w.CI95[0])
		near("interval of the mean", got.CI95[1], w.CI95[1])
		if left := got.left(10); got.N != len(w.MS) || !near10(left.Seconds, w.Mean) || !near10(left.CI95[1], w.CI95[1]) {
			t.Errorf("%d times, ten more take %v", got.N, left)
		}
	}
	for _, w := range want.Agrees {
		var c confusion
		for _, p := range w.Pairs {
			c[p[0]][p[1]]++
		}
		got := newAgree(c)
		near("equal", got.Equal.Share, w.Equal)
		near("kappa", got.QWK, w.QWK)
		near("kappa, turned", got.turned().QWK, w.QWK)
		if !(got.CI95[0] < got.QWK && got.QWK < got.CI95[1]) {
			t.Errorf("kappa %v is outside of %v", got.QWK, got.CI95)
		}
	}
}

func near10(got, one Metric) bool { return math.Abs(float64(got-10*one)) < 1e-6 }

func TestStatsOfNothing(t *testing.T) {
	if s := NewShare(0, 0); s.Share.Defined() || s.CI95.Defined() {
		t.Errorf("a share of nothing is %v", s)
	}
	if c := NewShare(1, 2).less(NewShare(0, 0)); c.Difference.Defined() || c.CI95.Defined() {
		t.Errorf("a share less one of nothing is %v", c)
	}
	if p := (&times{}).pace(); p.Mean.Defined() || p.Median.Defined() || p.PerHour.Defined() || p.left(5).Seconds.Defined() {
		t.Errorf("without times there is a pace: %v", p)
	}
	a := newAgree(confusion{})
	if a.QWK.Defined() || a.CI95.Defined() || a.Equal.N != 0 {
		t.Errorf("two who share no meme agree: %v", a)
	}
	if b, err := json.Marshal(a); err != nil || len(b) == 0 {
		t.Error(err)
	}
}

func TestIdleTimesDoNotCount(t *testing.T) {
	var all times
	for _, ms := range []int64{0, 1000, 3000, IdleCut.Milliseconds(), IdleCut.Milliseconds() + 1, 1 << 40} {
		all.add(ms)
	}
	p := all.pace()
	if p.N != 3 || p.Idle != 2 || p.Median != 3 {
		t.Errorf("%d times with the median %v, %d idle: want 3, 3 s, 2", p.N, p.Median, p.Idle)
	}
}
