package cli

import (
	"context"
	"errors"
	"fmt"

	"memebench/model"
)

// runBare is memebench without a command: the workbench in a terminal, the tour
// elsewhere.
func runBare(ctx context.Context, o *options) error {
	if o.interactive() {
		return runWorkbench(ctx, o)
	}
	fmt.Fprintln(o.err, "memebench: no terminal, so here is the tour: fetch, encode, train, and the confusion matrix; run it in a terminal to label")
	return o.run(ctx, mustExist, tour)
}

// tour does once what the workbench does on its own in its first minute, and
// shows the served version's figures on the test split, or on the split that has
// labels.
func tour(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
	if err := w.bench.Prepare(ctx, p); err != nil {
		return answer{}, err
	}
	for _, split := range []string{"test", "val"} {
		report, _, err := w.bench.Evaluate(ctx, "served", split, p)
		if errors.Is(err, model.ErrNothingToJudge) {
			continue
		}
		return reported(report), err
	}
	return answer{}, model.ErrNothingToJudge
}
