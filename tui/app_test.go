package tui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// Only where a shell can go on with the program is it suspended.
func TestSuspend(t *testing.T) {
	for _, shell := range []bool{false, true} {
		inRig(t, judgedMemes(), func(t *testing.T, r *rig) {
			r.a.shell = shell
			cmd := r.a.act(doSuspend, "ctrl+z")
			if shell {
				if _, ok := cmd().(tea.SuspendMsg); !ok {
					t.Error("not suspended")
				}
				return
			}
			if cmd != nil {
				t.Error("suspended, with nobody to go on")
			}
			r.wants("there is no shell to go back to: q quits")
		})
	}
}
