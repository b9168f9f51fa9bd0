package tui

import (
	"testing"

	"memebench/eval"
)

func TestRetraining(t *testing.T) {
	v := func(ids ...string) (all []eval.Version) {
		for _, id := range ids {
			all = append(all, eval.Version{ID: id})
		}
		return all
	}
	var r Retraining
	for i, c := range []struct {
		new     int
		history []eval.Version
		want    bool
	}{
		{9, nil, false},
		{10, nil, true},
		{15, nil, false}, // it has begun
		{20, nil, true},  // it has failed, or was cancelled
		{29, nil, false},
		{12, v("v1"), true}, // it has ended; as many came meanwhile
		{21, v("v1"), false},
		{8, v("v1"), false}, // some were taken back
		{10, v("v1"), true},
	} {
		if got := r.Due(eval.Summary{New: c.new, History: c.history}, 10); got != c.want {
			t.Errorf("%d: with %d new labels after %d versions: %v, want %v", i, c.new, len(c.history), got, c.want)
		} else if got {
			r.Began(eval.Summary{New: c.new, History: c.history}, 10)
		}
	}
	if r.Due(eval.Summary{New: 1000}, 0) {
		t.Error("0 is never")
	}
}
