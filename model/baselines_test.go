package model

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/head"
)

// pictured adds n memes whose level only the caption says, with pictures that say
// nothing, and labels them.
func (r *rig) pictured(t testing.TB, n int) {
	t.Helper()
	r.fill(t, n)
	r.changeAll(t, func(_ int, m *labels.Meme) { m.Image = r.drawn(t, "picture "+string(m.ID)) })
}

func TestBaselinesOfModalities(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 100)
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	for _, modality := range []string{encoder.TextModality, encoder.ImageModality} {
		h, err := r.baseline("v1", modality)
		if err != nil || h == nil || len(h.Inputs) != 1 || h.Inputs[0].Modality != modality || h.Config != smallConfig() {
			t.Fatalf("%s: %+v, %v", modality, h, err)
		}
	}
	report, _, err := r.Evaluate(t.Context(), "v1", "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, image := report.Baselines.TextOnly, report.Baselines.ImageOnly
	if text == nil || image == nil || text.N != 20 || image.N != 20 {
		t.Fatalf("baselines %+v and %+v", text, image)
	}
	if text.Accuracy < 0.8 || image.Accuracy > 0.5 || !text.Intervals.Accuracy.Defined() {
		t.Errorf("captions say the level and pictures do not: accuracy %v of the ones and %v of the others", text.Accuracy, image.Accuracy)
	}
}

// The head on one modality alone is the one that a workspace without the other
// modality would get.
func TestBaselineIsTrainedApart(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 40)
	r.mustTrain(t, TrainOptions{})
	bare := newRig(t)
	bare.fill(t, 40)
	bare.mustTrain(t, TrainOptions{})
	if !bytes.Equal(r.artifacts(t, "v1").Baselines[encoder.TextModality], bare.artifacts(t, "v1").Baselines[encoder.TextModality]) {
		t.Error("the pictures have left a trace in the head on captions alone")
	}
	if _, ok := bare.artifacts(t, "v1").Baselines[encoder.ImageModality]; ok {
		t.Error("a head on pictures was trained where there are none")
	}
	report, _, err := bare.Evaluate(t.Context(), "v1", "val", nil)
	if err != nil || report.Baselines.TextOnly != nil || report.Baselines.ImageOnly != nil {
		t.Errorf("where there are only captions, a head on captions alone is the model: %+v, %v", report.Baselines, err)
	}
	if b := report.Baselines.Stratified; b.N != report.N || !b.MacroF1.Defined() {
		t.Errorf("a guess: %+v", b)
	}
	// Of a split without pictures, the head on pictures says nothing.
	r.changeAll(t, func(_ int, m *labels.Meme) {
		if m.Split == labels.Val {
			m.Image = labels.Image{}
		}
	})
	report, _, err = r.Evaluate(t.Context(), "v1", "val", nil)
	if err != nil || report.Baselines.TextOnly == nil || report.Baselines.ImageOnly != nil {
		t.Errorf("val without pictures: %+v, %v", report.Baselines, err)
	}
}

func TestBaselinesWarmStart(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 40)
	long := smallConfig()
	r.mustTrain(t, TrainOptions{Config: long})
	short := long
	short.Epochs = 1
	r.mustTrain(t, TrainOptions{Config: short})
	r.mustTrain(t, TrainOptions{Config: short, Warm: true})
	accuracy := func(version string) eval.Metric {
		report, _, err := r.Evaluate(t.Context(), version, eval.AllRows, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report.Baselines.TextOnly.Accuracy
	}
	if cold, warm := accuracy("v2"), accuracy("v3"); warm <= cold {
		t.Errorf("after an epoch from the parent's parameters accuracy %v, from new ones %v", warm, cold)
	}
	// A parent from before there were baselines: they start anew.
	r.store.baselines["v1 text"] = nil
	r.mustTrain(t, TrainOptions{Config: short, Warm: true})
	if !bytes.Equal(r.artifacts(t, "v4").Baselines[encoder.TextModality], r.artifacts(t, "v2").Baselines[encoder.TextModality]) {
		t.Error("the head on captions has not started anew")
	}
	if report, _, err := r.Evaluate(t.Context(), "v1", "val", nil); err != nil || report.Baselines.TextOnly != nil {
		t.Errorf("a version without baselines: %+v, %v", report.Baselines.TextOnly, err)
	}
	r.store.baselines["v2 text"] = []byte("damaged")
	if _, _, err := r.Evaluate(t.Context(), "v2", "val", nil); !errors.Is(err, head.ErrWeights) || !strings.Contains(err.Error(), "text-only head of v2") {
		t.Errorf("damaged parameters: %v", err)
	}
}

// Progress names the head that is trained, and only the one on everything has a
// history.
func TestTrainTellsWhichHead(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 30)
	var phases []string
	_, err := r.Train(t.Context(), TrainOptions{Config: quickConfig()}, func(s Step) {
		if strings.HasPrefix(s.Phase, "train") && !slices.Contains(phases, s.Phase) {
			phases = append(phases, s.Phase)
		}
		if s.Epoch != nil && s.Phase != "train" {
			t.Errorf("an epoch of %q", s.Phase)
		}
	})
	if want := []string{"train", "train text-only", "train image-only"}; err != nil || !slices.Equal(phases, want) {
		t.Errorf("told of %q, %v; want %q", phases, err, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.Train(ctx, TrainOptions{Config: quickConfig()}, onPhase("train text-only", cancel)); !errors.Is(err, context.Canceled) || len(r.versions(t)) != 1 {
		t.Errorf("cancelled at the second head: %v, %d versions", err, len(r.versions(t)))
	}
}
