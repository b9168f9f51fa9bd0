package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

func newExport(o *options) *cobra.Command {
	var format string
	var out output
	cmd := &cobra.Command{
		Use:   "export --format " + strings.Join(dataset.ExportFormats(), "|") + " [--out FILE]",
		Short: "Write the memes with their gold levels, or the whole workspace",
		Long: `export writes all memes, to standard output or to the file --out.

Format memotion has the imported columns in their order, with the gold level as
overall_sentiment, and a last column memebench_state.

Format jsonl has a line for each meme with everybody's labels: who gave each and when,
how (key, cli or import), whether it is an adjudication, and whether the model's answer
was visible (no, before or after the label) and of which version.

Format memebench is the whole workspace: datasets, settings, memes with their splits and
all columns, and every label, skip, flag, note and undo in order. memebench import makes
a workspace from it, or adds it to another one. Versions of the model are not in it (use
models export), nor are features, pictures and guide.md.`,
		Example: `  memebench export --format jsonl --out labels.jsonl
  memebench export --format memebench --out workspace.jsonl`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(dataset.ExportFormats(), format) {
				return usagef("--format %s: want %s", labels.Quoted(format), dataset.OneOf(dataset.ExportFormats()...))
			}
			if err := o.oneOutput(&out); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if out.stdout() {
					p = o.beside(p)
				}
				err := out.file(o, form(dataset.ExportsJSON(format)), func(f io.Writer) error { return dataset.Export(ctx, w.store, format, f, p.Plain()) })
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
	f.StringVar(&format, "format", "", "`FORMAT` to write: "+dataset.OneOf(dataset.ExportFormats()...))
	o.outputFlag(cmd, &out, "`FILE` to write (default: standard output)")
	return cmd
}
