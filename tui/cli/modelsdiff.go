package cli

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

// versionsDiff is what two versions do not share of what they were trained with and on.
type versionsDiff struct {
	First       string            `json:"first"`
	Second      string            `json:"second"`
	Differences []eval.Difference `json:"differences"`
}

func newModelsDiff(o *options) *cobra.Command {
	var to *reports
	cmd := &cobra.Command{
		Use: "diff A B", Short: "Print in what two versions differ: config, encoders, labels",
		Long: `diff prints what two versions do not share of what they were trained with and on. Options are
called as memebench train calls them.`,
		Example: `  memebench models diff v1 latest`,
		Args:    exactArgs(2, "two versions, by id or name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				a, err := w.store.Version(args[0])
				if err != nil {
					return answer{}, err
				}
				b, err := w.store.Version(args[1])
				if err != nil {
					return answer{}, err
				}
				d := versionsDiff{a.ID, b.ID, eval.VersionDifferences(a, b)}
				return to.answer(o, w, answer{json: d, text: d.write}, content{
					versions: []string{a.ID, b.ID},
					fill:     func(from report.Origin) (report.Document, error) { return report.Differences(a, b, from), nil },
				})
			})
		},
	}
	to = o.reportFlags(cmd)
	return cmd
}

func (d versionsDiff) write(out io.Writer) error {
	if len(d.Differences) == 0 {
		_, err := fmt.Fprintf(out, "%s and %s do not differ\n", d.First, d.Second)
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\t%s\t%s\n", d.First, d.Second)
	for _, x := range d.Differences {
		fmt.Fprintf(t, "%s\t%s\t%s\n", x.Setting, labels.Printable(orDash(x.First)), labels.Printable(orDash(x.Second)))
	}
	return t.Flush()
}
