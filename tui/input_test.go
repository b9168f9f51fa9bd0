package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	"memebench/tui/term"
)

func TestKeyboard(t *testing.T) {
	const ms = time.Millisecond
	type key struct {
		name  string
		after time.Duration
	}
	run := func(name string, n int, every time.Duration) []key { return slices.Repeat([]key{{name, every}}, n) }
	for _, c := range []struct {
		what                   string
		keys                   []key
		repeated, pasted, held int
	}{
		{"typing", []key{{"1", 0}, {"2", 160 * ms}, {"2", 160 * ms}, {"3", 90 * ms}}, 0, 0, 0},
		{"two fingers", []key{{"1", 0}, {"2", 3 * ms}, {"u", 200 * ms}}, 0, 0, 0},
		{"a key that bounces", []key{{"1", 0}, {"1", 30 * ms}, {"1", 300 * ms}, {"1", 20 * ms}}, 2, 0, 0},
		{"held at 30 a second", run("3", 90, 33*ms), 89, 0, 0},
		{"held at 30 a second, after a delay", append([]key{{"3", 0}, {"3", 660 * ms}}, run("3", 30, 33*ms)...), 30, 0, 1},
		{"held, after the same key long before", append([]key{{"3", 0}, {"3", 5 * time.Second}}, run("3", 30, 33*ms)...), 30, 0, 0},
		{"held at 11 a second, over a line whose delay varies", []key{{"3", 0}, {"3", 375 * ms}, {"3", 105 * ms}, {"3", 75 * ms}, {"3", 138 * ms}, {"3", 42 * ms}}, 4, 0, 1},
		{"held at 11 a second, over a line that holds up the first repetitions", []key{{"3", 0}, {"3", 375 * ms}, {"3", 160 * ms}, {"3", 190 * ms}, {"3", 50 * ms}, {"3", 90 * ms}}, 2, 0, 1},
		{"held twice", append(run("3", 5, 33*ms), append([]key{{"3", 3 * time.Second}}, run("3", 4, 33*ms)...)...), 8, 0, 0},
		{"held on a machine that stalls", append(run("3", 9, 33*ms), append([]key{{"3", 399 * ms}, {"3", 150 * ms}}, run("3", 9, 33*ms)...)...), 19, 0, 0},
		{"let go, and pressed again", append(run("3", 9, 33*ms), key{"3", 400 * ms}, key{"3", 160 * ms}, key{"4", 20 * ms}), 8, 0, 0},
		{"another key behind one that was held", append(run("3", 9, 33*ms), key{"4", 40 * ms}, key{"3", 120 * ms}), 8, 0, 0},
		{"an arrow that is held", run("right", 30, 33*ms), 29, 0, 0},
		{"pasted in pieces", []key{{"a", 0}, {"b", ms}, {"c", ms}, {"d", ms}, {"e", ms}}, 0, 2, 0},
		{"a line pasted in pieces", []key{{"a", 0}, {"b", ms}, {"c", ms}, {"d", ms}, {"enter", ms}}, 0, 2, 0},
		{"an arrow behind what was pasted", []key{{"a", 0}, {"b", ms}, {"c", ms}, {"d", ms}, {"right", ms}, {"e", ms}}, 0, 1, 0},
		{"held, and come in one go", append([]key{{"3", 0}}, run("3", 6, ms)...), 6, 0, 0},
		{"typed behind what was pasted", []key{{"a", 0}, {"b", ms}, {"c", ms}, {"d", ms}, {"3", 300 * ms}}, 0, 1, 0},
	} {
		var k keyboard
		at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
		var repeated, pasted, held int
		for _, key := range c.keys {
			at = at.Add(key.after)
			for _, p := range k.presses(typedAt(at, key.name)) {
				if p.repeated {
					repeated++
				}
				if p.pasted {
					pasted++
				}
				if !p.held.IsZero() {
					held++
				}
			}
		}
		if repeated != c.repeated || pasted != c.pasted || held != c.held {
			t.Errorf("%s: %d repeated, %d pasted, %d held; want %d, %d, %d", c.what, repeated, pasted, held, c.repeated, c.pasted, c.held)
		}
	}
	// Many keys in one read are pasted text, arrows are not, nor are a few.
	var k keyboard
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	if few := k.presses(typedAt(at.Add(-time.Second), strings.Split("when 3 q", "")...)); few[0].pasted {
		t.Errorf("%q is taken for pasted", few[0].key)
	}
	for _, p := range k.presses(typedAt(at, strings.Split("when 3 qs", "")...)) {
		if !p.pasted {
			t.Errorf("%q is taken for typed", p.key)
		}
	}
	// Where what is pasted is marked they are typed, and a line has held them up.
	k = keyboard{marks: true}
	for _, p := range k.presses(typedAt(at, strings.Split("4n which", "")...)) {
		if p.pasted {
			t.Errorf("%q is taken for pasted", p.key)
		}
	}
	for _, p := range k.presses(typedAt(at.Add(time.Second), slices.Repeat([]string{"left", "right"}, 9)...)) {
		if p.pasted || p.repeated {
			t.Errorf("%+v", p)
		}
	}
}

