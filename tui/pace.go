package tui

import (
	"fmt"
	"math"
	"time"
)

// pace is the speed of labelling in this session.
type pace struct{ times []time.Time }

// A pace is taken over the newest paceLabels labels, and a pause longer than
// paceBreak is not work: counting starts over after it.
const (
	paceLabels = 30
	paceBreak  = 2 * time.Minute
	paceLeast  = 10 * time.Second // less than that says nothing of a minute
)

func (p *pace) add(t time.Time) {
	if n := len(p.times); n > 0 && t.Sub(p.times[n-1]) > paceBreak {
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
}

// timeLeft writes how long n labels take at a pace, in minutes or hours: what
// is finer would change with every key.
func timeLeft(n int, perMinute float64) string {
	minutes := int(math.Ceil(float64(n) / perMinute))
	if minutes < 100 {
		return fmt.Sprintf("~%d min left", minutes)
	}
	return fmt.Sprintf("~%d h left", (minutes+30)/60)
}
