package model

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/head"
)

func TestTrain(t *testing.T) {
	r := newRig(t)
	r.fill(t, 200)
	r.add(t, labels.Meme{Caption: "level 0, but nobody has said so"})
	r.label(t, r.add(t, labels.Meme{Caption: "level 1, in two splits at once", CrossSplit: true}), 1)
	// Where two disagree there is no gold level: such a meme is learnt from as what
	// they say, and neither stops a training nor measures it.
	for _, split := range []labels.Split{labels.Train, labels.Val, labels.Test} {
		disputed := r.add(t, labels.Meme{Caption: "level 2, or is it, in " + string(split), Split: split})
		r.label(t, disputed, 2)
		r.say(t, disputed, "bob", 4)
	}
	r.label(t, r.add(t, labels.Meme{Caption: " "}), 3) // nothing to learn from

	v := r.mustTrain(t, TrainOptions{})
	if v.TrainN != 141 || v.ValN != 20 || v.Labels != 160 || v.Val.N != 20 || v.LabelSeq != 208 {
		t.Errorf("trained on %d, stopped on %d (measured %d) of %d labels up to event %d", v.TrainN, v.ValN, v.Val.N, v.Labels, v.LabelSeq)
	}
	if v.ID != "v1" || !v.Promoted || v.Parent != "" || v.Pack != encoder.DefaultPack || !slices.Equal(v.Encoders, []eval.Input{r.text.Input, r.image.Input}) {
		t.Errorf("version %+v", v.Version)
	}
	if v.Config != quickConfig() || v.Epochs != len(v.History) || v.Best < 1 || v.Best > v.Epochs || v.Seconds <= 0 || len(v.Fingerprint) != 64 {
		t.Errorf("version %+v", v.Version)
	}
	if n := len(r.said(t, "v1")); n != 205 {
		t.Errorf("%d memes predicted, want all but the one without features", n)
	}
	if ci := v.ValInterval; ci == nil || ci[0] > v.Val.MacroF1 || ci[1] < v.Val.MacroF1 {
		t.Errorf("macro-F1 %v in %v", v.Val.MacroF1, ci)
	}
	if !slices.Equal(r.store.pruned, []int{KeptVersions}) {
		t.Errorf("pruned to %v", r.store.pruned)
	}
}

// The labels of test, and of cross-split duplicates, leave no trace in a head.
func TestTrainDoesNotLookAtTest(t *testing.T) {
	train := func(level labels.Level) (Trained, []byte) {
		r := newRig(t)
		r.fill(t, 60)
		for _, m := range r.memes(t) {
			if m.Split == labels.Test {
				r.label(t, m.ID, level)
			}
		}
		r.label(t, r.add(t, labels.Meme{Caption: "level 1, a cross-split duplicate", CrossSplit: true}), level)
		v := r.mustTrain(t, TrainOptions{})
		return v, r.artifacts(t, "v1").Weights
	}
	a, weights := train(labels.VeryNegative)
	b, others := train(labels.VeryPositive)
	if !bytes.Equal(weights, others) || a.Fingerprint != b.Fingerprint {
		t.Error("other labels on test made another head")
	}
}

func TestFirstVersionIsServed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 30)
	wide := quickConfig()
	wide.Width++
	for i, o := range []TrainOptions{{}, {}, {Promote: true}, {Warm: true}, {Warm: true, Config: wide}} {
		v := r.mustTrain(t, o)
		if want := i == 4; strings.Contains(v.ColdStartReason, "v3 has another shape") != want {
			t.Errorf("%s: fresh for the reason %q", v.ID, v.ColdStartReason)
		}
		if want := i == 0 || o.Promote; v.Promoted != want {
			t.Errorf("%s: promoted %v", v.ID, v.Promoted)
		}
		if served, _ := r.store.Served(); (served == v.ID) != v.Promoted {
			t.Errorf("%s was trained, %s is served", v.ID, served)
		}
		if want := map[bool]string{true: "v3"}[i == 3]; v.Parent != want {
			t.Errorf("%s: parent %q", v.ID, v.Parent)
		}
	}
}

