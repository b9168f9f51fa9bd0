package tui

import (
	"context"
	"errors"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
)

// checkList is a list of labels to be looked at again, as it was made, with what has been
// said of them since, in it or in a cell of the confusion matrix. What was said stays in it till
// it is made anew: nothing jumps under the finger.
type checkList struct {
	eval.Check
	kind    eval.CheckKind
	version string                           // that was chosen for it, "" for none
	nothing bool                             // no label is there that could be cross-validated
	seq     uint64                           // the newest event that counts
	folds   string                           // the seed of the folds when it began
	at, top int                              // the places of the selected row and of the first on the screen
	said    map[labels.MemeID][]checkedLabel // the newest last
	since   changedSince
}

// checkedLabel is what an event said of a label of a list: the level that it is now, NoLevel of a
// meme that was flagged, and what it was.
type checkedLabel struct {
	seq      uint64
	now, was labels.Level
	here     bool // it was said in the list, and not in a cell of the confusion matrix
}

// selected is the selected label, false where there is none.
func (l *checkList) selected() (eval.Doubt, bool) {
	if l == nil || l.at >= len(l.Doubts) {
		return eval.Doubt{}, false
	}
	return l.Doubts[l.at], true
}

// place is the place of a meme, from 0, -1 for one that is not there.
func (l *checkList) place(id labels.MemeID) int {
	return slices.IndexFunc(l.Doubts, func(d eval.Doubt) bool { return d.Meme == id })
}

// review is what became of all labels of the kind, before and since it was made.
func (l *checkList) review() eval.Review {
	r := l.Review
	for id := range l.said {
		if said, ok := l.decision(id); ok && said.here {
			r.Add(said.now, said.was)
		}
	}
	return r
}

// decision is what was said last of a label, of what stands, and whether anything was.
func (l *checkList) decision(id labels.MemeID) (checkedLabel, bool) {
	all := l.said[id]
	if len(all) == 0 {
		return checkedLabel{}, false
	}
	return all[len(all)-1], true
}

// take takes in what was said in the list or in a cell of the confusion matrix, where labels are
// looked at, too, or taken back: then what was said before decides again. A note is nothing to a
// list.
func (l *checkList) take(events []labels.Event, back bool) {
	for _, e := range events {
		here := e.Queue == model.CheckQueue(l.kind)
		if !here && e.Screen != labels.CellScreen {
			continue
		}
		switch decides := e.Action == labels.Adjudicate || e.Action == labels.Flag; {
		case e.Action == labels.Retract:
			l.forget(e.Meme, e.Retracts)
		case decides && back:
			l.forget(e.Meme, e.Seq)
		case decides:
			if i := l.place(e.Meme); i >= 0 {
				l.said[e.Meme] = append(l.said[e.Meme], checkedLabel{e.Seq, e.Level, l.Doubts[i].Label, here})
			}
		}
	}
}

// forget forgets what an event said of a label.
func (l *checkList) forget(id labels.MemeID, seq uint64) {
	l.said[id] = slices.DeleteFunc(l.said[id], func(c checkedLabel) bool { return c.seq == seq })
}

// startCheck has a list made.
func (s *session) startCheck(kind eval.CheckKind, version string) error {
	d := s.deps
	return s.startJob(jobCheck, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		folds, err := d.foldsNow()
		if err != nil {
			return nil, err
		}
		found, err := d.Check(ctx, version, kind, listen(report))
		l := &checkList{Check: found, kind: kind, version: version, seq: found.Seq, folds: folds, said: map[labels.MemeID][]checkedLabel{}}
		if errors.Is(err, model.ErrNothingToEvaluate) {
			l.nothing, err = true, nil
		}
		return l, err
	})
}
