package tui

import (
	"context"
	"slices"
	"strconv"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// rankedQueue goes through memes in the order of a list that was made beforehand, past
// those that are no longer what the list is for.
type rankedQueue struct {
	list      queues.List
	annotator string
	left      int // the place from which one has gone to a meme that is not in the list, from 1; 0: its beginning
}

func (q *rankedQueue) name() string { return q.list.Name }

func (q *rankedQueue) leftAt(place int) queue { return &rankedQueue{q.list, q.annotator, place} }

func (q *rankedQueue) ended() queue { return q.leftAt(len(q.list.Items) + 1) }

func (q *rankedQueue) tells() bool { return q.list.Tells }

// cameTo is a queue in which one has come to an item: it is left from there.
func cameTo(q queue, it item) queue {
	if it.place > 0 {
		return q.leftAt(it.place)
	}
	return q
}

func (q *rankedQueue) after(r Reader, m labels.Meme) (item, bool, error) {
	s, err := r.Summary(q.annotator)
	if err != nil {
		return item{}, false, err
	}
	for place := q.behind(m); place <= len(q.list.Items); place++ {
		it, _, err := q.item(r, place)
		if err != nil {
			return item{}, false, err
		}
		state, err := r.State(it.meme.ID)
		if err != nil {
			return item{}, false, err
		}
		if q.list.Holds(q.list.Items[place-1], state, q.annotator, s.Counts.Overlap) {
			return it, true, nil
		}
	}
	return item{}, false, nil
}

// behind is the place that follows a meme.
func (q *rankedQueue) behind(m labels.Meme) int {
	if place := q.at(m); place > 0 {
		return place + 1
	}
	return max(1, q.left)
}

func (q *rankedQueue) step(r Reader, m labels.Meme, by int) (item, bool, error) {
	if by > 0 {
		by--
		return q.item(r, q.behind(m)+by)
	}
	if place := q.at(m); place > 0 {
		return q.item(r, place+by)
	}
	return q.item(r, max(1, q.left)+by)
}

func (q *rankedQueue) item(r Reader, place int) (item, bool, error) {
	if place < 1 || place > len(q.list.Items) {
		return item{}, false, nil
	}
	it := q.list.Items[place-1]
	m, err := r.MemeAt(it.Seq())
	return item{meme: m, queue: q.list.Queue(it), place: place, again: it.How() == queues.Again}, err == nil, err
}

func (q *rankedQueue) at(m labels.Meme) int { return q.list.Place(m.Seq) }

func (q *rankedQueue) prediction(r Reader, s eval.Summary, id labels.MemeID) (labels.Prediction, bool, error) {
	return importOrder{}.prediction(r, s, id)
}

// waitingIn goes through those memes of a queue that wait for the annotator.
type waitingIn struct {
	queue
	annotator string
}

func (q waitingIn) after(r Reader, m labels.Meme) (item, bool, error) {
	s, err := r.Summary(q.annotator)
	for err == nil {
		it, ok, err := q.queue.after(r, m)
		if err != nil || !ok {
			return item{}, false, err
		}
		state, err := r.State(it.meme.ID)
		if err != nil || state.Waits(q.annotator, s.Counts.Overlap) {
			return it, err == nil, err
		}
		m = it.meme
	}
	return item{}, false, err
}

// disputes reports whether a meme is one of the disputed queue, where all that people say is
// shown, and a level decides.
func disputes(q queue, it *item) bool { return isDisputed(q, it.meme) }

// isDisputed is disputes for a meme that was not opened yet.
func isDisputed(q queue, m labels.Meme) bool { return isIn(q, queues.Disputed, m) }

// isFlagged reports whether a meme is one of the flagged queue, where it is about why it is
// unfit.
func isFlagged(q queue, m labels.Meme) bool { return isIn(q, queues.Flagged, m) }

// isIn reports whether a queue is that of a name, and a meme one of it.
func isIn(q queue, name string, m labels.Meme) bool { return q.name() == name && q.at(m) > 0 }

// everything is the query of a line in which nothing is written: it finds all memes.
const everything = " "

// foundName is what a search without a name is called as a queue: as it is written, but a word that a
// queue is called by in quotes, which find the same.
func foundName(query string) string {
	switch {
	case query == everything:
		return "all memes"
	case slices.Contains(queues.Names, query):
		return strconv.Quote(query)
	}
	return query
}

// listOf is what a search finds, as a queue of this name.
func listOf(ctx context.Context, d Deps, name string, s labels.Search) (queues.List, error) {
	list := queues.List{Name: name, Tells: s.Query.Needs().Prediction}
	hits, err := d.Search(ctx, s)
	for _, seq := range hits.Seqs {
		if seq > queues.MaxSeq {
			return list, queues.ErrFull
		}
		list.Items = append(list.Items, queues.NewItem(seq, queues.ByName))
	}
	return list, err
}

// isElsewhere reports whether a meme is none of a list that has only what it is for; what waits
// is all of that in any order.
func isElsewhere(list queues.List, m labels.Meme) bool {
	return !queues.Waiting(list.Name) && list.Place(m.Seq) == 0
}
