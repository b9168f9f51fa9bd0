package cli

import (
	"context"
	"errors"
	"os"
	"slices"

	"memebench/eval"
	"memebench/model"
	"memebench/model/head"
)

// runBare is memebench without a command: the workbench in a terminal, the tour
// of the starter set elsewhere.
func runBare(ctx context.Context, o *options) error {
	if _, err := o.images(); err != nil {
		return err
	}
	switch {
	case o.plain, o.interactive() && os.Getenv("TERM") == "dumb":
		return runPlain(ctx, o)
	case o.interactive():
		return runWorkbench(ctx, o)
	}
	return o.run(ctx, mustExist, o.tour)
}

// trainFirst trains a version on the labels of a workspace that has none of its
// own yet, but the starter head.
func (w *workspace) trainFirst(ctx context.Context, p model.Report) error {
	versions, err := w.store.Versions()
	if err != nil || len(versions) == 0 || slices.ContainsFunc(versions, func(v eval.Version) bool { return !v.Starter() && !v.Headless() }) {
		return err
	}
	_, err = w.bench.Train(ctx, model.TrainOptions{Config: eval.Default()}, p)
	if errors.Is(err, head.ErrNoTrainingRows) {
		return nil
	}
	return err
}

// tour does once what one does in the first minutes at the workbench: it prepares
// the model, trains a first version, and shows the newest one's metrics on the test split,
// or on the split that has labels. With memes of one's own it does nothing: who looks at their
// test split, or trains, says so.
func (o *options) tour(ctx context.Context, w *workspace, p model.Report) (answer, error) {
	own, err := w.hasOthers()
	if err != nil {
		return answer{}, err
	}
	if own {
		return answer{}, usagef("the workbench needs a terminal, and here is none: memebench --plain labels line by line, and memebench help lists the commands")
	}
	o.say("no terminal, so here is the tour: fetch, encode, train, and the confusion matrix; run it in a terminal to label")
	notices, err := w.bench.Prepare(ctx, p)
	o.note(notices)
	if err != nil {
		return answer{}, err
	}
	if err := w.trainFirst(ctx, p); err != nil {
		return answer{}, err
	}
	for _, split := range []string{"test", "val"} {
		report, _, err := w.bench.Evaluate(ctx, "latest", split, p)
		if errors.Is(err, model.ErrNothingToEvaluate) {
			continue
		}
		return reported(report), err
	}
	return answer{}, model.ErrNothingToEvaluate
}
