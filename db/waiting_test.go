package db

import (
	"testing"

	"memebench/labels"
)

// The number of memes that wait is counted anew when anything that it depends on changes, and
// only then.
func TestWaitingCounts(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 3)
	count := func(annotator string, want int) {
		t.Helper()
		for range 2 { // the second time it is remembered
			if s, err := d.Summary(annotator); err != nil || s.Counts.Waiting != want {
				t.Errorf("%d memes wait for %s, %v; want %d", s.Counts.Waiting, annotator, err, want)
			}
		}
	}
	count("ann", 3)
	appendAll(t, d, level(memes[0].ID, "ann", labels.Positive))
	count("ann", 2)
	count("bob", 2)
	if err := d.SetSetting(labels.OverlapSetting, "2"); err != nil {
		t.Fatal(err)
	}
	count("bob", 3)
	count("ann", 2)
	if _, err := d.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	count("ann", 3)
	addMemes(t, d, textMeme("late", "it came later"))
	count("ann", 4)
	// That it is remembered shows in what is not looked at.
	w := d.waiting.of["ann"]
	w.n = 17
	d.waiting.of["ann"] = w
	count("ann", 17)
}
