package tui

import (
	"errors"

	"memebench/eval"
	"memebench/tui/jobs"
)

// overview is what memes and labels are.
type overview struct {
	has   *described // nil while there is none
	tried bool       // it was asked for, of what follows
	of    uint64     // the newest event then
	by    *eval.Evaluation

	// crossValidated is the last cross-validated evaluation, nil for none.
	crossValidated func() *eval.Evaluation
}

// described is a description, and which evaluation stands beside it.
type described struct {
	eval.Description
	model *eval.Evaluation
}

// describe has the memes described anew if the view is open, and something was said or
// evaluated since.
func (s *dataScreen) describe(open bool) {
	if _, making := s.active[jobDescribe]; !open || making || s.view != viewOverview {
		return
	}
	o, now := &s.overview, s.crossValidated()
	if o.has != nil && o.has.Seq >= s.summary.Seq && o.has.model == now || o.tried && o.of >= s.summary.Seq && o.by == now {
		return
	}
	o.tried, o.of, o.by = true, s.summary.Seq, now
	if err := s.startDescribe(now); err != nil && !errors.Is(err, jobs.ErrBusy) {
		s.status.fail("cannot describe the data: %v", err)
	}
}

// isDescribed takes in how describing has ended.
func (s *dataScreen) isDescribed(j jobs.Snapshot, open bool) {
	if d, ok := j.Result.(*described); ok && j.State == jobs.Done {
		s.overview.has = d
		s.describe(open)
	}
}

// undescribed says why there is no description.
func (s *dataScreen) undescribed() string {
	if _, making := s.active[jobDescribe]; !making && s.overview.tried {
		return "no description yet: " + s.key(doNews) + " says why"
	}
	return "the description comes in a moment"
}
