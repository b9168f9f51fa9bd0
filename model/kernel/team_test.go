package kernel

import (
	"testing"

	"memebench/labels/workers"
)

// A panic of a unit is that of the call, on whichever goroutine it happens, and the
// team goes on to serve.
func TestTeamPanics(t *testing.T) {
	team := newTeam(3)
	defer team.close()
	for range 50 {
		p := workers.Catch(func() {
			team.run(40, func(unit, _ int) {
				if unit%13 == 12 {
					panic("index 5")
				}
			})
		})
		if p == nil || p.Value != "index 5" {
			t.Fatalf("%v", p)
		}
	}
	done := make([]bool, 40)
	team.run(len(done), func(unit, _ int) { done[unit] = true })
	for i, d := range done {
		if !d {
			t.Errorf("unit %d was left out", i)
		}
	}
}
