package tui

import (
	"strings"
	"testing"

	"memebench/labels"
)

// A skip that takes a level or a flag of the annotator's own away says which, and by which key it comes back:
// on Label, on Grid and line by line. A skip of what has none says nothing more.
func TestASkipSaysWhichLevelItTakesAway(t *testing.T) {
	mine := func(s *fakeStore, _ *Deps) { s.said("ada", labels.VeryPositive, 2, 3) }
	says := "u brings your 5 very positive back"
	inRig(t, rigOptions{memes: memes(5), setup: mine}, func(t *testing.T, r *rig) {
		r.keys("s")
		r.wants("skipped #0001")
		r.lacks(says)
		r.keys("g")
		r.typeText("2")
		r.keys("enter", "s")
		r.wants("skipped #0002", says)
		r.keys("u")
		if st, _ := r.store.State(r.store.memes[1].ID); st.Gold != labels.VeryPositive {
			t.Errorf("brought back: %+v", st)
		}
	})
	inRig(t, rigOptions{w: 140, h: 40, memes: memes(5), setup: mine}, func(t *testing.T, r *rig) {
		r.keys("/")
		r.typeText("by:ada")
		r.keys("enter", "G", "s")
		r.wants("skipped #0002", says)
		r.keys("u", "*", "s")
		r.wants("skipped 2 memes", "2 answers of yours among them")
	})
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) { // a flag goes as well
		r.keys("f", "esc", "left", "s")
		r.wants("skipped #0001", "u brings your flag back")
		r.keys("u")
		if st, _ := r.store.State(r.store.memes[0].ID); st.Kind != labels.Flagged {
			t.Errorf("brought back: %+v", st)
		}
	})
	out, _ := plainly(t, "s\n#2\ns\n", mine)
	for _, want := range []string{"skipped, #1.", "skipped; " + says + ", #2."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