func typedAt(at time.Time, names ...string) []term.Key {
	var keys []term.Key
	for _, e := range typed(names...) {
		k := e.(term.Key)
		k.At = at
		keys = append(keys, k)
	}
	return keys
}

// A key is meant for a meme that could be read: some time after its frame was
// written, and not before.
func TestAKeyThatComesTooSoonLabelsNothing(t *testing.T) {
	for _, c := range []struct {
		key   string
		pause time.Duration // since the frame of the meme
		want  string
	}{
		{"3", 0, ""}, {"3", readTime - 1, ""}, {"3", readTime, "2:3"},
		{"f", readTime - 1, ""}, {"f", readTime, "2:flag"}, {"s", readTime - 1, ""}, {"s", readTime, "2:skip"},
	} {
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			r.keys("right")
			time.Sleep(c.pause)
			r.send(typed(c.key))
			if got := r.given(); got != c.want {
				t.Errorf("%s after %v: %q, want %q", c.key, c.pause, got, c.want)
			}
			if c.want == "" {
				r.wants(c.key+" came before #0002 could be read: press again", "#0002")
				r.keys(c.key)
				if got := r.given(); got != map[string]string{"3": "2:3", "f": "2:flag", "s": "2:skip"}[c.key] {
					t.Errorf("%s pressed again: %q", c.key, got)
				}
			}
		})
	}
}

// The reason behind a flag that came too soon does nothing, and the flag that is pressed again at once flags.
func TestAReasonBehindAFlagThatCameTooSoon(t *testing.T) {
	for typedOn, want := range map[string]string{"bad 12": "1:3", "f": "1:3 2:flag"} {
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			r.keys("3")
			r.send(typed("f"))
			r.wants("f came before #0002 could be read: press again")
			for _, k := range append(strings.Split(typedOn, ""), "enter") {
				time.Sleep(2 * readTime)
				r.send(typed(k))
			}
			if got := r.given(); got != want {
				t.Errorf("%s: %q, want %q", typedOn, got, want)
			}
			if want == "1:3" {
				r.wants("enter was typed behind f, which has asked for nothing", "#0002")
			}
			time.Sleep(typedOnWithin)
			r.keys("4")
			if got := r.given(); !strings.HasSuffix(got, ":4") {
				t.Errorf("%s: behind a pause %q", typedOn, got)
			}
		})
	}
}

// Whoever has written a note beside a meme labels it at once, however long the frame takes that says
// that it is kept: it is the one that was read before. One that was not, is not read by its note.
func TestAMemeIsReadThatANoteWasWrittenOf(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("n", "o", "h")
		r.send(typed("enter"))
		r.send(typed("3"))
		if got := r.given(); got != "1:note 1:3" {
			t.Errorf("%q", got)
		}
		r.send(typed("n"))
		r.keys("o", "h")
		r.send(typed("enter"))
		r.send(typed("3"))
		if got := r.given(); got != "1:note 1:3 2:note" {
			t.Errorf("unread: %q", got)
		}
		r.wants("3 came before #0002 could be read: press again")
	})
	for _, asks := range [][]string{{"n", "o", "h"}, {"e", "!"}} { // over a text alone, too
		texts := memes(9)
		for i := range texts {
			texts[i].Image = labels.Image{}
		}
		inRig(t, rigOptions{memes: texts}, func(t *testing.T, r *rig) {
			r.keys(asks...)
			r.send(typed("enter"))
			r.send(typed("3"))
			if got := r.given(); !strings.HasSuffix(got, " 1:3") {
				t.Errorf("%v: %q\n%s", asks, got, r.view())
			}
		})
	}
}

// A note or a caption that is typed on while the meme before is still on the screen is not kept of the next
// one before it could be read whose it is: what was typed stays, and nothing is added to it until then.
func TestATextThatIsTypedOnForAnotherMeme(t *testing.T) {
	for _, key := range []string{"n", "e"} {
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			r.keys("3")
			r.send(typed(key))
			for _, k := range []string{"o", "h", "enter", "4", "enter"} {
				r.send(typed(k))
			}
			r.wants("enter came before #0002 could be read: press again", "oh")
			if got := r.given(); got != "1:3" {
				t.Errorf("%s: %q", key, got)
			}
			r.pass(time.Second)
			r.keys("enter", "4")
			if got := r.given(); !strings.HasPrefix(got, "1:3 2:") || !strings.HasSuffix(got, " 2:4") {
				t.Errorf("%s: then %q", key, got)
			}
			if text := r.store.log[1].Text; !strings.HasSuffix(text, "oh") {
				t.Errorf("%s: kept %q", key, text)
			}
		})
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			r.keys("3")
			if r.send(typed(key, "o", "enter", "esc")); r.a.ask != nil {
				t.Errorf("%s: esc leaves nothing", key)
			}
		})
	}
}

