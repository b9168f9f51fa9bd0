package model

import "memebench/eval"

// Step is news from a long-running use case. It replaces the step before it, so
// a listener may drop steps and look only at the newest.
type Step struct {
	Phase string // what is being done, in a word or two: "fetch bge-small", "encode", "train"
	Done  int64
	Total int64       // 0 while unknown
	Unit  string      // bytes, items (captions and pictures), batches or memes
	Note  string      // one more fact, already fit for a status line; may be empty
	Epoch *eval.Epoch // set when an epoch of training has ended
}

// Progress receives the steps of a use case, one at a time, on whichever
// goroutine has news. It must return quickly. A nil Progress is allowed
// everywhere and hears nothing.
type Progress func(Step)

func (p Progress) tell(s Step) {
	if p != nil {
		p(s)
	}
}
