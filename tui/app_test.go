package tui

import "testing"

// Only where a shell can go on with the program is it suspended.
func TestSuspend(t *testing.T) {
	for _, shell := range []bool{false, true} {
		inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
			r.a.shell = shell
			r.keys("ctrl+z")
			switch {
			case shell && r.desk.suspended != 1:
				t.Errorf("suspended %d times", r.desk.suspended)
			case !shell && r.desk.suspended > 0:
				t.Error("suspended, with nobody to go on")
			case !shell:
				r.wants("there is no shell to go back to: q quits")
			}
		})
	}
}
