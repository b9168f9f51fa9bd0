package tui

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// realStore is a store as the program has it, in a file. What the
// model does is invented, as with fakeStore.
type realStore struct{ *db.DB }

// newRealStore stores memes in a folder.
func newRealStore(t *testing.T, dir string, all ...labels.Meme) realStore {
	t.Helper()
	d, err := db.Open(filepath.Join(dir, "memes.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		m := &all[i]
		m.Dataset = "fake"
		m.ID = labels.NewMemeID(m.Dataset, m.Key)
		if m.Split == "" {
			m.Split = labels.Train
		}
	}
	if _, err := d.AddMemes(all, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return realStore{d}
}

// deps are use cases that take no time, for an annotator.
func (s realStore) deps(annotator string) Deps {
	d := fakeDeps(newFakeStore())
	d.Read = func(f func(Reader) error) error { return s.Read(func(r *db.Reader) error { return f(r) }) }
	d.Log, d.Versions, d.Settings, d.Annotator = s, s, s, annotator
	d.Train = func(context.Context, model.Report) (model.Trained, error) {
		v, err := s.addVersion(time.Now())
		return model.Trained{Version: v}, err
	}
	d.Evaluate = func(_ context.Context, version, split string, _ model.Report) (eval.Evaluation, []eval.Row, error) {
		rows, err := s.rows(version, split)
		return fakeEvaluation(version, split, rows), rows, err
	}
	d.Compare = func(_ context.Context, first, second string, _ model.Report) (eval.Comparison, error) {
		return fakeComparison(first, second), nil
	}
	d.MakeQueue = makeQueueOf(s, s.Facts, annotator)
	d.Search = func(ctx context.Context, search labels.Search) (labels.Hits, error) {
		q, err := search.Query.Resolve(func(l labels.List) ([]uint64, error) {
			list, err := d.MakeQueue(ctx, l.Name, nil)
			seqs := make([]uint64, len(list.Items))
			for i, it := range list.Items {
				seqs[i] = it.Seq()
			}
			return seqs, err
		})
		if err != nil {
			return labels.Hits{}, err
		}
		search.Query = q
		return s.Search(ctx, search)
	}
	d.SavedQueries = func() ([]labels.SavedQuery, error) {
		all, err := s.Settings()
		return labels.SavedQueries(all), err
	}
	d.Annotators, d.FindMeme = s.Annotators, s.FindMeme
	d.Stats = func(ctx context.Context) (eval.Stats, error) { return statsOf(ctx, s) }
	d.Promote = func(_ context.Context, v string, _ model.Report) error { return s.Promote(v) }
	d.Rollback = func(context.Context) (string, error) { return s.Rollback() }
	return d
}

// addVersion adds a version with invented metrics and predictions for all memes.
func (s realStore) addVersion(at time.Time) (eval.Version, error) {
	seq, err := s.LastSeq()
	if err != nil {
		return eval.Version{}, err
	}
	before, err := s.VersionHistory()
	if err != nil {
		return eval.Version{}, err
	}
	v, err := s.AddVersion(fakeVersion(len(before)+1, seq, at), eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
	if err != nil {
		return v, err
	}
	var preds []labels.Prediction
	err = s.Rows(func(m labels.Meme, _ labels.State) error {
		preds = append(preds, labels.Prediction{Meme: m.ID, Version: v.ID, Probs: fakeProbs(int(m.Seq) - 1 + v.Number), Modalities: []string{"text", "image"}})
		return nil
	})
	if err != nil {
		return v, err
	}
	_, err = s.PutPredictions(preds, nil)
	return v, err
}

// rows are the memes that a version is evaluated with.
func (s realStore) rows(version, split string) (rows []eval.Row, err error) {
	err = s.Rows(func(m labels.Meme, st labels.State) error {
		p, ok, err := s.Prediction(version, m.ID)
		if ok && st.Gold.Valid() && evaluatedOn(m, split) {
			rows = append(rows, fakeRow(st.Gold, p))
		}
		return err
	})
	return rows, err
}
