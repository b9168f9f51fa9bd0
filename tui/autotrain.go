package tui

import (
	"errors"

	"memebench/tui/jobs"
)

// trainByItself starts a training when enough labels are new, or when one was asked
// for while another ran. Labels that come meanwhile count for the next, which
// starts when that one has ended. One that was cancelled, or has failed, is not
// tried again before as many labels more; nor is one tried when preparing the model
// has ended so.
func (a *app) trainByItself() {
	_, training := a.active[jobTrain]
	_, preparing := a.active[jobPrepare]
	if a.deps.Retrain <= 0 || training || preparing || a.stopping {
		return
	}
	asked := a.again && a.summary.New > 0
	a.again = false
	if !asked && a.summary.New < max(a.due, a.deps.Retrain) {
		return
	}
	switch err := a.startTrain(); {
	case errors.Is(err, jobs.ErrBusy), errors.Is(err, jobs.ErrShutdown):
	case err != nil:
		a.status.addFault("cannot train: %v", err)
	default:
		a.byItself = !asked
		if asked {
			a.eval.follow.version = "" // it is this one that the judgement follows
		}
		a.due = a.summary.New + a.deps.Retrain
	}
}
