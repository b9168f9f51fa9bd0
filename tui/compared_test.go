package tui

import (
	"testing"

	"memebench/eval"
)

// decidedVersions is a workspace with versions that were decided on by a comparison with v1, which is served.
func decidedVersions(n int) rigOptions {
	return versionMemes(n).with(func(s *fakeStore, _ *Deps) {
		for i := range s.versions[1:] {
			v := &s.versions[i+1]
			c := fakeComparison("v1", v.ID)
			v.Decision = &eval.Decision{Policy: eval.PromoteAsk, Against: "v1", Comparison: &c}
		}
	})
}

// The comparison by which was decided on a version is as old as that: when labels have changed since, it says so, of
// each version that is selected; and its report is that of the version.
func TestDecidedBeforeLabelsChanged(t *testing.T) {
	const changed = "labels have changed since"
	inRig(t, decidedVersions(3), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v3 gains")
		r.lacks("changed since")
		r.keys("L", "4", "T")
		r.wants("v3 gains", changed)
		r.keys("down")
		r.wants("v2 gains", changed)
		r.keys("up")
		r.wants("v3 gains", changed)
		r.keys("p")
		r.wants("v3 is better (labels have")
		r.keys("esc", "L", "u", "T")
		r.wants("v3 gains")
		r.lacks("changed since")
		r.keys("down")
		r.wants("v2 gains")
		r.lacks("changed since")
		v, _ := r.a.summary.Version("v2")
		o, _ := r.a.summary.Version("v1")
		if c, ok := r.a.train.between(v, o); !ok || !c.decided {
			t.Errorf("the decision on v2 is %+v", c)
		}
		r.keys("c")
		r.pass(3 * jobsEvery)
		if c, ok := r.a.train.between(v, o); !ok || c.decided {
			t.Errorf("the comparison that was asked for is %+v", c)
		}
	})
}

// Where memes were assigned to other splits since, val is another one than was decided on.
func TestDecidedBeforeAResplit(t *testing.T) {
	inRig(t, decidedVersions(2).with(func(s *fakeStore, _ *Deps) { s.resplits = 1 }), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v2 gains", "splits have changed since")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v2 gains")
		r.lacks("changed since")
	})
}