// Of keys that come in one go only the first can be meant for a meme that was read: the
// others have waited for memes that nobody had seen.
func TestKeysThatWaitForTheNextMeme(t *testing.T) {
	for _, keys := range []string{"12", "1s", "123", "s1"} {
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			time.Sleep(readTime)
			r.send(typed(strings.Split(keys, "")...))
			if got := len(r.store.log); got != 1 || r.at() != 2 {
				t.Errorf("%s: %d labels and skips, at meme %d", keys, got, r.at())
			}
			if len(keys) == 2 {
				r.wants("came before #0002 could be read: press again")
			}
		})
	}
}

// What is typed before anything is on the screen is meant for nothing there.
func TestKeysBeforeTheFirstFrame(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		early := typedAt(time.Now().Add(-time.Second), "4", "2")
		r.send(terminalMsg{early[0], early[1]})
		if got := r.given(); got != "" {
			t.Errorf("%q", got)
		}
		r.wants("could be read")
	})
}

// While the terminal takes nothing, or the screen shows something else, no meme can be
// read.
func TestNothingIsReadWhereNothingIsShown(t *testing.T) {
	var s showing
	one, two := &item{}, &item{}
	now := time.Now()
	s.next(frame{}, one, nil)
	if s.readBy(one, now.Add(time.Hour)) {
		t.Error("read before it was written")
	}
	first := s.serial
	if !s.written(term.Written{Serial: first, At: now}) || !s.readBy(one, now.Add(readTime)) || s.readBy(one, now.Add(readTime-1)) {
		t.Errorf("%+v", s)
	}
	if s.readBy(two, now.Add(time.Hour)) {
		t.Error("the one that comes next is read before it is shown")
	}
	if s.written(term.Written{Serial: first, At: now.Add(time.Hour)}) {
		t.Error("written twice")
	}
	s.next(frame{}, two, nil)
	if s.written(term.Written{Serial: first, At: now}) || s.readBy(two, now.Add(time.Hour)) {
		t.Error("a frame of the meme before counts for the next")
	}
	s.written(term.Written{Serial: s.serial, At: now})
	s.next(frame{}, nil, nil)
	if s.readBy(two, now.Add(time.Hour)) {
		t.Error("read behind the help")
	}
}

// A key that is held down labels one meme, whatever the delay before it repeats, and how often it does.
func TestAHeldKey(t *testing.T) {
	for _, held := range []struct{ delay, gap time.Duration }{
		{33 * time.Millisecond, 33 * time.Millisecond}, {250 * time.Millisecond, 33 * time.Millisecond},
		{375 * time.Millisecond, 90 * time.Millisecond}, {250 * time.Millisecond, 92 * time.Millisecond}, // of macOS and a Linux console
		{660 * time.Millisecond, 33 * time.Millisecond}, {2 * time.Second, 33 * time.Millisecond},
	} {
		delay := held.delay
		inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
			r.keys("3")
			time.Sleep(delay)
			for range 60 {
				r.send(typed("3"))
				time.Sleep(held.gap)
			}
			want := "1:3 2:3 2:retract"
			if delay < repeatGap {
				want = "1:3"
			} else {
				r.wants("3 is held down")
			}
			if got := r.given(); got != want || r.at() != 2 {
				t.Errorf("after %v: %q at %d, want %q", delay, got, r.at(), want)
			}
			// After a pause it counts again.
			time.Sleep(letGo)
			r.keys("3")
			if got := r.given(); got != want+" 2:3" {
				t.Errorf("pressed anew: %q", got)
			}
		})
	}
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) { // one that moves goes on
		for range 4 {
			r.send(typed("right"))
			time.Sleep(33 * time.Millisecond)
		}
		if r.at() != 5 {
			t.Errorf("right was held: at %d", r.at())
		}
	})
	// Of repetitions that came late, all that they gave is taken back.
	for _, late := range []struct {
		gaps []time.Duration // in ms, before each press of the same key
		want string
		at   uint64
	}{
		{[]time.Duration{375, 160, 60, 90, 90}, "1:3 2:3 3:3 3:retract 2:retract", 2},
		{[]time.Duration{375, 160, 190, 50, 90, 90}, "1:3 2:3 3:3 4:3 4:retract 3:retract 2:retract", 2},
		{[]time.Duration{375, 50, 150, 190, 50, 90, 90}, "1:3 2:3 3:3 4:3 4:retract 3:retract 2:retract", 2},
		{[]time.Duration{535, 100, 300, 50, 90, 90}, "1:3 2:3 3:3 3:retract 2:retract", 2},
		{[]time.Duration{160, 160, 500, 33, 33, 33}, "1:3 2:3 3:3 4:3 4:retract", 4}, // typed, and then held down
		{[]time.Duration{160, 250, 33, 33, 33}, "1:3 2:3 3:3 3:retract", 3},
		{[]time.Duration{160, 50, 450, 33, 33, 33}, "1:3 2:3 3:3 3:retract", 3}, // behind a key that bounced
		{slices.Concat(slices.Repeat([]time.Duration{160}, 12), []time.Duration{130, 130}), "", 11},
	} {
		inRig(t, rigOptions{memes: memes(40)}, func(t *testing.T, r *rig) {
			r.keys("3")
			for _, gap := range late.gaps {
				time.Sleep(gap * time.Millisecond)
				r.send(typed("3"))
			}
			if got := r.given(); late.want != "" && got != late.want || r.at() != late.at {
				t.Errorf("%v: %q at %d, want %q at %d", late.gaps, got, r.at(), late.want, late.at)
			}
			// What was said before stands, and is taken back by the key for that.
			before := len(r.store.log)
			r.pass(time.Second)
			r.keys("u")
			if got := len(r.store.log) - before; got != 1 {
				t.Errorf("%v: u took back %d", late.gaps, got)
			}
		})
	}
	// A person who labels every 160 ms loses nothing, with the same key either.
	inRig(t, rigOptions{memes: memes(40)}, func(t *testing.T, r *rig) {
		var want []string
		for i := range 30 {
			time.Sleep(160 * time.Millisecond)
			r.send(typed("3"))
			want = append(want, fmt.Sprintf("%d:3", i+1))
		}
		if got := r.given(); got != strings.Join(want, " ") {
			t.Errorf("%q", got)
		}
	})
}

