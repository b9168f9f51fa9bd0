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
	jobQueue    = "queue"
	jobStats    = "stats"
	jobDescribe = "describe"
	jobCheck    = "check"
	jobReport   = "report"
	jobFrames   = "frames"
)

// jobKinds are the kinds of jobs, with what they are called while they have not said
// what they are at, in the order in which x cancels them when several run: what was
// asked for goes before what the program does by itself. Those that keep something in the
// workspace bring its summary with their end.
var jobKinds = []struct {
	kind, title string
	keeps       bool
}{
	{jobTrain, "training", true},
	{jobEvaluate, "evaluating", true},
	{jobCompare, "comparing", true},
	{jobServe, "changing the served version", true},
	{jobQueue, "ordering the memes", true},
	{jobCheck, "checking the labels", false},
	{jobReport, "writing the report", false},
	{jobFrames, "decoding frames", false},
	{jobStats, "counting labels", false},
	{jobDescribe, "describing the data", false},
	{jobPrepare, "preparing the model", true},
	{jobBackup, "backing up", false},
}

// keeps reports whether a job of a kind keeps something in the workspace.
func keeps(kind string) bool {
	for _, k := range jobKinds {
		if k.kind == kind {
			return k.keeps
		}
	}
	return true
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
	"publish": "publishing", "predict": "predicting", "evaluate": "evaluating", "compare": "comparing", "choose": "choosing", "check": "checking", "cross-validate": "cross-validating", "read": "reading",
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
