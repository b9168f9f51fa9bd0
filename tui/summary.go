package tui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/jobs"
)

// summaryCame takes in what the workspace holds now.
func (a *app) summaryCame(msg summaryMsg) tea.Cmd {
	if msg.err != nil {
		a.status.alsoFailed("cannot read the workspace: %v", msg.err)
		return nil
	}
	a.know(msg.summary)
	a.plot(msg.summary.Revision, msg.curve)
	a.backUp()
	a.sayPrepared()
	a.train.refresh()
	a.grid.refresh()
	a.data.refresh(a.tab == tabData)
	a.check.refresh(a.tab == tabCheck)
	a.trainByItself()
	return tea.Batch(a.label.mixByDefault(), a.check.look(a.tab == tabCheck), a.train.lookBack(a.tab == tabTrain), a.eval.refresh(a.tab == tabEvaluate))
}

// versionChanged says how a change to the list of versions has ended.
func (a *app) versionChanged(msg versionMsg) tea.Cmd {
	if msg.err != nil {
		a.status.fail("%v", msg.err)
	} else {
		a.status.say("%s", msg.news)
	}
	return a.summaryCame(msg.after)
}

// sayPrepared says once whether preparing has brought a model, when the summary that
// was read since knows.
func (a *app) sayPrepared() {
	switch {
	case !a.prepared || a.summary.Counts.Memes == 0:
	case a.summary.Served != "":
		said := "the model is ready"
		if v, ok := a.waits(); ok && a.may(labels.MayJudge) == nil {
			said += "; " + a.waitsSays(v)
		}
		a.status.addDone("%s", said)
	case a.may(labels.MayTrain) != nil:
		a.status.add("memes encoded: there is no model yet")
	default:
		a.status.add("memes encoded: label some, then %s trains", a.key(doRetrain))
	}
	a.prepared = false
}

// backUp starts the backup of the day: once the screens are there, and, as they may be open
// for weeks, with what is said first on each day after that. In a team the server makes it.
func (a *app) backUp() {
	day := a.deps.Now().Format(time.DateOnly)
	if a.deps.Team != nil || day == a.backedUp {
		return
	}
	a.backedUp = day
	if err := a.startBackup(); err != nil && !errors.Is(err, jobs.ErrShutdown) {
		a.status.addFault(itIsDismissed, "cannot back up: %v", err)
	}
}
