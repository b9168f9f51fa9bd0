package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// jobNews takes in what has happened in the background.
func (a *app) jobNews(msg jobsMsg) tea.Cmd {
	if msg.err != nil {
		return nil // the session has ended
	}
	cmds := []tea.Cmd{later(a.ctx, a.jobsCmd(msg.of, msg.seen))}
	for _, s := range msg.news {
		if s.Active() {
			a.active[s.Kind] = s
			// What is on the screen is read and predicted first: it need not wait for the rest.
			if it := a.label.item; s.Phase == model.ReadingCaptions && it != nil && it.meme.Caption == "" && it.meme.Origin == labels.OriginGiven {
				cmds = append(cmds, predictCmd(a.deps, a.label.queue, it.meme.ID))
			}
			if s.Phase == model.Predicting && s.ID != a.promised && a.label.item != nil {
				a.promised = s.ID
				cmds = append(cmds, predictCmd(a.deps, a.label.queue, a.label.item.meme.ID), a.summaryCmd())
			}
			continue
		}
		if a.active[s.Kind].ID == s.ID {
			delete(a.active, s.Kind)
		}
		cmds = append(cmds, a.jobEnded(s))
	}
	if end := a.nothingToStop(); end != nil {
		return end
	}
	if msg.after != nil {
		cmds = append(cmds, a.summaryCame(*msg.after))
	}
	return tea.Batch(cmds...)
}

// jobEnded takes in how a job has ended: what there is to say is said, and what
// depends on the job goes on.
func (a *app) jobEnded(j jobs.Snapshot) tea.Cmd {
	news, fault := a.jobSays(j)
	if a.others(j) { // why it has failed is for who has asked
		if fault = ""; j.State == jobs.Failed {
			news = fmt.Sprintf("%s has failed, which %s had started", jobTitle(j.Kind), StartedBy(j))
		}
	}
	if j.State == jobs.Done {
		a.status.happened(jobIsDone(j.Kind))
	}
	if fault != "" {
		until := itIsDismissed
		if j.State == jobs.Failed {
			until = jobIsDone(j.Kind)
		}
		a.status.addFault(until, "%s", fault)
	}
	c, ok := j.Result.(compared)
	switch {
	case news == "" && ok && j.State == jobs.Done: // it is on the screen, but not whom a review flatters
		if flattered := c.Flattered(); flattered != "" {
			a.status.addWarning("%s", flattered)
		}
	case news == "":
	case j.State == jobs.Done:
		a.status.addDone("%s", news)
	default:
		a.status.add("%s", news)
	}
	cmd := a.goOnAfter(j)
	if a.label.item != nil {
		cmd = tea.Batch(cmd, predictCmd(a.deps, a.label.queue, a.label.item.meme.ID))
	}
	return cmd
}

// jobSays is what there is to say at the end of a job: news, or what stays in sight.
func (a *app) jobSays(j jobs.Snapshot) (news, fault string) {
	if j.Kind == jobFrames {
		return "", "" // it is on the screen, or there is another meme
	}
	switch j.State {
	case jobs.Cancelled:
		if j.Kind == jobTrain && j.Phase == "compare" { // with the served version, when the new one is kept
			return "cancelled: comparing; the new version is trained, and waits", ""
		}
		return "cancelled: " + jobTitle(j.Kind), ""
	case jobs.Failed:
		return "", fmt.Sprintf("%s: %v", jobTitle(j.Kind), j.Err)
	}
	switch result := j.Result.(type) {
	case []string: // what preparing had to mend or to replace; that it is done, the summary tells
		return "", strings.Join(result, "\n")
	case model.Trained:
		return a.trainedSays(result), ""
	case compared:
		if a.tab != tabTrain || !a.train.layout().compares() { // where it is on the screen
			return comparisonSays(result.Comparison), ""
		}
		return "", ""
	case writtenReport:
		return "wrote " + string(result), ""
	case string:
		switch j.Kind {
		case jobServe:
			return result + " is served now", ""
		case jobBackup:
			return "", result
		}
	}
	return "", ""
}

