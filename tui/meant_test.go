package tui

import (
	"context"
	"errors"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// A key that takes back, and was pressed before it could be read that the key before it has
// done nothing, is meant for that: what was said before stays.
func TestTakingBackWhatWasNotTaken(t *testing.T) {
	for _, c := range []struct {
		on    string
		keys  []string // in one go
		given string
		says  string
	}{
		{"L", []string{"4", "2", "u"}, "1:3 2:4", "u came before it could be read that 2 did nothing: press again"},
		{"L", []string{"4", "s", "u"}, "1:3 2:4", "u came before it could be read that s did nothing: press again"},
		{"L", []string{"4", "4", "u"}, "1:3 2:4", "u came before it could be read that 4 did nothing: press again"},
		{"L", []string{"4", "2", "U"}, "1:3 2:4", "U came before it could be read that 2 did nothing: press again"},
		{"L", []string{"4", "f", "U"}, "1:3 2:4", "U was typed behind f, which has asked for nothing"}, // it may be the reason's
		{"L", []string{"4", "u"}, "1:3 2:4 2:retract", "took back 4 positive, #0002"},
		{"G", []string{"4", "2", "u"}, "1:3 2:4", "u came before it could be read that 2 did nothing: press again"},
		{"G", []string{"right", "right", "right", "right", "2", "u"}, "1:3", "u came before it could be read that 2 did nothing: press again"}, // of test
		{"C", []string{"4", "2", "u"}, "1:3 4:4", "u came before it could be read that 2 did nothing: press again"},
	} {
		o := gridMemes(12)
		for i := 3; i < 9; i += 2 {
			o.memes[i].Split = labels.Val
		}
		o.memes[5].Split = labels.Test
		o = o.with(func(s *fakeStore, _ *Deps) { imported(s, labels.Val) })
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("3")
			r.keys(c.on)
			time.Sleep(readTime)
			r.settle()
			r.send(typed(c.keys...))
			if got := r.given(); got != c.given {
				t.Errorf("%s %q: %s, want %s", c.on, c.keys, got, c.given)
			}
			r.wants(c.says)
			if c.keys[1] == "f" {
				time.Sleep(typedOnWithin)
			}
			before := len(r.store.log)
			if r.keys("u"); len(r.store.log) == before {
				t.Errorf("%s %q: pressed again: %s", c.on, c.keys, r.given())
			}
		})
	}
}

// What has come between answers: a key that takes back is for the newest answer then.
func TestTakingBackBehindAnAnswer(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		time.Sleep(readTime)
		r.send(typed("3", "2"))
		time.Sleep(readTime)
		r.send(typed("4", "u"))
		if got := r.given(); got != "1:3 2:4 2:retract" {
			t.Errorf("%s", got)
		}
	})
}

// A question is answered once it could be read, wherever it is asked; esc leaves it at any
// time.
func TestAQuestionThatCouldNotBeRead(t *testing.T) {
	var h held
	for _, c := range []struct {
		what string
		o    rigOptions
		to   []string
		asks string
	}{
		{"labels of many", rigOptions{memes: memes(40)}, []string{"G", "*"}, "1"},
		{"the end", heldTraining(&h), []string{"r"}, "q"},
		{"another version", longHistory(4), []string{"T", "down", "down"}, "p"},
		{"the version before", longHistory(4), []string{"T", ":", "r", "o", "l", "l", "b", "a", "c", "k"}, "enter"},
		{"no version any more", longHistory(4), []string{"T"}, "d"},
	} {
		for _, pause := range []time.Duration{0, readTime - 1} {
			inRig(t, c.o, func(t *testing.T, r *rig) {
				r.keys(c.to...)
				time.Sleep(readTime)
				r.send(typed(c.asks))
				ask := r.a.ask
				time.Sleep(pause)
				r.send(typed("y"))
				if ask == nil || r.a.ask != ask || r.quit {
					t.Errorf("%s after %v: asked %v, quit %v", c.what, pause, r.a.ask, r.quit)
				}
				r.wants("y came before the question could be read: press again")
				r.keys("y")
				if r.a.ask != nil {
					t.Errorf("%s: y is no answer", c.what)
				}
			})
			inRig(t, c.o, func(t *testing.T, r *rig) {
				r.keys(c.to...)
				time.Sleep(readTime)
				if r.send(typed(c.asks, "y", "esc")); r.a.ask != nil || r.quit || r.given() != "" {
					t.Errorf("%s, y and esc in one go: asked %v, quit %v, %s", c.what, r.a.ask, r.quit, r.given())
				}
			})
		}
	}
}