func TestKeysThatDoNothing(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		for key, name := range map[string]string{"9": "9", "ctrl+right": "ctrl+right", "f5": "f5", "é": "é", "\u202ex": "x"} {
			r.keys(key)
			r.wants(name + " does nothing here: ? shows the keys")
		}
		r.keys("４") // of a Japanese keyboard
		if got := r.given(); got != "1:4" {
			t.Errorf("full width: %q", got)
		}
		r.pass(time.Second)
		r.send(typed(strings.Split("we quit at 5 o'clock, 1 2 3", "")...))
		r.wants("as fast as pasted text, which does nothing here", "#0002")
		if got := r.given(); got != "1:4" || r.quit {
			t.Errorf("pasted: %q, quit %v", got, r.quit)
		}
	})
}

// The end of the session is no key: it comes when a save has failed, too.
func TestTheEndOutlastsAFailedSave(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4", "right")
		r.send(endMsg{})
		if r.quit {
			t.Error("ended while a label is on its way")
		}
		g.gate <- errors.New("disk full")
		r.settle()
		r.pass(lastTryTime) // the last try hangs
		if !r.quit {
			t.Error("goes on")
		}
		g.gate <- nil
	})
}

// A terminal that is gone ends the session.
func TestATerminalThatIsGone(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		gone := errors.New("input/output error")
		r.send(terminalMsg{term.Gone{Err: gone}})
		if !r.quit || !errors.Is(r.a.stopErr, gone) {
			t.Errorf("quit %v, %v", r.quit, r.a.stopErr)
		}
	})
}

// A label that hangs keeps that end for a moment only, too: no signal may follow.
func TestATerminalThatIsGoneWhileALabelHangs(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4")
		r.send(terminalMsg{term.Gone{Err: errors.New("input/output error")}})
		r.pass(2 * endTime)
		if got := r.levels(r.a.unsaved.left()); !r.quit || got != "0:positive" {
			t.Errorf("quit: %v; left: %s", r.quit, got)
		}
		g.gate <- nil
	})
}

// Where there is nothing to leave, the key that leaves puts the news away, on every screen.
func TestNothingToLeave(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		for _, screen := range []string{"L", "G", "E", "C", "T", "D"} {
			r.keys(screen)
			r.settled()
			r.keys("é")
			r.wants("é does nothing here")
			r.keys("esc")
			r.lacks("é does nothing here")
			r.a.status.dismiss()
			r.keys("esc")
			r.wants("nothing to leave here: q quits")
		}
	})
}

// So many keys wait, and those after them are dropped, which is said.
func TestTooManyKeys(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		gate := make(chan error, 1)
		r.a.deps.Log = gatedLog{r.store, gate}
		r.keys("3")
		for range typeAhead + 9 {
			r.send1(typed("right"))
		}
		if n := len(r.a.typed); n != typeAhead {
			t.Errorf("%d keys wait", n)
		}
		r.wants("too many keys: dropped those after the 256th")
		gate <- nil
	})
}
