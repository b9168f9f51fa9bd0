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
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

func newEncodersCompare(o *options) *cobra.Command {
	var repeats int
	var to *reports
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
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				for _, name := range args {
					o.announce(w.packs, w.files, name)
				}
				c, err := w.bench.ComparePacks(ctx, args[0], args[1], model.PackTrial{
					Repeats: repeats, Resident: func() (int64, bool) { return resident(os.Getpid()) },
				}, p)
				if err != nil {
					return answer{}, err
				}
				a := answer{json: c, text: func(out io.Writer) error { return writePacks(out, c) }}
				return to.answer(o, w, a, content{
					folds: true, seeds: []report.Seed{{Of: "resamples", Value: c.Comparison.Seed}},
					fill: func(from report.Origin) (report.Document, error) { return packsReport(c, from), nil },
				})
			})
		},
	}
	cmd.Flags().IntVar(&repeats, "repeats", model.DefaultRepeats, "`N` times, each with folds of its own")
	to = o.reportFlags(cmd)
	return cmd
}

// packsReport is the comparison as a report.
func packsReport(c model.PackComparison, from report.Origin) report.Document {
	var packs [2]report.Pack
	for i, p := range c.Packs {
		packs[i] = report.Pack{Name: p.Pack, Encoders: encodersOf(p), MacroF1: p.MacroF1, PerMeme: p.Milliseconds}
		if p.Memory != nil {
			packs[i].Memory = megabytes(*p.Memory)
		}
	}
	return report.Packs(packs, c.Timed, c.Config, c.Comparison, from)
}

// encodersOf are the names of a pack's encoders and how wide the features of each are.
func encodersOf(p model.ComparedPack) string {
	var encoders []string
	for _, in := range p.Encoders {
		encoders = append(encoders, fmt.Sprintf("%s (%d)", labels.Printable(in.Encoder), in.Width))
	}
	return strings.Join(encoders, ", ")
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
		fmt.Fprintf(t, "%s\t%s\t%.1f\t%s\t%s\n", labels.Printable(p.Pack), p.MacroF1, float64(p.Milliseconds), memory, encodersOf(p))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "Times: the mean of %s, on one thread\n\n", howMany(c.Timed, "labelled meme"))
	return c.Comparison.WriteTextOf(out, "have the default config, and today's labels")
}