// The line breaks of pasted text do nothing either.
func TestPastedLines(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		for _, keys := range [][]string{
			{"/", "l", "e", "v", "e", "l", ":", "n", "o", "n", "e", "enter"},
			{"w", "enter", "i", "t", "h", "tab", "l", "i", "n", "e", "s", "enter"},
		} {
			time.Sleep(time.Second)
			r.send(typed(keys...))
			r.wants("as fast as pasted text, which does nothing here")
			if r.a.float != nil || r.a.tab != tabLabel || r.at() != 1 {
				t.Errorf("%q: %T floats, at #%d", keys, r.a.float, r.at())
			}
		}
	})
}

// What is said to be under way is said as long as it is.
func TestWhatIsSaidForTheMoment(t *testing.T) {
	var gate chan struct{}
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		gate = make(chan struct{})
		check, likest := d.Check, d.Likest
		d.Check = func(ctx context.Context, v string, kind eval.CheckKind, report model.Report) (eval.Check, error) {
			<-gate
			return check(ctx, v, kind, report)
		}
		d.Likest = func(ctx context.Context, seq uint64, among []uint64, by labels.Likeness, n int) ([]model.Like, error) {
			<-gate
			return likest(ctx, seq, among, by, n)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "1")
		r.wants("the list comes in a moment")
		close(gate)
		r.pass(4 * jobsEvery)
		r.wants("suspects of")
		r.lacks("the list comes in a moment")
		if got := r.given(); got != "" {
			t.Errorf("%s", got)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "]")
		r.wants("by likeness: in a moment")
		close(gate)
		r.settle()
		r.wants("by likeness")
		r.lacks("in a moment")
	})
	// Two presses go two orders further, also while the first one is still under way.
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "]", "]")
		r.wants("the surest first")
		r.lacks("in a moment")
		r.keys("[")
		r.wants("by likeness: in a moment")
		r.keys("[")
		r.wants("in the order of the queue")
		close(gate)
		r.settle()
		r.wants("in the order of the queue")
	})
}

// What is typed behind a key that was to open a line for it does nothing where there is none.
func TestTextWithoutALine(t *testing.T) {
	o := rigOptions{memes: memes(2)}.with(func(s *fakeStore, d *Deps) { d.Log = slowLog{s, time.Second} })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("3")
		r.pass(2 * time.Second)
		for _, key := range []string{"5", "n", "h", "e", "l", "l", "o"} {
			r.send(typed(key))
			r.pass(50 * time.Millisecond)
		}
		r.pass(2 * time.Second)
		r.wants("5 keys typed ahead dropped")
		if !r.a.label.done || r.a.ask != nil || r.given() != "1:3 2:5" {
			t.Errorf("done %v, asks %v, given %s", r.a.label.done, r.a.ask != nil, r.given())
		}
	})
}

// On Grid it is known only later that a key has said nothing: a key that takes back, typed
// behind it, is not for what was said before.
func TestTakingBackBehindWhatGridRefuses(t *testing.T) {
	o := gridMemes(12)
	o.memes[3].Split = labels.Val
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("3", "G")
		for r.a.grid.list.seqs[r.a.grid.here] != 4 {
			r.keys("right")
		}
		r.keys("m")
		time.Sleep(agreeTime)
		r.send(typed(" ", "u"))
		if r.given() != "1:3" {
			t.Error(r.given())
		}
		r.wants("1 key typed ahead dropped")
	})
}

// What is dropped behind a key that had no line to open is text alone.
func TestCtrlCIsNoText(t *testing.T) {
	inRig(t, rigOptions{memes: memes(1)}, func(t *testing.T, r *rig) {
		r.keys("3")
		r.send(typed("n", "h", "ctrl+c"))
		if !r.quit && !r.a.stopping {
			t.Error("ctrl+c did nothing")
		}
	})
}

