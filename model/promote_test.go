package model

import (
	"context"
	"errors"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// With enough validation labels, what is surely better is served, and nothing else
// is.
func TestPromoteBetter(t *testing.T) {
	r := newRig(t)
	r.fill(t, 1000)
	short := quickConfig()
	short.Epochs = 1
	r.mustTrain(t, TrainOptions{Config: short, Policy: eval.PromoteBetter})
	if v := r.versions(t)[0]; v.Decision != nil {
		t.Errorf("the first version was decided on: %+v", v.Decision)
	}
	for _, c := range []struct {
		id     string
		config eval.Config
		policy eval.Policy
		serve  bool
		why    string
	}{
		{"v2", smallConfig(), eval.PromoteAsk, false, ", better (p < 0.001"},
		{"v3", smallConfig(), eval.PromoteNever, false, "served by hand"},
		{"v4", smallConfig(), eval.PromoteBetter, true, " of 3 tried)"},
		{"v5", short, eval.PromoteBetter, false, ", worse (p < 0.001"},
	} {
		v := r.mustTrain(t, TrainOptions{Config: c.config, Policy: c.policy})
		kept, err := r.store.Version(c.id)
		if err != nil || kept.Decision == nil {
			t.Fatalf("%s: decision %v, %v", c.id, kept.Decision, err)
		}
		d := *kept.Decision
		if v.ID != c.id || v.Promoted != c.serve || d.Serve != c.serve || d.Policy != c.policy || !strings.Contains(d.Why, c.why) {
			t.Errorf("%s: promoted %v, decision %+v", v.ID, v.Promoted, d)
		}
		if compared := d.Comparison != nil; compared == (c.policy == eval.PromoteNever) {
			t.Errorf("%s: compared %v", v.ID, compared)
		} else if compared && (d.Comparison.Split != "val" || d.Comparison.N != 100) {
			t.Errorf("%s: compared on %d of %s", v.ID, d.Comparison.N, d.Comparison.Split)
		}
		if served, _ := r.store.Served(); (served == v.ID) != c.serve {
			t.Errorf("%s was trained, %s is served", v.ID, served)
		}
	}
}

// twoPoor has two versions that have learnt little.
func twoPoor(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.fill(t, 1000)
	short := quickConfig()
	short.Epochs = 1
	r.mustTrain(t, TrainOptions{Config: short})
	r.mustTrain(t, TrainOptions{Config: short})
	return r
}

// What somebody promotes while a new version is compared stays served.
func TestPromoteBetterLeavesWhatWasChosenMeanwhile(t *testing.T) {
	r := twoPoor(t)
	promote := func() {
		if err := r.store.Promote("v2"); err != nil {
			t.Error(err)
		}
	}
	v, err := r.Train(t.Context(), TrainOptions{Config: smallConfig(), Policy: eval.PromoteBetter}, onPhase("compare", promote))
	if err != nil {
		t.Fatal(err)
	}
	if d := v.Decision; v.Promoted || d == nil || d.Serve || d.Against != "v1" || !strings.Contains(d.Why, "meanwhile v2 was promoted") {
		t.Errorf("promoted %v, decision %+v", v.Promoted, v.Decision)
	}
	if served, _ := r.store.Served(); served != "v2" {
		t.Errorf("%s is served", served)
	}
}

// So does what somebody promotes after that, while the new version predicts the memes on the screen.
func TestPromoteBetterLeavesWhatWasChosenLate(t *testing.T) {
	r := twoPoor(t)
	r.store.putting = func(ps []labels.Prediction) error {
		if ps[0].Version == "v3" {
			r.store.putting = nil
			return r.store.DB.Promote("v2")
		}
		return nil
	}
	v := r.mustTrain(t, TrainOptions{Config: smallConfig(), Policy: eval.PromoteBetter})
	kept, err := r.store.Version("v3")
	if err != nil || kept.Decision == nil || kept.Decision.Serve || kept.Decision.Why != v.Decision.Why {
		t.Fatalf("%+v, %v", kept.Decision, err)
	}
	if d := v.Decision; v.Promoted || d.Serve || d.Against != "v1" || !strings.Contains(d.Why, "meanwhile v2 was promoted") {
		t.Errorf("promoted %v, decision %+v", v.Promoted, d)
	}
	if served, _ := r.store.Served(); served != "v2" {
		t.Errorf("%s is served", served)
	}
}

// With few validation labels both are compared out of fold, by the same rule.
func TestPromoteBetterOutOfFold(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	c := smallConfig()
	r.mustTrain(t, TrainOptions{Config: c})
	v := r.mustTrain(t, TrainOptions{Config: c, Policy: eval.PromoteBetter})
	if d := v.Decision; d == nil || d.Serve || v.Promoted || d.Policy != eval.PromoteAsk || d.Why != "too few rows to tell (32 groups, it takes 60); you decide" {
		t.Errorf("on 32 memes: %+v", d)
	}
	r.fill(t, 120)
	v = r.mustTrain(t, TrainOptions{Config: c, Policy: eval.PromoteBetter})
	d := v.Decision
	if d == nil || !d.Serve || !v.Promoted || d.Comparison == nil || d.Comparison.Split != "cv" || d.Comparison.Repeats != DefaultRepeats || d.Comparison.Tests != 2 {
		t.Errorf("decision %+v", d)
	}
	// Who is asked anyway does not wait for dozens of heads.
	if v = r.mustTrain(t, TrainOptions{Config: c, Policy: eval.PromoteAsk}); v.Decision == nil || v.Decision.Comparison != nil || !strings.Contains(v.Decision.Why, "not compared with v3: fewer than 60 validation labels") {
		t.Errorf("decision %+v", v.Decision)
	}
	// What cannot be compared is left to people too, with the reason.
	r.changeAll(t, func(_ int, m *labels.Meme) { m.Group = "all" })
	if v = r.mustTrain(t, TrainOptions{Config: c, Policy: eval.PromoteBetter}); v.Decision == nil || v.Decision.Serve || !strings.Contains(v.Decision.Why, "one group") {
		t.Errorf("decision %+v", v.Decision)
	}
}

// Cancelled while it is compared, a version is kept and not decided on, and the
// next training holds the lock.
func TestDecisionCancelled(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	r.mustTrain(t, TrainOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	v, err := r.Train(ctx, TrainOptions{Config: quickConfig(), Policy: eval.PromoteBetter}, onPhase("compare", cancel))
	if !errors.Is(err, context.Canceled) || v.ID != "v2" || v.Decision != nil || r.versions(t)[1].Decision != nil {
		t.Errorf("%+v, %v", v.Decision, err)
	}
	r.mustTrain(t, TrainOptions{})
}

// Retraining goes on with what is served, its config too.
func TestRetrainLikeTheServed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	gated := quickConfig()
	gated.Fusion, gated.LearningRate = eval.Gated, 2e-3
	r.mustTrain(t, TrainOptions{Config: gated})
	r.mustTrain(t, TrainOptions{})
	v, err := r.Retrain(t.Context(), nil)
	if err != nil || v.ID != "v3" || v.Parent != "v1" || v.Config != gated || v.Promoted || v.Decision == nil {
		t.Errorf("retrained as %+v, %v", v.Version, err)
	}
	set(t, r, settings.Promote.Name, "sometimes")
	if _, err := r.Retrain(t.Context(), nil); err == nil || len(r.versions(t)) != 3 {
		t.Errorf("with a policy that is none: %v", err)
	}
}

func set(t *testing.T, r *rig, name, value string) {
	t.Helper()
	if err := r.store.SetSetting(name, value); err != nil {
		t.Fatal(err)
	}
}

func TestPolicy(t *testing.T) {
	r := newRig(t)
	if policy, err := r.Policy(); err != nil || policy != eval.PromoteAsk {
		t.Errorf("nothing set: %s, %v", policy, err)
	}
	set(t, r, settings.Promote.Name, "better")
	if policy, err := r.Policy(); err != nil || policy != eval.PromoteBetter {
		t.Errorf("set: %s, %v", policy, err)
	}
}

// A version is served as soon as what it says of the memes on the screen is there,
// and predicts the rest afterwards.
func TestPromotePredictsWhatIsLookedAt(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, predictBatch+100)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	r.LookAt(600)
	r.store.onPromote = func(id string) {
		said := r.said(t, id)
		if len(said) != predictBatch {
			t.Errorf("%d memes predicted when %s is served, want one batch", len(said), id)
		}
		for seq, want := range map[int]bool{600: true, 612: true, 1: true, 499: true, 500: false, 599: false} {
			if _, ok := said[ids[seq-1]]; ok != want {
				t.Errorf("meme %d predicted: %v", seq, ok)
			}
		}
	}
	if err := r.Promote(t.Context(), "v2", nil); err != nil || len(r.said(t, "v2")) != len(ids) {
		t.Errorf("%d memes predicted in the end, %v", len(r.said(t, "v2")), err)
	}
	// When the rest fails, the version is served and says so.
	r.store.onPromote = nil
	v := r.mustTrain(t, TrainOptions{})
	full := errors.New("disk is full")
	r.store.putting = func(ps []labels.Prediction) error {
		if len(r.said(t, v.ID)) > 0 {
			return full
		}
		return nil
	}
	err := r.Promote(t.Context(), v.ID, nil)
	if served, _ := r.store.Served(); served != v.ID || !errors.Is(err, full) || !strings.Contains(err.Error(), "v3 is served, but") {
		t.Errorf("%s is served, %v", served, err)
	}
}
