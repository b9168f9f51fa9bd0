package tui

import (
	"strings"
	"testing"

	"memebench/eval"
)

// A question has its keys in sight as every screen, and ? says what they do; afterwards it
// waits for its answer as before.
func TestAQuestionHasHelp(t *testing.T) {
	inRig(t, versionMemes(5), func(t *testing.T, r *rig) {
		r.keys("T", "p")
		r.wants("Serve v5 instead of v1?")
		r.hints("y yes", "esc no", "? keys")
		for _, back := range []string{"esc", "ctrl+c"} {
			r.keys("?")
			r.wants("Keys of this question", "Serve v5 instead of v1?", "serve v5", "n esc", "leave v1")
			r.keys("y", "d", "?") // which answer nothing here
			r.wants("Guide")
			r.keys(back)
			r.wants("y  serve v5", "esc  leave v1")
			r.lacks("Keys of this question")
		}
		if r.a.float != nil || r.a.summary.Served != "v1" {
			t.Errorf("%T floats, %s is served", r.a.float, r.a.summary.Served)
		}
		r.keys("y")
		if strings.Contains(r.view(), "Serve v5 instead") || r.a.summary.Served != "v5" {
			t.Errorf("y has served %s\n%s", r.a.summary.Served, r.view())
		}
	})
}

// The guide that opens over a question names the keys that somebody uses, as anywhere else.
func TestTheGuideOverAQuestionHasOnesOwnKeys(t *testing.T) {
	o := versionMemes(5).with(func(_ *fakeStore, d *Deps) {
		d.Guide = "## 1 very negative\n\nIt hurts."
		keys, err := ReadKeys(`label = ["&", "'", "9", "8", "7"]`)
		if err != nil {
			t.Fatal(err)
		}
		d.Keys = keys
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "p", "?", "?")
		r.wants(" &  very negative", "It hurts.")
	})
}

// Without error bars it is said why there are none.
func TestMoreLabelsSayWhyThereAreNoBars(t *testing.T) {
	o := longHistory(4)
	o.w, o.h = 200, 50
	o = o.with(func(s *fakeStore, d *Deps) {
		for i := range s.versions {
			s.versions[i].ValInterval = &eval.Interval{.2, .5}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "]", "]")
		r.wants("More labels?", "macro-F1 by number of labels, 95 %")
		for i := range r.store.versions {
			r.store.versions[i].ValInterval = nil
		}
		r.store.revision++
		r.send(r.a.summaryCmd()())
		r.wants("macro-F1 by number of labels: too few val memes for 95 %")
	})
}
