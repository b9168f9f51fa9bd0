package tui

import (
	"errors"

	"memebench/tui/jobs"
)

// overview is what memes and labels are.
type overview struct {
	*session
	has   *described // nil while there is none
	tried bool       // it was asked for, of what follows
	of    uint64     // the newest event then
	by    *evaluated

	// crossValidated is the last cross-validated evaluation, nil for none.
	crossValidated func() *evaluated
}

// refresh has the memes described anew if the overview is open, and something was said or
// evaluated since.
func (o *overview) refresh(open bool) {
	if _, making := o.active[jobDescribe]; !open || making {
		return
	}
	now := o.crossValidated()
	if o.has != nil && o.has.Seq >= o.summary.Seq && o.has.model == now || o.tried && o.of >= o.summary.Seq && o.by == now {
		return
	}
	o.tried, o.of, o.by = true, o.summary.Seq, now
	if err := o.startDescribe(now); err != nil && !errors.Is(err, jobs.ErrBusy) {
		o.status.fail("cannot describe the data: %v", err)
	}
}

// ended takes in how describing has ended.
func (o *overview) ended(j jobs.Snapshot, open bool) {
	if d, ok := j.Result.(*described); ok && j.State == jobs.Done {
		o.has = d
		o.refresh(open)
	}
}

// none says why there is no description.
func (o *overview) none() string {
	if _, making := o.active[jobDescribe]; !making && o.tried {
		return "no description yet: " + o.key(doNews) + " says why"
	}
	return "the description comes in a moment"
}
