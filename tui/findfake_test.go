package tui

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"memebench/labels"
)

// savedQueries is Deps.SavedQueries.
func (s *fakeStore) savedQueries() ([]labels.SavedQuery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []labels.Setting
	for _, name := range slices.Sorted(maps.Keys(s.settings)) {
		all = append(all, labels.Setting{Name: name, Value: s.settings[name]})
	}
	return labels.SavedQueries(all), nil
}

// annotators is Deps.Annotators.
func (s *fakeStore) annotators() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, e := range s.log {
		if !slices.Contains(all, e.Annotator) {
			all = append(all, e.Annotator)
		}
	}
	slices.Sort(all)
	return all, nil
}

// search is Deps.Search for an annotator, in the order of import, or the least confident first.
func (s *fakeStore) search(annotator string) func(context.Context, labels.Search) (labels.Hits, error) {
	return func(ctx context.Context, search labels.Search) (labels.Hits, error) {
		var hits labels.Hits
		q, err := search.Query.Resolve(func(l labels.List) ([]uint64, error) {
			list, err := s.makeQueue(annotator)(ctx, l.Name, nil)
			seqs := make([]uint64, len(list.Items))
			for i, it := range list.Items {
				seqs[i] = it.Seq()
			}
			return seqs, err
		})
		if err != nil {
			return hits, err
		}
		search.Query = q
		confidence := map[uint64]float64{}
		limit := search.Limit
		if search.Order == labels.ByConfidence {
			search.Limit = 0
		}
		err = s.facts(ctx, search, func(f *labels.Facts) error {
			confidence[f.Seq] = f.Confidence()
			if hits.Count++; search.Limit == 0 || len(hits.Seqs) < search.Limit {
				hits.Seqs = append(hits.Seqs, f.Seq)
			}
			return nil
		})
		if search.Order == labels.ByConfidence {
			slices.SortStableFunc(hits.Seqs, func(a, b uint64) int { return cmp.Compare(confidence[a], confidence[b]) })
			if limit > 0 {
				hits.Seqs = hits.Seqs[:min(limit, len(hits.Seqs))]
			}
		}
		return hits, err
	}
}
