package tui

import (
	"fmt"
	"slices"
	"time"

	"memebench/eval"
)

// pace is the speed of labelling in this session.
type pace struct {
	times []time.Time // since the last break
	all   []time.Time // of the last hours
}

// A pace is taken over the newest paceLabels labels, and a pause longer than
// eval.IdleCut is not work: counting starts over after it.
const (
	paceLabels = 30
	paceLeast  = 10 * time.Second // less than that says nothing of a minute
)

func (p *pace) add(t time.Time) {
	p.all = append(p.all, t)
	p.all = slices.DeleteFunc(p.all, func(o time.Time) bool { return t.Sub(o) > paceBars*paceEvery })
	if n := len(p.times); n > 0 && t.Sub(p.times[n-1]) > eval.IdleCut {
		p.times = p.times[:0]
	}
	p.times = append(p.times, t)
	if n := len(p.times); n > paceLabels {
		p.times = append(p.times[:0], p.times[n-paceLabels:]...)
	}
}

// perMinute returns labels per minute, 0 while too few were given in too short
// a time. A burst counts as if it had taken paceLeast.
func (p *pace) perMinute() float64 {
	n := len(p.times)
	if n < 3 {
		return 0
	}
	if n < paceLabels && p.times[n-1].Sub(p.times[0]) < paceLeast {
		return 0
	}
	return float64(n-1) / max(paceLeast, p.times[n-1].Sub(p.times[0])).Minutes()
}

// takeBack forgets the newest label.
func (p *pace) takeBack() {
	if n := len(p.times); n > 0 {
		p.times = p.times[:n-1]
	}
	if n := len(p.all); n > 0 {
		p.all = p.all[:n-1]
	}
}

// median is the median time from one label to the next, 0 for none.
func (p *pace) median() time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(p.times); i++ {
		gaps = append(gaps, p.times[i].Sub(p.times[i-1]))
	}
	if gaps == nil {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// history counts the labels of the last hours in steps of paceEvery, and says when the
// first one began.
func (p *pace) history(now time.Time) (counts [paceBars]int, from time.Time) {
	from = now.Truncate(paceEvery).Add(-(paceBars - 1) * paceEvery)
	for _, t := range p.all {
		if i := int(t.Sub(from) / paceEvery); t.After(from) && i < paceBars {
			counts[i]++
		}
	}
	return counts, from
}

// timeLeft writes how long n labels take at a pace, in minutes or hours: what
// is finer would change with every key.
func timeLeft(n int, perMinute float64) string {
	return fmt.Sprintf("about %s left", eval.Left{Memes: n, Seconds: eval.Metric(60 * float64(n) / perMinute)})
}

// paceBars is how much time a bar of the pace stands for, and how many there are.
const (
	paceBars  = 24
	paceEvery = 5 * time.Minute
)
