package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/encoder"
	"memebench/model/fleet"
)

// encodedBy is what encode prints with --json.
type encodedBy struct {
	model.Encoded
	Workers []fleet.Contribution `json:"workers,omitempty"` // with --fleet: who has encoded how much
}

func newEncode(o *options) *cobra.Command {
	var pack string
	var elsewhere bool
	var b broker
	cmd := &cobra.Command{
		Use:   "encode [--encoders PACK] [--fleet [--nats URL] [--creds FILE]]",
		Short: "Compute the features that memes lack",
		Long: `encode reads each caption and picture with the workspace's encoders and keeps the
features, from which a model learns and predicts. Memes without captions get those that are
read in their pictures (see ocr). What is encoded already is not
encoded again. The other commands encode what they need by themselves.

With --fleet, machines that run memebench worker encode (see fleet). Captions are read in
pictures on this one, before. It waits for workers as long as there are none. Stopped, it
keeps what came back, and the same command goes on with what the workers do meanwhile.`,
		Example: `  memebench encode`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if pack != "" {
				if err := checkPack(pack); err != nil {
					return usageError{fmt.Errorf("--encoders: %w", err)}
				}
			}
			for _, name := range []string{"nats", "creds", "ca", "shared"} {
				if cmd.Flags().Changed(name) && !elsewhere {
					return usagef("encode: --%s is for --fleet", name)
				}
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if pack != "" {
					if err := w.bench.SetPack(pack); err != nil {
						return answer{}, err
					}
				}
				used, err := w.bench.Pack()
				if err != nil {
					return answer{}, err
				}
				o.announce(w.packs, w.files, used)
				r := encodedBy{}
				others := &encodesElsewhere{options: o, broker: b, dir: w.dir}
				if elsewhere {
					r.Encoded, err = w.bench.EncodeBy(ctx, others, p)
				} else {
					r.Encoded, err = w.bench.Encode(ctx, p)
				}
				if err != nil {
					return answer{}, err
				}
				r.Workers = others.did
				known, err := w.faultyPictures()
				if err != nil {
					return answer{}, err
				}
				r.Warnings = append(known, r.Warnings...)
				unheard, err := w.unheard(r.Pack)
				r.Notices = append(r.Notices, unheard...)
				slices.SortStableFunc(r.Warnings, func(a, b labels.RowReason) int { return a.Row - b.Row })
				return answer{did: true, json: r, text: func(out io.Writer) error {
					o.printReasons("warning", r.Warnings, 0)
					o.note(r.Notices)
					for _, by := range r.Workers {
						o.say("worker %s: %d captions and pictures", by.Worker, by.Features)
					}
					unread := ""
					if n := len(r.Warnings); n > 0 {
						unread = fmt.Sprintf("; pictures that cannot be read: %d", n)
					}
					_, err := fmt.Fprintf(out, "%s: %d captions and pictures encoded in %.1f s, %d were encoded already; encoders %s%s\n",
						several(r.Memes, "meme"), r.Encoded.Encoded, r.Seconds, r.Cached, r.Pack, unread)
					return err
				}}, err
			})
		},
	}
	cmd.Flags().BoolVar(&elsewhere, "fleet", false, "have workers encode (see memebench fleet)")
	b.flags(cmd)
	cmd.Flags().StringVar(&pack, "encoders", "", "first change to this `PACK` of encoders, as memebench encoders use does")
	return cmd
}

// faultyPictures lists the pictures that the import could not read: there is
// nothing to encode of them until it can.
func (w *workspace) faultyPictures() ([]labels.RowReason, error) {
	rs := []labels.RowReason{}
	err := w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Image.Fault != "" && !m.Image.Media.Is() { // a sound alone has nothing to mend
			rs = append(rs, labels.RowReason{Row: m.Row, Reason: fmt.Sprintf("%s: %s (import the table again once it is mended)", labels.Printable(m.Name()), m.Image.Fault)})
		}
		return nil
	})
	return rs, err
}

// unheard says how many sounds without a picture the encoders of a pack do not hear.
func (w *workspace) unheard(pack string) ([]string, error) {
	inputs, err := w.packs.Inputs(pack)
	if err != nil || slices.ContainsFunc(inputs, func(in eval.Input) bool { return in.Modality == encoder.SoundModality }) {
		return nil, err
	}
	n := 0
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Image.Media.Is() && !m.HasImage() {
			n++
		}
		return nil
	})
	if n == 0 || err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("sounds without a picture, which the encoders %s do not hear: %d (memebench encoders use default+frames+audio chooses some that do)", pack, n)}, nil
}
