package cli

import (
	"context"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

func newEval(o *options) *cobra.Command {
	var version, split string
	var pictures int
	var to *reports
	cmd := &cobra.Command{
		Use:   "eval [--version served|latest|ID] [--split val|test|cv|all]",
		Short: "Evaluate a version: confusion matrix, metrics and baselines",
		Long: `eval prints a version's confusion matrix (rows true, columns predicted) and its metrics
with 95% intervals, beside its baselines: always the most frequent level, a guess by the
shares of the levels, the heads on captions alone and on pictures alone (where memes have
both), and chance: what the predictions score when the labels are permuted. It says so when
the model is no better than that. It also has the metrics of three classes, negative,
neutral and positive, as SemEval-2020 task 8 has them.

Without --version it is the version that is served, as for memebench predict.

What is evaluated on val or test are memes that no version may learn from. Use val while
you choose between versions, and test at the end.

In the --json answer, the rows and columns of confusion and the places in per_class are
the levels, counted from 0 (very negative, 1 on the screen) to 4 (very positive, 5 there).`,
		Example: `  memebench eval --split val
  memebench eval --version latest --split cv --html report.html --tex table.tex`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch split {
			case string(labels.Val), string(labels.Test), eval.CVRows, eval.AllRows:
			default:
				return usagef("--split %q: want val, test, cv or all", split)
			}
			if version == "" {
				return usagef(`--version "": want served, latest, or a version's id or name, which memebench models lists`)
			}
			if err := to.check(o); err != nil {
				return err
			}
			if err := checkPictures(cmd, pictures); err != nil {
				return err
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				r, rows, err := w.bench.Evaluate(ctx, version, split, p)
				if err != nil {
					return answer{}, err
				}
				if !cmd.Flags().Changed("version") {
					o.sayWhich(w, r.Version)
				}
				if o.json { // the text has them
					for _, warning := range r.Warnings {
						o.say("warning: %s", warning)
					}
				}
				return to.answer(o, w, reported(r), content{
					versions: []string{r.Version}, folds: split == eval.CVRows, seeds: []report.Seed{resamplesSeed()},
					fill: func(from report.Origin) (report.Document, error) {
						history, err := w.store.VersionHistory()
						if err != nil {
							return report.Document{}, err
						}
						wrong, err := w.pictured(ctx, wrongest(rows, pictures))
						if err != nil {
							return report.Document{}, err
						}
						return report.Evaluation(r, eval.LearningCurve(history), wrong, from)
					},
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&version, "version", "served", "`VERSION`: served, latest, or an id or a name")
	f.StringVar(&split, "split", "test", "`SPLIT`: val, test, cv (train + val, cross-validated) or all")
	f.IntVar(&pictures, "pictures", 0, "with --html: show the `N` memes that it gets most wrong, with small pictures")
	to = o.reportFlags(cmd)
	return cmd
}

// sayWhich says of a version that nobody has named that it is served, if there is a newer one
// that might be meant.
func (o *options) sayWhich(w *workspace, served string) {
	if latest, err := w.store.Version("latest"); err == nil && latest.ID != served {
		o.say("%s is served; %s is newer: --version latest", served, latest.ID)
	}
}

// reported is the answer to an evaluation. Only one on all rows has its warnings in
// JSON, since that is always too good. Without them scripts get the same keys on val,
// test and cv, but for contains_training_rows, left_out, labels_since and review_followed, which are there if there is
// something to say.
func reported(r eval.Evaluation) answer {
	evaluated := r
	if r.Split != eval.AllRows {
		evaluated.Warnings = nil
	}
	return answer{json: evaluated, text: r.WriteText}
}
