package tui

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"memebench/labels"
)

var errFull = errors.New("disk full")

// levels lists events as "meme:level", with the seconds since the first.
func (r *rig) levels(events []labels.Event) string {
	r.t.Helper()
	var s []string
	for _, e := range events {
		m, err := r.store.Meme(e.Meme)
		if err != nil {
			r.t.Fatal(err)
		}
		what := "skip"
		if e.Level.Valid() {
			what = e.Level.String()
		}
		s = append(s, m.Key+":"+what)
	}
	return strings.Join(s, " ")
}

// Labels that could not be saved are kept, the newest of each meme, and go to the
// store with the next one that it takes, with their own times.
func TestUnsavedLabelsGoWithTheNext(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.store.fail = errFull
		began := r.a.now()
		r.keys("4")
		r.wants("✗ NOT saved: disk full. The label 4 positive is kept", "#0001", "1 NOT saved", "0/9")
		r.pass(time.Second)
		r.keys("2") // of the same meme: the newest counts
		r.wants("✗ NOT saved: disk full. The label 2 negative is kept", "#0001", "1 NOT saved")
		r.keys("right", "s")
		r.wants("✗ NOT saved: disk full. The skip is kept", "#0002", "2 NOT saved")
		r.keys("esc")
		r.lacks("✗")
		r.wants("2 NOT saved")
		r.pass(time.Second)
		if len(r.store.log) > 0 {
			t.Fatalf("log: %v", r.store.log)
		}
		r.store.fail = nil
		r.keys("right", "5")
		r.wants("saved 5 very positive, #0003  and 2 from before", "#0004", "2/9")
		r.lacks("NOT saved")
		if got := r.levels(r.store.log); got != "0:negative 1:skip 2:very_positive" {
			t.Errorf("log: %s", got)
		}
		for i, e := range r.store.log[1:] {
			if before := r.store.log[i]; !e.Time.After(before.Time) || !before.Time.After(began) {
				t.Errorf("event %d is of %v, the one before of %v", i+2, e.Time, before.Time)
			}
		}
		r.keys("q")
		if !r.quit || r.a.unsaved.left() != nil {
			t.Errorf("quit: %v; left: %v", r.quit, r.a.unsaved.left())
		}
	})
}

// What is not saved can be taken back, the newest first; then what is.
func TestUndoOfUnsavedLabels(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("1")
		r.store.fail = errFull
		r.keys("2", "right", "3")
		r.wants("2 NOT saved", "✗ NOT saved: disk full. The label 3 neutral is kept")
		r.keys("u")
		r.wants("took back 3 neutral, which was not saved", "1 NOT saved")
		r.keys("u")
		r.wants("took back 2 negative, which was not saved")
		r.lacks("NOT saved")
		r.store.fail = nil
		r.keys("u")
		r.wants("took back 1 very negative, #0001")
	})
}

// Whoever quits with labels that are not saved is asked, once the store has refused
// them again, and can go back.
func TestQuitWithUnsavedLabels(t *testing.T) {
	rescued := ""
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.deps.Rescue = func(events []labels.Event, _ error) error {
			rescued = r.levels(events)
			return errors.New("they are in a file")
		}
		r.store.fail = errFull
		r.keys("4")
		for _, no := range []string{"n", "esc"} {
			r.keys("q")
			r.wants("1 label NOT saved: quit?", "disk full. What is not saved is written to a file", "y  quit, and write the file", "esc  stay")
			r.keys(no)
			r.lacks("quit?")
			r.wants("1 NOT saved")
		}
		if r.quit {
			t.Fatal("it has quit")
		}
		r.resize(60, 16)
		r.keys("q")
		r.wants("1 label NOT saved: quit?", "y  quit, and write the file")
		r.keys("y")
		if !r.quit || rescued != "0:positive" {
			t.Errorf("quit: %v; rescued: %s", r.quit, rescued)
		}
	})
	// The store takes them by now: nobody is asked.
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("4")
		r.store.fail = nil
		r.keys("q")
		if got := r.levels(r.store.log); !r.quit || got != "0:positive" || r.a.unsaved.left() != nil {
			t.Errorf("quit: %v; log: %s; left: %v", r.quit, got, r.a.unsaved.left())
		}
	})
}

