package jobs

import (
	"math"
	"time"
)

// The rate forgets with a time constant of rateMemory: long enough that a
// number of seconds left does not flutter, short enough that it follows a
// network that slows down. Reports closer together than rateStep are taken as
// one, so that bursts do not count as speed.
const (
	rateMemory = 5 * time.Second
	rateStep   = 100 * time.Millisecond
)

// rate is an exponentially weighted mean of units per second. The weights of an
// interval of length t decay as exp(-t/rateMemory); dividing by the sum of the
// weights so far makes the mean of a steady job exact from the first interval.
type rate struct {
	at     time.Time // of the newest interval's end
	done   int64
	sum    float64 // weighted units per second
	weight float64 // sum of the weights, up to 1
}

// add takes in that done units were reached at time now and returns the rate, 0
// while it is unknown. A count that falls starts over.
func (r *rate) add(now time.Time, done int64) float64 {
	if r.at.IsZero() || done < r.done {
		// What was there at the first report (a resumed download) was not
		// done at any speed of ours.
		*r = rate{at: now, done: done}
		return 0
	}
	if t := now.Sub(r.at); t >= rateStep {
		keep := math.Exp(-t.Seconds() / rateMemory.Seconds())
		r.sum = keep*r.sum + (1-keep)*float64(done-r.done)/t.Seconds()
		r.weight = keep*r.weight + (1 - keep)
		r.at, r.done = now, done
	}
	if r.weight == 0 {
		return 0
	}
	return r.sum / r.weight
}

// eta returns how long the rest takes at this rate, 0 when that is unknown.
func eta(done, total int64, perSecond float64) time.Duration {
	if perSecond <= 0 || total <= done {
		return 0
	}
	s := float64(total-done) / perSecond
	if s > (1000 * time.Hour).Seconds() {
		return 0 // a job that hardly moves: no honest number
	}
	return time.Duration(s * float64(time.Second))
}
