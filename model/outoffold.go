package model

import (
	"context"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// Two use cases ask what heads say of memes that they have not seen, each through holdOut:
// OutOfFold for what people are compared with, and heldOutRows for labels that are likely
// wrong. They differ in which memes are held out and how often; the heads, and what they may
// see, are those of every cross-validation.

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
	s, err := w.prepareCV(ctx, v.ID, p)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(s.g.bytes())()
	folds, err := s.g.foldsOfAll(s.seed)
	if err != nil {
		return fail(err)
	}
	rows, err := w.holdOut(ctx, s.g, v.Config, [][]fold{folds}, p)
	if err != nil {
		return fail(err)
	}
	said := make([]eval.Predicted, len(rows))
	for i, r := range rows {
		m, err := w.store.Meme(r.Meme)
		if err != nil {
			return fail(err)
		}
		said[i] = eval.Predicted{Seq: m.Seq, Meme: r.Meme, Probs: r.Probs}
	}
	return v, said, nil
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

// heldOutRows returns a row for each labelled meme of train and val, as crossValidate evaluates
// them: by heads of the config of a version, nil for the served or the default one, that have not
// seen the meme nor any other of its group. Memes that lack features are encoded first. What is
// kept from before is returned as long as it holds. With the rows comes the newest event that they
// are of.
func (w *Workbench) heldOutRows(ctx context.Context, v *eval.Version, p Report) ([]eval.Row, uint64, error) {
	cfg, pack, err := w.servedConfig()
	if v != nil {
		cfg, pack, err = v.Config, v.Pack, nil
	}
	if err != nil {
		return nil, 0, err
	}
	c, err := w.caches(ctx, pack, p)
	if err != nil {
		return nil, 0, err
	}
	if _, err := w.encode(ctx, pack, p); err != nil {
		return nil, 0, err
	}
	seed, err := settings.FoldsSeed.Read(w.store)
	if err != nil {
		return nil, 0, err
	}
	of, seq, err := w.heldOutOf(ctx, c, cfg, seed)
	if err != nil {
		return nil, 0, err
	}
	if rows, ok := w.keptHeldOut(of); ok {
		return rows, seq, nil
	}
	g, err := w.gather(ctx, c, usedInTraining)
	if err != nil {
		return nil, 0, err
	}
	defer spareHeap(g.bytes())()
	rows, err := w.holdOutGold(ctx, g, cfg, seed, p)
	if err != nil {
		return nil, g.seq, err
	}
	if w.reads || g.seq != seq { // else rows would be kept as made of others
		return rows, g.seq, nil
	}
	if err := w.keepHeldOut(heldOut{of, rows}); err != nil { // they are good all the same
		w.addNotice(fmt.Sprintf("%v: the next check computes them again", err))
	}
	return rows, g.seq, nil
}

// servedConfig returns the config and the pack of encoders of the served version, or those
// that the first one will have.
func (w *Workbench) servedConfig() (eval.Config, string, error) {
	id, err := w.Served()
	if err != nil {
		return eval.Config{}, "", err
	}
	if id == "" {
		pack, err := w.Pack()
		return eval.Default(), pack, err
	}
	v, err := w.store.Version(id)
	return v.Config, v.Pack, err
}

// holdOutRepeats is how often rows are held out, in other folds and by heads with other first
// parameters, where there are at most holdOutRows of them: the mean probabilities rank errors
// a little better (on 3,000 rows of SST-5 of which 10 % are wrong, by .014 of AUPRC). Above, it
// takes too long.
const (
	holdOutRepeats = 3
	holdOutRows    = 5000
)

// holdOutGold predicts the rows of g that have a gold level, in several repeats.
func (w *Workbench) holdOutGold(ctx context.Context, g *trainingSet, cfg eval.Config, seed uint64, p Report) ([]eval.Row, error) {
	gold, n := g.withGold(), holdOutRepeats
	if len(gold) > holdOutRows {
		n = 1
	}
	repeats := make([][]fold, n)
	for repeat := range repeats {
		var err error
		if repeats[repeat], err = g.folds(seed, repeat); err != nil {
			return nil, err
		}
	}
	rows, err := w.holdOut(ctx, g, cfg, repeats, p)
	if err != nil {
		return nil, err
	}
	return pick(rows, gold), nil
}

// holdOut predicts each row of g that the folds hold out by heads that have not seen it. The
// probabilities are the mean of the repeats, whose heads have seeds of their own. A row that
// no fold holds out is not set.
func (w *Workbench) holdOut(ctx context.Context, g *trainingSet, cfg eval.Config, repeats [][]fold, p Report) ([]eval.Row, error) {
	all := make([]eval.Row, len(g.memes))
	for repeat, folds := range repeats {
		rows, err := w.holdOutOnce(ctx, fused(g), inRepeat(cfg, repeat), folds, func(f int) {
			p.tell(labels.Step{
				Phase: "cross-validate", Unit: "heads", Done: int64(repeat*len(folds) + f), Total: int64(len(repeats) * len(folds)),
				Note: fmt.Sprintf("repeat %d of %d, fold %d of %d", repeat+1, len(repeats), f+1, len(folds)),
			})
		})
		if err != nil {
			return nil, err
		}
		for i, r := range rows {
			for l, prob := range r.Probs {
				r.Probs[l] = all[i].Probs[l] + prob/float64(len(repeats))
			}
			all[i] = r
		}
	}
	for i := range all {
		all[i].Pred, _ = eval.Likeliest(all[i].Probs)
	}
	return all, nil
}

// holdOutOnce predicts each row that a fold holds out by that fold's head, and calls tell with
// the fold before its head is trained.
func (w *Workbench) holdOutOnce(ctx context.Context, o outOfFold, cfg eval.Config, folds []fold, tell func(f int)) ([]eval.Row, error) {
	o.rows = make([]eval.Row, len(o.g.memes))
	for f, fold := range folds {
		tell(f)
		if err := w.evaluateFold(ctx, &o, fold, cfg); err != nil {
			return nil, err
		}
		for _, r := range fold.heldOut {
			o.rows[r].Fold = f + 1
		}
	}
	return o.rows, nil
}

// foldsOfAll assigns the folds so that the rows without a gold level are held out, too: each
// is assigned by the level that most of its voices are for. Heads still learn from their
// votes, and stop on none of them.
func (g *trainingSet) foldsOfAll(seed uint64) ([]fold, error) {
	filled := *g
	filled.Level = slices.Clone(g.Level)
	for r, votes := range g.Votes {
		if !filled.Level[r].Valid() {
			filled.Level[r] = eval.Majority(votes)
		}
	}
	folds, err := filled.folds(seed, 0)
	for i := range folds {
		folds[i].val = slices.DeleteFunc(folds[i].val, func(r int) bool { return !g.Level[r].Valid() })
	}
	return folds, err
}