// One yes is enough, whatever runs, and ctrl+c twice is one: what is not saved is rescued.
func TestOneYesQuitsWithUnsavedLabels(t *testing.T) {
	for name, keys := range map[string][]string{
		"one by one": {"ctrl+c", "ctrl+c"},
		"q before":   {"q", "ctrl+c"},
		"by y":       {"q", "y"},
	} {
		for _, busy := range []bool{false, true} {
			var h held
			o := heldTraining(&h)
			rescued := ""
			inRig(t, o, func(t *testing.T, r *rig) {
				r.deps.Rescue = func(events []labels.Event, _ error) error {
					rescued = r.levels(events)
					return errors.New("they are in a file")
				}
				if busy {
					r.keys("r")
					r.pass(jobsEvery * 2)
				}
				r.store.fail = errFull
				r.keys("4")
				r.keys(keys[0])
				if busy {
					r.wants("It stops training (epoch 7/20).")
				}
				r.keys(keys[1])
				r.pass(time.Second)
				if !r.quit || !strings.HasSuffix(rescued, ":positive") || r.a.hurry != (keys[1] == "ctrl+c") {
					t.Errorf("%s, training %v: quit: %v, in a hurry: %v; rescued: %q", name, busy, r.quit, r.a.hurry, rescued)
				}
			})
		}
	}
}

// When the session ends nobody is asked: the store has one more chance, and what it
// does not take is rescued before anything else is waited for.
func TestEndWithUnsavedLabels(t *testing.T) {
	const both = "0:positive 1:negative"
	for _, refuses := range []error{nil, errFull} {
		var events []labels.Event
		rescued := errors.New("they are in a file")
		setup := func(_ *fakeStore, d *Deps) {
			d.Rescue = func(e []labels.Event, why error) error {
				if !errors.Is(why, errFull) {
					t.Errorf("rescued because of %v", why)
				}
				events = e
				return rescued
			}
		}
		inRig(t, rigOptions{memes: memes(9), setup: setup}, func(t *testing.T, r *rig) {
			r.store.fail = errFull
			r.keys("4", "right", "2")
			r.store.fail = refuses
			r.send(endMsg{})
			log, rescuedLabels := r.levels(r.store.log), r.levels(events)
			if !r.quit || refuses == nil && (log != both || rescuedLabels != "") || refuses != nil && (log != "" || rescuedLabels != both) {
				t.Errorf("the store says %v; quit: %v; log: %s; rescued: %s", refuses, r.quit, log, rescuedLabels)
			}
			if err := r.a.rescue(); (err != nil) != (refuses != nil) || err != nil && !errors.Is(err, rescued) {
				t.Errorf("the store says %v; at the end %v", refuses, err)
			}
		})
	}
}

// A label that hangs keeps the end of the session for a moment only.
func TestEndWhileALabelHangs(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4")
		r.send(endMsg{})
		r.pass(endTime / 2)
		if r.quit {
			t.Error("it has ended at once")
		}
		r.pass(endTime)
		if got := r.levels(r.a.unsaved.left()); !r.quit || got != "0:positive" {
			t.Errorf("quit: %v; left: %s", r.quit, got)
		}
		g.gate <- nil
	})
}

// Nor does a meme that does not come, when there are labels to be rescued: the process
// would be ended with them.
func TestEndWhileAMemeHangs(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("4")
		r.a.label.op = r.a.nextOp() // its answer does not come
		r.send(endMsg{})
		r.pass(2 * endTime)
		if got := r.levels(r.a.unsaved.left()); !r.quit || got != "0:positive" {
			t.Errorf("quit: %v; left: %s", r.quit, got)
		}
	})
}

// Nor does the place to resume at, when there are labels to be rescued.
func TestEndWhileThePlaceHangs(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("4")
		r.a.cursorBusy = true
		r.send(endMsg{})
		r.pass(2 * endTime)
		if got := r.levels(r.a.unsaved.left()); !r.quit || got != "0:positive" {
			t.Errorf("quit: %v; left: %s", r.quit, got)
		}
	})
}

// A label whose saving hangs is not known to be saved.
func TestALabelThatHangsIsLeft(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4")
		r.keys("ctrl+c", "ctrl+c")
		if got := r.levels(r.a.unsaved.left()); !r.quit || got != "0:positive" {
			t.Errorf("quit: %v; left: %s", r.quit, got)
		}
		g.gate <- nil
	})
}

