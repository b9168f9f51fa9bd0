package model

import (
	"context"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/head"
)

// headName is how a head on one modality alone is called in progress.
func headName(modality string) string { return modality + "-only" }

// reported says whether a head on this modality alone stands beside the head on all
// in reports.
func reported(modality string) bool {
	return modality == encoder.TextModality || modality == encoder.ImageModality
}

// has reports whether any of the rows has input i.
func (g *trainingSet) has(i int, rows []int) bool {
	for _, r := range rows {
		if g.Present[i][r] {
			return true
		}
	}
	return false
}

// lacking is how many of the rows do not have input i.
func (g *trainingSet) lacking(i int, rows []int) (n int) {
	for _, r := range rows {
		if !g.Present[i][r] {
			n++
		}
	}
	return n
}

// sole reports whether input i is all that any of the rows has: a head on it alone is then
// no other than the one on all.
func (g *trainingSet) sole(i int, rows []int) bool {
	for other := range g.Inputs {
		if other != i && g.has(other, rows) {
			return false
		}
	}
	return true
}

// levels counts the gold levels of the rows.
func (g *trainingSet) levels(rows []int) (n [labels.Levels]int) {
	for _, r := range rows {
		if l := g.Level[r]; l.Valid() {
			n[l]++
		}
	}
	return n
}

// only returns the same rows with input i alone. A row without it has nothing
// left, and tells a head no more than how frequent its level is.
func (g *trainingSet) only(i int) *trainingSet {
	one := *g
	one.Inputs, one.X, one.Present = g.Inputs[i:i+1], g.X[i:i+1], g.Present[i:i+1]
	return &one
}

// fitBaselines trains a head on each reported modality alone, with the rows and the config
// of the head on all, and returns their parameters by modality. A modality that
// no training row has gets none. With a parent the heads start, as the head on
// all does, from that version's; where it has none they start anew.
func (w *Workbench) fitBaselines(ctx context.Context, g *trainingSet, cfg eval.Config, threads int, parent string, p Report) (map[string][]byte, error) {
	baselines := map[string][]byte{}
	for i, in := range g.Inputs {
		if !reported(in.Modality) || !g.has(i, g.Train) {
			continue
		}
		fit := head.FitOptions{Threads: threads, Processors: w.threads, Progress: func(_ eval.Epoch, done, total int) {
			p.tell(labels.Step{Phase: "train " + headName(in.Modality), Done: int64(done), Total: int64(total), Unit: "batches"})
		}}
		if parent != "" {
			warm, err := w.baseline(parent, in.Modality)
			if err != nil {
				return nil, err
			}
			fit.Warm = warm
		}
		one := g.only(i)
		_, err := w.setEpochs(ctx, &fit, one, cfg, p)
		var h *head.Head
		if err == nil {
			h, _, err = head.Fit(ctx, &one.Data, cfg, fit)
		}
		if err == nil {
			baselines[in.Modality], err = h.Weights()
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("%s head: %w", headName(in.Modality), err)
		}
	}
	return baselines, nil
}

// baseline returns a version's head on one modality alone, nil when it has none.
func (w *Workbench) baseline(version, modality string) (*head.Head, error) {
	weights, ok, err := w.store.Baseline(version, modality)
	if err != nil || !ok {
		return nil, err
	}
	h, err := head.ParseWeights(weights)
	if err != nil {
		return nil, fmt.Errorf("%s head of %s: %w", headName(modality), version, err)
	}
	return h, nil
}

// evaluateBaselines evaluates a version's heads on one modality alone on the given
// rows. A modality that no row has is left out, and so is one beside which neither the rows nor
// those that the version was trained on have any other.
func (w *Workbench) evaluateBaselines(ctx context.Context, version string, g *trainingSet, which []int) (b eval.Baselines, err error) {
	for i, in := range g.Inputs {
		if !g.has(i, which) {
			continue
		}
		h, err := w.baseline(version, in.Modality)
		if err != nil {
			return b, err
		}
		alone, err := w.trainedAlone(version, g, i)
		if err != nil {
			return b, err
		}
		if h == nil || alone && g.sole(i, which) {
			continue
		}
		rows, err := evaluateHead(ctx, h, g.only(i), which)
		if err != nil {
			return b, fmt.Errorf("%s head of %s: %w", headName(in.Modality), version, err)
		}
		setBaseline(&b, in.Modality, rows, g.lacking(i, which))
	}
	return b, nil
}

// trainedAlone reports whether the version has no head on another modality beside input i: what
// it was trained on had none.
func (w *Workbench) trainedAlone(version string, g *trainingSet, i int) (bool, error) {
	for other, in := range g.Inputs {
		if other == i || !reported(in.Modality) {
			continue
		}
		if _, ok, err := w.store.Baseline(version, in.Modality); ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// setBaseline puts the metrics of a head on one modality, which so many of the rows lack, where a
// report has them.
func setBaseline(b *eval.Baselines, modality string, rows []eval.Row, lacking int) {
	metrics := eval.NewBaseline(rows)
	metrics.Lacking = lacking
	switch modality {
	case encoder.TextModality:
		b.TextOnly = &metrics
	case encoder.ImageModality:
		b.ImageOnly = &metrics
	}
}

// evaluateHead runs a head over the given rows.
func evaluateHead(ctx context.Context, h *head.Head, g *trainingSet, which []int) ([]eval.Row, error) {
	onnx, err := h.ONNX()
	if err != nil {
		return nil, err
	}
	return evaluateRows(ctx, onnx, g, which)
}
