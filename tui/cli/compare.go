package cli

import (
	"context"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

func newCompare(o *options) *cobra.Command {
	var split string
	cmd := &cobra.Command{
		Use:   "compare A B [--split val|test|cv]",
		Short: "Compare two versions on the same rows: is the second better, or is it chance?",
		Long: `compare evaluates two versions on the same rows and says what the second gains over
the first: the difference in macro-F1 with its 95% interval and the share of
resamples in which it rises (paired bootstrap over groups of memes), and the exact
McNemar test on the rows that only one of them gets right.

To choose between versions, use --split val, as the setting promote = better does. Use
test once, at the end, to see what the choice is worth. cv compares what the versions were
made from, config and labels, by heads that have not seen the rows. Rows that one
of the versions, or one that it started from, may have learnt from are left out.`,
		Example: `  memebench compare v1 v2 --split val`,
		Args:    exactArgs(2, "two versions: ids, names, served or latest"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch split {
			case string(labels.Val), string(labels.Test), eval.CVRows:
			default:
				return usagef("--split %q: want val, test or cv", split)
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				c, err := w.bench.Compare(ctx, args[0], args[1], split, p)
				return answer{json: c, text: c.WriteText}, err
			})
		},
	}
	cmd.Flags().StringVar(&split, "split", "test", "`SPLIT`: val, test or cv (train + val, cross-validated)")
	return cmd
}
