package cli

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/model"
)

// trainResult is what train prints with --json.
type trainResult struct {
	Version      string       `json:"version"`
	Epochs       int          `json:"epochs"`
	Seconds      float64      `json:"seconds"`
	TrainSeconds float64      `json:"train_seconds"` // the epochs alone
	PeakRSSMB    *float64     `json:"peak_rss_mb,omitempty"`
	TrainN       int          `json:"train_n"`
	ValN         int          `json:"val_n"`
	Val          eval.Metrics `json:"val"`
	Parent       string       `json:"parent,omitempty"` // of a warm start
	Fresh        string       `json:"fresh,omitempty"`  // why there was none, though it was asked for
	Promoted     bool         `json:"promoted"`

	// Whether it was served in place of another one, and by what metrics, where the
	// workspace's policy lets metrics decide.
	Decision *eval.Decision `json:"decision,omitempty"`
}

func newTrainResult(t model.Trained) trainResult {
	r := trainResult{
		Version: t.ID, Epochs: t.Epochs, Seconds: t.Seconds, TrainSeconds: t.LoopSeconds(),
		TrainN: t.TrainN, ValN: t.ValN, Val: t.Val, Parent: t.Parent, Fresh: t.ColdStartReason,
		Promoted: t.Promoted, Decision: t.Decision,
	}
	if b, ok := peakResident(); ok {
		mb := float64(b) / (1 << 20)
		r.PeakRSSMB = &mb
	}
	return r
}

// mostThreads bounds --threads: far beyond what a head of this size can use.
const mostThreads = 256

func newTrain(o *options) *cobra.Command {
	opts := model.TrainOptions{Config: eval.Default(), Threads: runtime.GOMAXPROCS(0)}
	c := &opts.Config
	noEarlyStop := false
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a new version of the model on the gold levels there are",
		Long: `train learns a new head from the gold levels of the train split and keeps it as a new
version beside the served one. The workspace's first version is served at once, or beside
v0, which came with memebench, if it is better; a later one when you promote it, or by itself
if it is better and the setting promote is better (memebench compare says what better is). Two more heads learn from the same rows, one on captions alone
and one on pictures alone; memebench eval reports them as baselines.

Training stops when the loss on val no longer falls, and keeps the epoch where it was
lowest. With fewer than 100 memes in val it makes as many epochs as were best in five folds
of train (but for a warm start). With --no-early-stop it runs all --epochs and keeps the last one, so that val
has no say in the head.

In the --json answer, train_seconds is the time of the head's epochs with their
validation, seconds that of its whole training, and peak_rss_mb the most memory that the
process had at any time, in MiB (left out where the system does not say).`,
		Example: `  memebench train
  memebench train --seed 2 --warm --promote`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if noEarlyStop {
				c.Patience = 0
			}
			if err := c.Validate(); err != nil {
				return usagef("train: %w", err)
			}
			if opts.Threads < 1 || opts.Threads > mostThreads {
				return usagef("train: threads %d: want 1 to %d", opts.Threads, mostThreads)
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if opts.Warm {
					if err := w.sameEncoders(); err != nil {
						return answer{}, err
					}
				}
				policy, err := w.bench.Policy()
				if err != nil {
					return answer{}, err
				}
				// Nobody is asked here, so only a comparison that decides is worth its time.
				if policy == eval.PromoteBetter && !opts.Promote {
					opts.Policy = policy
				}
				t, err := w.bench.Train(ctx, opts, p)
				if t.ColdStartReason != "" {
					o.say("warning: %s%s", coldStart, t.ColdStartReason)
				}
				o.note(t.Notices)
				if t.ID != "" {
					err = whenStopped(err, t.ID+" is trained and kept; memebench models says whether it is served")
				}
				return answer{
					did:  true,
					json: newTrainResult(t),
					text: func(out io.Writer) error { return writeTrained(out, t) },
				}, err
			})
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&c.Seed, "seed", c.Seed, "seed `N` of the initial parameters, the order of rows and the dropout")
	f.IntVar(&c.Epochs, "epochs", c.Epochs, "pass over the training rows at most `N` times")
	f.BoolVar(&noEarlyStop, "no-early-stop", false, "run all epochs and keep the last")
	f.IntVar(&c.Batch, "batch", c.Batch, "`N` rows per step")
	f.Float64Var(&c.LearningRate, "lr", c.LearningRate, "learning `RATE` of Adam")
	f.StringVar(&c.Fusion, "fusion", c.Fusion, "`HOW` the modalities are joined: concat, gated or attention")
	f.IntVar(&c.Width, "width", c.Width, "`N` units in each modality's pathway")
	f.IntVar(&c.Hidden, "hidden", c.Hidden, "`N` units in each hidden layer after the fusion")
	f.IntVar(&c.Depth, "depth", c.Depth, "`N` hidden layers after the fusion")
	f.Float64Var(&c.Dropout, "dropout", c.Dropout, "`CHANCE` that a unit of a pathway is left out of a step")
	f.Float64Var(&c.ModalityDropout, "modality-dropout", c.ModalityDropout, "`CHANCE` that a meme loses one of its modalities for a step")
	f.Float64Var(&c.LabelSmoothing, "label-smoothing", c.LabelSmoothing, "`SHARE` of each label that is spread over all levels")
	f.Float64Var(&c.Ordinal, "ordinal", c.Ordinal, "`SHARE` of a level that each level next to it gets as well, from 0 to less than 1")
	f.StringVar(&c.ClassWeights, "class-weights", c.ClassWeights, "`HOW` rare levels weigh more in the loss: none, sqrt or balanced")
	f.IntVar(&opts.Threads, "threads", opts.Threads, "train on `N` processors")
	f.BoolVar(&opts.Warm, "warm", false, "start from the served version's parameters, unless it has learnt from memes that are now in val or test")
	f.BoolVar(&opts.Promote, "promote", false, "serve the new version at once")
	return cmd
}

// coldStart begins the sentence about a warm start that was not made.
const coldStart = "trained from new parameters: "

func writeTrained(out io.Writer, t model.Trained) error {
	quality := "no validation memes, so nothing says how good it is"
	if t.ValN > 0 {
		quality = fmt.Sprintf("on %d validation memes macro-F1 %.3f, accuracy %.3f", t.ValN, t.Val.MacroF1, t.Val.Accuracy)
	}
	next := "now served"
	if !t.Promoted {
		next = fmt.Sprintf("memebench models promote %s serves it", t.ID)
		if t.Decision != nil {
			next = fmt.Sprintf("%s is still served: %s; %s", t.Decision.Against, t.Decision.Why, next)
		}
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
	return fmt.Errorf("--warm: %s reads the encoders of pack %s and the workspace uses %s: train without --warm, or go back with memebench encoders use %s",
		served, v.Pack, pack, v.Pack)
}
