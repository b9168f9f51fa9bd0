package model

import (
	"context"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// OutOfFold predicts the labelled memes of train and val, each by a head with the version's
// config that has not seen it or any other of its group, as a cross-validation does. Other
// than that it also predicts the memes that people disagree on, which have no gold level to
// be measured by: what several voices say is compared with it. The memes are in the order
// of import. Of a version without a head it is what that says.
func (w *Workbench) OutOfFold(ctx context.Context, version string, p Report) (eval.Version, []eval.Predicted, error) {
	fail := func(err error) (eval.Version, []eval.Predicted, error) { return eval.Version{}, nil, err }
	v, err := w.version(version)
	if err != nil {
		return fail(err)
	}
	if v.Headless() {
		said, err := w.givenProbabilities(ctx, v)
		return v, said, err
	}
	c, err := w.versionCaches(ctx, v, p)
	if err != nil {
		return fail(err)
	}
	g, err := w.gather(ctx, c, usedInTraining)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(g.bytes())()
	seed, err := settings.FoldsSeed.Read(w.store)
	if err != nil {
		return fail(err)
	}
	folds, err := g.foldsOfAll(seed)
	if err != nil {
		return fail(err)
	}
	heads := outOfFold{name: "fused", g: g, rows: make([]eval.Row, len(g.memes))}
	for f, fold := range folds {
		p.tell(labels.Step{
			Phase: "cross-validate", Done: int64(f), Total: int64(len(folds)), Unit: "heads", Note: fmt.Sprintf("fold %d of %d", f+1, len(folds)),
		})
		if err := w.evaluateFold(ctx, &heads, g, fold, v.Config); err != nil {
			return fail(err)
		}
	}
	said := make([]eval.Predicted, len(heads.rows))
	for i, r := range heads.rows {
		m, err := w.store.Meme(r.Meme)
		if err != nil {
			return fail(err)
		}
		said[i] = eval.Predicted{Seq: m.Seq, Meme: r.Meme, Probs: r.Probs}
	}
	return v, said, nil
}

// foldsOfAll assigns the folds so that the rows without a gold level are held out, too: each
// is assigned by the level that most of its voices are for. Heads still learn from their votes, and stop on none of
// them.
func (g *trainingSet) foldsOfAll(seed uint64) ([]fold, error) {
	filled := *g
	filled.Level = slices.Clone(g.Level)
	for r, votes := range g.Votes {
		if !filled.Level[r].Valid() {
			most := labels.VeryNegative
			for l, n := range votes {
				if n > votes[most] {
					most = labels.Level(l)
				}
			}
			filled.Level[r] = most
		}
	}
	folds, err := filled.folds(seed, 0)
	for i := range folds {
		folds[i].val = slices.DeleteFunc(folds[i].val, func(r int) bool { return !g.Level[r].Valid() })
	}
	return folds, err
}

// givenProbabilities are the probabilities that a version without a head has of the memes of
// train and val.
func (w *Workbench) givenProbabilities(ctx context.Context, v eval.Version) ([]eval.Predicted, error) {
	said, err := w.givenBy(ctx, v)
	if err != nil {
		return nil, err
	}
	var all []eval.Predicted
	err = w.store.Rows(func(m labels.Meme, s labels.State) error {
		p, ok := said[m.ID]
		if ok && !p.LevelOnly && usedInTraining(&m, s) {
			row := rowOf(m.ID, m.Group, s.Gold, p)
			all = append(all, eval.Predicted{Seq: m.Seq, Meme: m.ID, Probs: row.Probs})
		}
		return ctx.Err()
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s has no probabilities of a labelled meme of train and val", labels.Printable(v.Title()))
	}
	return all, err
}
