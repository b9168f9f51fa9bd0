package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// session is what the screens of one terminal share. Only Update changes it.
type session struct {
	ctx    context.Context // ends with the program
	deps   Deps
	st     styles
	pics   *pictures
	runner *jobs.Runner

	frame  frame
	facts  facts
	status status
	pace   pace
	active map[string]jobs.Snapshot // running jobs by kind
	ops    uint64                   // operations started so far

	unprepared string // why there is no model, when preparing one has failed
}

// facts is what the store says of the workspace as a whole.
type facts struct {
	progress labels.Progress
	seq      uint64 // newest label event
	versions []eval.Version
	served   string
	before   string     // what rolling back would serve, "" for nothing
	curve    eval.Curve // macro-F1 by labels
	fresh    int        // labels given by people since the newest version was trained; 0 where nothing is trained by itself
}

// waiting is the number of memes that have no label yet.
func (f facts) waiting() int { return f.progress.ByKind[labels.Unlabelled] }

// version returns the version with this id.
func (f facts) version(id string) (eval.Version, bool) {
	for _, v := range f.versions {
		if v.ID == id {
			return v, true
		}
	}
	return eval.Version{}, false
}

// latest returns the newest version.
func (f facts) latest() (eval.Version, bool) {
	if len(f.versions) == 0 {
		return eval.Version{}, false
	}
	return f.versions[len(f.versions)-1], true
}

// op numbers an operation, so that its answer is told from any other.
func (s *session) op() uint64 {
	s.ops++
	return s.ops
}

func (s *session) now() time.Time { return s.deps.Now() }

// factsMsg brings the facts.
type factsMsg struct {
	facts facts
	err   error
}

// factsCmd reads the facts.
func (s *session) factsCmd() tea.Cmd {
	d := s.deps
	return func() tea.Msg {
		f, err := d.facts()
		return factsMsg{f, err}
	}
}

func (d Deps) facts() (f facts, err error) {
	if f.progress, err = d.Log.Progress(d.Annotator); err != nil {
		return f, err
	}
	if f.seq, err = d.Log.LastSeq(); err != nil {
		return f, err
	}
	if f.versions, err = d.Versions.Versions(); err != nil {
		return f, err
	}
	if f.served, err = d.Versions.Served(); err != nil {
		return f, err
	}
	if f.before, err = d.Versions.ServedBefore(); err != nil {
		return f, err
	}
	history, err := d.Versions.VersionHistory()
	if err != nil {
		return f, err
	}
	f.curve = eval.LearningCurve(history)
	if d.Retrain > 0 {
		f.fresh, err = labelsSince(d.Log, trainedUpTo(f.versions))
	}
	return f, err
}
