package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/model"
)

func newEncode(o *options) *cobra.Command {
	var pack string
	cmd := &cobra.Command{
		Use:   "encode [--encoders default|resnet]",
		Short: "Compute the features that the memes lack",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
				if pack != "" {
					if err := w.bench.SetPack(pack); err != nil {
						return answer{}, usageError{err}
					}
				}
				r, err := w.bench.Encode(ctx, p)
				return answer{json: r, text: func(out io.Writer) error {
					o.printReasons("warning", r.Warnings)
					_, err := fmt.Fprintf(out, "%d memes: %d captions and pictures encoded in %.1f s, %d were there; encoders %s\n",
						r.Memes, r.Encoded, r.Seconds, r.Cached, r.Pack)
					return err
				}}, err
			})
		},
	}
	cmd.Flags().StringVar(&pack, "encoders", "", "pack of encoders to use from now on: default or resnet")
	return cmd
}