// Keys on a Grid whose queue could not be read say so.
func TestKeysOnAGridThatCouldNotBeRead(t *testing.T) {
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) {
		d.Search = func(context.Context, labels.Search) (labels.Hits, error) {
			return labels.Hits{}, errors.New("the disk is gone")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "esc", "3")
		r.wants("the queue could not be read: / chooses another one")
	})
}

// Who agrees with the model, or confirms a level, means what could be read: not what another version has
// said, or somebody has decided, a moment before the key.
func TestAKeyAgreesWithWhatCouldBeRead(t *testing.T) {
	for _, screen := range []string{"L", "G"} {
		inRig(t, rigOptions{memes: memes(9), setup: predicted(labels.BlindShown)}, func(t *testing.T, r *rig) {
			if screen != "L" {
				r.keys(screen)
			}
			r.pass(time.Second)
			said := r.a.before().pred.Level()
			v := r.store.addVersion(fakeTime)
			if err := r.store.promote(v.ID); err != nil {
				t.Fatal(err)
			}
			r.do(r.a.summaryCmd())
			r.do(predictCmd(r.a.deps, r.a.label.queue, r.a.label.item.meme.ID))
			r.settle()
			says := r.a.before().pred.Level()
			if says == said {
				t.Fatal("the new version says the same")
			}
			r.send(typed(" "))
			r.wants("space came before it could be read that it gives " + levelName(says) + ": press again")
			if len(r.store.log) > 0 {
				t.Fatalf("on %s: %+v", screen, r.store.log)
			}
			r.pass(agreeTime)
			r.send(typed(" "))
			if e := r.newest(); !e.Accepted || e.Level != says || e.Version != v.ID {
				t.Errorf("on %s: %+v", screen, e)
			}
		})
	}
}

// On Grid, what the model says of the meme may be another thing by the time that the meme is read anew.
func TestGridAgreesWithWhatStoodThere(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9), setup: predicted(labels.BlindShown)}, func(t *testing.T, r *rig) {
		r.keys("G")
		time.Sleep(readTime) // the next meme was there before it was selected
		if r.send(typed(" ")); len(r.store.log) != 1 {
			t.Errorf("%+v", r.store.log)
		}
	})
	inRig(t, rigOptions{memes: memes(9), setup: predicted(labels.BlindShown)}, func(t *testing.T, r *rig) {
		r.keys("G")
		r.pass(time.Second)
		says := r.a.before().pred
		r.store.preds[says.Version][says.Meme] = labels.Prediction{Meme: says.Meme, Version: says.Version, Probs: fakeProbs(int(says.Level()) + 2)}
		r.send(typed(" "))
		if len(r.store.log) > 0 {
			t.Fatalf("%+v", r.store.log)
		}
		r.wants("by now: press again")
	})
}

// A gold level that somebody else has decided a moment ago is not what y confirms.
func TestAKeyConfirmsWhatCouldBeRead(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleResearcher, sceneMemes()), func(t *testing.T, r *rig) {
		r.keys("E", "enter")
		r.pass(time.Second)
		s := r.a.labelling()
		if s == nil || s.cell == nil {
			t.Fatalf("no cell is open\n%s", r.view())
		}
		was := s.confirmable()
		e := labels.Event{Meme: s.item.meme.ID, Annotator: "zoe", Source: labels.Key, Action: labels.Adjudicate, Level: (was + 1) % labels.Levels, Time: time.Now()}
		if _, err := r.store.Append(e); err != nil {
			t.Fatal(err)
		}
		n := len(r.store.log)
		f.changes <- 1
		r.settle()
		if now := s.confirmable(); now != e.Level {
			t.Fatalf("%v is confirmed", now)
		}
		r.send(typed("y"))
		r.wants("y came before it could be read that it gives " + levelName(e.Level) + ": press again")
		if len(r.store.log) != n {
			t.Errorf("%+v", r.newest())
		}
	})
}
