package labels

import (
	"sync"
	"time"
)

// Step is how far something long has come. It replaces the step before it, so a
// listener may drop steps and look only at the newest.
type Step struct {
	Phase string // what is being done, in a word or two: "fetch bge-small", "encode", "train"
	Done  int64
	Total int64  // 0 while unknown
	Unit  string // bytes, memes, files, batches, …; may be empty
	Note  string // one more fact, already fit for a status line; may be empty
}

// Report hears the steps of something long, one at a time, on whichever goroutine
// has news. It must return quickly. A nil Report is allowed everywhere and hears
// nothing.
type Report func(Step)

// Tell passes a step on.
func (r Report) Tell(s Step) {
	if r != nil {
		r(s)
	}
}

// Throttled returns a report that passes a step on at most once per interval, so that
// a fast loop does not spend its time telling; a new phase and the last step of one
// always pass. Steps that arrive late, from another goroutine, are dropped, so that
// the count never goes back. It may be called from several goroutines.
func (r Report) Throttled(every time.Duration) Report {
	var mu sync.Mutex
	var last time.Time
	var before Step
	return func(s Step) {
		mu.Lock()
		defer mu.Unlock()
		same := s.Phase == before.Phase
		if same && s.Done < before.Done {
			return
		}
		if now := time.Now(); !same || s.Done == s.Total || now.Sub(last) >= every {
			last, before = now, s
			r.Tell(s)
		}
	}
}
