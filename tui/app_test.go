package tui

import (
	"testing"
	"time"
)

// What is typed behind ctrl+z, before the shell is there, does nothing to a meme, nor does a key that comes when the
// program goes on, before the meme can be read again.
func TestKeysBehindSuspend(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.shell = true
		r.keys("3")
		time.Sleep(time.Second)
		r.desk.shell = func() {
			r.msgs <- typed("f")
			time.Sleep(time.Hour)
		}
		r.send(typed("ctrl+z", "e", "x", "enter", "4"))
		time.Sleep(time.Hour)
		r.settle()
		r.wants("dropped 5 keys that came behind ctrl+z before the shell was there", "#0002")
		r.send(typed("4"))
		r.wants("4 came before #0002 could be read: press again")
		r.keys("5")
		if got := r.given(); got != "1:3 2:5" {
			t.Errorf("%q", got)
		}
		if ms := r.store.log[len(r.store.log)-1].ElapsedMS; ms > 60_000 {
			t.Errorf("%d ms for a meme while the shell was there", ms)
		}
	})
}

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
