package tui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// evalScreen shows how well a version does: the confusion matrix, from which one walks to
// the memes of a cell, and the metrics.
type evalScreen struct {
	*session
	train    *trainScreen // asks before a version is served, and shows comparisons
	chosen   string       // the version that is evaluated; "" for the newest
	split    string
	reports  map[string]*evaluated // by split
	row, col labels.Level          // the selected cell
	placed   bool                  // it has been put on the largest error, from where only keys move it
	shares   matrixShares          // which ones the matrix has
	held     cellMemes             // what the selected cell holds, as far as it is shown
	page     evalPage              // what is shown of it
	list     scroller              // of the slices, on their page
	cell     *labelScreen          // the memes of a cell, when they are open

	opened  bool              // a cell of test, in this session: asked for once
	asked   evaluation        // what runs, or ran last
	follow  evaluation        // what a training that was started here is followed by; its version comes with its end
	refused map[string]string // the version that could not be evaluated, by split: not tried again by itself
}

// evaluation is what an evaluation is of.
type evaluation struct{ version, split string }

func newEvalScreen(s *session, train *trainScreen) *evalScreen {
	return &evalScreen{session: s, train: train, split: eval.CVRows, reports: map[string]*evaluated{}, refused: map[string]string{}}
}

// evaluatedSplits are those that [ and ] go round. Errors are corrected on the
// cross-validated memes of train and val, so these come first; test is for evaluating.
var evaluatedSplits = []string{eval.CVRows, string(labels.Val), string(labels.Test)}

func (s *evalScreen) title() string { return "Evaluate" }

func (s *evalScreen) keys() keymap { return evalKeys }

func (s *evalScreen) enter() tea.Cmd { return s.refresh(true) }

func (s *evalScreen) leave() {}

// update also takes in what the cell that is open has asked for.
func (s *evalScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case correctedMsg:
		s.corrected(msg)
		return nil
	case cellMemesMsg:
		s.cellCame(msg)
		return nil
	}
	if s.cell != nil {
		return s.cell.update(msg)
	}
	return nil
}

// version is the one that is evaluated: the one that was chosen, or the newest. It is
// false while there is none.
func (s *evalScreen) version() (eval.Version, bool) {
	if v, ok := s.summary.Version(s.chosen); ok {
		return v, true
	}
	return s.summary.Latest()
}

// onScreen is the version whose metrics are on the screen; while there are none, the one
// that is evaluated. It is false where there is no version, or that one has been deleted.
func (s *evalScreen) onScreen() (eval.Version, bool) {
	if r := s.reports[s.split]; r != nil {
		return s.summary.Version(r.report.Version)
	}
	return s.version()
}

// noVersion says why there is none on the screen to do something with.
func (s *evalScreen) noVersion() string {
	if r := s.reports[s.split]; r != nil {
		return fmt.Sprintf("%s has been deleted: %s chooses another", r.report.Version, s.key(doGoTo))
	}
	return s.noModel()
}

// refresh starts an evaluation if the screen is open and has no metrics of its
// version, in the folds of today. Metrics that are only behind the labels stay, with marks where these have
// changed: a training, or choosing the version again, renews them. The evaluation that
// follows a training is started wherever one is by then.
func (s *evalScreen) refresh(open bool) tea.Cmd {
	if f := s.follow; f.version != "" {
		if _, known := s.summary.Version(f.version); known {
			s.follow, s.chosen = evaluation{}, ""
			s.evaluate(f.version, f.split)
		}
	}
	v, ok := s.version()
	if !open || s.cell != nil || !ok {
		return nil
	}
	r := s.reports[s.split]
	if (r == nil || r.report.Version != v.ID || s.otherFolds(r)) && s.refused[s.split] != v.ID {
		s.evaluate(v.ID, s.split)
	}
	if r != nil && max(r.seq, r.since.seq) < s.summary.Seq {
		return correctionsCmd(s.deps, r)
	}
	return nil
}

// otherFolds reports whether a report is cross-validated in folds that are not those of today.
func (s *evalScreen) otherFolds(r *evaluated) bool {
	return r.report.Split == eval.CVRows && !r.report.Given && s.otherFoldsThan(r.folds)
}

// refolded takes in that there are other folds.
func (s *evalScreen) refolded(open bool) tea.Cmd {
	delete(s.refused, eval.CVRows)
	return s.refresh(open)
}

// corrected takes in what was said of a report's rows since.
func (s *evalScreen) corrected(msg correctedMsg) {
	switch {
	case msg.err != nil:
		s.status.fail("cannot count what was corrected: %v", msg.err)
	case msg.now.seq >= msg.of.since.seq:
		msg.of.since = msg.now
	}
}

// trained takes in how a training ended.
func (s *evalScreen) trained(j jobs.Snapshot) {
	t, ok := j.Result.(model.Trained)
	if !ok || j.State != jobs.Done {
		s.follow = evaluation{}
	}
	if s.follow.split != "" {
		s.follow.version = t.ID
	}
}

func (s *evalScreen) evaluate(version, split string) {
	if _, busy := s.active[jobEvaluate]; busy {
		return // its end, of which there may be no news yet, asks again what is missing
	}
	switch err := s.startEvaluate(version, split, s.reports[split]); {
	case errors.Is(err, jobs.ErrBusy):
		// Another has begun one; its end asks again, too.
	case err != nil:
		s.status.fail("cannot evaluate: %v", err)
	default:
		s.asked = evaluation{version, split}
	}
}

// ended takes in how an evaluation ended.
func (s *evalScreen) ended(j jobs.Snapshot, open bool) tea.Cmd {
	if r, ok := j.Result.(*evaluated); ok && j.State == jobs.Done {
		s.reports[s.asked.split] = r
		s.place(r.report.Confusion)
		delete(s.refused, s.asked.split)
	} else {
		s.refused[s.asked.split] = s.asked.version
	}
	return s.refresh(open)
}

// place puts the selection on the largest error of the first report with one, of several
// that are as large on the one by the most levels: it is what to look into first.
func (s *evalScreen) place(c [labels.Levels][labels.Levels]int) {
	if s.placed {
		return
	}
	most, far := 0, 0
	for t := range labels.Level(labels.Levels) {
		for p := range labels.Level(labels.Levels) {
			by := max(t-p, p-t)
			if n := c[t][p]; by > 0 && n > 0 && (n > most || n == most && int(by) > far) {
				s.row, s.col, most, far = t, p, n, int(by)
			}
		}
	}
	s.placed = most > 0
}

// cellCame takes in the memes of a cell, if that is still the selected one.
func (s *evalScreen) cellCame(msg cellMemesMsg) {
	switch {
	case msg.of != s.held.of || len(msg.memes) < len(s.held.memes):
	case msg.err != nil:
		s.status.fail("cannot read the memes of this cell: %v", msg.err)
	default:
		s.held.memes = msg.memes
	}
}

// crossValidated is the last cross-validated evaluation, nil while there is none. One of
// predictions from elsewhere is none.
func (s *evalScreen) crossValidated() *evaluated {
	if r := s.reports[eval.CVRows]; r != nil && !r.report.Given {
		return r
	}
	return nil
}
