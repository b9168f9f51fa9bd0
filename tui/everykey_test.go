package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// onScreens are ways to each place where keys work.
var onScreens = map[string][]string{
	"Label": nil, "Grid": {"G"}, "a picture of Grid": {"G", "z"}, "Evaluate": {"E"}, "Check": {"C"}, "a picture of Check": {"C", "z"}, "Train": {"T"}, "Data": {"D"}, "the picture alone": {"z"}, "closer": {"z", "z"},
	"a cell": {"E", "enter"},
}

// someKeys are all keys that are bound anywhere, and some that nothing is bound to.
func someKeys() []string {
	keys := []string{"a", "t", "9", "0", "y", "f", "e", "w", "*", "/", "v", "U", "G", "C", "D", " ", "é", "f5", "ctrl+right", "alt+x", "insert", "backspace"}
	for _, b := range bindings {
		keys = append(keys, b.keys...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Every key acts on every screen, or a sentence says why it does not: it is never silent.
func TestNoKeyIsSilent(t *testing.T) {
	for name, way := range onScreens {
		for _, key := range fewerUnderRace(someKeys(), 12) {
			t.Run(name+" "+key, func(t *testing.T) {
				o := sceneMemes()
				o.w, o.h = 80, 24
				inRig(t, o, func(t *testing.T, r *rig) {
					r.keys(way...)
					r.a.status = status{}
					before := r.trace()
					r.keys(key)
					if r.trace() == before {
						t.Errorf("%s does nothing, and says nothing\n%s", key, r.view())
					}
				})
			})
		}
	}
}

// trace is what a key can change, as far as one sees it.
func (r *rig) trace() string {
	return fmt.Sprint(r.view(), r.desk.repaints, r.desk.suspended, r.quit, len(r.a.status.log))
}

// What a key that means nothing on a screen says is of help, and fits beside a job.
func TestWhatAKeyWithoutUseSays(t *testing.T) {
	for _, c := range []struct {
		way       []string
		key, says string
	}{
		{nil, "p", "p serves a version: on Evaluate and Train"},
		{nil, "c", "c compares versions: on Evaluate and Train"},
		{nil, "m", "m marks: on Grid and Train"},
		{nil, "%", "% shows shares: on Evaluate"},
		{nil, "+", "+ makes it larger: on Grid"},
		{[]string{"E", "enter"}, "[", "[ changes the view: esc leaves this cell first"},
		{[]string{"E"}, "3", "1–5 label a meme: enter opens a cell"},
		{[]string{"E"}, "s", "s skips a meme: enter opens a cell"},
		{[]string{"E", "t"}, "z", "z shows the picture alone: esc goes back first"},
		{[]string{"T"}, "2", "1–5 label a meme: on Label"},
		{[]string{"T"}, "z", "z shows the picture alone: on Label"},
		{[]string{"z"}, "b", "b shows the model: esc leaves the picture first"},
		{[]string{"z"}, "p", "p serves a version: on Evaluate and Train"},
		{[]string{"E", "enter"}, "g", "g goes to a number: esc leaves this cell first"},
		{[]string{"E"}, " ", "space says as the model: enter opens a cell"},
		{[]string{"T"}, "f", "f flags a meme: on Label"},
		{[]string{"E"}, "w", "w goes to the next waiting meme: on Label"},
		{nil, "W", "W does nothing here: ? shows the keys"},
		{nil, "a", "a shows what is alike: on Check"},
		{nil, "t", "no frames: this picture does not move"},
		{[]string{"T"}, "t", "t shows the frames: on Label and Evaluate"},
		{[]string{"T"}, "é", "é does nothing here: ? shows the keys"},
	} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys(c.way...)
			r.keys(c.key)
			r.wants(c.says)
			if n := r.a.st.Width(c.says); n > 48 {
				t.Errorf("%q has %d cells", c.says, n)
			}
		})
	}
	for do := range bindings {
		if meanings[do] == "" {
			t.Errorf("%s has no sentence", do)
		}
	}
}

// On a screen without a meme there is none that could have changed under the key.
func TestAKeyForAMemeWhereNoneIs(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		for _, way := range []string{"E", "T"} {
			r.keys(way)
			for _, do := range []action{doLabel, doSkip} {
				if why, _ := r.a.unmeant(press{do: do}, binding{do: do}, true); why != "" {
					t.Errorf("%s on %s: %s", do, way, why)
				}
			}
		}
	})
}

// A capital letter is a screen, and no letter has two meanings but those that belong
// together.
func TestNoLetterHasTwoMeanings(t *testing.T) {
	// Keys that move, and what is the same thing on different screens.
	same := map[string][]action{
		"esc":   {doLeave, doUnzoom, doDismiss},
		"left":  {doBack, doLeft, doPanLeft},
		"right": {doOn, doRight, doPanRight},
		"up":    {doUp, doPanUp},
		"down":  {doDown, doPanDown},
	}
	same["n"], same["enter"] = []action{doNote, doRename}, []action{doAbout, doOpen}
	same["o"] = []action{doView, doReport}   // out of the program
	same["t"] = []action{doFrames, doSlices} // what it is made of, in its place
	same["h"], same["l"], same["k"], same["j"] = same["left"], same["right"], same["up"], same["down"]
	by := map[string][]action{}
	for _, p := range places {
		for _, b := range p.keys.over(globalKeys) {
			for _, k := range b.keys {
				if !slices.Contains(by[k], b.do) {
					by[k] = append(by[k], b.do)
				}
			}
		}
	}
	for k, all := range by {
		if len(all) > 1 && slices.ContainsFunc(all, func(do action) bool { return !slices.Contains(same[k], do) }) {
			t.Errorf("%q means %v", k, all)
		}
		if len(k) == 1 && k >= "A" && k <= "Z" && all[0] != doRedo && !slices.Contains(tabActions[:], all[0]) {
			t.Errorf("%q is no screen but %s", k, all[0])
		}
	}
	if len(slices.Collect(maps.Keys(by))) < 40 {
		t.Error("few keys")
	}
}

// What floats over the window covers the screen that a key may have been meant for: it says so, and
// is silent only where it writes what is typed.
func TestNoKeyIsSilentOverAScreen(t *testing.T) {
	for name, way := range map[string][]string{"All about": {"enter"}, "help": {"?"}, "guide": {"?", "?"}, "news": {"!"}, "settings": {","}} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys(way...)
			before := len(r.store.log)
			for _, key := range []string{"3", "u", "é", "alt+x"} {
				r.keys(key)
				if says := key + " does nothing here: esc closes this first"; !strings.Contains(r.view(), says) {
					t.Errorf("%s: lacks %q\n%s", name, says, r.view())
				}
			}
			r.keys("esc")
			r.lacks("does nothing here")
			if n := len(r.store.log) - before; n != 0 {
				t.Errorf("%s: %d events", name, n)
			}
			r.keys(way...)
			if r.keys("ctrl+c"); !r.a.stopping {
				t.Errorf("%s: ctrl+c does not quit", name)
			}
		})
	}
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		for _, way := range []string{"/", ":"} {
			r.keys(way, "3", "é")
			r.wants("3é")
			r.lacks("does nothing here")
			r.keys("esc", "esc")
		}
	})
}
