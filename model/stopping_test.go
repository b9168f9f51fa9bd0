package model

import (
	"context"
	"errors"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

// With fewer than 100 validation rows they have no say in when a training stops.
func TestSmallValDoesNotStop(t *testing.T) {
	c := smallConfig()
	train := func(spoil bool) (Trained, *rig) {
		r := newRig(t)
		ids := r.fill(t, 150)
		for i, m := range r.memes(t) {
			if spoil && m.Split == labels.Val {
				r.label(t, ids[i], labels.VeryPositive)
			}
		}
		return r.mustTrain(t, TrainOptions{Config: c}), r
	}
	plain, a := train(false)
	spoilt, b := train(true)
	if plain.StoppedBy != eval.StoppedByFolds || plain.Best != plain.Epochs || plain.Epochs < 2 {
		t.Errorf("stopped by %q after %d epochs, kept %d", plain.StoppedBy, plain.Epochs, plain.Best)
	}
	if !slices.Equal(a.artifacts(t, "v1").Weights, b.artifacts(t, "v1").Weights) || spoilt.Epochs != plain.Epochs {
		t.Errorf("other labels in val make another head: %d and %d epochs", plain.Epochs, spoilt.Epochs)
	}
	if plain.ValChose() {
		t.Error("val is said to have chosen the epoch")
	}
}

// What stops a training is kept with the version.
func TestStoppedBy(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	all := quickConfig()
	all.Patience = 0
	for _, c := range []struct {
		o    TrainOptions
		want eval.StoppedBy
	}{
		{TrainOptions{}, eval.StoppedByFolds},
		{TrainOptions{Config: all}, eval.NotStopped},
		{TrainOptions{Warm: true}, eval.StoppedByVal}, // whose parameters have seen the rows of all folds
	} {
		if v := r.mustTrain(t, c.o); v.StoppedBy != c.want || v.ValChose() != (c.want == eval.StoppedByVal) {
			t.Errorf("%+v: stopped by %q, want %q", c.o, v.StoppedBy, c.want)
		}
	}
	large := newRig(t)
	large.fill(t, 990)
	if v := large.mustTrain(t, TrainOptions{}); v.ValN != 99 || v.StoppedBy != eval.StoppedByFolds {
		t.Errorf("%d rows in val: stopped by %q", v.ValN, v.StoppedBy)
	}
	large.fill(t, 10)
	if v := large.mustTrain(t, TrainOptions{}); v.ValN != 100 || v.StoppedBy != eval.StoppedByVal {
		t.Errorf("%d rows in val: stopped by %q", v.ValN, v.StoppedBy)
	}
	few := newRig(t)
	few.fill(t, 20) // 16 in train
	if v := few.mustTrain(t, TrainOptions{}); v.StoppedBy != eval.StoppedByVal {
		t.Errorf("of %d training rows: stopped by %q", v.TrainN, v.StoppedBy)
	}
	few.changeAll(t, func(_ int, m *labels.Meme) { m.Group = "all" })
	few.fill(t, 60)
	few.changeAll(t, func(_ int, m *labels.Meme) { m.Group = "all" })
	if v := few.mustTrain(t, TrainOptions{}); v.StoppedBy != eval.StoppedByVal {
		t.Errorf("of one group: stopped by %q", v.StoppedBy)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.Train(ctx, TrainOptions{Config: quickConfig()}, onPhase("choose epochs", cancel)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in the inner folds: %v", err)
	}
}

// The epochs are the median of those that were best in the inner folds.
func TestEpochsOfInnerFolds(t *testing.T) {
	r := newRig(t)
	for i, id := range r.fill(t, 150) {
		if i%3 == 0 { // noise, so that the folds differ
			r.label(t, id, labels.Level(i*i/9%labels.Levels))
		}
	}
	g := r.gathered(t)
	cfg := smallConfig()
	cfg.LearningRate = .02
	var best []int
	for _, part := range g.assignFolds(g.Train, 5, eval.NewStream(cfg.Seed, eval.ForStop)) {
		data := g.Data
		data.Train, data.Val = g.apartFrom(part), part
		h, _, err := head.Fit(t.Context(), &data, cfg, head.FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		best = append(best, h.Epoch)
	}
	slices.Sort(best)
	if best[0] == best[2] || best[2] == best[4] {
		t.Fatalf("the best epochs %v are too much alike to tell", best)
	}
	var fit head.FitOptions
	if by, err := r.setEpochs(t.Context(), &fit, g, cfg, nil); err != nil || by != eval.StoppedByFolds || fit.Epochs != best[2] {
		t.Errorf("%d epochs by %q, %v: want the median of %v", fit.Epochs, by, err, best)
	}
}

// A training learns from nothing of the groups of the part that it stops on.
func TestApartFrom(t *testing.T) {
	g := grouped(3, 1, 2, 2)
	g.Train = upTo(7) // row 7 is of val
	if got := g.apartFrom([]int{4}); !slices.Equal(got, []int{0, 1, 2, 3, 6}) {
		t.Errorf("apart from row 4 are %v", got)
	}
	g.groups = slices.Repeat([]string{""}, 8)
	if got := g.apartFrom([]int{4, 0}); !slices.Equal(got, []int{1, 2, 3, 5, 6}) {
		t.Errorf("without groups: %v", got)
	}
}

// A report says when val chose the epoch, and what has been said of its rows since.
func TestEvaluateSaysWhatFlatters(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{Warm: true})
	warns := func(version, split, sentence string) (eval.Evaluation, bool) {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, split, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report, slices.Contains(report.Warnings, sentence)
	}
	const chose = "val chose the epoch of v2 that is kept: its metrics on val are a little better than it is"
	for split, want := range map[string]bool{"val": true, "test": false} {
		if _, is := warns("v2", split, chose); is != want {
			t.Errorf("v2 on %s: said %v", split, is)
		}
	}
	if report, _ := warns("v1", "val", ""); slices.ContainsFunc(report.Warnings, func(s string) bool { return s != "" && s[:4] == "val " }) {
		t.Errorf("v1, stopped by folds: %q", report.Warnings)
	}

	var test []int
	for i, m := range r.memes(t) {
		if m.Split == labels.Test {
			test = append(test, i)
		}
	}
	report, rows, err := r.Evaluate(t.Context(), "v2", "test", nil)
	if err != nil || report.Since != nil || report.Followed != 0 {
		t.Fatalf("nothing has been said since: %+v, %d, %v", report.Since, report.Followed, err)
	}
	wrong := slices.IndexFunc(rows, func(r eval.Row) bool { return r.Pred != r.True })
	if wrong < 0 {
		t.Fatal("the head has all rows right")
	}
	// One label changes by hand, one meme is new, and one follows the model in a cell.
	other := test[0]
	if ids[other] == rows[wrong].Meme {
		other = test[1]
	}
	s, err := r.store.State(ids[other])
	if err != nil {
		t.Fatal(err)
	}
	r.label(t, ids[other], (s.Gold+1)%labels.Levels)
	r.label(t, r.add(t, labels.Meme{Caption: "level 2, late", Split: labels.Test}), 2)
	if _, err := r.store.Append(labels.Event{
		Meme: rows[wrong].Meme, Annotator: "bob", Source: labels.Key, Action: labels.Adjudicate, Screen: labels.CellScreen, Level: rows[wrong].Pred,
	}); err != nil {
		t.Fatal(err)
	}
	report, said := warns("v2", "test", "since v2 was trained 2 of these labels have changed and 1 is new")
	if !said || report.Since == nil || *report.Since != (eval.LabelsSince{Changed: 2, New: 1}) {
		t.Errorf("since: %+v, %q", report.Since, report.Warnings)
	}
	if report.Followed != 1 || !slices.Contains(report.Warnings, "a review has changed 1 label to what the model says: that flatters it") {
		t.Errorf("followed: %d, %q", report.Followed, report.Warnings)
	}
	if c, err := r.Compare(t.Context(), "v1", "v2", "test", nil); err != nil || c.SecondFollowed != 1 {
		t.Errorf("compared: %d followed, %v", c.SecondFollowed, err)
	}
	says := rows[slices.IndexFunc(rows, func(r eval.Row) bool { return r.Meme == ids[other] })].Pred
	if says == (s.Gold+1)%labels.Levels {
		t.Fatal("the head says what the label was changed to")
	}
	// So does one on Check beside what a model says, and not one of duplicates, where none is asked.
	for _, on := range []struct {
		shown    labels.Shown
		kind     eval.CheckKind
		followed int
	}{{labels.ShownBefore, eval.CheckErrors, 1}, {labels.ShownNo, eval.CheckDuplicates, 0}} {
		decided := r.speak(t, labels.Event{
			Meme: ids[other], Action: labels.Adjudicate, Level: says, Screen: labels.CheckScreen, Queue: CheckQueue(on.kind), Shown: on.shown,
		})
		report, _, err := r.Evaluate(t.Context(), "v2", "test", nil)
		if err != nil || report.Followed != 1+on.followed {
			t.Errorf("after a check of %s %d followed, %v", on.kind, report.Followed, err)
		}
		r.speak(t, labels.Event{Meme: ids[other], Action: labels.Retract, Retracts: decided.Seq, Screen: labels.CheckScreen})
	}
	// A label that is given again as it was has not changed.
	r.mustTrain(t, TrainOptions{})
	r.label(t, ids[other], (s.Gold+1)%labels.Levels)
	if report, _ := warns("v3", "test", ""); report.Since != nil {
		t.Errorf("given again: %+v", report.Since)
	}
}
