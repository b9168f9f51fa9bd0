package model

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// Others label while a version is trained: the comparison by which is decided whether to serve it
// is of what they have said, too, and says so; what the version is worth on val is of the labels
// that it was trained on.
func TestADecisionSaysOfWhichLabelsItIs(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 700)
	r.mustTrain(t, TrainOptions{})
	memes := r.memes(t)
	r.store.onVersion = func() { // which is when it has been trained
		r.store.onVersion = nil
		for i, id := range ids {
			if memes[i].Split == labels.Val {
				r.label(t, id, labels.VeryNegative)
				return
			}
		}
	}
	v := r.mustTrain(t, TrainOptions{Policy: eval.PromoteBetter})
	last, err := r.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	if d := v.Decision; d == nil || d.Comparison == nil || d.Comparison.Seq != last || v.LabelSeq != last-1 {
		t.Errorf("trained on event %d, decided by %+v; want %d and %d", v.LabelSeq, d, last-1, last)
	}
	kept, err := r.store.Version(v.ID)
	if err != nil || kept.Decision.Comparison.Seq != last {
		t.Errorf("kept: %+v, %v", kept.Decision, err)
	}
}
