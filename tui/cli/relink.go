package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/labels/dataset"
	"memebench/model"
)

func newRelink(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "relink DIR",
		Short: "Find pictures, videos and sounds that were moved, by their content",
		Long: `relink looks for pictures, videos and sounds that are no longer where they were at
import, in DIR and the folders in it, and makes their memes refer to them there. It knows
a file by its SHA-256, so the name may have changed. A picture that was missing at import
cannot be recognised: import the table again with --images.

Symbolic links in DIR are not followed. Exit status: 0 when every file is found, 3 when
some are still missing.`,
		Example: `  memebench relink images`,
		Args:    exactArgs(1, "the folder that the files are in now"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				r, err := dataset.Relink(ctx, w.store, args[0], p.Plain())
				return o.relinked(r), err
			})
		},
	}
}

// relinked is the answer to a relink.
func (o *options) relinked(r dataset.RelinkReport) answer {
	a := answer{did: true, json: r, text: func(out io.Writer) error {
		for _, warning := range r.Warnings {
			o.say("warning: %s", warning)
		}
		o.printReasons("missing", r.Missing, 0)
		_, err := fmt.Fprintf(out, "%s: %d mended, %d unchanged, %d still missing\n", oneOr(r.Pictures, "1 meme with a picture", fmt.Sprintf("%d memes with pictures", r.Pictures)), r.Mended, r.Unchanged, len(r.Missing))
		return err
	}}
	if len(r.Missing) > 0 {
		a.status = errPartly
	}
	return a
}
