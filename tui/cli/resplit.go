package cli

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

func newResplit(o *options) *cobra.Command {
	var spec dataset.ResplitSpec
	var shares string
	var yes, dryRun bool
	cmd := &cobra.Command{
		Use:   "resplit [--shares 70/10/20 | --split-column COL] [--seed N] [--dry-run | --yes]",
		Short: "Assign all memes to train, val and test again",
		Long: `resplit assigns all memes to train, val and test again. Without --yes it only says what
would change: how many memes each split has, how many of them have a gold level, and
which.

With --shares, the memes of each gold level are divided by the shares, and memes that
are tied together (see groups) stay together, so there are no cross-split duplicates
afterwards. Seed 0 moves as few as it can, every other makes another assignment. With
--split-column, an imported column names the split of each meme (train, val or test). Of
memes that are tied together, those that are put in another split than the first are
cross-split duplicates: they are left out of training and evaluation.

Metrics from before are not comparable with those from after, and a version trained
before may have learnt from memes that are now in val or test: eval says how many.`,
		Example: `  memebench resplit --shares 80/10/10`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if spec.Column != "" && (cmd.Flags().Changed("shares") || cmd.Flags().Changed("seed")) {
				return usagef("%s: take the splits from a column, or assign them by shares and seed, not both", cmd.CommandPath())
			}
			if yes && dryRun {
				return usagef("%s: do it with --yes, or only say what would change with --dry-run", cmd.CommandPath())
			}
			var err error
			if spec.Shares, err = labels.ParseShares(shares); err != nil {
				return usageError{err}
			}
			how := toRead
			if yes {
				how = mustExist
			}
			spec.Rehearse = !yes
			defer smallHeap()()
			return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				return w.resplit(ctx, spec, p)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&shares, "shares", "70/10/20", "`SHARES` of train, val and test, in percent")
	f.StringVar(&spec.Column, "split-column", "", "imported `COLUMN` that has the splits")
	f.Uint64Var(&spec.Seed, "seed", 0, "`N` for another assignment with the same shares; 0 moves as few as it can")
	f.BoolVar(&dryRun, "dry-run", false, "only say what would change, as without --yes")
	f.BoolVar(&yes, "yes", false, "do it, not only say what would change")
	return cmd
}

// resplitResult is what resplit prints with --json.
type resplitResult struct {
	Done bool `json:"done"` // false: this is what --yes would do
	labels.Resplit
	Versions []string `json:"versions"` // trained under other splits
}

func (w *workspace) resplit(ctx context.Context, spec dataset.ResplitSpec, p model.Report) (answer, error) {
	now, err := w.store.Resplits()
	if err != nil {
		return answer{}, err
	}
	change, err := dataset.Resplit(ctx, w.store, spec, p.Plain())
	if err != nil {
		return answer{}, err
	}
	if change.Moved > 0 {
		now++
	}
	versions, err := w.store.Versions()
	if err != nil {
		return answer{}, err
	}
	r := resplitResult{!spec.Rehearse, change, []string{}}
	for _, v := range versions {
		if otherSplits(&v, now) && !v.Headless() {
			r.Versions = append(r.Versions, v.ID)
		}
	}
	return answer{did: r.Done, json: r, text: r.write}, nil
}

func (r resplitResult) write(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tmemes\tlabelled\tthen memes\tlabelled\t")
	for _, s := range r.splits() {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t\n", s.split, s.before.Memes, s.before.Labelled, s.after.Memes, s.after.Labelled)
	}
	fmt.Fprintf(t, "cross-split duplicates\t%d\t%d\t%d\t%d\t\n", r.Before.CrossSplit, r.Before.CrossSplitLabelled, r.After.CrossSplit, r.After.CrossSplitLabelled)
	if err := t.Flush(); err != nil {
		return err
	}
	if err := r.writeLevels(out); err != nil {
		return err
	}
	if r.Moved == 0 && r.Before == r.After {
		_, err := fmt.Fprintln(out, "no meme goes to another split")
		return err
	}
	moved, next := "moved to another split", "memebench train makes a version for these splits"
	if !r.Done {
		moved, next = "would move to another split; nothing has changed yet", "--yes does it"
	}
	fmt.Fprintf(out, "memes that %s: %d\n", moved, r.Moved)
	if n := len(r.Versions); n > 0 {
		_, err := fmt.Fprintf(out, "versions trained under other splits: %s; metrics from before are not comparable with those from after\n", list(r.Versions))
		if err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, next)
	return err
}

// writeLevels writes how many memes of each split have which gold level, before and after.
func (r resplitResult) writeLevels(out io.Writer) error {
	if r.Before.Train.Labelled+r.Before.Val.Labelled+r.Before.Test.Labelled+r.After.Train.Labelled+r.After.Val.Labelled+r.After.Test.Labelled == 0 {
		return nil
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "gold level\t")
	for _, then := range []string{"", "then "} {
		for l := range labels.Levels {
			fmt.Fprintf(t, "%s%d\t", then, l+1)
			then = ""
		}
	}
	fmt.Fprintln(t)
	for _, s := range r.splits() {
		fmt.Fprintf(t, "%s\t", s.split)
		for _, of := range [][labels.Levels]int{s.before.ByLevel, s.after.ByLevel} {
			for _, n := range of {
				fmt.Fprintf(t, "%d\t", n)
			}
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// splitChange is what becomes of a split.
type splitChange struct {
	split         labels.Split
	before, after labels.SplitCount
}

func (r resplitResult) splits() [3]splitChange {
	return [3]splitChange{
		{labels.Train, r.Before.Train, r.After.Train}, {labels.Val, r.Before.Val, r.After.Val}, {labels.Test, r.Before.Test, r.After.Test},
	}
}

// list names the versions, as a range where there are many.
func list(ids []string) string {
	if n := len(ids); n > 2 {
		return fmt.Sprintf("%s to %s", ids[0], ids[n-1])
	}
	s := ids[0]
	for _, id := range ids[1:] {
		s += " and " + id
	}
	return s
}
