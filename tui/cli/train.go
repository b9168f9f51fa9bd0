package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
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
	opts := model.TrainOptions{Config: eval.Default()}
	c := &opts.Config
	noEarlyStop := false
	repeats := 1
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a new version of the model on the gold levels there are",
		Long: `train learns a new head from the gold levels of the train split, and from disputed memes
there by their votes, and keeps it as a new version beside the served one. The
workspace's first version is served at once, or beside v0, which came with memebench, if
it is better; a later one when you promote it, or by itself if it is better and the
setting promote is better (memebench compare says what better is). Two more heads learn
from the same rows, one on captions alone and one on pictures alone; memebench eval
reports them as baselines.

Training stops when the loss on val no longer falls, and keeps the epoch where it was
lowest. With fewer than 100 memes in val it makes as many epochs as were best in five
folds of train (but for a warm start). With --no-early-stop it runs all --epochs and
keeps the last one, so that val has no say in the head.

With --repeats and --name so many versions are trained, which differ in nothing but the
seed, and the answer has the means of their metrics with 95% intervals: it is
memebench sweep with one config. Interrupted, the same command goes on.

In the --json answer, train_seconds is the time of the head's epochs with their
validation, seconds that of its whole training, and peak_rss_mb the most memory that the
process had at any time, in MiB (left out where the system does not say).`,
		Example: `  memebench train
  memebench train --seed 2 --warm --promote
  memebench train --name base --repeats 2 --epochs 3`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if noEarlyStop {
				c.Patience = 0
			}
			if err := c.Validate(); err != nil {
				return usagef("train: %w", err)
			}
			if err := checkThreads(cmd, opts.Threads); err != nil {
				return err
			}
			if opts.Name != "" {
				if err := eval.CheckName(opts.Name); err != nil {
					return usagef("train: %w", err)
				}
			}
			if cmd.Flags().Changed("repeats") {
				return o.trainRepeats(cmd.Context(), opts, repeats)
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
	configFlags(f, c, &noEarlyStop)
	threadsFlag(f, &opts.Threads)
	f.StringVar(&opts.Name, "name", "", "call the new version `NAME`: it is not deleted by itself")
	f.IntVar(&repeats, "repeats", 1, "train `N` versions, with --seed and the seeds after it, called NAME.1.1, NAME.1.2, …; none is promoted")
	f.BoolVar(&opts.Warm, "warm", false, "start from the served version's parameters, unless it has learnt from memes that are now in val or test")
	f.BoolVar(&opts.Promote, "promote", false, "serve the new version at once")
	return cmd
}

// trainRepeats trains versions that differ in nothing but the seed.
func (o *options) trainRepeats(ctx context.Context, opts model.TrainOptions, repeats int) error {
	switch {
	case opts.Name == "":
		return usagef("train --repeats: the versions need a name, so that none is deleted while others are trained: --name NAME")
	case opts.Warm || opts.Promote:
		return usagef("train --repeats: without --warm and --promote: the versions start from new parameters, and none is promoted")
	}
	if err := checkRepeats(repeats); err != nil {
		return err
	}
	return o.run(ctx, mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
		s, err := w.bench.Sweep(ctx, model.SweepOptions{Name: opts.Name, Configs: []eval.Config{opts.Config}, Repeats: repeats, Threads: opts.Threads}, p)
		return o.sweptAnswer(s, err)
	})
}

// coldStart begins the sentence about a warm start that was not made.
const coldStart = "trained from new parameters: "

func writeTrained(out io.Writer, t model.Trained) error {
	quality := "no validation memes, so nothing says how good it is"
	if t.ValN > 0 {
		quality = fmt.Sprintf("on %s macro-F1 %.3f, accuracy %.3f", several(t.ValN, "validation meme"), t.Val.MacroF1, t.Val.Accuracy)
	}
	if t.ValN > 0 && t.Val.MacroF1 < 1./labels.Levels {
		quality += fmt.Sprintf(" (a guess has about %.2f: memebench eval says how much it is worth)", 1./labels.Levels)
	}
	next := "now served"
	if !t.Promoted {
		next = fmt.Sprintf("memebench models promote %s serves it", t.ID)
		if t.Decision != nil {
			next = fmt.Sprintf("%s is still served: %s; %s", t.Decision.Against, t.Decision.Why, next)
		}
	}
	voted := ""
	if n := t.Voted(); n > 0 {
		voted = fmt.Sprintf(" (with %d disputed, by their votes)", n)
	}
	_, err := fmt.Fprintf(out, "%s: %s in %.1f s on %s%s; %s; %s\n", t.ID, several(t.Epochs, "epoch"), t.Seconds, several(t.TrainN, "meme"), voted, quality, next)
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
