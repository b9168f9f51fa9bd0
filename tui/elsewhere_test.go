package tui

import (
	"testing"

	"memebench/labels"
)

// What was said of a meme on Grid, or in a cell, is on Label when one comes back to it.
func TestLabelKnowsWhatWasSaidElsewhere(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.lacks("●")
		r.keys("G", "2", "L")
		r.wants("#0001", "● 2")
		r.keys("G", "home", "f", "esc", "L", "f")
		r.wants("took the flag away, #0001", "● 2")
		r.keys("5", "left", "G", "u", "L")
		r.wants("#0001", "● 2")
		r.keys("home", "G", "home", "4", "/")
		r.typeText("caption")
		r.keys("enter")
		r.wants("● 4")
	})
	o := sceneMemes()
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "enter")
		seq := r.a.front().(*labelScreen).item.meme.Seq
		id := r.store.memes[seq-1].ID
		r.keys("L")
		r.do(r.a.label.openMeme(labels.Meme{ID: id, Seq: seq}))
		r.settle()
		r.keys("E", "3", "L")
		if st, _ := r.a.label.item.state.Of("ada"); st.Level != labels.Neutral {
			t.Errorf("on Label %v", st)
		}
	})
}

// A level that is chosen among the commands is for the selected meme of Grid, too.
func TestCommandsLabelOnGrid(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "right", ":")
		r.typeText("label-5")
		r.keys("enter", "m", "m", ":")
		r.typeText("skip")
		r.keys("enter")
		if got := r.given(); got != "2:5 3:skip 4:skip" {
			t.Errorf("given %q\n%s", got, r.view())
		}
	})
}
