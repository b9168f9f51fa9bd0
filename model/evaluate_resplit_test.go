package model

import (
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// TestEvaluateAfterResplit moves memes between the splits after a version was
// trained, as the store does.
func TestEvaluateAfterResplit(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 40)
	r.mustTrain(t, TrainOptions{Promote: true})
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
	if v := r.mustTrain(t, TrainOptions{Warm: true, Promote: true}); v.Parent != "v1" || v.ColdStartReason != "" {
		t.Fatalf("v2 starts from %q: %s", v.Parent, v.ColdStartReason)
	}
	if got := known("v1", "test") + known("v2", "test"); got != "" {
		t.Errorf("before any move: %s", got)
	}
	r.resplit(t, map[labels.MemeID]labels.Split{
		ids[0]: labels.Test, ids[1]: labels.Test, // were in train
		ids[7]: labels.Test, // was in val
		ids[2]: labels.Val,  // was in train
		ids[8]: labels.Val,  // was in test
	})
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
	if v.Resplits != 1 || known(v.ID, "test") != "" || v.Parent != "" || !strings.Contains(v.ColdStartReason, "v2, or a version that it started from, has learnt from 4 memes") {
		t.Errorf("%s was trained after %d assignments of the splits, from %q (%s): %q", v.ID, v.Resplits, v.Parent, v.ColdStartReason, known(v.ID, "test"))
	}
	// What comes back to where it was learnt from is as if it had never gone.
	r.resplit(t, map[labels.MemeID]labels.Split{ids[0]: labels.Train})
	if got := known("v1", "test"); got != "v1 may know 2 of these 9" {
		t.Errorf("after a meme came back: %q", got)
	}
	// Versions from before provenance was kept are taken to know what was in their splits.
	r.store.noProvenance = true
	if got := known("v2", "test"); got != "v2 may know 2 of these 9" {
		t.Errorf("of a version without provenance: %q", got)
	}
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "" || !strings.Contains(v.ColdStartReason, "3 memes") {
		t.Errorf("%s from a version without provenance: %q (%s)", v.ID, v.Parent, v.ColdStartReason)
	}
	// Moved back, they forbid nothing.
	r.resplit(t, map[labels.MemeID]labels.Split{ids[1]: labels.Train, ids[2]: labels.Train, ids[7]: labels.Val})
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "v2" || v.ColdStartReason != "" {
		t.Errorf("%s starts from %q (%s)", v.ID, v.Parent, v.ColdStartReason)
	}
}

// What a version has learnt from is known of those that go on from it, too, also where it is in no
// training any more.
func TestAncestorsAreKnown(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	if _, err := r.store.Append(labels.Event{Meme: ids[0], Annotator: "ann", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel}); err != nil {
		t.Fatal(err)
	}
	warm, cold := r.mustTrain(t, TrainOptions{Warm: true}), r.mustTrain(t, TrainOptions{})
	if warm.Parent != "v1" {
		t.Fatalf("v2 goes on from %q (%s)", warm.Parent, warm.ColdStartReason)
	}
	r.change(t, 0, func(m *labels.Meme) { m.Split = labels.Test })
	m := r.memes(t)[0]
	for v, want := range map[*Trained]bool{&warm: true, &cold: false} {
		p, err := r.provenance(v.Version)
		if err != nil || p.Leaks(&m) != want {
			t.Errorf("%s knows a meme that was learnt from before it: %v, %v, want %v", v.ID, p.Leaks(&m), err, want)
		}
	}
}

// What is left out of training and evaluation, as it is the same as a meme of another split, forbids
// no warm start.
func TestCrossSplitDuplicatesForbidNoWarmStart(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	memes := r.memes(t)
	for i, split := range map[int]labels.Split{0: labels.Test, 7: labels.Test, 1: labels.Val} {
		r.label(t, r.add(t, labels.Meme{Key: "copy of " + string(ids[i]), Caption: memes[i].Caption, Split: split, CrossSplit: true}), 1)
	}
	r.mustTrain(t, TrainOptions{})
	if v := r.mustTrain(t, TrainOptions{Warm: true}); v.Parent != "v1" || v.ColdStartReason != "" {
		t.Errorf("%s starts from %q (%s)", v.ID, v.Parent, v.ColdStartReason)
	}
}
