package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/model"
)

const (
	mostSwept      = 50  // configs of a sweep
	mostSweptHeads = 500 // of all its seeds; each takes some megabytes
)

func newSweep(o *options) *cobra.Command {
	opts := model.SweepOptions{}
	base := eval.Default()
	noEarlyStop := false
	var to *reports
	var tries, grid []string
	cmd := &cobra.Command{
		Use:   "sweep NAME [--grid OPTION=VALUES]… [--try \"OPTION=VALUE …\"]… [--repeats N]",
		Short: "Train versions of several configs with several seeds, and say which is best",
		Long: fmt.Sprintf(`sweep trains a version of each config with each of --repeats seeds and compares the configs
on val or, where that has fewer than 100 memes or 60 groups, cross-validated. Config 1 is that
of the options, as memebench train has them. The others differ from it by --grid (all
combinations of the values) and by --try (one config each).

The metrics are means over the seeds, with 95%% intervals that hold the luck of the memes and
of the seeds. Each config is compared with config 1 by the rule of memebench compare, with
p-values adjusted for so many configs (Holm). Best is, of those that are better than config 1,
the one with the highest macro-F1; without any, config 1 stays. In --json "best" is its place
among "configs", from 0. Nothing is promoted; but a workspace's first version is served at
once.

The versions are called NAME.CONFIG.SEED, by place, and are not deleted by themselves.
Interrupted, the same command goes on: what is there with the same config, encoders,
labels and captions, and on as many threads where that matters, is not trained again. At
most %d configs and %d heads.`, mostSwept, mostSweptHeads),
		Example: `  memebench sweep lr --grid lr=3e-4,1e-3 --grid width=128,256 --epochs 3 --repeats 1
  memebench sweep fusion --try "fusion=gated" --try "fusion=attention lr=3e-4" --epochs 2 --repeats 1`,
		Args: exactArgs(1, "a name for the sweep"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.Name = args[0]
			if err := eval.CheckName(opts.Name); err != nil {
				return usagef("sweep: %w", err)
			}
			if noEarlyStop {
				base.Patience = 0
			}
			if err := base.Validate(); err != nil {
				return usagef("sweep: %w", err)
			}
			if len(tries)+len(grid) == 0 {
				return usagef("sweep: want --grid or --try: memebench train --repeats trains one config with several seeds")
			}
			if err := checkRepeats(opts.Repeats); err != nil {
				return err
			}
			if err := checkThreads(cmd, opts.Threads); err != nil {
				return err
			}
			if err := to.check(o); err != nil {
				return err
			}
			var err error
			if opts.Configs, err = swept(base, tries, grid); err != nil {
				return err
			}
			if n := len(opts.Configs) * opts.Repeats; n > mostSweptHeads {
				return usagef("sweep: %d heads: want at most %d: fewer configs or fewer --repeats", n, mostSweptHeads)
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				s, err := w.bench.Sweep(ctx, opts, p)
				a, err := o.sweptAnswer(s, err)
				if err != nil {
					return a, err
				}
				return to.answer(o, w, a, sweptContent(s))
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&grid, "grid", nil, "an option of memebench train and its values, `OPTION=VALUES`, as in lr=3e-4,1e-3; several make a grid")
	f.StringArrayVar(&tries, "try", nil, "one more config, `OPTIONS`, as in \"lr=3e-4 width=128\"")
	f.IntVar(&opts.Repeats, "repeats", model.DefaultRepeats, "`N` seeds of each config: --seed and those after it")
	configFlags(f, &base, &noEarlyStop)
	threadsFlag(f, &opts.Threads)
	to = o.reportFlags(cmd)
	return cmd
}

// sweptContent is what the report of a sweep is filled from. Its versions share data and encoders:
// one of the first config and one of the best say which.
func sweptContent(s eval.Sweep) content {
	f := content{
		folds: s.FoldsSeed != nil, seeds: []report.Seed{resamplesSeed()},
		fill: func(from report.Origin) (report.Document, error) { return report.Sweep(s, from), nil },
	}
	for _, i := range slices.Compact([]int{0, s.Best}) {
		f.versions = append(f.versions, s.Configs[i].Versions[0])
	}
	return f
}

// sweptAnswer is the answer to a sweep. Whatever stopped it, the heads that it has trained are kept.
func (o *options) sweptAnswer(s eval.Sweep, err error) (answer, error) {
	o.note(s.Notices)
	if err != nil {
		return answer{}, whenStopped(err, fmt.Sprintf("%s kept; the same command goes on", oneOr(s.Trained, "1 version is trained and", fmt.Sprintf("%d versions are trained and", s.Trained))))
	}
	return answer{did: s.Trained > 0, json: s, text: s.WriteText}, nil
}

// threadsFlag defines --threads, which is 0 where nobody says.
func threadsFlag(f *pflag.FlagSet, n *int) {
	f.IntVar(n, "threads", 0, "train on `N` processors (default: all; 2 for gated and attention, where another number gives another head)")
}

func checkThreads(cmd *cobra.Command, n int) error {
	if cmd.Flags().Changed("threads") && (n < 1 || n > mostThreads) {
		return usagef("--threads %d: want 1 to %d", n, mostThreads)
	}
	return nil
}
