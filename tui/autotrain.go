package tui

import (
	"errors"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// trainedUpTo returns the newest label event that a version of this workspace has
// seen.
func trainedUpTo(versions []eval.Version) uint64 {
	var seq uint64
	for _, v := range versions {
		if v.Origin == nil {
			seq = max(seq, v.LabelSeq)
		}
	}
	return seq
}

// labelsSince counts the levels that people have given after an event and that
// they have not taken back.
func labelsSince(log Log, seq uint64) (int, error) {
	given := map[uint64]bool{}
	err := log.Log(seq+1, func(e labels.Event) error {
		switch {
		case e.Action == labels.Retract:
			delete(given, e.Retracts)
		case e.Source != labels.Import && e.Level.Valid():
			given[e.Seq] = true
		}
		return nil
	})
	return len(given), err
}

// said takes in that a level was given, or that one was taken back.
func (a *app) said(by int) {
	a.facts.fresh = max(0, a.facts.fresh+by)
	a.trainByItself()
}

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
	asked := a.again && a.facts.fresh > 0
	a.again = false
	if !asked && a.facts.fresh < max(a.due, a.deps.Retrain) {
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
		a.due = a.facts.fresh + a.deps.Retrain
	}
}
