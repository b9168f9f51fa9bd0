package tui

import (
	"slices"
	"strings"
	"testing"
	"time"

	queues "memebench/labels/queue"
	"memebench/tui/term"
)

// typeText types a text, one key at a time.
func (r *rig) typeText(text string) {
	for _, c := range text {
		r.keys(string(c))
	}
}

func TestCommands(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys(":")
		r.wants("Commands", "enter do it", "tab complete")
		all := r.a.float.(*commandSheet).all
		for _, b := range r.a.live() {
			if b.do != doLabel && !slices.ContainsFunc(all, func(c command) bool { return c.do == b.do }) {
				t.Errorf("%s is not among the commands", b.do)
			}
		}
		r.typeText("re")
		r.wants("▸ retrain", "train a new version", "repaint", "relink")
		found := r.a.float.(*commandSheet).found
		if found[0].do != doRetrain || !strings.HasPrefix(found[1].name, "re") || len(found) >= len(all) {
			t.Errorf("%+v", found)
		}
		// A key of a screen is a letter here, and does nothing else.
		if r.given() != "" || len(r.a.active) != 0 {
			t.Error("a letter acted")
		}
		r.keys("down", "tab")
		if got := r.a.float.(*commandSheet).field.Value(); got != found[1].name {
			t.Errorf("completed to %q, want %q", got, found[1].name)
		}
		r.keys("ctrl+u")
		r.typeText("goto number") // the words of it, and no name
		r.wants("no command fits")
		r.keys("ctrl+u")
		r.typeText("number go")
		r.wants("▸ go-to")
		r.keys("ctrl+u")
		r.typeText("stops waiting") // of its help, which the row has only the beginning of
		r.wants("▸ skip")
		r.keys("ctrl+u")
		r.typeText("s2")
		r.wants("no command fits")
		r.keys("enter")
		r.wants("no command is called so")
		r.keys("ctrl+u")
		r.lacks("no command is called so") // another key is for something else
		r.typeText("lbl2")
		r.wants("▸ label-2", "label: negative")
		r.keys("enter")
		if got := r.given(); got != "1:2" || r.a.float != nil {
			t.Errorf("given %q, floats %v", got, r.a.float)
		}
		r.keys("ctrl+p", "esc", ":", "ctrl+c")
		if r.a.float != nil || r.quit {
			t.Error("not closed")
		}
	})
}

// ? has the keys of the screen beneath, from whatever floats over it; the hints say so.
func TestKeysFromWhatFloats(t *testing.T) {
	for _, key := range []string{":", ",", "!", "?"} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.keys("T", key)
			r.pass(time.Second)
			lines := strings.Split(r.view(), "\n")
			if last := lines[len(lines)-1]; !strings.HasSuffix(strings.TrimRight(last, " "), "? keys") {
				t.Errorf("after %s: %q", key, last)
			}
			r.keys("?")
			if key == "?" {
				r.wants("Guide: what the levels mean")
			} else {
				r.wants("Keys on Train")
			}
		})
	}
}

// What floats leaves the header, the news and the hints in sight.
func TestWhatFloatsLeavesTheFrame(t *testing.T) {
	for w := minWidth; w <= 220; w += 5 {
		for h := minHeight; h <= 60; h++ {
			f := newFrame(w, h)
			for _, r := range []rect{f.sheet(), f.picker(pickRows)} {
				if r.y < 1 || r.bottom() > f.news().y || r.x < margin || r.right() > w-margin || r.h < 12 {
					t.Fatalf("%d×%d: %v", w, h, r)
				}
			}
		}
	}
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		header := r.a.drawn().strings()[0]
		for _, key := range []string{":", ",", "!", "?", "g"} {
			r.keys(key)
			if got := r.a.drawn().strings()[0]; got != header {
				t.Errorf("%s changes the header:\n%q, was\n%q", key, got, header)
			}
			r.keys("esc")
		}
	})
}

// What is pasted is text, and no keys.
func TestPasteIntoCommands(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys(":")
		r.send(terminalMsg{term.Paste{Text: "ret\x1b[31m\nrain"}})
		if got := r.a.float.(*commandSheet).field.Value(); strings.ContainsAny(got, "\x1b\n") || !strings.HasPrefix(got, "ret") {
			t.Errorf("%q", got)
		}
	})
}

// Commands that no key is for.
func TestCommandsWithoutAKey(t *testing.T) {
	do := func(r *rig, name string) {
		r.keys(":")
		r.typeText(name)
		r.keys("enter")
	}
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		do(r, "rollback")
		r.wants("no other version was served before")
		do(r, "relink")
		r.wants("memebench relink DIR")
		do(r, "guide")
		r.wants("Whose feeling: the reader's.")
		r.keys("esc")
		do(r, "evaluate")
		r.on("Evaluate")
		r.keys("T", "r")
		r.pass(2 * jobsEvery)
		r.keys("p", "y")
		r.pass(2 * jobsEvery)
		r.wants("v2 is served now")
		do(r, "rollback")
		r.wants("Serve v1 instead of v2?")
		r.keys("y")
		r.pass(2 * jobsEvery)
		r.wants("v1 is served · v2 waits")
	})
}

// Clicks choose and do.
func TestClicksOnCommands(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys(":")
		r.typeText("to-")
		r.click("to-train")
		r.on("Train")
		r.keys(":")
		r.clickAt(0, 0)
		r.lacks("Commands")
	})
}

// A level that is chosen among the commands is meant for the meme that could be read when
// they were asked for: what is typed ahead of a meme does not label it.
func TestACommandThatIsTypedAhead(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.session.deps.Log = slowLog{r.store, 3 * time.Second}
		time.Sleep(readTime)
		r.send(typed("3"))
		for _, key := range []string{":", "l", "b", "l", "5", "enter"} {
			time.Sleep(70 * time.Millisecond)
			r.send(typed(key))
		}
		r.pass(10 * time.Second)
		if got := r.given(); got != "1:3" {
			t.Errorf("given %q", got)
		}
		r.wants("! label-5 came before #0002 could be read: press again")
		r.keys(":")
		r.typeText("lbl5")
		r.keys("enter")
		r.pass(4 * time.Second)
		if got := r.given(); got != "1:3 2:5" {
			t.Errorf("given %q", got)
		}
	})
}

// A queue is found by the title that the screens have for it, and by its name.
func TestQueuesByTheirTitles(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys(":")
		sheet := r.a.float.(*commandSheet)
		for i, name := range queues.Names {
			for _, called := range []string{name, queues.Title(name)} {
				sheet.field.SetValue(called)
				if sheet.filter(); len(sheet.found) == 0 || sheet.found[0].do != doQueue || sheet.found[0].nth != i {
					t.Errorf("%q finds %+v", called, sheet.found)
				}
			}
		}
	})
}
