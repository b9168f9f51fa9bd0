package cli

import (
	"context"

	"memebench/labels"
	"memebench/model"
)

// search finds memes, also by the lists that a query names. Where the search names no
// order, and the query has a list, they come in the order of that: the likest first, or
// as in the queue.
func (w *workspace) search(ctx context.Context, s labels.Search, p model.Report) (labels.Hits, error) {
	var err error
	if s.Query, err = w.bench.Resolve(ctx, s, p); err != nil {
		return labels.Hits{}, err
	}
	ranked := s.Query.Ranked()
	if s.Order != "" || ranked == nil {
		return w.store.Search(ctx, s)
	}
	limit := s.Limit
	s.Limit = 0
	hits, err := w.store.Search(ctx, s)
	return inOrder(hits, ranked, limit), err
}

// inOrder returns those of the hits that are in a list, in its order, at most so many
// unless that is 0.
func inOrder(hits labels.Hits, ranked []uint64, limit int) labels.Hits {
	hit := make(map[uint64]bool, len(hits.Seqs))
	for _, seq := range hits.Seqs {
		hit[seq] = true
	}
	var in labels.Hits
	for _, seq := range ranked {
		if !hit[seq] {
			continue
		}
		in.Count++
		if limit == 0 || len(in.Seqs) < limit {
			in.Seqs = append(in.Seqs, seq)
		}
	}
	return in
}
