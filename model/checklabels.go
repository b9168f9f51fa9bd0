package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// checkQueue begins what is recorded as the queue of what is said in a check; the kind
// follows.
const checkQueue = "check "

// CheckQueue is what is recorded as the queue of what is said in a check of a kind.
func CheckQueue(k eval.CheckKind) string { return checkQueue + string(k) }

// CheckLabels lists the labels of a kind that are to be looked at again, the most suspect
// first, without those that were confirmed, changed or flagged already in a check, or in a cell
// of the confusion matrix, and of which nothing newer decides. It counts what became of those
// that were in a check of the kind: a cell was chosen by what the model says, and tells nothing
// of how often the list is right.
//
// Errors and far levels are those of train and val, by a cross-validation of a version's config,
// "" for that of the served one or, where none is served, of the first one to be trained. They
// are ordered by a measure, and computing them takes a training of five heads where labels or
// features have changed since the last time. A version without a head is gone by in what it
// says of the memes that it has predictions of; where one of these is a level only, they are
// ordered by how many levels off they are. Other kinds ask no version.
//
// Where nothing is cross-validated yet, as no meme has a gold level, it is
// [ErrNothingToEvaluate], and the check has only the newest event that it is of.
func (w *Workbench) CheckLabels(ctx context.Context, version string, kind eval.CheckKind, by eval.Suspicion, p Report) (eval.Check, error) {
	var v *eval.Version
	if version != "" {
		named, err := w.version(version)
		if err != nil {
			return eval.Check{}, err
		}
		v = &named
	}
	var rows []eval.Row
	var asked []eval.ReAsked
	var out eval.Check
	var err error
	who := "a model that has not seen it"
	switch {
	case kind.NeedsModel() && v != nil && v.Headless():
		who = labels.Printable(v.Title())
		rows, out.Seq, by, err = w.givenDoubts(ctx, *v, by)
	case kind.NeedsModel():
		rows, out.Seq, err = w.heldOutRows(ctx, v, p)
	case kind == eval.CheckReAsks:
		asked, out.Seq, err = w.reAsked(ctx)
	}
	if err != nil {
		return out, err
	}
	p.tell(labels.Step{Phase: "check labels"})
	l := checkedLabels{groups: map[string][]eval.GroupedMeme{}, reviewed: map[labels.MemeID]bool{}}
	seq, err := w.store.RowsAt(func(m labels.Meme, s labels.State) error {
		l.lookAt(kind, &m, s)
		return ctx.Err()
	})
	if err != nil {
		return eval.Check{}, err
	}
	if kind == eval.CheckDuplicates {
		out.Seq = seq
	}
	if err := w.readDecisions(ctx, &l, kind, out.Seq); err != nil {
		return eval.Check{}, err
	}
	out.Doubts, out.Review = []eval.Doubt{}, l.review
	isReviewed := func(id labels.MemeID) bool { return l.reviewed[id] }
	switch kind {
	case eval.CheckErrors, eval.CheckFar:
		out.Doubts, out.Chance = eval.Errors(who, rows, by, kind, isReviewed), eval.Guesses(rows)
	case eval.CheckDuplicates:
		for _, g := range l.order {
			for _, d := range eval.Duplicates(l.groups[g]) {
				if !isReviewed(d.Meme) {
					out.Doubts = append(out.Doubts, d)
				}
			}
		}
		eval.WorstFirst(out.Doubts)
	case eval.CheckReAsks:
		for _, a := range asked {
			out.Doubts = append(out.Doubts, a.Doubt())
		}
		eval.WorstFirst(out.Doubts)
	}
	return out, nil
}

// givenDoubts are the rows that are checked by a version without a head, the newest event that they
// are of, and by what they are ordered.
func (w *Workbench) givenDoubts(ctx context.Context, v eval.Version, by eval.Suspicion) ([]eval.Row, uint64, eval.Suspicion, error) {
	said, err := w.givenBy(ctx, v)
	if err != nil {
		return nil, 0, by, err
	}
	g, err := w.givenRows(ctx, eval.CVRows, said)
	switch {
	case err != nil:
		return nil, 0, by, err
	case len(g.rows) == 0:
		return nil, 0, by, fmt.Errorf("%s has no prediction of a labelled meme of train and val", labels.Printable(v.Title()))
	case slices.ContainsFunc(g.rows, func(r eval.Row) bool { return r.LevelOnly }):
		by = eval.ByDistance
	}
	return g.rows, g.seq, by, nil
}

