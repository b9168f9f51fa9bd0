package model

import (
	"context"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
	"memebench/model/settings"
)

// crossValidate evaluates every labelled meme of train and val by a head that has not
// seen it, nor any other meme of its group: the groups are assigned to five folds, and
// heads with the version's config and encoders are trained on the other four,
// always from new parameters, stopping on an eighth of those; see
// [trainingSet.folds]. So are the baselines, but for the guess, which goes by the shares of
// the levels in all of these rows. The rows are in the order of import.
//
// What is evaluated is the config and the labels, then, not the version's own
// parameters, which have been trained on most of these rows. Equal labels and
// configs give equal rows, on any number of processors.
func (w *Workbench) crossValidate(ctx context.Context, v eval.Version, c *caches, p Report) (eval.Evaluation, []eval.Row, error) {
	fail := func(err error) (eval.Evaluation, []eval.Row, error) { return eval.Evaluation{}, nil, err }
	g, adjudicated, err := w.gatherTraining(ctx, c)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(g.bytes())()
	evaluated := g.withGold()
	seed, err := settings.FoldsSeed.Read(w.store)
	if err != nil {
		return fail(err)
	}
	folds, err := g.folds(seed, 0)
	if err != nil {
		return fail(err)
	}

	heads := []outOfFold{fused(g)}
	for i, in := range g.Inputs {
		if reported(in.Modality) && g.has(i, evaluated) && !g.sole(i, evaluated) {
			only := g.only(i)
			heads = append(heads, outOfFold{name: headName(in.Modality), modality: in.Modality, g: only, labelled: only})
		}
	}
	for i := range heads {
		heads[i].rows = make([]eval.Row, len(g.memes))
	}
	majority := make([]eval.Row, len(g.memes))
	for f, fold := range folds {
		for h := range heads {
			p.tell(labels.Step{
				Phase: "cross-validate", Done: int64(f*len(heads) + h), Total: int64(len(folds) * len(heads)), Unit: "heads",
				Note: fmt.Sprintf("fold %d of %d, %s", f+1, len(folds), heads[h].name),
			})
			if err := w.evaluateFold(ctx, &heads[h], fold, v.Config); err != nil {
				return fail(err)
			}
		}
		var trained [labels.Levels]int
		for _, r := range fold.train {
			if g.Level[r].Valid() {
				trained[g.Level[r]]++
			}
		}
		for _, r := range fold.heldOut {
			heads[0].rows[r].Fold = f + 1
			majority[r] = heads[0].rows[r]
			majority[r].Pred = eval.Majority(trained)
		}
	}
	baselines := eval.Baselines{
		Majority:   eval.NewBaseline(pick(majority, evaluated)),
		Stratified: eval.StratifiedGuess(g.levels(evaluated), pick(heads[0].rows, evaluated)),
	}
	for _, h := range heads[1:] {
		setBaseline(&baselines, h.modality, pick(h.rows, evaluated), h.g.lacking(0, evaluated))
	}
	rows := pick(heads[0].rows, evaluated)
	report := eval.NewEvaluation(v.ID, eval.CVRows, rows, baselines)
	report.Seq, report.Disputed = g.seq, g.disputed.in(eval.CVRows)
	report.Omit(g.left.n, g.left.sentence("used", len(g.memes)))
	was, err := w.goldUnreviewed(adjudicated, g.seq)
	if err != nil {
		return fail(err)
	}
	report.CountFollowed(rows, was)
	flagged, err := w.countFlagged(g, eval.CVRows)
	if err != nil {
		return fail(err)
	}
	report.CountFlagged(flagged)
	return report, rows, nil
}

// outOfFold collects what heads of one kind say of the rows that they have not
// seen.
type outOfFold struct {
	name     string
	modality string // that they read alone, "" for all; or that they are without, of an ablation
	g        *trainingSet
	labelled *trainingSet // the rows of g with the levels and votes that heads learn from
	rows     []eval.Row   // by row
}

// fused are heads that read all there is of the rows.
func fused(g *trainingSet) outOfFold { return outOfFold{name: "fused", g: g, labelled: g} }

// evaluateFold trains a head on what the fold's head may see, and evaluates it on the fold. The
// lock is taken for each head anew, so that a training that is asked for meanwhile waits for
// one head only.
func (w *Workbench) evaluateFold(ctx context.Context, o *outOfFold, f fold, cfg eval.Config) error {
	if err := w.training.acquire(ctx); err != nil {
		return err
	}
	defer w.training.release()
	data := o.labelled.Data
	data.Train, data.Val = f.train, f.val
	h, _, err := head.Fit(ctx, &data, cfg, head.FitOptions{Processors: w.threads})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("cross-validation: %s head: %w", o.name, err)
	}
	rows, err := evaluateHead(ctx, h, o.g, f.heldOut)
	if err != nil {
		return fmt.Errorf("cross-validation: %s head: %w", o.name, err)
	}
	for i, r := range f.heldOut {
		o.rows[r] = rows[i]
	}
	return nil
}

// pick returns some of the rows.
func pick(rows []eval.Row, which []int) []eval.Row {
	out := make([]eval.Row, len(which))
	for i, r := range which {
		out[i] = rows[r]
	}
	return out
}
