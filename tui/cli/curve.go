package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

// mostShares bounds how many sizes --subsample may ask for.
const mostShares = 20

func newModelsCurve(o *options) *cobra.Command {
	var opts model.SubsampleOptions
	var shares string
	var to *reports
	cmd := &cobra.Command{
		Use:   "curve [--subsample 10,25,50,100%] [--version served|latest|ID] [--folds K] [--repeats N]",
		Short: "Print how macro-F1 grew with the labels, and what more labels may bring",
		Long: `curve lists macro-F1 on val by the number of labels and says what the next labels may add:
the 95% interval of an inverse power law through the points. A point is a version, also a
deleted one, with the config of the newest, whatever the seed, its encoders and its splits;
of several with equally many labels it is the last. The interval takes five points, the
last with twice as many labels as the first.

With --subsample the curve is drawn from the labels that there are: heads with the
config of --version learn from so many per cent of them, in random order, and are
evaluated by cross-validation, all on the same memes. As many sizes are added as it
takes to check the promise: what the curve up to 100 labels less promises of these,
beside what they have brought. No version is made.`,
		Example: `  memebench models curve
  memebench models curve --subsample 10,25,50,100% --repeats 1`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := to.check(o); err != nil {
				return err
			}
			if !cmd.Flags().Changed("subsample") {
				for _, name := range []string{"version", "folds", "repeats"} {
					if cmd.Flags().Changed(name) {
						return usagef("--%s: want it with --subsample: the curve of the versions is what they were when they were trained", name)
					}
				}
				return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) { return o.curve(w, to) })
			}
			err := checkCV(opts.Version, opts.Folds, opts.Repeats)
			if err == nil {
				opts.Shares, err = parseShares(shares)
			}
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				c, err := w.bench.Subsample(ctx, opts, p)
				if err != nil {
					return answer{}, err
				}
				if !cmd.Flags().Changed("version") {
					o.sayWhich(w, c.Version)
				}
				return to.answer(o, w, answer{json: c, text: c.WriteText}, content{
					versions: []string{c.Version}, folds: true, seeds: []report.Seed{resamplesSeed(), promiseSeed()},
					fill: func(from report.Origin) (report.Document, error) { return report.Subsampled(c, from) },
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&shares, "subsample", "", "from the labels there are: heads that learn from so many `PERCENT` of them, as in 10,25,50,100%")
	f.StringVar(&opts.Version, "version", "served", "with --subsample: the config of `VERSION`: served, latest, or an id or a name")
	f.IntVar(&opts.Folds, "folds", model.DefaultFolds, "with --subsample: cross-validate in `K` folds")
	f.IntVar(&opts.Repeats, "repeats", model.DefaultRepeats, "with --subsample: `N` times, each with folds of its own")
	to = o.reportFlags(cmd)
	return cmd
}

// parseShares reads percentages like "10,25,50,100%"; a sign % after any of them is allowed.
func parseShares(text string) ([]float64, error) {
	parts := strings.Split(text, ",")
	if len(parts) > mostShares {
		return nil, usagef("--subsample: %d sizes: want at most %d", len(parts), mostShares)
	}
	var shares []float64
	for _, part := range parts {
		part = strings.TrimSpace(part)
		n, err := strconv.ParseFloat(strings.TrimSuffix(part, "%"), 64)
		if err != nil || !(n > 0 && n <= 100) {
			return nil, usagef("--subsample: %q: want percentages above 0 and up to 100, as in 10,25,50,100%%", labels.Printable(part))
		}
		shares = append(shares, n/100)
	}
	return shares, nil
}

// promiseSeed is the one of the intervals of what more labels may bring.
func promiseSeed() report.Seed {
	return report.Seed{Of: "promises of more labels", Value: eval.CurveSeed}
}

// curve is the learning curve of the versions.
func (o *options) curve(w *workspace, to *reports) (answer, error) {
	history, err := w.store.VersionHistory()
	if err != nil {
		return answer{}, err
	}
	c := eval.LearningCurve(history)
	f := content{
		seeds: []report.Seed{intervalsSeed(), promiseSeed()},
		fill:  func(from report.Origin) (report.Document, error) { return report.LearningCurve(c, from) },
	}
	if n := len(c.Points); n > 0 {
		last := history[slices.IndexFunc(history, func(v eval.Version) bool { return v.ID == c.Points[n-1].Version })]
		f.made, f.resplits = &last.LabelSeq, &last.Resplits
		if v, err := w.store.Version(last.ID); err == nil { // it may be deleted by now
			f.versions = []string{v.ID}
		}
	}
	return to.answer(o, w, answer{json: c, text: func(out io.Writer) error {
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "labels\tval macro-F1\t95% interval\tversion")
		for _, p := range c.Points {
			fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", p.Labels, p.MacroF1, p.Interval, p.Version)
		}
		err := t.Flush()
		if err == nil {
			if len(c.Points) > 0 {
				fmt.Fprintln(out, "each is measured on val as that was when it was trained")
			}
			if whose := c.Whose(); whose != "" {
				fmt.Fprintln(out, whose)
			}
			_, err = fmt.Fprintln(out, c.Verdict())
		}
		return err
	}}, f)
}
