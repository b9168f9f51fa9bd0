package eval

import (
	"math"
	"slices"

	"memebench/labels"
)

// normal95 is the 97.5th percentile of the normal distribution.
const normal95 = 1.959963984540054

// mostDrawn is up to how many memes an agreement's kappa has an interval: drawing more
// takes long, and it would be narrower than two decimals show.
const mostDrawn = 10_000

// NewShare returns k of n with its interval.
func NewShare(k, n int) Share {
	s := Share{N: n, K: k, Share: ratio(float64(k), float64(n)), CI95: noInterval}
	if n == 0 {
		return s
	}
	size, p := float64(n), float64(s.Share)
	z := normal95 * normal95
	middle := (p + z/(2*size)) / (1 + z/size)
	half := normal95 / (1 + z/size) * math.Sqrt(p*(1-p)/size+z/(4*size*size))
	s.CI95 = Interval{Metric(max(0, middle-half)), Metric(min(1, middle+half))}
	if k == 0 {
		s.CI95[0] = 0 // which the root misses by a hair
	}
	if k == n {
		s.CI95[1] = 1
	}
	return s
}

// less returns by how much a share is above another one.
func (s Share) less(o Share) Change {
	if s.N == 0 || o.N == 0 {
		return Change{undefined, noInterval}
	}
	d := s.Share - o.Share
	low := math.Hypot(float64(s.Share-s.CI95[0]), float64(o.CI95[1]-o.Share))
	high := math.Hypot(float64(s.CI95[1]-s.Share), float64(o.Share-o.CI95[0]))
	return Change{d, Interval{d - Metric(low), d + Metric(high)}}
}

// newAgree returns the agreement of the voices that were counted.
func newAgree(confusion [labels.Levels][labels.Levels]int) Agree {
	var rows []Row
	n := 0
	for _, row := range confusion {
		for _, k := range row {
			n += k
		}
	}
	m := Metrics{N: n, Confusion: confusion}
	m.fromConfusion()
	equal := 0
	for l := range confusion {
		equal += confusion[l][l]
	}
	a := Agree{Equal: NewShare(equal, n), QWK: m.QWK, CI95: noInterval, Confusion: confusion}
	if n < leastGroups || n > mostDrawn {
		return a
	}
	for t, row := range confusion {
		for p, k := range row {
			rows = append(rows, slices.Repeat([]Row{{True: labels.Level(t), Pred: labels.Level(p)}}, k)...)
		}
	}
	a.CI95 = Bootstrap(rows).QWK
	return a
}

// turned is the agreement seen from the other voice.
func (a Agree) turned() Agree {
	var t [labels.Levels][labels.Levels]int
	for i, row := range a.Confusion {
		for j, n := range row {
			t[j][i] = n
		}
	}
	a.Confusion = t
	return a
}

// times collects how long labels took, in milliseconds.
type times struct {
	counts map[int64]int
	idle   int
}

func (t *times) add(ms int64) {
	switch {
	case ms <= 0: // it has no time
	case ms > IdleCut.Milliseconds():
		t.idle++
	default:
		if t.counts == nil {
			t.counts = map[int64]int{}
		}
		t.counts[ms]++
	}
}

// pace is what they amount to.
func (t *times) pace() Pace {
	p := Pace{Idle: t.idle, Median: undefined, Mean: undefined, CI95: noInterval, PerHour: undefined}
	var all []int64
	sum := 0.0
	for ms, k := range t.counts {
		all = append(all, ms)
		p.N += k
		sum += float64(ms) * float64(k)
	}
	if p.N == 0 {
		return p
	}
	slices.Sort(all)
	nth := func(i int) float64 { // the i-th of all times, in order
		for _, ms := range all {
			if i -= t.counts[ms]; i < 0 {
				return float64(ms)
			}
		}
		return 0
	}
	n, mean := float64(p.N), sum/float64(p.N)
	p.Median = Metric((nth((p.N-1)/2) + nth(p.N/2)) / 2 / 1000)
	p.Mean = Metric(mean / 1000)
	p.PerHour = Metric(3600 * 1000 / mean)
	if p.N < leastGroups {
		return p
	}
	squares := 0.0
	for _, ms := range all {
		d := float64(ms) - mean
		squares += d * d * float64(t.counts[ms])
	}
	half := Metric(normal95 * math.Sqrt(squares/(n-1)/n) / 1000)
	p.CI95 = Interval{max(0, p.Mean-half), p.Mean + half}
	return p
}

// left is how long so many memes take at this pace.
func (p Pace) left(memes int) Left {
	n := Metric(memes)
	return Left{Memes: memes, Seconds: n * p.Mean, CI95: Interval{n * p.CI95[0], n * p.CI95[1]}}
}
