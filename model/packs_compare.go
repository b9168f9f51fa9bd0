package model

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
)

// Memes that the encoders of compared packs are tried on, the first of them before the
// clock is started.
const (
	warmingMemes = 4
	timedMemes   = 16
)

// PackComparison says which of two packs of encoders is worth more for the labels of a
// workspace, and what it costs.
type PackComparison struct {
	Packs      [2]ComparedPack `json:"packs"`
	Timed      int             `json:"timed_memes"` // labelled memes that both packs read for the times
	Config     eval.Config     `json:"config"`      // of the heads
	Comparison eval.Comparison `json:"comparison"`  // cross-validated, of the second pack against the first
	Seconds    float64         `json:"seconds"`     // of it all
}

// ComparedPack is one of them.
type ComparedPack struct {
	Pack     string       `json:"pack"`
	Encoders []eval.Input `json:"encoders"`
	MacroF1  eval.Metric  `json:"macro_f1"`
	// Milliseconds that a meme takes on one thread, decoding included, on average. It depends
	// on what else the machine does; the packs take turns.
	Milliseconds eval.Metric `json:"ms_per_meme"`
	// Memory is what the process grew by as the encoders were loaded and read a few memes, in
	// bytes; nil where the system does not say.
	Memory *int64 `json:"memory_bytes"`
}

// PackTrial is how packs are compared.
type PackTrial struct {
	Repeats  int                  // assignments of the folds, 1 or more
	Resident func() (int64, bool) // bytes of this process in memory, and false where that is not known
}

// ComparePacks compares two packs of encoders by a probe: heads with the default config learn
// from the features of each, from new parameters, and predict the labelled memes of train
// and val, none of a group that they have seen, in the same folds of the workspace, as
// [Workbench.CompareAll] does on "cv". Memes that lack features of one of them are encoded first; which
// pack the workspace uses stays as it is, and no version is made.
func (w *Workbench) ComparePacks(ctx context.Context, first, second string, o PackTrial, p Report) (PackComparison, error) {
	began := time.Now()
	out := PackComparison{Config: eval.Default()}
	fail := func(err error) (PackComparison, error) { return PackComparison{}, err }
	if first == second {
		return fail(fmt.Errorf("%s and %s are the same pack: want two", labels.Printable(first), labels.Printable(second)))
	}
	seq, err := w.store.LastSeq()
	if err != nil {
		return fail(err)
	}
	var sides [2]side
	for i, pack := range []string{first, second} {
		c, err := w.caches(ctx, pack, p)
		if err != nil {
			return fail(err)
		}
		out.Packs[i] = ComparedPack{Pack: pack, Encoders: c.inputs}
		sides[i] = side{version: eval.Version{ID: pack, Pack: pack, Config: out.Config, LabelSeq: seq}, caches: c}
	}
	if err := w.tryPacks(ctx, &out, o, p); err != nil {
		return fail(err)
	}
	for _, s := range sides {
		if _, err := w.encode(ctx, s.version.Pack, p); err != nil {
			return fail(err)
		}
	}
	of, err := w.gatherBoth(ctx, &sides, eval.CVRows)
	if err != nil {
		return fail(err)
	}
	defer spareHeap(sides[0].rows.bytes() + sides[1].rows.bytes())()
	gold := sides[0].rows.withGold()
	if len(gold) == 0 {
		return fail(fmt.Errorf("%s: %w", eval.CVRows, ErrNothingToEvaluate))
	}
	seed, err := w.evaluateOutOfFold(ctx, &sides, gold, o.Repeats, p)
	if err != nil {
		return fail(err)
	}
	c, err := eval.CompareRepeated(sides[0].evaluated, sides[1].evaluated)
	if err != nil {
		return fail(err)
	}
	c.First, c.Second, c.Split, c.LeftOut, c.FoldsSeed = first, second, eval.CVRows, sides[0].rows.left.n, seed
	c.Disputed = sides[0].rows.disputed.in(eval.CVRows)
	was, err := w.goldUnreviewed(of.adjudicated, sides[0].rows.seq)
	if err != nil {
		return fail(err)
	}
	c.CountFollowed(sides[0].evaluated, sides[1].evaluated, was)
	if c.Flagged, err = w.countFlagged(sides[0].rows, eval.CVRows); err != nil {
		return fail(err)
	}
	out.Comparison = c
	out.Packs[0].MacroF1, out.Packs[1].MacroF1 = c.FirstMacroF1, c.SecondMacroF1
	out.Seconds = time.Since(began).Seconds()
	return out, nil
}

