package model

import (
	"context"
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

const (
	// stoppingRows is how many validation rows it takes to choose an epoch by: the loss of
	// fewer goes up and down by chance more than by what is learnt.
	stoppingRows = 100
	// innerFolds is how many parts the training rows are assigned to where there are fewer.
	innerFolds = 5
	// innerGroups is how many groups there must be for that.
	innerGroups = 20
)

// setEpochs decides by what the training of a head on these rows is stopped, and puts it into
// fit. With fewer than 100 validation rows it is as many epochs as were best in inner
// folds: the groups of the training rows are assigned to five parts of about the same levels,
// five heads learn each from the other four and stop on its own, and the head learns from
// all of them for the median of their best epochs (Goodfellow, Bengio and Courville, Deep
// Learning, 2016, algorithm 7.2, by folds). Val has no part in it then.
//
// That is not done where a training runs all its epochs anyway, nor for a warm start, whose
// parameters have seen those rows, nor with fewer than 20 groups: the validation rows stop
// those, if there are any.
func (w *Workbench) setEpochs(ctx context.Context, fit *head.FitOptions, g *trainingSet, cfg eval.Config, p Report) (eval.StoppedBy, error) {
	byVal := eval.StoppedByVal
	if len(g.Val) == 0 || cfg.Patience == 0 {
		byVal = eval.NotStopped
	}
	if cfg.Patience == 0 || len(g.Val) >= stoppingRows || fit.Warm != nil {
		return byVal, nil
	}
	learnt := slices.DeleteFunc(slices.Clone(g.Train), func(r int) bool { return !g.Level[r].Valid() })
	if len(g.byGroup(learnt)) < innerGroups {
		return byVal, nil
	}
	var best []int
	parts := g.assignFolds(learnt, innerFolds, eval.NewStream(cfg.Seed, eval.ForStop))
	for i, part := range parts {
		p.tell(labels.Step{
			Phase: "choose epochs", Done: int64(i), Total: int64(len(parts)), Unit: "heads",
			Note: fmt.Sprintf("inner fold %d of %d", i+1, len(parts)),
		})
		data := g.Data
		data.Train, data.Val = g.apartFrom(part), part
		h, _, err := head.Fit(ctx, &data, cfg, head.FitOptions{Threads: fit.Threads, Processors: fit.Processors})
		if err != nil {
			return "", err
		}
		best = append(best, h.Epoch)
	}
	slices.Sort(best)
	fit.Epochs = best[len(best)/2]
	return eval.StoppedByFolds, nil
}

// apartFrom returns the training rows that are of other groups than some rows.
func (g *trainingSet) apartFrom(part []int) []int {
	apart, in := map[string]bool{}, map[int]bool{}
	for _, r := range part {
		in[r] = true
		apart[g.groups[r]] = true
	}
	delete(apart, "") // which is no group
	return slices.DeleteFunc(slices.Clone(g.Train), func(r int) bool { return in[r] || apart[g.groups[r]] })
}
