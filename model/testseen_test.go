package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// The report on test says for how many versions test was looked at, also by a comparison and
// for versions that are gone, and goes on after the splits were assigned anew.
func TestEvaluateSaysHowOftenTestWasSeen(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 40)
	for range 4 {
		r.mustTrain(t, TrainOptions{})
	}
	seen := func(version, split string, want int) {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, split, nil)
		if err != nil {
			t.Fatal(err)
		}
		const sentence = "test was looked at for 3 versions until now: one that was chosen by it looks better on it than it is"
		if said := slices.Contains(report.Warnings, sentence); report.TestVersions != want || said != (want == 3) {
			t.Errorf("%s on %s: %d versions, %q", version, split, report.TestVersions, report.Warnings)
		}
	}
	seen("v1", "val", 0)
	seen("v2", "test", 0)
	seen("v2", "test", 0)
	if _, err := r.Compare(t.Context(), "v1", "v2", "val", nil); err != nil {
		t.Fatal(err)
	}
	seen("v2", "test", 0)
	compared := func(second, split string, want int) {
		t.Helper()
		c, err := r.Compare(t.Context(), "v2", second, split, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.TestVersions != want || (c.Seen() != "") != (want > 0) {
			t.Errorf("v2 and %s on %s: %d versions, %q", second, split, c.TestVersions, c.Seen())
		}
	}
	compared("v3", "test", 0)
	if _, err := r.store.DeleteVersion("v3"); err != nil {
		t.Fatal(err)
	}
	seen("v4", "test", 3)
	seen("v2", "test", 3)
	seen("v2", "all", 3)
	compared("v4", "test", 3)
	compared("v4", "val", 0)
	seen("v2", "val", 0)

	// Of other splits those versions count whose test had memes of today's, as far as they were there.
	var tested []labels.MemeID
	if err := r.store.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Split == labels.Test {
			tested = append(tested, m.ID)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	free := ids[slices.IndexFunc(ids, func(id labels.MemeID) bool { return !slices.Contains(tested, id) })]
	r.resplit(t, map[labels.MemeID]labels.Split{free: labels.Test})
	seenSince := func(version, want string, is eval.TestSeen) {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, "test", nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.TestSeen != is || want != "" && !slices.Contains(report.Warnings, want) {
			t.Errorf("%s: %+v, %q", version, report.TestSeen, report.Warnings)
		}
	}
	n := len(tested)
	for range 2 {
		seenSince("v2", fmt.Sprintf("test was looked at for 3 versions until now, for 3 of them before the splits were assigned anew, when it had %d of the %d memes that it has now: one that was chosen by it looks better on it than it is", n, n+1),
			eval.TestSeen{TestVersions: 3, TestVersionsBefore: 3, TestMemes: n + 1, TestMemesBefore: n})
	}
	seenSince("v1", "", eval.TestSeen{TestVersions: 4, TestVersionsBefore: 3, TestMemes: n + 1, TestMemesBefore: n})
	if c, err := r.Compare(t.Context(), "v1", "v2", "test", nil); err != nil || c.TestSeen != (eval.TestSeen{TestVersions: 4, TestVersionsBefore: 3, TestMemes: n + 1, TestMemesBefore: n}) {
		t.Errorf("compared: %+v, %v", c.TestSeen, err)
	}
	others := map[labels.MemeID]labels.Split{free: labels.Train}
	for i, id := range ids {
		switch {
		case slices.Contains(tested, id):
			others[id] = labels.Train
		case id != free && i%2 == 0:
			others[id] = labels.Test
		}
	}
	r.resplit(t, others)
	seenSince("v2", "", eval.TestSeen{})
	seenSince("v1", "", eval.TestSeen{TestVersions: 2})
}

// Memes that come into test count as looked at once a version is evaluated on them, also one that was before.
func TestMemesThatCameAreSeenByTheSameVersion(t *testing.T) {
	r := newRig(t)
	first := r.fill(t, 40)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	look := func(version string, want eval.TestSeen) {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, "test", nil)
		if err != nil || report.TestSeen != want {
			t.Errorf("%s: %+v, want %+v; %v", version, report.TestSeen, want, err)
		}
	}
	look("v1", eval.TestSeen{})
	r.fill(t, 40)
	look("v1", eval.TestSeen{})
	r.fill(t, 40)
	to := map[labels.MemeID]labels.Split{}
	for i, id := range first {
		if i%10 > 7 {
			to[id] = labels.Train
		}
	}
	r.resplit(t, to)
	look("v2", eval.TestSeen{TestVersions: 2, TestVersionsBefore: 1, TestMemes: 16, TestMemesBefore: 8})
}

// A workspace that was made from an exported one has other versions by the same ids: test is looked
// at for these, too. Versions that came along count once, and ids that were kept before count on.
func TestTestIsSeenByOtherVersionsOfTheSameIDs(t *testing.T) {
	there, here := newRig(t), newRig(t)
	for _, r := range []*rig{there, here} {
		r.fill(t, 40)
		r.mustTrain(t, TrainOptions{})
		r.mustTrain(t, TrainOptions{})
	}
	look := func(r *rig, version string, want int) {
		t.Helper()
		report, _, err := r.Evaluate(t.Context(), version, "test", nil)
		if err != nil || report.TestVersions != want {
			t.Errorf("%s: %d versions, want %d; %v", version, report.TestVersions, want, err)
		}
	}
	look(there, "v1", 0)
	look(there, "v2", 2)
	seen, _, err := there.store.Setting(testSeenSetting)
	if err != nil {
		t.Fatal(err)
	}
	set := func(value string) {
		t.Helper()
		if err := here.store.SetSetting(testSeenSetting, value); err != nil {
			t.Fatal(err)
		}
	}
	set(seen)
	look(here, "v1", 3)
	look(here, "v1", 3)
	came, err := there.store.Version("v2")
	if err != nil {
		t.Fatal(err)
	}
	here.store.alterVersion = func(v *eval.Version) {
		if v.ID == "v2" {
			v.Created = came.Created
		}
	}
	look(here, "v2", 3)
	here.store.alterVersion = nil
	look(here, "v2", 4)
	set(`{"resplits":0,"versions":["v1","v9"]}`)
	look(here, "v1", 2)
	look(here, "v2", 3)
	if seen, _, err := here.store.Setting(testSeenSetting); err != nil || strings.Contains(seen, "v1") || !strings.Contains(seen, "v9") {
		t.Errorf("kept are %s, %v: want v1 by when it was made", seen, err)
	}
}