// checkedLabels is what one pass over the memes brings for a check.
type checkedLabels struct {
	groups   map[string][]eval.GroupedMeme // memes with a gold level, by group
	order    []string                      // the groups, in the order of their first memes
	decided  []labels.MemeID               // memes that are adjudicated or flagged
	reviewed map[labels.MemeID]bool
	review   eval.Review
}

// lookAt takes in one meme.
func (l *checkedLabels) lookAt(kind eval.CheckKind, m *labels.Meme, s labels.State) {
	if kind == eval.CheckDuplicates && s.Gold.Valid() && m.Group != "" {
		if l.groups[m.Group] == nil {
			l.order = append(l.order, m.Group)
		}
		l.groups[m.Group] = append(l.groups[m.Group], eval.GroupedMeme{Meme: m.ID, Seq: m.Seq, Level: s.Gold})
	}
	if s.Adjudicated || s.Kind == labels.Flagged {
		l.decided = append(l.decided, m.ID)
	}
}

// readDecisions finds out which of the memes that are decided were so in a review, as far as that
// was said up to the event seq.
func (w *Workbench) readDecisions(ctx context.Context, l *checkedLabels, kind eval.CheckKind, seq uint64) error {
	for _, id := range l.decided {
		events, err := w.store.Events(id)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		events = labels.EventsTo(events, seq)
		decided, ok := decision(events)
		if !ok {
			continue
		}
		l.reviewed[id] = true
		if decided.Queue == CheckQueue(kind) {
			l.review.Add(decided.Level, levelBefore(events, &decided))
		}
	}
	return nil
}

// decision returns what was said of a meme in a check or in a cell and still decides: the newest
// adjudication or flag that stands, if it was given there. In both, the label was looked at beside
// what the model says.
func decision(events []labels.Event) (labels.Event, bool) {
	standing := append(labels.Standing(events, labels.Adjudicate), labels.Standing(events, labels.Flag)...)
	slices.SortFunc(standing, func(a, b labels.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	newest, ok := labels.Newest(standing)
	if !ok {
		return labels.Event{}, false
	}
	checked := newest.Screen == labels.CheckScreen && strings.HasPrefix(newest.Queue, checkQueue)
	return newest, checked || newest.Screen == labels.CellScreen
}

// levelBefore is the gold level that a meme had before an event, and before all that was
// said of it in checks.
func levelBefore(events []labels.Event, decided *labels.Event) labels.Level {
	before := slices.DeleteFunc(slices.Clone(events), func(e labels.Event) bool {
		return !decided.After(&e) || e.Screen == labels.CheckScreen
	})
	return labels.Aggregate(before).Gold
}

// reAsked returns the newest second answers that differ from what the annotator says, in the order
// of the log, as far as nobody has said more since: given the meme a level or decided it. seq is
// the newest event that counts.
func (w *Workbench) reAsked(ctx context.Context) (asked []eval.ReAsked, seq uint64, err error) {
	if seq, err = w.store.LastSeq(); err != nil {
		return nil, 0, err
	}
	var memes []labels.MemeID
	seen := map[labels.MemeID]bool{}
	err = w.store.Log(0, func(e labels.Event) error {
		if e.Seq <= seq && e.ReAsk && e.Action == labels.SetLevel && !seen[e.Meme] {
			seen[e.Meme] = true
			memes = append(memes, e.Meme)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, 0, err
	}
	for _, id := range memes {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		events, err := w.store.Events(id)
		if err != nil {
			return nil, 0, err
		}
		asked = append(asked, differing(labels.EventsTo(events, seq))...)
	}
	return asked, seq, nil
}

// differing are the second answers to one meme that are to be looked at.
func differing(events []labels.Event) (asked []eval.ReAsked) {
	s := labels.Aggregate(events)
	if s.Kind == labels.Flagged {
		return nil
	}
	decided, isDecided := labels.Newest(labels.Standing(events, labels.Adjudicate))
	again := slices.DeleteFunc(labels.Standing(events, labels.SetLevel), func(e labels.Event) bool { return !e.ReAsk })
	for _, now := range s.Current {
		e, ok := labels.Newest(labels.By(again, now.Annotator))
		stands := slices.IndexFunc(events, func(o labels.Event) bool { return o.Seq == now.Seq })
		if ok && now.Level.Valid() && e.Level != now.Level && e.After(&events[stands]) && !(isDecided && decided.After(&e)) {
			asked = append(asked, eval.ReAsked{Meme: e.Meme, Annotator: now.Annotator, Stands: now.Level, Again: e.Level})
		}
	}
	return asked
}
