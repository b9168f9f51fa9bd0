package db

import (
	"cmp"
	"context"
	"math"
	"slices"

	"memebench/labels"
)

// Search counts the memes that a search finds, and returns the first of them in its
// order; see [DB.Facts].
func (d *DB) Search(ctx context.Context, s labels.Search) (labels.Hits, error) {
	var hits labels.Hits
	var best []ranked
	err := d.facts(ctx, s, s.Needs(), func(f *labels.Facts) error {
		hits.Count++
		best = rank(best, ranked{f.Seq, rankOf(&s, f)}, s.Limit)
		return nil
	})
	if err != nil {
		return labels.Hits{}, err
	}
	if s.Limit == 0 {
		slices.SortFunc(best, ranked.compare)
	}
	hits.Seqs = make([]uint64, len(best))
	for i, h := range best {
		hits.Seqs[i] = h.seq
	}
	return hits, nil
}

// ranked is a meme with its rank: the lower one comes first.
type ranked struct {
	seq  uint64
	rank float64
}

func (a ranked) compare(b ranked) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.seq, b.seq))
}

// rank adds one more to those that are the first by their ranks, in order, as far as it
// is; of no limit, at the end.
func rank(best []ranked, next ranked, limit int) []ranked {
	switch {
	case limit == 0:
		return append(best, next)
	case len(best) == limit && next.compare(best[limit-1]) > 0:
		return best
	case len(best) == limit:
		best = best[:limit-1]
	}
	at, _ := slices.BinarySearchFunc(best, next, ranked.compare)
	return slices.Insert(best, at, next)
}

// rankOf is the rank of a meme in an order. Memes without what the order is about come
// last.
func rankOf(s *labels.Search, f *labels.Facts) float64 {
	order := s.Order
	if order == "" || order == labels.ByImport {
		return 0
	}
	switch {
	case !f.Predicted:
		return math.Inf(1)
	case order == labels.ByLoss:
		if loss, ok := s.Loss(f); ok {
			return -loss
		}
		return math.Inf(1)
	case order == labels.ByConfidence:
		return f.Confidence()
	case order == labels.ByEntropy:
		return -f.Entropy()
	}
	return f.Margin()
}