// What is left is handed to Rescue, with the reason.
func TestRescue(t *testing.T) {
	rescued := errors.New("they are in a file")
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		var got string
		var why error
		r.deps.Rescue = func(events []labels.Event, w error) error {
			got, why = r.levels(events), w
			return rescued
		}
		if err := r.a.rescue(); err != nil || got != "" {
			t.Errorf("of nothing: %v, %s", err, got)
		}
		r.store.fail = errFull
		r.keys("4")
		if err := r.a.rescue(); got != "0:positive" || !errors.Is(why, errFull) || !errors.Is(err, rescued) {
			t.Errorf("%q; rescued %s because of %v", err, got, why)
		}
	})
}

// What is left of an act that could not be saved, after one of its memes was answered
// anew, is an act of its own: undo takes nothing back with it.
func TestWhatIsLeftOfAnUnsavedAct(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "end", "1", "home")
		r.store.fail = errors.New("no space left on device")
		r.keys("m", "m", "m", "2", "esc", "home", "4")
		r.keys("end", "3")
		r.store.fail = nil
		r.keys("u", "u")
		r.wants("took back 4 positive, which was not saved")
		r.keys("home", "5")
		if got, want := r.given(), "12:1 2:2 3:2 1:5"; got != want {
			t.Fatalf("given %s, want %s", got, want)
		}
		r.keys("u", "u")
		if got, want := r.given(), "12:1 2:2 3:2 1:5 1:retract 3:retract 2:retract"; got != want {
			t.Errorf("given %s, want %s", got, want)
		}
	})
}

// Who wants to quit and stays sees the labels that were saved by that.
func TestStayingAfterLabelsWereSaved(t *testing.T) {
	for _, screen := range []string{"L", "G"} {
		var h held
		inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
			r.keys("r", screen)
			r.store.fail = errFull
			r.keys("4")
			r.store.fail = nil
			r.keys("q")
			r.wants("Quit and stop training")
			r.keys("esc")
			it := r.a.before()
			if own, _ := it.state.Of("ada"); own.Level != labels.Positive {
				t.Errorf("%s: #%d is %v\n%s", screen, it.meme.Seq, own.Level, r.view())
			}
		})
	}
}

// An answer for the meme behind one that cannot be opened is not taken for the one before it, which stays on the screen.
func TestAnswerWhereTheNextMemeCannotBeOpened(t *testing.T) {
	var broken atomic.Bool
	o := rigOptions{memes: memes(9)}.with(func(_ *fakeStore, d *Deps) {
		read := d.Read
		d.Read = func(f func(Reader) error) error {
			return read(func(r Reader) error { return f(endless{r, &broken}) })
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		broken.Store(true)
		r.keys("4")
		r.wants("✓ saved 4 positive, #0001", "cannot open the meme: page 7 is damaged", "you     ● 4 positive, just now")
		for _, key := range []string{"2", "s", "f", "space"} {
			r.keys(key)
			r.wants("cannot open the meme: page 7 is damaged", "#0001")
		}
		if got := r.levels(r.store.log); got != "0:positive" {
			t.Errorf("log: %s", got)
		}
		broken.Store(false)
		r.keys("2") // it was not on the screen yet
		r.wants("#0002", "you     — not yet")
		r.keys("2", "u")
		r.wants("#0002")
		broken.Store(true)
		r.keys("2", "u", "3")
		if got := r.levels(r.store.log); !strings.HasSuffix(got, "1:neutral") {
			t.Errorf("log: %s", got)
		}
	})
}

// endless finds no next meme while the store is broken.
type endless struct {
	Reader
	broken *atomic.Bool
}

func (r endless) NextWaiting(annotator string, after uint64) (labels.Meme, bool, error) {
	if r.broken.Load() {
		return labels.Meme{}, false, errors.New("page 7 is damaged")
	}
	return r.Reader.NextWaiting(annotator, after)
}

func (r endless) NextImported(annotator string, after uint64) (labels.Meme, bool, error) {
	if r.broken.Load() {
		return labels.Meme{}, false, errors.New("page 7 is damaged")
	}
	return r.Reader.NextImported(annotator, after)
}
