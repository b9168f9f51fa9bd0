package tui

import "time"

// pace is the speed of labelling in this session.
type pace struct{ times []time.Time }

// A pace is taken over the newest paceLabels labels, and a pause longer than
// paceBreak is not work: counting starts over after it.
const (
	paceLabels = 30
	paceBreak  = 2 * time.Minute
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

// perMinute returns labels per minute, 0 before there are three.
func (p *pace) perMinute() float64 {
	n := len(p.times)
	if n < 3 {
		return 0
	}
	t := p.times[n-1].Sub(p.times[0])
	if t <= 0 {
		return 0
	}
	return float64(n-1) / t.Minutes()
}

// takeBack forgets the newest label.
func (p *pace) takeBack() {
	if n := len(p.times); n > 0 {
		p.times = p.times[:n-1]
	}
}
