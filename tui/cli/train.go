package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/model"
)

// trainResult is what train prints with --json.
type trainResult struct {
	Version  string       `json:"version"`
	Epochs   int          `json:"epochs"`
	Seconds  float64      `json:"seconds"`
	TrainN   int          `json:"train_n"`
	ValN     int          `json:"val_n"`
	Val      eval.Figures `json:"val"`
	Promoted bool         `json:"promoted"`
}

func newTrain(o *options) *cobra.Command {
	opts := model.TrainOptions{Config: eval.Default()}
	cmd := &cobra.Command{
		Use:   "train [--seed N] [--warm] [--promote]",
		Short: "Train a new version on the gold levels of train, stopping on val",
		Long: `train learns a new head from the gold levels of the training split and keeps it as
a new version beside the served one. The workspace's first version is served at
once; later ones when you promote them. Beside it, a head on captions alone and
one on pictures alone learn from the same rows; memebench eval reports them.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Progress) (answer, error) {
				if opts.Warm {
					if err := w.sameEncoders(); err != nil {
						return answer{}, err
					}
				}
				t, err := w.bench.Train(ctx, opts, p)
				return answer{
					json: trainResult{t.ID, t.Epochs, t.Seconds, t.TrainN, t.ValN, t.Val, t.Promoted},
					text: func(out io.Writer) error { return writeTrained(out, t) },
				}, err
			})
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&opts.Config.Seed, "seed", 1, "seed of the initial parameters, the order of rows and the dropout")
	f.BoolVar(&opts.Warm, "warm", false, "start from the served version's parameters")
	f.BoolVar(&opts.Promote, "promote", false, "serve the new version at once")
	return cmd
}

func writeTrained(out io.Writer, t model.Trained) error {
	quality := "no validation memes, so nothing says how good it is"
	if t.ValN > 0 {
		quality = fmt.Sprintf("on %d validation memes macro-F1 %.3f, accuracy %.3f", t.ValN, t.Val.MacroF1, t.Val.Accuracy)
	}
	next := "now served"
	if !t.Promoted {
		next = fmt.Sprintf("memebench models promote %s serves it", t.ID)
	}
	_, err := fmt.Fprintf(out, "%s: %d epochs in %.1f s on %d memes; %s; %s\n", t.ID, t.Epochs, t.Seconds, t.TrainN, quality, next)
	return err
}

// sameEncoders refuses a warm start from a version that reads other encoders than
// the workspace uses, before it encodes everything only to find that it cannot be.
func (w *workspace) sameEncoders() error {
	served, err := w.store.Served()
	if err != nil || served == "" {
		return err // without a version, a warm start is a cold one
	}
	v, err := w.store.Version(served)
	if err != nil {
		return err
	}
	pack, err := w.bench.Pack()
	if err != nil || v.Pack == pack {
		return err
	}
	return fmt.Errorf("--warm: %s reads the encoders of pack %s and the workspace uses %s: train without --warm, or go back with memebench encode --encoders %s",
		served, v.Pack, pack, v.Pack)
}
