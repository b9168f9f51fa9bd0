package tui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/tui/jobs"
)

func (a *app) retrain() tea.Cmd {
	if _, ok := a.active[jobPrepare]; ok {
		a.wanted = true
		a.followUp()
		a.status.sayWhile(func() bool { return a.wanted }, "training starts when the model is ready: %s calls it off", a.key(doCancel))
		return nil
	}
	switch err := a.startTrain(); {
	case errors.Is(err, jobs.ErrBusy) && a.byItself:
		// Asked for now; what was said since it began is for another one.
		a.byItself, a.again = false, a.summary.New > 0
		a.followUp()
		a.status.say("training runs: the labels since come next")
	case errors.Is(err, jobs.ErrBusy) && a.others(a.active[jobTrain]):
		a.status.sayWhile(a.runs(jobTrain), "training is running already: %s has started it", StartedBy(a.active[jobTrain]))
	case errors.Is(err, jobs.ErrBusy):
		a.status.sayWhile(a.runs(jobTrain), "training is running already: %s cancels it", a.key(doCancel))
	case err != nil:
		a.status.fail("cannot train: %v", err)
	default:
		a.byItself = false
		a.retraining.Began(a.summary, a.deps.Retrain)
		a.status.say("training on the labels of train")
		a.followUp()
	}
	return nil
}

// trainAsWanted starts the training that was asked for while the model was prepared, if
// that has gone well.
func (a *app) trainAsWanted(prepared bool) {
	if !a.wanted {
		return
	}
	a.wanted = false
	if !prepared {
		a.status.add("nothing is trained: the model could not be prepared")
		return
	}
	if a.trainsNow(false) {
		a.status.add("training now, as you asked")
	}
}

// trainsNow starts a training for which no key was pressed now, and reports whether it
// runs. byItself says that nobody has asked for it.
func (a *app) trainsNow(byItself bool) bool {
	switch err := a.startTrain(); {
	case errors.Is(err, jobs.ErrBusy), errors.Is(err, jobs.ErrShutdown):
		return false
	case err != nil:
		a.status.addFault(itIsDismissed, "cannot train: %v", err)
		return false
	}
	a.byItself = byItself
	a.retraining.Began(a.summary, a.deps.Retrain)
	return true
}

// readAgain has the model read captions that were edited, or are again what they were.
// While it is prepared already that comes after it; where it could not be prepared, there
// is nothing that reads.
func (a *app) readAgain() {
	if a.unprepared != "" || a.stopping {
		return
	}
	switch err := a.startPrepare(); {
	case errors.Is(err, jobs.ErrBusy):
		a.reads = readLater
	case errors.Is(err, jobs.ErrShutdown):
	case err != nil:
		a.status.addFault(itIsDismissed, "cannot read the caption: %v", err)
	default:
		a.reads = readNow
	}
}

// followUp has the training that was asked for on Evaluate followed by an
// evaluation there.
func (a *app) followUp() {
	if a.tab == tabEvaluate {
		a.eval.follow = evaluation{split: a.eval.split}
	}
}

// reviewing reports whether a list is gone through that a training would change meanwhile, or
// what is seen beside it: that of Check, the memes of a cell, or the disputed ones.
func (a *app) reviewing() bool {
	switch s := a.front().(type) {
	case *checkScreen:
		return true
	case *labelScreen:
		return s.cell != nil || s.disputes() && !s.done
	}
	return false
}

// trainByItself starts a training when enough labels are new (Retraining), or when one was
// asked for while another ran. Labels that come meanwhile count for the next, which starts
// when that one has ended. In a team the server starts it.
func (a *app) trainByItself() {
	_, training := a.active[jobTrain]
	_, preparing := a.active[jobPrepare]
	if a.deps.Team != nil || a.deps.Retrain <= 0 || training || preparing || a.stopping || a.reviewing() {
		return
	}
	asked := a.again && a.summary.New > 0
	a.again = false
	if !asked && !a.retraining.Due(a.summary, a.deps.Retrain) {
		return
	}
	if a.trainsNow(!asked) && asked {
		a.eval.follow.version = "" // it is this one that the evaluation follows
	}
}

// rollback asks whether the version that was served before shall be served again.
func (a *app) rollback() {
	before, ok := a.summary.Version(a.summary.Before)
	if !ok || before.ID == a.summary.Served {
		a.status.say("no other version was served before")
		return
	}
	a.ask = a.train.serveQuestion(before) // [session.startServe] knows that it was the one before
}

// evaluateAgain evaluates what is on Evaluate anew, where its labels have changed or not.
func (a *app) evaluateAgain() tea.Cmd {
	v, ok := a.eval.onScreen()
	if !ok {
		v, ok = a.eval.version()
	}
	if !ok {
		a.status.say("no version to evaluate yet: %s trains one", a.key(doRetrain))
		return nil
	}
	a.eval.evaluateNow(v)
	if a.tab != tabEvaluate {
		return a.open(tabEvaluate)
	}
	return nil
}
