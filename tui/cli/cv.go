package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/model"
)

// mostFolds bounds --folds.
const mostFolds = 100

func newCV(o *options) *cobra.Command {
	opts := model.CVOptions{}
	var items output
	var to *reports
	cmd := &cobra.Command{
		Use:   "cv [--version served|latest|ID] [--folds K] [--repeats N] [--ablate] [--items FILE]",
		Short: "Cross-validate a config several times: what is it worth, and how much is luck?",
		Long: fmt.Sprintf(`cv predicts each labelled meme of train and val by a head that has not seen it or its
group, --repeats times, each with folds and a seed of its own, and prints the means of the
metrics with 95%% intervals, which hold the luck of the memes, the folds and the seeds, and
the standard deviation of the repeats. The config and the encoders are those of
--version. The folds are the workspace's (setting folds.seed), so that configs are
evaluated on the same ones; with %d folds and one repeat it is memebench eval --split cv.

With --ablate heads are also trained without each of the modalities, in the same folds, and
compared with those that read all: what does it add? The p-values are adjusted for so many
modalities (Holm). No version is made.

--items writes what was evaluated, as that of memebench eval, with a row for each meme and
repeat (from 1) and, in the column without, the modality that the heads did not read.`, model.DefaultFolds),
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
			if cmd.Flags().Changed("items") && items.stdout() {
				return usagef("--items %q: standard output has the report: name a file", items.path)
			}
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				c, unwritten, err := crossValidate(ctx, o, w, opts, &items, p)
				if err != nil {
					return answer{}, err
				}
				if !cmd.Flags().Changed("version") {
					o.sayWhich(w, c.Version)
				}
				return to.answer(o, w, answer{json: c, text: c.WriteText, status: unwritten}, content{
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
	o.fileFlag(cmd, "items", &items, "`FILE.csv` to write, with a row for each meme and repeat")
	to = o.reportFlags(cmd)
	return cmd
}

// crossValidate cross-validates, and writes the items where they are asked for; unwritten says why they
// could not be.
func crossValidate(ctx context.Context, o *options, w *workspace, opts model.CVOptions, items *output, p model.Report) (c eval.CrossValidation, unwritten, err error) {
	validate := func() (err error) {
		c, err = w.bench.CrossValidate(ctx, opts, p)
		return err
	}
	if items.stdout() {
		err = validate()
		return c, nil, err
	}
	var all []eval.HeldOut
	written := 0
	opts.Keep = func(held eval.HeldOut) {
		all = append(all, held)
		written += len(held.Rows)
	}
	unwritten, err = items.fileOf(o, validate, func(f io.Writer) error {
		return eval.WriteHeldOut(ctx, f, c.Version, all, w.store.Meme)
	})
	if err == nil && unwritten == nil {
		o.say("%s written to %s", several(written, "row"), items.title())
	}
	return c, unwritten, err
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
