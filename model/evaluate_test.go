package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
)

func TestEvaluate(t *testing.T) {
	r := newRig(t)
	evaluate := func(version, split string) (eval.Evaluation, []eval.Row, error) {
		return r.Evaluate(context.Background(), version, split, nil)
	}
	if _, _, err := evaluate("latest", "test"); !errors.Is(err, ErrNoVersion) {
		t.Errorf("without a version: %v", err)
	}
	for _, split := range []string{"train", "", "test\x1b"} {
		if _, _, err := evaluate("latest", split); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("split %q: %v", split, err)
		}
	}
	ids := r.fill(t, 100)
	c := smallConfig()
	v := r.mustTrain(t, TrainOptions{Config: c})
	r.label(t, r.add(t, labels.Meme{Caption: "level 1, a cross-split duplicate", Split: labels.Test, CrossSplit: true}), 1)

	for split, n := range map[string]int{"val": 10, "test": 20, "all": 100} {
		report, rows, err := evaluate("latest", split)
		if err != nil || report.N != n || len(rows) != n || report.Version != "v1" || report.Split != split {
			t.Errorf("%s: %d rows of %d, %v", split, report.N, len(rows), err)
			continue
		}
		if report.ContainsTrainingRows != (split == "all") || report.Baselines.Majority.N != n {
			t.Errorf("%s: %+v", split, report)
		}
		if split == "val" && report.Metrics != v.Val {
			t.Errorf("val is evaluated as %+v, and was when it was trained %+v", report.Metrics, v.Val)
		}
		if !slices.IsSortedFunc(rows, func(a, b eval.Row) int { return slices.Index(ids, a.Meme) - slices.Index(ids, b.Meme) }) {
			t.Errorf("%s: rows are not in the order of import", split)
		}
		for _, row := range rows {
			p := r.said(t, "v1")[row.Meme]
			for l, x := range p.Probs {
				if row.Probs[l] != float64(x) {
					t.Errorf("%s: meme %s is evaluated with %v and predicted %v", split, row.Meme, row.Probs, p.Probs)
				}
			}
		}
	}
	if report, _, err := evaluate("v1", "all"); err != nil || report.Accuracy < 0.9 {
		t.Errorf("levels that captions say are read with accuracy %v, %v", report.Accuracy, err)
	}
	// What is labelled after the training is evaluated, and encoded for it.
	late := r.add(t, labels.Meme{Caption: "level 0, a late one", Split: labels.Val})
	r.label(t, late, 0)
	if report, _, err := evaluate("served", "val"); err != nil || report.N != 11 {
		t.Errorf("after another label %d rows, %v", report.N, err)
	}
	if _, _, err := evaluate("v7", "val"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestEvaluateNothing(t *testing.T) {
	r := newRig(t)
	for range 5 {
		r.label(t, r.add(t, labels.Meme{Caption: "for training"}), labels.Neutral)
	}
	r.mustTrain(t, TrainOptions{})
	_, _, err := r.Evaluate(t.Context(), "latest", "test", nil)
	if !errors.Is(err, ErrNothingToEvaluate) || !strings.HasPrefix(err.Error(), "test: ") {
		t.Error(err)
	}
}

// Memes on which annotators differ are no rows, and a report says how many of the split there are:
// they may be the hard ones.
func TestEvaluateCountsDisputed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	dispute := func(m labels.Meme) {
		id := r.add(t, m)
		r.label(t, id, 1)
		r.say(t, id, "bob", 3)
	}
	for i, split := range []labels.Split{labels.Train, labels.Val, labels.Val, labels.Test, labels.Test, labels.Test} {
		dispute(labels.Meme{Caption: fmt.Sprintf("level 1, or 3, %d", i), Split: split})
	}
	dispute(labels.Meme{Caption: "level 1, a cross-split duplicate", Split: labels.Test, CrossSplit: true})
	c, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 5, Repeats: 1}, nil)
	var said strings.Builder
	if err = errors.Join(err, c.WriteText(&said)); err != nil || c.Disputed != 3 || !strings.Contains(said.String(), "\nNot evaluated: 3 memes on which annotators differ") {
		t.Errorf("cv counts %d disputed, want 3; %v\n%s", c.Disputed, err, said.String())
	}
	for split, n := range map[string]int{"val": 2, "test": 3, "cv": 3, "all": 6} {
		report, rows, err := r.Evaluate(t.Context(), "v1", split, nil)
		if err != nil || report.Disputed != n || report.N != len(rows) {
			t.Errorf("%s: %d disputed, want %d; %v", split, report.Disputed, n, err)
		}
		var text strings.Builder
		if err := report.WriteText(&text); err != nil || !strings.Contains(text.String(), fmt.Sprintf("\nNot evaluated: %d memes on which annotators differ", n)) {
			t.Errorf("%s: %v\n%s", split, err, text.String())
		}
	}
}
