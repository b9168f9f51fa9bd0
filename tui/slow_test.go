package tui

import (
	"testing"
	"time"
)

// Grid and Check, too, say that a label is being saved where that takes long, and how one leaves.
func TestSlowSavesOnGridAndCheck(t *testing.T) {
	for key, keys := range map[string][]string{"G": {"4"}, "C": {"y"}} {
		t.Run(key, func(t *testing.T) {
			var g gatedLog
			o := sceneMemes().with(gated(&g))
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys(key)
				r.settle()
				r.keys(keys...)
				r.lacks("saving")
				r.pass(time.Second)
				r.wants("saving …")
				r.lacks("ctrl+c twice")
				r.pass(hangsAfter)
				r.wants("saving …: the disk has not answered yet; ctrl+c twice leaves")
				g.gate <- nil
				r.settle()
				r.lacks("saving", "ctrl+c")
			})
		})
	}
}

// What only waits for the store is not called saving.
func TestSlowMoves(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		s := r.a.label
		s.begin()
		r.send(slowMsg{s.op})
		r.wants("waiting for the store …")
		r.lacks("saving")
		s.answers(s.op)
		r.lacks("waiting for the store")
	})
}