// tryPacks finds out what the packs take in memory and time. Both are open at once, so that
// the second does not get the memory that the first gives back.
func (w *Workbench) tryPacks(ctx context.Context, out *PackComparison, o PackTrial, p Report) (err error) {
	var opened [2]*encoder.Pack
	defer func() {
		for _, pack := range opened {
			if pack != nil {
				err = errors.Join(err, pack.Close())
			}
		}
	}()
	memes, err := w.sampleLabelled(ctx, warmingMemes+timedMemes)
	if err != nil {
		return err
	}
	warming := memes[:min(warmingMemes, len(memes))]
	for i := range opened {
		p.tell(labels.Step{Phase: "try encoders", Note: out.Packs[i].Pack})
		was, known := o.settled()
		if opened[i], err = w.openPack(ctx, out.Packs[i].Pack); err != nil {
			return err
		}
		for m := range warming {
			if err := w.encodeMeme(ctx, opened[i], out.Packs[i].Encoders, &warming[m]); err != nil {
				return err
			}
		}
		if now, still := o.settled(); known && still {
			grown := max(0, now-was)
			out.Packs[i].Memory = &grown
		}
	}
	timed := memes
	if len(memes) > len(warming) {
		timed = memes[len(warming):]
	}
	var took [2]time.Duration
	for m := range timed {
		for i := range opened {
			start := time.Now()
			if err := w.encodeMeme(ctx, opened[i], out.Packs[i].Encoders, &timed[m]); err != nil {
				return err
			}
			took[i] += time.Since(start)
		}
	}
	out.Timed = len(timed)
	for i := range took {
		out.Packs[i].Milliseconds = eval.Metric(1000 * took[i].Seconds() / float64(len(timed)))
	}
	return nil
}

// settled is what the process has in memory when Go has given back what it does not need.
func (o PackTrial) settled() (int64, bool) {
	debug.FreeOSMemory()
	return o.Resident()
}

// sampleLabelled returns at most n memes that heads learn from, evenly spread over them in
// the order of import. None at all is [ErrNothingToEvaluate].
func (w *Workbench) sampleLabelled(ctx context.Context, n int) ([]labels.Meme, error) {
	all := 0
	err := w.store.Rows(func(m labels.Meme, s labels.State) error {
		if usedInTraining(&m, s) {
			all++
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	if all == 0 {
		return nil, fmt.Errorf("%s: %w", eval.CVRows, ErrNothingToEvaluate)
	}
	n = min(n, all)
	var out []labels.Meme
	at := 0
	err = w.store.Rows(func(m labels.Meme, s labels.State) error {
		if usedInTraining(&m, s) {
			if len(out) < n && at == len(out)*all/n {
				out = append(out, m)
			}
			at++
		}
		return ctx.Err()
	})
	return out, err
}

// encodeMeme encodes what a meme has of the inputs of a pack, and keeps none of it. A
// picture that cannot be read is passed over.
func (w *Workbench) encodeMeme(ctx context.Context, pack *encoder.Pack, inputs []eval.Input, m *labels.Meme) error {
	for i, in := range inputs {
		key, ok := featureKey(in.Modality, m)
		if !ok {
			continue
		}
		_, err := encodeItem(ctx, func() (*encoder.Pack, error) { return pack, nil }, w.videos, Item{
			Row: m.Row, Name: m.Name(), Input: i, Modality: in.Modality, Key: key, Caption: m.Caption, Path: fileOf(in.Modality, m),
		})
		var bad *encoder.ItemError
		if err != nil && !errors.As(err, &bad) {
			return err
		}
	}
	return nil
}
