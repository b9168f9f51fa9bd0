package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/model"
)

func newExport(o *options) *cobra.Command {
	var format string
	var out output
	cmd := &cobra.Command{
		Use:   "export --format memotion|jsonl [--out FILE]",
		Short: "Write the memes with their gold levels",
		Long: `export writes every meme. Format memotion gives back the imported columns in their
order, overall_sentiment from the gold level, and a last column memebench_state;
format jsonl has a line for each meme with everybody's labels. Without --out it
writes to standard output.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "memotion" && format != "jsonl" {
				return usagef("--format %q: want memotion or jsonl", format)
			}
			if err := o.oneOutput(&out); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
				kind := form(format != "memotion")
				if out.stdout() {
					p = o.beside(p)
				}
				err := out.file(o, kind, func(f io.Writer) error { return model.Export(ctx, w.store, format, f, p) })
				if err != nil || out.stdout() {
					return answer{}, err
				}
				n, err := w.store.MemeCount()
				return answer{did: true, json: map[string]any{"memes": n, "out": out.path}, text: func(f io.Writer) error {
					_, err := fmt.Fprintf(f, "%d memes written to %s\n", n, out.title())
					return err
				}}, err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", "", "memotion or jsonl")
	o.outputFlag(cmd, &out, "file to write (default: standard output)")
	return cmd
}
