package tui

import (
	"context"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// withGiven is a workspace with a served version, one after it, and predictions from elsewhere
// that are levels only.
func withGiven() rigOptions {
	return evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		s.addVersion(fakeTime)
		s.versions[2].Name, s.versions[2].Config, s.versions[2].Labels = "vlm", eval.Config{}, 0
		s.versions[2].Origin = &eval.Origin{Name: "vlm.csv", Predictions: 20, LevelsOnly: 20}
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			e, rows, err := evaluate(ctx, version, split, p)
			if version == "v3" {
				for i := range rows {
					rows[i].LevelOnly, rows[i].Probs = true, [labels.Levels]float64{}
					rows[i].Probs[rows[i].Pred] = 1
				}
				e = eval.NewGivenEvaluation("v3", split, rows, eval.Baselines{})
			}
			return e, rows, err
		}
	})
}

// Predictions from elsewhere are evaluated when they are chosen, say nothing of how sure they
// are, and are not served.
func TestGivenPredictionsOnEvaluate(t *testing.T) {
	inRig(t, withGiven(), func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("v2 candidate · 20 memes, cross-validated")
		r.keys("g", "v", "l", "m", "enter")
		r.wants("v3 vlm from elsewhere · 20 memes of train and val · v1 is served", "ECE —", "no probabilities")
		r.lacks("2 1.00", "3 1.00")
		if r.a.eval.crossValidated() != nil {
			t.Error("they pass for cross-validated")
		}
		r.keys("p")
		r.wants("v3 is predictions from elsewhere, without a head: it cannot be served")
		if r.store.served[len(r.store.served)-1] != "v1" {
			t.Error("served all the same")
		}
		r.keys("right")
		r.wants("model says 2 negative · 2 of 4")
		r.lacks("2 1.00", "1 1.00")
	})
}

// On Train they have no config, are no candidate, and are not served.
func TestGivenPredictionsOnTrain(t *testing.T) {
	inRig(t, withGiven(), func(t *testing.T, r *rig) {
		r.keys("T")
		if r.a.train.selected != "v2" {
			t.Errorf("%s is the newest", r.a.train.selected)
		}
		r.keys("up")
		r.wants("v3 differs from v1 in", "vlm.csv", "elsewhere")
		r.keys("p")
		r.wants("v3 is predictions from elsewhere, without a head: it cannot be served")
		r.keys("]")
		r.wants("v3 vlm, settings", "20 predictions", "none: it cannot be served")
		r.lacks("* —")
	})
}

// In a cell of levels only no probability is told: on the bars, in the strip of answers, and in what
// there is to know of a meme.
func TestLevelsOnlyInACell(t *testing.T) {
	o := withGiven()
	o.w, o.h = 140, 45
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "g", "v", "l", "m", "enter", "right", "enter")
		r.keys("4")
		r.wants("you 4 · model 2")
		r.lacks("100 %")
		r.keys("left")
		r.wants("a level only", "▸  2  negative", "—")
		r.lacks("100%", "100 %")
		r.keys("enter")
		r.wants("All about #0019", "2 negative, and not how sure it is")
		r.lacks("100 %")
	})
}

// What the model says of a meme that the served version has not predicted yet is what another one
// of its versions said, and nothing from elsewhere.
func TestPredictionsFromElsewhereAreNoModels(t *testing.T) {
	s := newFakeStore(memes(3)...)
	s.addVersion(fakeTime)
	s.addVersion(fakeTime)
	s.versions[1].Origin = &eval.Origin{Name: "vlm.csv", Predictions: 3}
	s.versions[1].Config = eval.Config{}
	if !s.versions[1].Headless() {
		t.Fatal("it has a head")
	}
	id := s.memes[0].ID
	err := s.read(func(r Reader) error {
		sum, err := r.Summary("ada")
		if err != nil {
			return err
		}
		for _, served := range []string{"v1", "v2"} {
			if sum.Served = served; served == "v2" {
				sum.Served = "v9" // which has said nothing
			}
			p, ok, err := importOrder{}.prediction(r, sum, id)
			if err != nil || !ok || p.Version != "v1" {
				t.Errorf("%s is served: %+v, %t, %v", sum.Served, p, ok, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
