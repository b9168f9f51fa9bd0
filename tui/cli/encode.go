package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

func newEncode(o *options) *cobra.Command {
	var pack string
	cmd := &cobra.Command{
		Use:   "encode [--encoders PACK]",
		Short: "Compute the features that memes lack",
		Long: `encode reads each caption and picture with the workspace's encoders and keeps the
features, from which a model learns and predicts. Memes without captions get those that are
read in their pictures (see ocr). What is encoded already is not
encoded again. The other commands encode what they need by themselves.`,
		Example: `  memebench encode`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if pack != "" {
				if err := checkPack(pack); err != nil {
					return usageError{fmt.Errorf("--encoders: %w", err)}
				}
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if pack != "" {
					if err := w.bench.SetPack(pack); err != nil {
						return answer{}, err
					}
				}
				r, err := w.bench.Encode(ctx, p)
				if err != nil {
					return answer{}, err
				}
				known, err := w.faultyPictures()
				r.Warnings = append(known, r.Warnings...)
				slices.SortStableFunc(r.Warnings, func(a, b labels.RowReason) int { return a.Row - b.Row })
				return answer{did: true, json: r, text: func(out io.Writer) error {
					o.printReasons("warning", r.Warnings, 0)
					o.note(r.Notices)
					unread := ""
					if n := len(r.Warnings); n > 0 {
						unread = fmt.Sprintf("; pictures that cannot be read: %d", n)
					}
					_, err := fmt.Fprintf(out, "%d memes: %d captions and pictures encoded in %.1f s, %d were encoded already; encoders %s%s\n",
						r.Memes, r.Encoded, r.Seconds, r.Cached, r.Pack, unread)
					return err
				}}, err
			})
		},
	}
	cmd.Flags().StringVar(&pack, "encoders", "", "first change to this `PACK` of encoders, as memebench encoders use does")
	return cmd
}

// faultyPictures lists the pictures that the import could not read: there is
// nothing to encode of them until it can.
func (w *workspace) faultyPictures() ([]labels.RowReason, error) {
	rs := []labels.RowReason{}
	err := w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Image.Fault != "" {
			rs = append(rs, labels.RowReason{Row: m.Row, Reason: fmt.Sprintf("%s: %s (import the table again once it is mended)", labels.Printable(m.Name()), m.Image.Fault)})
		}
		return nil
	})
	return rs, err
}
