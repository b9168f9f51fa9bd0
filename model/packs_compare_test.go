package model

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
)

// Two packs that differ in one encoder are compared on the same rows, and nothing that the
// workspace has is changed but its features.
func TestComparePacks(t *testing.T) {
	r := newRig(t)
	o := PackTrial{Repeats: 1, Resident: func() (int64, bool) { return 7 << 20, true }}
	if _, err := r.ComparePacks(t.Context(), "default", "resnet", o, nil); !errors.Is(err, ErrNothingToEvaluate) {
		t.Errorf("without labels: %v", err)
	}
	r.fill(t, 60)
	got, err := r.ComparePacks(t.Context(), "default", "resnet", o, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := got.Comparison
	if c.First != "default" || c.Second != "resnet" || c.Split != eval.CVRows || c.N != 48 || c.Repeats != 1 || c.Outcome == "" {
		t.Errorf("compared %+v", c)
	}
	if got.Timed != timedMemes || got.Seconds <= 0 {
		t.Errorf("%d memes timed, %v s", got.Timed, got.Seconds)
	}
	for i, pack := range got.Packs {
		if pack.MacroF1 != []eval.Metric{c.FirstMacroF1, c.SecondMacroF1}[i] || !(pack.Milliseconds > 0) || pack.Memory == nil || *pack.Memory != 0 {
			t.Errorf("%+v", pack)
		}
	}
	if slices.Equal(got.Packs[0].Encoders, got.Packs[1].Encoders) {
		t.Error("the packs have the same encoders")
	}
	// Which one comes first makes no difference.
	turned, err := r.ComparePacks(t.Context(), "resnet", "default", o, nil)
	if err != nil || turned.Comparison.MacroF1Delta != -c.MacroF1Delta || turned.Packs[1].MacroF1 != got.Packs[0].MacroF1 {
		t.Errorf("turned round: %+v, %v", turned.Comparison, err)
	}
	if versions, err := r.store.Versions(); err != nil || len(versions) != 0 {
		t.Errorf("versions %v, %v", versions, err)
	}
	if pack, err := r.Pack(); err != nil || pack != "default" {
		t.Errorf("the workspace uses %s, %v", pack, err)
	}
	o.Resident = func() (int64, bool) { return 0, false }
	unknown, err := r.ComparePacks(t.Context(), "default", "resnet", o, nil)
	if err != nil || unknown.Packs[0].Memory != nil {
		t.Errorf("memory that is not known: %+v, %v", unknown.Packs[0], err)
	}
	if _, err := r.ComparePacks(t.Context(), "default", "default", o, nil); err == nil || !strings.Contains(err.Error(), "are the same pack: want two") {
		t.Errorf("one pack: %v", err)
	}
}
