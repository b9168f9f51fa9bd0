package tui

import (
	"fmt"
	"strings"

	"memebench/tui/jobs"
)

// The kinds of jobs; jobKinds lists them.
const (
	jobPrepare  = "prepare"
	jobTrain    = "train"
	jobEvaluate = "evaluate"
	jobServe    = "serve"
	jobCompare  = "compare"
	jobBackup   = "backup"
)

// jobKinds are the kinds of jobs, with what they are called while they have not said
// what they are at, in the order in which x cancels them when several run: what was
// asked for goes before what the program does by itself.
var jobKinds = []struct{ kind, title string }{
	{jobTrain, "training"},
	{jobEvaluate, "evaluating"},
	{jobCompare, "comparing"},
	{jobServe, "changing the served version"},
	{jobPrepare, "preparing the model"},
	{jobBackup, "backing up"},
}

// jobTitle is what jobs of a kind are called.
func jobTitle(kind string) string {
	for _, k := range jobKinds {
		if k.kind == kind {
			return k.title
		}
	}
	return kind
}

// jobName is what a job is doing, or what it is called before it has said so.
func jobName(s jobs.Snapshot) string {
	if s.Phase == "" {
		return jobTitle(s.Kind)
	}
	verb, object, ok := strings.Cut(s.Phase, " ")
	if doing, known := jobVerbs[verb]; known {
		verb = doing
	}
	if !ok {
		return verb
	}
	return verb + " " + object
}

// jobVerbs are the phases' verbs as one says them of what is going on.
var jobVerbs = map[string]string{
	"fetch": "fetching", "load": "loading", "encode": "encoding", "train": "training",
	"publish": "publishing", "predict": "predicting", "evaluate": "evaluating", "compare": "comparing",
}

func jobAmount(s jobs.Snapshot) string {
	switch {
	case s.Unit == "bytes" && s.Progress.Done+s.Total > 0:
		return bytesOf(s.Progress.Done, s.Total)
	case s.Unit == "epochs" && s.Total > 0:
		return fmt.Sprintf("epoch %d/%d", s.Progress.Done, s.Total)
	case s.Total > 0:
		return strings.TrimSpace(fmt.Sprintf("%d/%d %s", s.Progress.Done, s.Total, s.Unit))
	case s.Progress.Done > 0:
		return strings.TrimSpace(fmt.Sprintf("%d %s", s.Progress.Done, s.Unit))
	}
	return ""
}

// drawJob draws a job that runs, in its place at the right end of the news: others run as
// well, if n is more than 1.
func (a *app) drawJob(c *canvas, slot jobSlot, j jobs.Snapshot, n int) {
	st := a.st
	name := jobName(j)
	if st.Width(name) > slot.name.w-2 { // what it does stays, with what it does it goes
		name, _, _ = strings.Cut(name, " ")
	}
	if n > 1 {
		more := fmt.Sprintf(" +%d", n-1)
		name = st.Cut(name, slot.name.w-2-len(more)) + more
	}
	// It stands right before its gauge.
	name = st.Cut(name, slot.name.w-2)
	c.put(slot.name.x, slot.name.y, slot.name.w, blank(slot.name.w-2-st.Width(name))+st.accent.Render("● ")+name)
	if share, known := j.Fraction(); known {
		c.put(slot.gauge.x, slot.gauge.y, slot.gauge.w, st.bar(share, slot.gauge.w, st.gauge))
	}
	c.put(slot.tail.x, slot.tail.y, slot.tail.w, " "+st.dim.Render(st.jobTail(j, slot.tail.w-1)))
}

// jobTail is how far a job is and how long it still takes, in w cells: what it counts is
// left out first.
func (st styles) jobTail(j jobs.Snapshot, w int) string {
	amount := strings.TrimPrefix(jobAmount(j), "epoch ")
	bare, _, _ := strings.Cut(amount, " ")
	if j.Unit == "bytes" {
		bare = amount
	}
	var left string
	if j.ETA > 0 {
		left = " · " + spell(j.ETA)
	}
	texts := []string{amount + left, bare + left, bare}
	for i, t := range texts {
		texts[i] = strings.TrimPrefix(t, " · ")
	}
	return st.fitting(w, texts)
}
