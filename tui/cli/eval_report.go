package cli

import (
	"context"

	"memebench/eval"
	"memebench/eval/report"
)

// content is what the report of an evaluation is filled from.
func (e *evaluated) content(ctx context.Context, w *workspace, r eval.Evaluation, rows []eval.Row) content {
	return content{
		versions: []string{r.Version}, folds: e.split == eval.CVRows, seeds: []report.Seed{resamplesSeed()},
		fill: func(from report.Origin) (report.Document, error) {
			history, err := w.store.VersionHistory()
			if err != nil {
				return report.Document{}, err
			}
			wrong, err := w.pictured(ctx, wrongest(rows, e.pictures))
			if err != nil {
				return report.Document{}, err
			}
			return report.Evaluation(r, eval.LearningCurve(history), wrong, from)
		},
	}
}
