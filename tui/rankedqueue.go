package tui

import (
	"context"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// rankedQueue goes through memes in the order of a list that was made beforehand, past
// those that are no longer what the list is for.
type rankedQueue struct {
	list      queues.List
	annotator string
}

func (q *rankedQueue) after(r Reader, m labels.Meme) (item, bool, error) {
	s, err := r.Summary(q.annotator)
	if err != nil {
		return item{}, false, err
	}
	for place := q.at(m) + 1; place <= len(q.list.Items); place++ {
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

func (q *rankedQueue) step(r Reader, m labels.Meme, by int) (item, bool, error) {
	return q.item(r, q.at(m)+by)
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

// disputes reports whether a meme is one of the disputed queue, where all that people say is
// shown, and a level decides.
func disputes(q queue, it *item) bool {
	ranked, ok := q.(*rankedQueue)
	return ok && ranked.list.Name == queues.Disputed && q.at(it.meme) > 0
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
