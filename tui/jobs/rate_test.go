package jobs

import (
	"math"
	"testing"
	"time"
)

func TestRateOfASteadyJobIsExact(t *testing.T) {
	var r rate
	now := time.Unix(0, 0)
	if got := r.add(now, 500); got != 0 {
		t.Fatalf("first report: %v, want unknown", got)
	}
	for i := 1; i <= 50; i++ {
		now = now.Add(250 * time.Millisecond)
		if got := r.add(now, 500+int64(i)*25); math.Abs(got-100) > 1e-9 {
			t.Fatalf("report %d: %v per second, want 100", i, got)
		}
	}
}

func TestRateFollowsAChangeWithinItsMemory(t *testing.T) {
	var r rate
	now, done := time.Unix(0, 0), int64(0)
	run := func(perSecond int64, seconds int) (got float64) {
		for range seconds {
			now, done = now.Add(time.Second), done+perSecond
			got = r.add(now, done)
		}
		return got
	}
	r.add(now, done)
	run(1000, 60)
	// After one time constant the old speed has weight 1/e.
	if got, want := run(100, 5), 100+900/math.E; math.Abs(got-want) > 0.1 {
		t.Errorf("after 5 s: %v, want %v", got, want)
	}
	if got := run(100, 30); math.Abs(got-100) > 5 {
		t.Errorf("after 35 s: %v, want about 100", got)
	}
}

func TestBurstsAreNotSpeed(t *testing.T) {
	var r rate
	now := time.Unix(0, 0)
	r.add(now, 0)
	if got := r.add(now.Add(time.Millisecond), 1_000_000); got != 0 {
		t.Errorf("after 1 ms: %v, want unknown", got)
	}
	if got := r.add(now.Add(time.Second), 1_000_000); got != 1_000_000 {
		t.Errorf("after 1 s: %v", got)
	}
}

func TestRateStartsOverWhenTheCountFalls(t *testing.T) {
	var r rate
	now := time.Unix(0, 0)
	r.add(now, 0)
	r.add(now.Add(time.Second), 1000)
	if got := r.add(now.Add(2*time.Second), 10); got != 0 {
		t.Errorf("got %v, want unknown", got)
	}
	if got := r.add(now.Add(3*time.Second), 15); got != 5 {
		t.Errorf("got %v, want 5", got)
	}
}

func TestETA(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		rate        float64
		want        time.Duration
	}{
		{25, 100, 25, 3 * time.Second},
		{25, 0, 25, 0},          // total unknown
		{25, 100, 0, 0},         // rate unknown
		{100, 100, 10, 0},       // nothing left
		{120, 100, 10, 0},       // more than announced
		{0, 1 << 62, 1e-300, 0}, // would overflow
	} {
		if got := eta(c.done, c.total, c.rate); got != c.want {
			t.Errorf("eta(%d, %d, %v) = %v, want %v", c.done, c.total, c.rate, got, c.want)
		}
	}
}

func TestFraction(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		want        float64
		known       bool
	}{{1, 4, .25, true}, {9, 4, 1, true}, {3, 0, 0, false}, {-1, 4, 0, true}} {
		s := Snapshot{Progress: Progress{Done: c.done, Total: c.total}}
		if got, known := s.Fraction(); got != c.want || known != c.known {
			t.Errorf("%d of %d: %v %v", c.done, c.total, got, known)
		}
	}
}