// goOnAfter does what waits for the end of a job.
func (a *app) goOnAfter(j jobs.Snapshot) tea.Cmd {
	switch j.Kind {
	case jobPrepare:
		was := a.reads
		a.reads = readAll
		a.prepared = j.State == jobs.Done && was != readNow // of one caption nothing is said
		switch j.State {
		case jobs.Done:
			a.unprepared = ""
		case jobs.Failed:
			a.unprepared = labels.PrintableLines(j.Err.Error())
		case jobs.Cancelled:
			a.unprepared = "preparing the model was cancelled; " + a.key(doRetrain) + " goes on with it"
		}
		if j.State != jobs.Done {
			// A training would begin with what was cancelled, or fail at the same.
			a.retraining.Began(a.summary, a.deps.Retrain)
			a.trainAsWanted(false)
			return nil
		}
		a.trainAsWanted(true)
		switch was {
		case readNow:
			return nil // of one meme alone
		case readLater:
			a.readAgain()
		}
		return a.label.modelChanged()
	case jobStats:
		a.data.ended(j, a.tab == tabData)
	case jobDescribe:
		a.data.overview.ended(j, a.tab == tabData && a.data.view == viewOverview)
	case jobCheck:
		return a.check.ended(j, a.tab == tabCheck)
	case jobFrames:
		a.framesEnded(j)
	case jobQueue:
		return a.label.queueEnded(j)
	case jobTrain:
		a.eval.trained(j)
		if t, ok := j.Result.(model.Trained); ok && j.State == jobs.Done {
			a.unprepared = ""
			a.check.anewByModel(a.tab == tabCheck)
			if !a.byItself && !a.others(j) {
				a.train.selected = t.ID // where somebody looks at another one, that stays
			}
			if t.Promoted {
				return a.label.modelChanged()
			}
		}
	case jobServe:
		if j.State == jobs.Done {
			return a.label.modelChanged()
		}
	case jobEvaluate:
		return a.eval.ended(j, a.tab == tabEvaluate)
	case jobCompare:
		if c, ok := j.Result.(compared); ok && j.State == jobs.Done {
			a.train.compared = &c
			return a.train.lookBack(a.tab == tabTrain)
		}
	}
	return nil
}

// trainedSays is how a new version compares with the one that was served before its
// training, and whether it has taken that one's place: the first case that holds.
func (a *app) trainedSays(t model.Trained) string {
	v := t.Version
	before, ok := a.summary.Version(a.summary.Served)
	if ok && before.ID == v.ID { // the summary knows already
		before, ok = a.summary.Version(a.summary.Before)
	}
	// Metrics of other memes, or of more or fewer, say nothing beside these.
	_, apart := fromElsewhere(before)
	apart = apart || !v.SameVal(before)
	var d eval.Decision
	decided := v.Decision != nil && v.Decision.Comparison != nil
	quiet := a.byItself || a.may(labels.MayPromote) != nil // no key is named
	if decided {
		d = *v.Decision
	}
	// What comes by itself stands beside what a key has done: it is as short as can be.
	cases := []struct {
		holds bool
		says  string
	}{
		{decided && d.Serve, "{v} is served now: {why}"},
		{decided && quiet && a.deps.Team != nil, "{v} is trained: {why}"},
		{decided && d.Policy == eval.PromoteBetter, "{v} kept back: {why}; {serve} anyway"},
		{decided, "{v} is trained: {why}; {serve}"},
		{!ok, "{v} is trained: macro-F1 {f1} on {memes}"},
		{apart && t.Promoted && a.may(labels.MayPromote) == nil, "{v} is trained and served: macro-F1 {f1} on {memes}; {back}"},
		{apart && t.Promoted, "{v} is trained and served: macro-F1 {f1} on {memes}"},
		{apart && quiet, "{v} is trained: macro-F1 {f1} on {memes}"},
		{apart, "{v} is trained: macro-F1 {f1} on {memes}; {serve}"},
		{t.Promoted && quiet, "{v} is trained and served: macro-F1 {f1} ({change})"},
		{t.Promoted, "{v} is trained and served: macro-F1 {f1} ({change}); {back}"},
		{quiet, "{v} is trained: macro-F1 {f1} ({change})"},
		{true, "{v} is trained: macro-F1 {f1} ({change}); {serve}"},
	}
	var parts []string
	keys := a.deps.Keys
	serve := keys.key(doPromote) + " serves it"
	if a.tab != tabTrain {
		serve = keys.key(doTrainScreen) + ", then " + serve
	}
	for _, c := range cases {
		if c.holds {
			parts = append(parts, strings.NewReplacer(
				"{v}", v.ID, "{why}", d.Why, "{f1}", score(v.Val.MacroF1), "{memes}", count(v.ValN, "validation meme"),
				"{change}", signed(v.Val.MacroF1-before.Val.MacroF1),
				"{serve}", serve, "{back}", keys.key(doCommands)+string(doRollback)+" goes back",
			).Replace(c.says))
			break
		}
	}
	if a.summary.Seq > v.LabelSeq && !a.byItself {
		parts = append(parts, "labels given meanwhile count for the next")
	}
	if v.ColdStartReason != "" {
		parts = append(parts, "it started from new parameters: "+v.ColdStartReason)
	}
	return strings.Join(append(parts, t.Notices...), "; ")
}