// Labels given while a head is trained belong to the next one.
func TestLabelsDuringTraining(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 30)
	more := r.add(t, labels.Meme{Caption: "level 3, labelled in the middle"})
	v, err := r.Train(t.Context(), TrainOptions{Config: quickConfig()}, onPhase("train", func() {
		r.label(t, more, labels.Positive)
		r.label(t, ids[0], labels.VeryPositive)
	}))
	if err != nil || v.LabelSeq != 30 || v.Labels != 24 {
		t.Errorf("%d labels up to event %d, %v", v.Labels, v.LabelSeq, err)
	}
	next := r.mustTrain(t, TrainOptions{})
	if next.LabelSeq != 32 || next.Labels != 25 || next.Fingerprint == v.Fingerprint {
		t.Errorf("the next one: %d labels up to event %d", next.Labels, next.LabelSeq)
	}
}

// Wherever a training is cancelled, there is no new version; after it is kept,
// it stays, and what it had no time to predict is predicted later.
func TestTrainCancelled(t *testing.T) {
	for _, phase := range []string{"load encoders", "encode", "train", "publish"} {
		r := newRig(t)
		r.fill(t, 30)
		ctx, cancel := context.WithCancel(t.Context())
		v, err := r.Train(ctx, TrainOptions{Config: quickConfig()}, onPhase(phase, cancel))
		if !errors.Is(err, context.Canceled) || v.ID != "" || len(r.versions(t)) != 0 {
			t.Errorf("cancelled at %s: %v, %d versions", phase, err, len(r.versions(t)))
		}
		if r.text.closed.Load() != r.opened.Load() {
			t.Errorf("cancelled at %s: encoders stay open", phase)
		}
		r.mustTrain(t, TrainOptions{}) // nothing is left locked
	}

	r := newRig(t)
	r.fill(t, 30)
	ctx, cancel := context.WithCancel(t.Context())
	r.store.onVersion = cancel
	v, err := r.Train(ctx, TrainOptions{Config: quickConfig()}, nil)
	if !errors.Is(err, context.Canceled) || v.ID != "v1" || len(r.said(t, "v1")) != 0 {
		t.Errorf("cancelled when the version was kept: %v, %v, %d predictions", v.ID, err, len(r.said(t, "v1")))
	}
	if _, err := r.Prepare(t.Context(), nil); err != nil || len(r.said(t, "v1")) != 30 {
		t.Errorf("afterwards %d predictions, %v", len(r.said(t, "v1")), err)
	}
}

func TestTrainingsWaitForEachOther(t *testing.T) {
	r := newRig(t)
	r.fill(t, 30)
	var inside atomic.Int64
	r.store.onResplits = func() {
		if inside.Add(1) != 1 {
			t.Error("two trainings at once")
		}
	}
	r.store.onVersion = func() { inside.Add(-1) }
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { r.mustTrain(t, TrainOptions{}) })
	}
	wg.Wait()
	if s, err := r.store.Summary(""); err != nil || len(s.Versions) != 3 || s.Before != "" {
		t.Errorf("%d versions, %s was served before, %v", len(s.Versions), s.Before, err)
	}
	// Waiting for the lock can be cancelled.
	if err := r.training.acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer r.training.release()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Train(ctx, TrainOptions{Config: quickConfig()}, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTrainRefuses(t *testing.T) {
	r := newRig(t)
	if _, err := r.Train(t.Context(), TrainOptions{}, nil); err == nil || !strings.Contains(err.Error(), "fusion") {
		t.Errorf("no config: %v", err)
	}
	if _, err := r.Train(t.Context(), TrainOptions{Config: quickConfig()}, nil); !errors.Is(err, head.ErrNoTrainingRows) {
		t.Errorf("no labels: %v", err)
	}
	r.fill(t, 30)
	r.mustTrain(t, TrainOptions{})
	r.store.weights["v1"] = []byte("damaged")
	if _, err := r.Train(t.Context(), TrainOptions{Config: quickConfig(), Warm: true}, nil); !errors.Is(err, head.ErrWeights) || !strings.Contains(err.Error(), "v1") {
		t.Errorf("damaged parameters: %v", err)
	}
}
