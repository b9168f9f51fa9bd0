package tui

import (
	"context"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/model"
)

// g chooses the version by which errors are found, and says by which one they were; one that is
// gone is the served one again.
func TestCheckByAnotherVersion(t *testing.T) {
	var by []string
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Check = func(_ context.Context, version string, kind eval.CheckKind, _ model.Report) (eval.Check, error) {
			by = append(by, version)
			return s.check(kind)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		served := r.a.summary.Served
		other := "v1"
		if served == other {
			other = "v2"
		}
		r.keys("C")
		r.wants("by models that have not seen it")
		r.keys("g")
		r.wants("Version on Check", "v1", "v2")
		r.keys(append([]string{"ctrl+u"}, string(other[0]), string(other[1]), "enter")...)
		r.wants("Out of fold, config of "+other, "suspects of ")
		if v, _ := r.a.check.onScreen(); v.ID != other {
			t.Errorf("by %s", v.ID)
		}
		r.keys("y")
		if e := r.store.log[len(r.store.log)-1]; e.Version != other {
			t.Errorf("recorded as by %s", e.Version)
		}
		r.keys("]", "[")
		r.wants("Out of fold, config of " + other)
		// From duplicates, which need none, one comes to errors.
		r.keys("]", "g", "ctrl+u", string(served[0]), string(served[1]), "enter")
		r.wants("by models that have not seen it")
		if want := []string{"", other, "", ""}; !slices.Equal(by, want) {
			t.Errorf("made by %q, want %q", by, want)
		}
		r.a.check.chosen = "v9"
		r.keys(checkAgain...)
		r.wants("by models that have not seen it")
		if last := by[len(by)-1]; len(by) != 5 || last != "" {
			t.Errorf("after its version was gone it was made by %q", by)
		}
	})
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("C", "g")
		r.wants("no model yet")
	})
}

// sceneChecked are the memes of a scene, whose lists of labels are changed before they are shown.
func sceneChecked(change func(*eval.Check)) rigOptions {
	return sceneMemes().with(func(s *fakeStore, d *Deps) {
		d.Check = func(_ context.Context, _ string, kind eval.CheckKind, _ model.Report) (eval.Check, error) {
			c, err := s.check(kind)
			change(&c)
			return c, err
		}
	})
}

// Of predictions that are levels only no probabilities are shown, nor recorded.
func TestCheckByLevelsOnly(t *testing.T) {
	o := sceneChecked(func(c *eval.Check) {
		for i := range c.Doubts {
			c.Doubts[i].LevelOnly, c.Doubts[i].Probs = true, [5]float64{1}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("   — ")
		r.lacks("100 %", ".00")
		r.resize(80, 24)
		r.a.check.list().version = "v1"
		r.wants("caption  v1")
		r.resize(200, 50)
		r.wants("Five models, each trained")
		of := &r.a.summary.Versions[0]
		of.Origin = &eval.Origin{Name: "vlm.csv", Predictions: 15}
		r.wants("These predictions came from elsewhere.", "─ from elsewhere")
	})
}

// What a model finds that does not know better than chance is called that.
func TestCheckByAModelAtChance(t *testing.T) {
	o := sceneChecked(func(c *eval.Check) {
		c.Chance = "what these labels are checked by is no better than chance: macro-F1 0.2: its suspects are guesses"
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("labels · no better than chance")
		r.resize(60, 16)
		r.lacks("no better")
		r.resize(100, 30)
		r.keys("!")
		r.wants("what these labels are checked by is no better than chance", "suspects are guesses")
	})
}
