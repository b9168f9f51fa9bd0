package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

func newEncodersCompare(o *options) *cobra.Command {
	var repeats int
	cmd := &cobra.Command{
		Use:   "compare A B [--repeats N]",
		Short: "Compare two packs on your own labels: what each is worth, and what it costs",
		Long: fmt.Sprintf(`compare encodes what lacks features of one of the packs, and trains heads on the features
of each: always from new parameters, with the default config, in the same folds of the
labelled memes of train and val. A head never predicts a meme of a group that it has seen.
compare says what the second pack gains over the first: the difference in macro-F1 with
its 95%% interval, and a verdict by the rule of memebench compare, which takes %d
groups of memes.

It also says how long a meme takes on one thread, reading its picture included, and by how
much the memory of the process grew as the encoders were loaded and read a few memes. Both
depend on the machine, and are to compare the two packs by.

The workspace goes on using its pack, and no version is made.`, eval.DecidingGroups),
		Example: `  memebench encoders compare default mine`,
		Args:    exactArgs(2, "the names of two packs"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkRepeats(repeats); err != nil {
				return err
			}
			for _, name := range args {
				if err := checkPack(name); err != nil {
					return usageError{err}
				}
			}
			if args[0] == args[1] {
				return usagef("%s: %s twice: want two packs", cmd.CommandPath(), labels.Printable(args[0]))
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				for _, name := range args {
					o.announce(w.packs, w.files, name)
				}
				c, err := w.bench.ComparePacks(ctx, args[0], args[1], model.PackTrial{
					Repeats: repeats, Resident: func() (int64, bool) { return resident(os.Getpid()) },
				}, p)
				return answer{json: c, text: func(out io.Writer) error { return writePacks(out, c) }}, err
			})
		},
	}
	cmd.Flags().IntVar(&repeats, "repeats", model.DefaultRepeats, "`N` times, each with folds of its own")
	return cmd
}

// writePacks writes the comparison as a table of the packs and what the second gains.
func writePacks(out io.Writer, c model.PackComparison) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Pack\tMacro-F1\tms per meme\tMemory\tEncoders")
	for _, p := range c.Packs {
		memory := "–"
		if p.Memory != nil {
			memory = megabytes(*p.Memory)
		}
		var encoders []string
		for _, in := range p.Encoders {
			encoders = append(encoders, fmt.Sprintf("%s (%d)", labels.Printable(in.Encoder), in.Width))
		}
		fmt.Fprintf(t, "%s\t%s\t%.1f\t%s\t%s\n", labels.Printable(p.Pack), p.MacroF1, float64(p.Milliseconds), memory, strings.Join(encoders, ", "))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "Times: the mean of %s, on one thread\n\n", howMany(c.Timed, "labelled meme"))
	return c.Comparison.WriteText(out)
}
