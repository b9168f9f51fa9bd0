package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// splitsOf are the memes' splits, one letter each, in the order of import.
func splitsOf(s *memoryStore) string {
	var b strings.Builder
	for _, m := range s.memes {
		b.WriteString(string(m.Split)[:2] + " ")
	}
	return b.String()
}

func TestResplitByShares(t *testing.T) {
	s := newMemoryStore()
	var memes []labels.Meme
	for i := range 40 {
		key := fmt.Sprint(i)
		memes = append(memes, labels.Meme{ID: labels.NewMemeID("set", key), Key: key, Caption: "caption " + key})
	}
	if _, err := s.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	imported := splitsOf(s)
	deal := func(spec ResplitSpec) labels.Resplit {
		t.Helper()
		done, err := Resplit(t.Context(), s, spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	// With seed 0 and its shares a deal is that of the import.
	if done := deal(ResplitSpec{Shares: labels.DefaultShares}); done.Moved != 0 || splitsOf(s) != imported {
		t.Errorf("%d memes moved without a change", done.Moved)
	}
	done := deal(ResplitSpec{Shares: labels.DefaultShares, Seed: 7, Rehearse: true})
	if done.Moved == 0 || splitsOf(s) != imported {
		t.Errorf("rehearsed, %d would move, and the splits are %s", done.Moved, splitsOf(s))
	}
	if again := deal(ResplitSpec{Shares: labels.DefaultShares, Seed: 7}); again != done {
		t.Errorf("the same seed deals %+v and %+v", done, again)
	}
	seven := splitsOf(s)
	deal(ResplitSpec{Shares: labels.DefaultShares, Seed: 8})
	if eight := splitsOf(s); seven == imported || eight == seven {
		t.Errorf("the seeds 0, 7 and 8 deal\n%s\n%s\n%s", imported, seven, eight)
	}
	if done := deal(ResplitSpec{Shares: labels.AllTest}); done.After.Test.Memes != 40 {
		t.Errorf("with all shares to test: %+v", done.After)
	}
}

func TestResplitByColumn(t *testing.T) {
	s := newMemoryStore()
	s.datasets = []labels.Dataset{{Name: "set", Columns: []string{"text", "part"}}, {Name: "other", Columns: []string{"text"}}}
	add := func(dataset, key string, split labels.Split, values ...string) {
		t.Helper()
		m := labels.Meme{ID: labels.NewMemeID(dataset, key), Dataset: dataset, Key: key, Caption: key, Split: split, Row: len(s.memes) + 2, Values: values}
		if _, err := s.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
			t.Fatal(err)
		}
	}
	add("set", "a", labels.Train, "a", "test")
	add("set", "b", labels.Train, "b", " Dev ")
	add("set", "c", labels.Val, "c", "")
	add("set", "d", labels.Val, "d")
	add("other", "e", labels.Train, "e")
	done, err := Resplit(t.Context(), s, ResplitSpec{Column: "part"}, nil)
	if err != nil || done.Moved != 2 || splitsOf(s) != "te va va va tr " {
		t.Errorf("%+v, %v; splits %s", done, err, splitsOf(s))
	}

	before := splitsOf(s)
	add("set", "f", labels.Train, "f", "somewhere\x1b[2J")
	_, err = Resplit(t.Context(), s, ResplitSpec{Column: "part"}, nil)
	if err == nil || err.Error() != `resplit: set, row 7: part "somewhere[2J": want train, val (or validation, dev), test or nothing` {
		t.Errorf("a value that is no split: %v", err)
	}
	_, err = Resplit(t.Context(), s, ResplitSpec{Column: "fold"}, nil)
	if err == nil || err.Error() != `resplit: no imported table has a column "fold": found "part", "text"` {
		t.Errorf("a column that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Resplit(ctx, s, ResplitSpec{Column: "part"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if splitsOf(s) != before+"tr " {
		t.Errorf("refused dealings moved memes: %s", splitsOf(s))
	}
	if _, err := Resplit(t.Context(), newMemoryStore(), ResplitSpec{Column: "part"}, nil); err == nil {
		t.Error("a column is found in an empty workspace")
	}
}

// TestEvaluateAfterResplit moves memes between the splits after a version was
// trained, as the store does.
func TestEvaluateAfterResplit(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 40)
	r.mustTrain(t, TrainOptions{Promote: true})
	move := func(i int, to labels.Split) {
		m := &r.store.memes[r.store.at[ids[i]]]
		m.Moves = append(m.Moves, labels.Move{Resplit: r.store.resplits, From: m.Split})
		m.Split = to
	}
	known := func(version, split string) string {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, split, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range report.Warnings {
			if of, _, ok := strings.Cut(w, " rows: "); ok && strings.Contains(w, "may know") {
				if !report.ContainsTrainingRows {
					t.Error("a report that warns of known rows does not say so to scripts")
				}
				return of
			}
		}
		return ""
	}
	if v := r.mustTrain(t, TrainOptions{Warm: true, Promote: true}); v.Parent != "v1" || v.Fresh != "" {
		t.Fatalf("v2 starts from %q: %s", v.Parent, v.Fresh)
	}
	if got := known("v1", "test") + known("v2", "test"); got != "" {
		t.Errorf("before any move: %s", got)
	}
	r.store.resplits++
	move(0, labels.Test) // were in train
	move(1, labels.Test)
	move(7, labels.Test) // was in val
	move(2, labels.Val)  // was in train
	move(8, labels.Val)  // was in test
	for split, want := range map[string]string{"test": "%s may know 3 of these 10", "val": "%s may know 1 of these 5"} {
		for _, v := range []string{"v1", "v2"} { // v2 started from v1
			want := fmt.Sprintf(want, v)
			if got := known(v, split); got != want {
				t.Errorf("%s: %q, want %q", split, got, want)
			}
		}
	}
	if got := known("v1", eval.AllRows); got != "" {
		t.Errorf("on all rows: %s", got)
	}
	// A version that is trained now knows none of them, because it does not start
	// from one that does.
	v := r.mustTrain(t, TrainOptions{Warm: true})
	if v.Resplits != 1 || known(v.ID, "test") != "" || v.Parent != "" || !strings.Contains(v.Fresh, "v2, or a version that it started from, has learnt from 4 memes") {
		t.Errorf("%s was trained after %d dealings from %q (%s): %q", v.ID, v.Resplits, v.Parent, v.Fresh, known(v.ID, "test"))
	}
	// What comes back to where it was learnt from is as if it had never gone.
	r.store.resplits++
	move(0, labels.Train)
	if got := known("v1", "test"); got != "v1 may know 2 of these 9" {
		t.Errorf("after a meme came back: %q", got)
	}
	// Versions from before lessons were kept are judged by the dealings.
	for i := range r.store.artifacts {
		r.store.artifacts[i].Lessons = nil
	}
	if got := known("v2", "test"); got != "v2 may know 2 of these 9" {
		t.Errorf("of a version without lessons: %q", got)
	}
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "" || !strings.Contains(v.Fresh, "3 memes") {
		t.Errorf("%s from a version without lessons: %q (%s)", v.ID, v.Parent, v.Fresh)
	}
	// Moved back, they forbid nothing.
	for i, to := range map[int]labels.Split{1: labels.Train, 2: labels.Train, 7: labels.Val} {
		move(i, to)
	}
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "v2" || v.Fresh != "" {
		t.Errorf("%s starts from %q (%s)", v.ID, v.Parent, v.Fresh)
	}
}
