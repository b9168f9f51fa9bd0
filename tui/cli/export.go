package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"memebench/labels/dataset"
	"memebench/model"
)

func newExport(o *options) *cobra.Command {
	var format string
	var out output
	cmd := &cobra.Command{
		Use:   "export --format memotion|jsonl|memebench [--out FILE]",
		Short: "Write the memes with their gold levels, or the whole workspace",
		Long: `export writes every meme. Without --out it writes to standard output.

Format memotion gives back the imported columns in their order, overall_sentiment
from the gold level, and a last column memebench_state.

Format jsonl has a line for each meme with everybody's labels: by whom and when, by
what means (key, cli or import), whether it is an adjudication, and whether the
model's opinion was visible (no, before or after the label) and of which version.

Format memebench has everything that memebench import --format memebench makes the
workspace anew from, or adds to another one: datasets, settings, memes with their
splits and all columns, and every label, skip, flag, note and undo in order. Not in it
are versions of the model (models export writes them), features, pictures and
guide.md.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(dataset.ExportFormats(), format) {
				return usagef("--format %q: want memotion, jsonl or memebench", format)
			}
			if err := o.oneOutput(&out); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				kind := asJSON
				if format == dataset.FormatMemotion {
					kind = asText
				}
				if out.stdout() {
					p = o.beside(p)
				}
				err := out.file(o, kind, func(f io.Writer) error { return dataset.Export(ctx, w.store, format, f, p.Plain()) })
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
	f.StringVar(&format, "format", "", "memotion, jsonl or memebench")
	o.outputFlag(cmd, &out, "file to write (default: standard output)")
	return cmd
}
