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
	if s.Order != "" || s.Query.Ranked() == nil {
		return w.store.Search(ctx, s)
	}
	limit := s.Limit
	s.Limit = 0
	hits, err := w.store.Search(ctx, s)
	labels.Rank(s.Query, hits.Seqs, func(seq uint64) uint64 { return seq })
	if limit > 0 {
		hits.Seqs = hits.Seqs[:min(limit, len(hits.Seqs))]
	}
	return hits, err
}
