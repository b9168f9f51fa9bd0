package model

import (
	"context"
	"errors"
	"fmt"

	"memebench/eval"
	"memebench/labels"
)

const (
	// reviewFolds is how many parts train and val are dealt into for a review.
	reviewFolds = 5
	// stopFolds is how many parts the rows that a head may see are dealt into, of
	// which it stops on one: about as many as val has beside train.
	stopFolds = 8
)

// review judges every labelled meme of train and val by a head that has not seen
// it, nor any other meme of its group: the groups are dealt into five folds, and
// heads with the version's config and encoders are trained on the other four,
// always from new parameters, stopping on an eighth of those. So are the
// baselines. The rows are in the order of import.
//
// What is judged is the config and the labels, then, not the version's own
// parameters, which have been trained on most of these rows. Equal labels, config
// and number of threads give equal rows.
func (w *Workbench) review(ctx context.Context, v eval.Version, c *caches, p Progress) (eval.Report, []eval.Row, error) {
	fail := func(err error) (eval.Report, []eval.Row, error) { return eval.Report{}, nil, err }
	g, err := w.gather(ctx, c, func(m *labels.Meme, s labels.State) bool {
		return learnable(m, s) && (m.Split == labels.Train || m.Split == labels.Val)
	})
	if err != nil {
		return fail(err)
	}
	defer spareHeap(g.weight())()
	all := upTo(len(g.memes))
	if len(all) == 0 {
		return fail(fmt.Errorf("%s: %w", eval.ReviewRows, ErrNothingToJudge))
	}
	folds := g.deal(all, reviewFolds, newStream(v.Config.Seed, streamFolds))
	if len(folds) < 2 {
		return fail(errors.New("review: all labelled memes are of one group: label one that shares neither picture nor caption with them"))
	}

	heads := []outOfFold{{name: "fused", g: g}}
	for i, in := range g.Inputs {
		if reported(in.Modality) && g.has(i, all) {
			heads = append(heads, outOfFold{name: headName(in.Modality), modality: in.Modality, g: g.only(i)})
		}
	}
	for i := range heads {
		heads[i].rows = make([]eval.Row, len(all))
	}
	majority := make([]eval.Row, len(all))
	for f, fold := range folds {
		learn, stop := g.without(fold, newStream(v.Config.Seed, streamStop, uint64(f)))
		for h := range heads {
			p.tell(Step{
				Phase: "review", Done: int64(f*len(heads) + h), Total: int64(len(folds) * len(heads)), Unit: "heads",
				Note: fmt.Sprintf("fold %d of %d, %s", f+1, len(folds), heads[h].name),
			})
			if err := w.fill(ctx, &heads[h], fold, learn, stop, v.Config); err != nil {
				return fail(err)
			}
		}
		var trained [labels.Levels]int
		for _, r := range learn {
			trained[g.Level[r]]++
		}
		for _, r := range fold {
			majority[r] = heads[0].rows[r]
			majority[r].Pred = eval.Majority(trained)
		}
	}
	baselines := eval.Baselines{Majority: eval.Judge(majority)}
	for _, h := range heads[1:] {
		setBaseline(&baselines, h.modality, eval.Judge(h.rows))
	}
	rows := heads[0].rows
	return eval.NewReport(v.ID, eval.ReviewRows, rows, baselines), rows, nil
}

// without returns the rows that are not in the fold: those to learn from, and
// those to stop on, which are of other groups. Where all are of one group there
// are none to stop on.
func (g *gathered) without(fold []int, draw stream) (learn, stop []int) {
	held := make([]bool, len(g.memes))
	for _, r := range fold {
		held[r] = true
	}
	var rest []int
	for r, out := range held {
		if !out {
			rest = append(rest, r)
		}
	}
	parts := g.deal(rest, stopFolds, draw)
	if len(parts) < 2 {
		return rest, nil
	}
	for _, r := range parts[0] {
		held[r] = true
	}
	for _, r := range rest {
		if !held[r] {
			learn = append(learn, r)
		}
	}
	return learn, parts[0]
}

// outOfFold collects what heads of one kind say of the rows that they have not
// seen.
type outOfFold struct {
	name     string
	modality string // that they read alone, "" for all
	g        *gathered
	rows     []eval.Row // by row
}

// fill trains a head on the rows that it judges others of, and judges the fold by
// it.
func (w *Workbench) fill(ctx context.Context, o *outOfFold, fold, learn, stop []int, cfg eval.Config) error {
	return w.fillFrom(ctx, o, o.g, fold, learn, stop, cfg)
}

// fillFrom trains a head with the levels of g and judges the fold by it. Each head
// has a turn of its own, so that a training that is asked for meanwhile waits for
// one head only.
func (w *Workbench) fillFrom(ctx context.Context, o *outOfFold, g *gathered, fold, learn, stop []int, cfg eval.Config) error {
	if err := w.training.take(ctx); err != nil {
		return err
	}
	defer w.training.give()
	data := g.Data
	data.Train, data.Val = learn, stop
	head, _, err := Fit(ctx, &data, cfg, FitOptions{Threads: w.threads})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("out of fold: %s head: %w", o.name, err)
	}
	rows, err := judgeHead(ctx, head, o.g, fold)
	if err != nil {
		return fmt.Errorf("out of fold: %s head: %w", o.name, err)
	}
	for i, r := range fold {
		o.rows[r] = rows[i]
	}
	return nil
}
