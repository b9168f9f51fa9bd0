package tui

import (
	"slices"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// next is the item to be labelled after m that the annotator is given: in a team, one that
// others have not been given.
func (d Deps) next(r Reader, q queue, m labels.Meme) (item, bool, error) {
	it, ok, err := firstAfter(r, q, m, d.given)
	if ok || err != nil || d.Team == nil || q.name() == queues.Order || !queues.Waiting(q.name()) {
		return it, ok, err
	}
	// What others had when one came by may be free by now.
	if it, ok, err = firstAfter(r, waitingIn{q.leftAt(0), d.Annotator}, labels.Meme{}, d.given); ok || err != nil {
		return it, ok, err
	}
	it, ok, err = firstAfter(r, d.importOrder(), m, d.given)
	it.place = q.at(it.meme)
	return it, ok, err
}

// first is the item with which a queue begins: what is to be labelled, or read.
func (d Deps) first(r Reader, q queue) (item, bool, error) {
	return firstAfter(r, q, labels.Meme{}, d.shown)
}

// likely is next for what may come: in a team it claims nothing.
func (d Deps) likely(r Reader, q queue, m labels.Meme) (item, bool, error) {
	return firstAfter(r, q, m, d.free)
}

// firstAfter is the first item to be labelled after m of which may is true. The import order goes
// round what comes before the memes that only an import has labelled: where others have all of that,
// one goes on with these.
func firstAfter(r Reader, q queue, m labels.Meme, may func(Reader, queue, labels.Meme) (bool, error)) (item, bool, error) {
	it, ok, err := roundAfter(r, q, m, may)
	if order, is := q.(importOrder); is && order.ends && !ok && err == nil {
		order.imported = true
		return roundAfter(r, order, m, may)
	}
	return it, ok, err
}

// roundAfter is firstAfter in one round of a queue.
func roundAfter(r Reader, q queue, m labels.Meme, may func(Reader, queue, labels.Meme) (bool, error)) (item, bool, error) {
	var first labels.MemeID
	for {
		it, ok, err := q.after(r, m)
		if err != nil || !ok || it.meme.ID == first { // or it has gone round
			return item{}, false, err
		}
		if is, err := may(r, q, it.meme); is || err != nil {
			return it, is, err
		}
		if first == "" {
			first = it.meme.ID
		}
		m = it.meme
	}
}

// step is the item so many places from m, in a team past those that are not shown to the
// annotator.
func (d Deps) step(r Reader, q queue, m labels.Meme, by int) (item, bool, error) {
	for {
		it, ok, err := q.step(r, m, by)
		if err != nil || !ok {
			return item{}, false, err
		}
		if shown, err := d.shown(r, q, it.meme); shown || err != nil {
			return it, shown, err
		}
		m = it.meme
	}
}

// given reports whether the annotator is given a meme of a queue to label it. Where a level
// decides, it is none too many, whoever has the meme or has labelled it.
func (d Deps) given(r Reader, q queue, m labels.Meme) (bool, error) {
	if d.Team == nil {
		return true, nil
	}
	taken, err := d.Team.Take(r, m)
	if taken || err != nil {
		return taken, err
	}
	return d.decidesOn(r, q, m)
}

// claim has nobody else be given a meme that the annotator goes or comes back to, where it may still be
// labelled. It is shown in any case.
func (d Deps) claim(r Reader, m labels.Meme) error {
	if d.Team == nil {
		return nil
	}
	_, err := d.Team.Take(r, m)
	return err
}

// yield has others be given the meme that the annotator had: after it nothing is left to this one.
func (d Deps) yield(r Reader) error {
	if d.Team == nil {
		return nil
	}
	return d.Team.Yield(r)
}

// free reports whether the annotator would be given a meme of a queue.
func (d Deps) free(r Reader, q queue, m labels.Meme) (bool, error) {
	if d.Team == nil {
		return true, nil
	}
	free, err := d.Team.Peek(r, m)
	if free || err != nil {
		return free, err
	}
	return d.decidesOn(r, q, m)
}

// shown reports whether the annotator may be shown a meme of a queue that is gone through: one
// that is given, or one that others are done with, to read what they have said.
func (d Deps) shown(r Reader, q queue, m labels.Meme) (bool, error) {
	if given, err := d.given(r, q, m); given || err != nil || !isFound(q) || !d.judges() {
		return given, err
	}
	state, err := r.State(m.ID)
	if err != nil {
		return false, err
	}
	summary, err := r.Summary(d.Annotator)
	return d.reads(state, summary.Counts.Overlap), err
}

// reads reports whether the annotator may read what was said of a meme instead of labelling it:
// in a team, one who may see the figures, of a meme that as many others have labelled as are to.
// That sways nobody: the annotator's own label would be one too many.
func (d Deps) reads(state labels.State, overlap int) bool {
	return d.judges() && d.enough(state, overlap)
}

// enough reports whether as many others in a team have labelled a meme as are to: the annotator's
// level is not wanted.
func (d Deps) enough(state labels.State, overlap int) bool {
	if d.Team == nil {
		return false
	}
	people := state.People()
	return len(people) >= max(1, overlap) && !slices.Contains(people, d.Annotator)
}

// judges reports whether the annotator is one of a team who may see the figures.
func (d Deps) judges() bool { return d.Team != nil && d.may(labels.MayJudge) == nil }

// isFound reports whether somebody has asked for just these memes: by a search or a cell, or because
// they are flagged.
func isFound(q queue) bool {
	return !queues.BuiltIn(q.name()) || q.name() == queues.Flagged
}

// decidesOn reports whether a level that is given a meme in a queue decides.
func (d Deps) decidesOn(r Reader, q queue, m labels.Meme) (bool, error) {
	if _, cell := q.(*cellQueue); cell || isDisputed(q, m) {
		return true, nil
	}
	if !isFlagged(q, m) {
		return false, nil
	}
	state, err := r.State(m.ID)
	return err == nil && d.liftsFlag(q, m, state), err
}

// liftsFlag reports whether a level that is given a meme decides that it is fit: in the queue of
// the flagged, of one that others have flagged and would have to be asked to take that back.
func (d Deps) liftsFlag(q queue, m labels.Meme, state labels.State) bool {
	if !isFlagged(q, m) || state.Kind != labels.Flagged || d.may(labels.MayAdjudicate) != nil {
		return false
	}
	return slices.ContainsFunc(state.Current, func(o labels.CurrentLabel) bool {
		return o.Action == labels.Flag && o.Annotator != d.Annotator
	})
}
