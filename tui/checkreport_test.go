package tui

import (
	"context"
	"testing"
)

// The list is written without what was decided, as CSV unless another format is chosen.
func TestCheckReportsWhatIsLeft(t *testing.T) {
	var wrote Shown
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		d.WriteReport = func(_ context.Context, of Shown, path string, _ bool) (string, error) {
			wrote = of
			return path, nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "y", "o")
		r.wants("Write a report to which file?", "check-errors.csv", "csv, html, md, tex")
		r.keys("tab")
		r.wants("check-errors.html")
		r.keys("tab", "tab", "tab", "enter")
		r.wants("✓ wrote /home/ada/check-errors.csv")
		all := r.a.check.list().Doubts
		if c := wrote.Check; c == nil || wrote.Kind != "errors" || len(c.Doubts) != len(all)-1 || c.Doubts[0].Meme != all[1].Meme || c.Review.Kept != 1 {
			t.Errorf("it is a report of %+v", wrote)
		}
		r.keys("u")
		if len(all) != len(r.a.check.list().Doubts) {
			t.Error("the list has changed")
		}
		r.keys("]", "o", "enter")
		r.wants("✓ wrote /home/ada/check-duplicates.csv")
		for range r.a.check.list().Doubts {
			r.keys("y")
		}
		r.keys("o")
		r.wants("all labels of this list were looked at")
	})
	inRig(t, rigOptions{w: 200, h: 50, memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("C", "o")
		r.wants("no label in train or val yet")
		r.faint("o report")
	})
}
