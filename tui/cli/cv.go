package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"memebench/eval/report"
	"memebench/model"
)

// mostFolds bounds --folds.
const mostFolds = 100

func newCV(o *options) *cobra.Command {
	opts := model.CVOptions{}
	var to *reports
	cmd := &cobra.Command{
		Use:   "cv [--version served|latest|ID] [--folds K] [--repeats N] [--ablate]",
		Short: "Cross-validate a config several times: what is it worth, and how much is luck?",
		Long: fmt.Sprintf(`cv predicts each labelled meme of train and val by a head that has not seen it or its
group, --repeats times, each with folds and a seed of its own, and prints the means of the
metrics with 95%% intervals, which hold the luck of the memes, the folds and the seeds, and
the standard deviation of the repeats. The config and the encoders are those of
--version. The folds are the workspace's (setting folds.seed), so that configs are
evaluated on the same ones; with %d folds and one repeat it is memebench eval --split cv.

With --ablate heads are also trained without each of the modalities, in the same folds, and
compared with those that read all: what does it add? The p-values are adjusted for so many
modalities (Holm). No version is made.`, model.DefaultFolds),
		Example: `  memebench cv --folds 5 --repeats 3
  memebench cv --version latest --repeats 1 --ablate`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkCV(opts.Version, opts.Folds, opts.Repeats); err != nil {
				return err
			}
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				c, err := w.bench.CrossValidate(ctx, opts, p)
				if err != nil {
					return answer{}, err
				}
				if !cmd.Flags().Changed("version") {
					o.sayWhich(w, c.Version)
				}
				return to.answer(o, w, answer{json: c, text: c.WriteText}, content{
					versions: []string{c.Version}, folds: true, seeds: []report.Seed{resamplesSeed()},
					fill: func(from report.Origin) (report.Document, error) { return report.CrossValidation(c, from), nil },
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Version, "version", "served", "`VERSION`: served, latest, or an id or a name")
	f.IntVar(&opts.Folds, "folds", model.DefaultFolds, "`K` folds")
	f.IntVar(&opts.Repeats, "repeats", model.DefaultRepeats, "`N` times, each with folds of its own")
	f.BoolVar(&opts.Ablate, "ablate", false, "also without each of the modalities")
	to = o.reportFlags(cmd)
	return cmd
}

// checkCV refuses what no cross-validation can be made by.
func checkCV(version string, folds, repeats int) error {
	if err := checkVersion(version); err != nil {
		return err
	}
	if folds < 2 || folds > mostFolds {
		return usagef("--folds %d: want 2 to %d", folds, mostFolds)
	}
	return checkRepeats(repeats)
}

// checkVersion refuses no version where one must be named.
func checkVersion(version string) error {
	if version == "" {
		return usagef(`--version "": want served, latest, or a version's id or name, which memebench models lists`)
	}
	return nil
}

func checkRepeats(n int) error {
	if n < 1 || n > mostRepeats {
		return usagef("--repeats %d: want 1 to %d", n, mostRepeats)
	}
	return nil
}
