package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// Facts calls yield with the facts of each meme that a search finds, in the order of
// import, until yield returns an error, which Facts returns. The facts are good until
// yield returns.
func (d *DB) Facts(ctx context.Context, s labels.Search, yield func(*labels.Facts) error) error {
	if lists := s.Query.Lists(); len(lists) > 0 {
		return fmt.Errorf("%w: the query has a list, %s:%s, that is not resolved", ErrInvalid, lists[0].Field, short(lists[0].Name))
	}
	datasets, err := d.Datasets()
	if err != nil {
		return err
	}
	columns := map[string][]string{}
	for _, ds := range datasets {
		columns[ds.Name] = ds.Columns
	}
	predictions := map[labels.MemeID]labels.Prediction{}
	if s.Version != "" {
		if err := d.Predictions(s.Version, func(p labels.Prediction) error { predictions[p.Meme] = p; return nil }); err != nil {
			return err
		}
	}
	return d.Rows(func(m labels.Meme, st labels.State) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		group, err := parseGroupName(m.Group)
		if err != nil {
			return err
		}
		f := labels.Facts{
			Seq: m.Seq, Group: group, Split: m.Split, CrossSplit: m.CrossSplit,
			HasImage: m.HasImage(), Missing: m.Image != (labels.Image{}) && !m.HasImage(), HasText: labels.NormalCaption(m.Caption) != "",
			Kind: st.Kind, Gold: st.Gold, Adjudicated: st.Adjudicated,
			By: map[string]labels.Said{}, Caption: m.Caption, Words: len(strings.Fields(m.Caption)), Values: m.Values, Columns: columns[m.Dataset],
		}
		for _, c := range st.Current {
			f.By[c.Annotator] = labels.Said{Action: c.Action, Level: c.Level, Imported: c.Source == labels.Import}
		}
		f.Voices, f.Imported = st.Voices(), st.Imported()
		if p, ok := predictions[m.ID]; ok {
			f.Predicted, f.Probs = true, p.Probs
		}
		if !s.Query.Match(&f, &s) {
			return nil
		}
		return yield(&f)
	})
}

// Search finds memes.
func (d *DB) Search(ctx context.Context, s labels.Search) (labels.Hits, error) {
	var hits labels.Hits
	type hit struct {
		seq uint64
		by  float64
	}
	var found []hit
	err := d.Facts(ctx, s, func(f *labels.Facts) error {
		h := hit{seq: f.Seq}
		switch s.Order {
		case labels.ByConfidence:
			h.by = f.Confidence()
		case labels.ByEntropy:
			h.by = -f.Entropy()
		case labels.ByMargin:
			h.by = f.Margin()
		case labels.ByLoss:
			loss, _ := f.Loss()
			h.by = -loss
		}
		found = append(found, h)
		return nil
	})
	if err != nil {
		return hits, err
	}
	slices.SortStableFunc(found, func(a, b hit) int { return cmp.Compare(a.by, b.by) })
	hits.Count = len(found)
	for _, h := range found {
		if s.Limit > 0 && len(hits.Seqs) == s.Limit {
			break
		}
		hits.Seqs = append(hits.Seqs, h.seq)
	}
	return hits, nil
}
