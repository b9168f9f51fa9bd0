package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/model"
)

func newFeatures(o *options) *cobra.Command {
	out := output{folder: true}
	cmd := &cobra.Command{
		Use:   "features --out DIR",
		Short: "Write features, levels, votes and splits as NumPy arrays",
		Long: `features writes what a training reads, for a training elsewhere, into a new folder. It
first computes the features that memes lack. Every file has one row per meme, in the
order of import:

  text.npy     float32 [N, width], the caption; zeros without one
  image.npy    float32 [N, width], the picture; zeros without one that can be read
               (so frames.npy and audio.npy, where the pack of encoders has those)
  present.npy  bool [N, 2 to 4], whether there is a text row, an image row and so on
  levels.npy   int64 [N], 0 very_negative … 4 very_positive, -1 without a gold level
  votes.npy    int64 [N, 5], how many gave each level where annotators differ and nobody has
               decided: a training learns their shares, also of memes of train without a
               gold level; zeros elsewhere
  split.npy    int8 [N], 0 train, 1 val, 2 test, -1 for a cross-split duplicate
  memes.csv    row (from 0), meme, image_name, caption, level, split (bridge for -1),
               group

The folder appears once all files are complete.`,
		Example: `  memebench features --out features`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out.path == "" {
				return usagef("%s: name the folder to make with --out", cmd.CommandPath())
			}
			return o.run(cmd.Context(), toAsk, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				var r model.ExportedFeatures
				err := out.newFolder(func(d *atomicfile.Folder) (err error) {
					r, err = w.bench.ExportFeatures(ctx, d.Create, p)
					return err
				})
				return answer{did: true, json: r, text: func(f io.Writer) error {
					o.printReasons("warning", r.Warnings, 0)
					_, err := fmt.Fprintf(f, "%s, %d of them labelled, written to %s; encoders %s\n", several(r.Memes, "meme"), r.Labelled, out.title(), labels.Printable(r.Pack))
					return err
				}}, err
			})
		},
	}
	o.outputFlag(cmd, &out, "folder `DIR` to make")
	return cmd
}
