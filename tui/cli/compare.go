package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

// mostRepeats bounds --repeats, and mostCompared the versions of one comparison.
const (
	mostRepeats  = 100
	mostCompared = 10
)

func newCompare(o *options) *cobra.Command {
	var split string
	var repeats int
	var to *reports
	cmd := &cobra.Command{
		Use:   "compare A B [C …] [--split val|test|cv] [--repeats N]",
		Short: "Compare versions on the same rows: is the second better, or is it chance?",
		Long: fmt.Sprintf(`compare evaluates two versions on the same rows and says what the second gains over
the first: the difference in macro-F1 with its 95%% interval and the share of
resamples in which it rises (paired bootstrap over groups of memes), those in QWK and in
log loss, and the exact McNemar test on the rows that only one of them gets right.

A version is better if it is so in macro-F1 and in log loss or QWK, both more surely than
by chance (p at most 0.05), on at least %d groups of memes. Of more than two versions each
is compared with those before it, and the p-values are adjusted for so many pairs (Holm).

To choose between versions, use --split val, as the setting promote = better does. Use
test once, at the end, to see what the choice is worth. cv compares what the versions were
made from, config and labels, by heads that have not seen the rows: in folds of the
workspace (setting folds.seed), --repeats times, each with folds of its own. Rows that one
of the versions, or one that it started from, may have learnt from are left out. Predictions
from elsewhere are compared on the rows that they have.

With --json it prints an object for two versions, and for more an array of them. The
verdict is on the second version: better, worse, unclear (the difference may be chance, or
is not one in enough metrics) or too_few (groups of memes). reasons says why, and may_know
names the versions that may have learnt from the rows that are left out (known).`, eval.DecidingGroups),
		Example: `  memebench compare v1 v2 --split val
  memebench compare v1 v2 --split cv --repeats 5`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > mostCompared {
				return usagef("compare: want two versions, or up to %d: ids, names, served or latest", mostCompared)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch split {
			case string(labels.Val), string(labels.Test), eval.CVRows:
			default:
				return usagef("--split %q: want val, test or cv", split)
			}
			if err := checkRepeats(repeats); err != nil {
				return err
			}
			if split != eval.CVRows && cmd.Flags().Changed("repeats") {
				return usagef("--repeats: want it with --split cv: on %s the versions themselves are evaluated, and always say the same", split)
			}
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				all, err := w.bench.CompareAll(ctx, args, split, repeats, p)
				if err != nil {
					return answer{}, err
				}
				o.sayIDs(w, args)
				return to.answer(o, w, compared(all), content{
					versions: comparedVersions(all), folds: split == eval.CVRows, seeds: []report.Seed{{Of: "resamples", Value: all[0].Seed}},
					fill: func(from report.Origin) (report.Document, error) { return report.Comparisons(all, from), nil },
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&split, "split", "test", "`SPLIT`: val, test or cv (train + val, cross-validated)")
	f.IntVar(&repeats, "repeats", model.DefaultRepeats, "with cv: `N` times, each with folds of its own")
	to = o.reportFlags(cmd)
	return cmd
}

// sayIDs says which versions are meant by names, by which they are not called in what is printed.
func (o *options) sayIDs(w *workspace, names []string) {
	var are []string
	for _, name := range names {
		if v, err := w.store.Version(name); err == nil && v.ID != name {
			are = append(are, fmt.Sprintf("%s is %s", name, v.ID))
		}
	}
	if len(are) > 0 {
		o.say("%s", strings.Join(are, ", "))
	}
}

// compared is the answer to a comparison of two versions, or of more.
func compared(all []eval.Comparison) answer {
	if len(all) == 1 {
		return answer{json: all[0], text: all[0].WriteText}
	}
	return answer{json: all, text: func(w io.Writer) error {
		for i, c := range all {
			if i > 0 {
				fmt.Fprintln(w)
			}
			if err := c.WriteText(w); err != nil {
				return err
			}
		}
		return nil
	}}
}

// comparedVersions are the ids of the versions of comparisons, each once.
func comparedVersions(all []eval.Comparison) (ids []string) {
	for _, c := range all {
		for _, id := range []string{c.First, c.Second} {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
