package tui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// listen turns the steps of a use case into progress of a job. Steps may be
// missed by who looks, epochs must not be: each report carries all so far.
func listen(report func(jobs.Progress)) model.Report {
	var epochs []eval.Epoch
	return func(s model.Step) {
		if s.Epoch != nil {
			epochs = append(epochs[:len(epochs):len(epochs)], *s.Epoch)
		}
		p := jobs.Progress{
			Phase: labels.Printable(s.Phase), Done: s.Done, Total: s.Total,
			Unit: s.Unit, Note: labels.Printable(s.Note),
		}
		if epochs != nil {
			p.Detail = epochs
		}
		report(p)
	}
}

func (s *session) startPrepare() error {
	prepare := s.deps.Prepare
	return s.startJob(jobPrepare, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		return prepare(ctx, listen(report))
	})
}

func (s *session) startTrain() error {
	train := s.deps.Train
	return s.startJob(jobTrain, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		return train(ctx, listen(report))
	})
}

// startEvaluate evaluates a version on a split; old is what its metrics will be
// compared with, or nil.
func (s *session) startEvaluate(version, split string, old *evaluated) error {
	d := s.deps
	return s.startJob(jobEvaluate, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		folds, err := d.foldsNow()
		if err != nil {
			return nil, err
		}
		r, rows, err := d.Evaluate(ctx, version, split, listen(report))
		return &evaluated{report: r, rows: rows, seq: r.Seq, folds: folds, sure: eval.Reliability(rows, sureBins), was: earlierThan(rows, old)}, err
	})
}

// startServe changes the served version. What was served before the present one is rolled
// back to: that undoes the last change, where serving it anew would be one more.
func (s *session) startServe(version string) error {
	d := s.deps
	return s.startJob(jobServe, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		now := d.summarise()
		switch {
		case now.err != nil:
			return nil, now.err
		case version == now.summary.Before:
			return d.Rollback(ctx)
		}
		return version, d.Promote(ctx, version, listen(report))
	})
}

// startCompare puts the second version beside the first.
func (s *session) startCompare(first, second string) error {
	d := s.deps
	return s.startJob(jobCompare, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		folds, err := d.foldsNow()
		if err != nil {
			return nil, err
		}
		c, err := d.Compare(ctx, first, second, listen(report))
		return compared{Comparison: c, folds: folds, seq: c.Seq}, err
	})
}

// compare has two versions compared on the same rows, and says why it cannot.
func (s *session) compare(first, second string) {
	switch err := s.startCompare(first, second); {
	case errors.Is(err, jobs.ErrBusy):
		s.status.sayWhile(s.runs(jobCompare), "a comparison is running already: %s cancels it", s.key(doCancel))
	case err != nil:
		s.status.fail("cannot compare: %v", err)
	}
}

// counted are statistics, and how far people agree where several have labelled a meme.
type counted struct {
	eval.Stats
	alpha  eval.Alphas
	tables bool // what tables have brought is among it, as people have not labelled enough of the same memes
}

// startStats counts what everybody has labelled.
func (s *session) startStats() error {
	d := s.deps
	return s.startJob(jobStats, func(ctx context.Context, _ func(jobs.Progress)) (any, error) {
		made, err := d.Stats(ctx)
		if err != nil {
			return nil, err
		}
		a, err := d.Agreement(ctx)
		alpha, tables := a.PeoplesAlpha()
		return &counted{made, alpha, tables}, err
	})
}

// described is a description, and which evaluation stands beside it.
type described struct {
	eval.Description
	model *evaluated // nil for none
}

// startDescribe describes memes and labels, beside what a model was found to make of them.
func (s *session) startDescribe(model *evaluated) error {
	deps := s.deps
	return s.startJob(jobDescribe, func(ctx context.Context, _ func(jobs.Progress)) (any, error) {
		if model == nil {
			d, err := deps.Describe(ctx, nil, "")
			return &described{d, nil}, err
		}
		since, err := countCorrections(deps, model.rows, model.seq+1)
		if err != nil {
			return nil, err
		}
		d, err := deps.Describe(ctx, &model.report, since.changes())
		return &described{d, model}, err
	})
}

// startBackup makes the backup of the day.
func (s *session) startBackup() error {
	backup := s.deps.Backup
	return s.startJob(jobBackup, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		return backup(ctx, listen(report))
	})
}

// startJob starts a job and shows it at once.
func (s *session) startJob(kind string, f jobs.Func) error {
	snap, err := s.runnerOf(kind).StartBy(s.deps.Annotator, kind, f)
	if err == nil {
		s.active[kind] = snap
	}
	return err
}

// runs returns whether a job of a kind runs, as a function that tells it at any time.
func (s *session) runs(kind string) func() bool {
	return func() bool {
		if _, known := s.active[kind]; known {
			return true // there is no news of its end yet
		}
		return slices.ContainsFunc(s.runnerOf(kind).Active(), func(j jobs.Snapshot) bool { return j.Kind == kind })
	}
}

// jobsMsg brings what has changed in the background, and with the end of a job that keeps something
// the summary that was read after it: what is said to be done is there for the next key.
type jobsMsg struct {
	of    *jobs.Runner
	news  []jobs.Snapshot
	seen  uint64
	err   error
	after *summaryMsg // nil where no such job has ended
}

// jobsEvery is how often news of the jobs is looked at.
const jobsEvery = 50 * time.Millisecond

// jobsCmd waits for news of a runner's jobs. The session's context ends it.
func (s *session) jobsCmd(of *jobs.Runner, seen uint64) tea.Cmd {
	ctx, d := s.ctx, s.deps
	return func() tea.Msg {
		news, version, err := of.Next(ctx, seen)
		msg := jobsMsg{of: of, news: news, seen: version, err: err}
		if slices.ContainsFunc(news, func(j jobs.Snapshot) bool { return !j.Active() && keeps(j.Kind) }) {
			after := d.summaryNow()
			msg.after = &after
		}
		return msg
	}
}

// followJobs waits for news of the jobs from now on, and shows those of the team that run.
func (s *session) followJobs() tea.Cmd {
	own := s.jobsCmd(s.runner, 0)
	if s.deps.Team == nil {
		return own
	}
	seen, running := s.deps.Team.Jobs.Seen()
	for _, j := range running {
		s.active[j.Kind] = j
	}
	return tea.Batch(own, s.jobsCmd(s.deps.Team.Jobs, seen))
}

// later waits a moment before it looks again, so that a job that reports a
// thousand times a second does not have the screen drawn as often.
func later(ctx context.Context, cmd tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-time.After(jobsEvery):
		case <-ctx.Done():
		}
		return cmd()
	}
}

// newestJob returns the running job that was started last.
func (s *session) newestJob() (newest jobs.Snapshot, n int) {
	for _, j := range s.active {
		if j.ID > newest.ID {
			newest = j
		}
	}
	return newest, len(s.active)
}
