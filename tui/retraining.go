package tui

import "memebench/eval"

// Retraining decides when a training starts by itself: when so many labels are new since the
// newest version was trained. One that was cancelled, or has failed, is not tried again before
// as many labels more. The zero value is ready.
type Retraining struct {
	newest string // version, when the last training began
	due    int    // new labels at which the next one starts, if that is more than usual
}

// Due reports whether every labels, 0 for never, are new.
func (r *Retraining) Due(s eval.Summary, every int) bool {
	if s.New < every || newestHead(s) != r.newest {
		r.due = 0 // one has learned since
	}
	return every > 0 && s.New >= max(every, r.due)
}

// Began takes note of a training, or of why there can be none.
func (r *Retraining) Began(s eval.Summary, every int) {
	r.newest, r.due = newestHead(s), s.New+every
}

// newestHead is the newest version that was trained, also one that is not kept; "" for none.
func newestHead(s eval.Summary) string {
	for i := len(s.History) - 1; i >= 0; i-- {
		if v := s.History[i]; !v.Headless() {
			return v.ID
		}
	}
	return ""
}
