package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// check lists what a version says of labelled memes as if it had not seen them. The first
// three memes with a gold level are duplicates of each other, and nobody is asked again.
func (s *fakeStore) check(kind eval.CheckKind) (eval.Check, error) {
	_, rows := s.evaluate("v1", eval.CVRows)
	if kind.NeedsModel() && len(rows) == 0 {
		return eval.Check{}, model.ErrNothingToEvaluate
	}
	reviewed := func(id labels.MemeID) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, e := range labels.Standing(s.events(id), labels.Adjudicate) {
			if e.Screen == labels.CheckScreen {
				return true
			}
		}
		return false
	}
	var c eval.Check
	switch kind {
	case eval.CheckErrors, eval.CheckFar:
		c.Doubts = eval.Errors("a model that has not seen it", rows, eval.ByLoss, kind, reviewed)
	case eval.CheckDuplicates:
		var group []eval.GroupedMeme
		for _, r := range rows[:min(3, len(rows))] {
			m, err := s.Meme(r.Meme)
			if err != nil {
				return c, err
			}
			group = append(group, eval.GroupedMeme{Meme: m.ID, Seq: m.Seq, Level: r.True})
		}
		c.Doubts = eval.Duplicates(group)
	}
	return c, nil
}

// checkAgain are the keys by which a list is made anew.
var checkAgain = append(append([]string{":"}, strings.Split("check-again", "")...), "enter")

func TestCheckKeepsChangesAndFlags(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C")
		r.on("Check")
		r.wants("suspects of ", "[ errors  duplicates  re-asks  far ]", "a model that has not seen it says", "y keep", "1-5 change to", "given", "suggested")
		first := r.a.check.list().Doubts
		r.lacks("decided")
		r.keys("y", "up")
		r.wants("decided") // as its level is now
		r.keys("down")
		r.lacks("decided")
		r.wants("1 done, 0 % wrong (0–79)")
		other := (first[1].Label + 1) % labels.Levels
		r.keys(digitOf(other))
		r.wants("changed to "+levelName(other), "2 done, 50 % wrong (9–91)")
		r.keys("f", "esc", " ")
		r.wants("4 done, 67 % wrong")
		r.resize(200, 50)
		r.wants("4 done: 1 kept, 2 changed, 1 flagged · 67 % of the list was wrong (21–94)")
		var said []labels.Event
		for _, e := range r.store.log {
			if e.Screen == labels.CheckScreen {
				said = append(said, e)
			}
		}
		if len(said) != 4 {
			t.Fatalf("%d events", len(said))
		}
		for i, want := range []labels.Event{
			{Action: labels.Adjudicate, Level: first[0].Label}, {Action: labels.Adjudicate, Level: other},
			{Action: labels.Flag, Level: labels.NoLevel}, {Action: labels.Adjudicate, Level: first[3].Suggested, Accepted: true},
		} {
			e := said[i]
			if e.Meme != first[i].Meme || e.Action != want.Action || e.Level != want.Level || e.Accepted != want.Accepted ||
				e.Queue != "check errors" || e.Place != i+1 || e.Shown != labels.ShownBefore || e.Version != "v1" {
				t.Errorf("%d: %+v", i, e)
			}
		}
		// What was decided stays till the list is made anew.
		if now := r.a.check.list().Doubts; len(now) != len(first) || r.a.check.list().at != 4 {
			t.Errorf("%d of %d, at %d", len(now), len(first), r.a.check.list().at)
		}
		r.keys("u")
		r.wants("3 done: 1 kept, 1 changed, 1 flagged")
		if at := r.a.check.list().at; at != 3 {
			t.Errorf("undo selects row %d", at)
		}
		r.keys("U")
		r.wants("4 done")
		r.keys(checkAgain...)
		r.wants("the list is being made anew")
		if now := r.a.check.list().Doubts; len(now) != len(first)-4 {
			t.Errorf("made anew it has %d of %d", len(now), len(first))
		}
	})
}

// What duplicates suggest is not what a model says: who takes it does not agree with one.
func TestCheckTakesWhatDuplicatesSuggest(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "]")
		r.wants("its duplicate")
		first := r.a.check.list().Doubts
		if len(first) == 0 {
			t.Fatal("no duplicates with different levels")
		}
		r.keys(" ")
		e := r.store.log[len(r.store.log)-1]
		if e.Screen != labels.CheckScreen || e.Meme != first[0].Meme || e.Level != first[0].Suggested || e.Accepted || e.Version != "" {
			t.Errorf("%+v, of %+v", e, first[0])
		}
	})
}

// A meme that was flagged here can be unflagged here.
func TestCheckTakesAFlagAway(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "f", "esc", "up", "f")
		r.wants("no longer flagged")
		if strings.Contains(r.view(), "done") {
			t.Errorf("it counts as done:\n%s", r.view())
		}
	})
}

// A key that comes while what the one before says is on its way to disk goes by that: the flag that was
// taken away is given again. It was taken away twice, which no store takes, nor anything after it.
func TestCheckFlagsAnewWhatIsBeingUnflagged(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) { d.Log = slowLog{s, 200 * time.Millisecond} })
	inRig(t, o, func(t *testing.T, r *rig) {
		press := func(keys ...string) {
			for _, key := range keys {
				r.send(typed(key))
				r.pass(time.Second)
			}
		}
		press("C", "f", "esc", "up")
		n := len(r.store.log)
		r.send(typed("f"))
		r.pass(repeatGap) // sooner it would be held down
		r.send(typed("f"))
		r.pass(time.Second)
		var said []labels.Action
		for _, e := range r.store.log[n:] {
			said = append(said, e.Action)
		}
		if want := []labels.Action{labels.Retract, labels.Flag}; !slices.Equal(said, want) {
			t.Errorf("said %v, want %v", said, want)
		}
	})
}

// What is taken back counts no more as an answer, and what is said again counts again; with the
// model it agrees no more than in the next session, for other heads have spoken on Check.
func TestCheckCountsAnswersThatAreSaidAgain(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		before := r.a.given
		wants := func(asked, agreed, last int) {
			t.Helper()
			right, of := r.a.given.agreement()
			rightBefore, ofBefore := before.agreement()
			if of-ofBefore != asked || right-rightBefore != agreed || len(r.a.given.all)-len(before.all) != last {
				t.Errorf("%d asked, %d agreed, %d in all", of-ofBefore, right-rightBefore, len(r.a.given.all)-len(before.all))
			}
		}
		r.keys("C", " ", " ")
		wants(0, 0, 2)
		r.keys("u", "u")
		wants(0, 0, 0)
		r.keys("U", "U")
		wants(0, 0, 2)
		var next answers
		next.recall(recallCmd(r.a.deps)().(recalledMsg).answers)
		right, of := r.a.given.agreement()
		if agreed, asked := next.agreement(); agreed != right || asked != of {
			t.Errorf("%d of %d in the next session, %d of %d in this", agreed, asked, right, of)
		}
		if a := r.a.given.all; a[len(a)-2].seq > a[len(a)-1].seq {
			t.Error("the newest is not the last")
		}
	})
}

// Of a meme that was decided more than once the last decision counts, in whichever list it was
// made, and when that is taken back the one before it.
func TestCheckShowsWhatWasDecidedLast(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "]")
		both := r.a.check.list().Doubts[0].Meme
		r.keys("[")
		to := r.a.check.lists[eval.CheckErrors].place(both)
		if to < 0 {
			t.Fatal("no meme is in two lists")
		}
		for range to {
			r.keys("down")
		}
		wants := func(want labels.Level, known bool) {
			t.Helper()
			for range 10 { // in whatever order the lists are looked at
				if got, ok := r.a.check.decided(both); got != want || ok != known {
					t.Fatalf("%v %v, want %v %v", got, ok, want, known)
				}
			}
		}
		r.keys("1")
		wants(0, true)
		r.keys("]", "2")
		wants(1, true)
		r.keys("up", "3")
		wants(2, true)
		r.keys("u")
		wants(1, true)
		r.wants("1 done")
		r.keys("u")
		wants(0, true)
		r.keys("u")
		wants(labels.NoLevel, false)
	})
}

func TestCheckOfNothingSaysWhy(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("No label in train or val yet: L labels memes.")
		r.keys("]")
		r.wants("No duplicates have different levels.")
		r.keys("]")
		r.wants("Nobody has given another level when asked again.")
		r.keys("y")
		r.wants("nobody has given another level when asked again")
		r.keys("down")
		r.faint("y keep")
	})
}

// What fails is not tried again by itself, and is when the screen is opened again.
func TestCheckThatFails(t *testing.T) {
	tried := 0
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		d.Check = func(context.Context, string, eval.CheckKind, model.Report) (eval.Check, error) {
			tried++
			return eval.Check{}, errors.New("the disk has gone")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("checking the labels: the disk has gone", "No list yet: ! says why, :check-again tries again.")
		r.keys("up", "up")
		if tried != 1 {
			t.Errorf("tried %d times", tried)
		}
		r.keys(checkAgain...)
		if tried != 2 {
			t.Errorf("tried %d times after it was asked for", tried)
		}
	})
}

// A list that fails while another is on the screen does not keep that from being made.
func TestCheckOfAnotherListFails(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		d.Check = func(ctx context.Context, _ string, kind eval.CheckKind, _ model.Report) (eval.Check, error) {
			if !kind.NeedsModel() {
				return s.check(kind)
			}
			time.Sleep(time.Minute)
			return eval.Check{}, errors.New("the disk has gone")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("The list comes in a moment.")
		r.keys("]")
		r.pass(2 * time.Minute)
		r.wants("its duplicate")
		r.keys("[")
		r.wants("The list comes in a moment.")
		r.pass(2 * time.Minute)
		r.wants("No list yet")
	})
}

// While labels are reviewed no training starts by itself; after one that was asked for the
// list is made anew.
func TestCheckAndTraining(t *testing.T) {
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) { d.Retrain = 2 })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "y", "y", "y")
		if n := len(r.a.summary.Versions); n != 1 {
			t.Errorf("%d versions: one was trained meanwhile", n)
		}
		list := r.a.check.list()
		r.keys("r")
		if r.a.check.list() == list {
			t.Error("after a training it is the same list")
		}
	})
}

// What is said on Label of a meme is seen here, and enter opens the selected one there.
func TestCheckOpensOnLabel(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "down")
		it := r.a.check.selected()
		r.keys("enter")
		r.on("Label")
		if r.at() != it.meme.Seq {
			t.Errorf("at #%d, want #%d", r.at(), it.meme.Seq)
		}
	})
}

// Keys that were typed before the meme could be read decide nothing.
func TestCheckWaitsUntilItCouldBeRead(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C")
		r.send(typed("down", "y"))
		r.wants("could be read: press again")
		if r.given() != "" {
			t.Errorf("given %s", r.given())
		}
	})
}

func TestClicksOnCheck(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C")
		k := r.a.frame.check()
		p, ok := r.a.check.at(k.list.x+1, k.list.y+3)
		if !ok || p.do != doChoose || p.nth != 2 {
			t.Errorf("%+v", p)
		}
		if p, ok := r.a.check.at(k.list.x+1, k.list.y+1); !ok || p.do != doOpen {
			t.Errorf("%+v", p)
		}
		if p, ok := r.a.check.at(k.bars[3].x+4, k.bars[3].y); !ok || p.do != doLabel || p.nth != 3 {
			t.Errorf("%+v", p)
		}
		if _, ok := r.a.check.at(k.picture.x, k.picture.y); ok {
			t.Error("a click on the picture means something")
		}
	})
}

// The parts of Check do not overlap, and are in the body, at all sizes.
func TestCheckLayout(t *testing.T) {
	for w := minWidth; w <= 250; w += 5 {
		for h := minHeight; h <= 80; h += 3 {
			f := newFrame(w, h)
			k, body := f.check(), f.body()
			parts := slices.Concat([]rect{k.list, k.line, k.heading, k.picture, k.caption, k.title, k.reason, k.near, k.how}, k.bars[:], k.likes)
			for i, p := range parts {
				if p.w <= 0 || p.h <= 0 {
					continue
				}
				if p.x < body.x || p.right() > body.right() || p.y < body.y || p.bottom() > body.bottom() {
					t.Errorf("%dx%d: part %d is outside: %+v", w, h, i, p)
				}
				for j, o := range parts[:i] {
					if o.w > 0 && o.h > 0 && p.x < o.right() && o.x < p.right() && p.y < o.bottom() && o.y < p.bottom() {
						t.Errorf("%dx%d: parts %d and %d overlap: %+v %+v", w, h, i, j, p, o)
					}
				}
			}
			if k.rows() < 5 || !k.small && k.picture.h < 5 {
				t.Errorf("%dx%d: %d rows, picture of %d", w, h, k.rows(), k.picture.h)
			}
		}
	}
}

// A note is kept and decides nothing; s goes on without a word.
func TestCheckTakesNotes(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "y", "up", "n", "i", "r", "o", "n", "y", "enter")
		r.wants("note kept, #", "1 done")
		if e := r.store.log[len(r.store.log)-1]; e.Action != labels.Note || e.Text != "irony" || e.Screen != labels.CheckScreen {
			t.Errorf("%+v", e)
		}
		if at := r.a.check.list().at; at != 0 {
			t.Errorf("at row %d", at)
		}
		r.keys("n", "ctrl+u", "enter")
		r.wants("took the note away, #", "1 done")
		n := len(r.store.log)
		r.keys("s", "s")
		if at := r.a.check.list().at; at != 2 || len(r.store.log) != n {
			t.Errorf("at row %d, %d events more", at, len(r.store.log)-n)
		}
	})
}

// What a model says is recorded with decisions on lists that are made by one, and not shown
// where duplicates differ, even of a meme that was on both.
func TestCheckOfDuplicatesShowsNoModel(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("by models that have not seen it")
		r.keys("]")
		r.wants("its duplicate", "apart")
		r.lacks("by models that have not seen it", "%")
		r.keys("y")
		e := r.store.log[len(r.store.log)-1]
		if e.Queue != "check duplicates" || e.Shown != labels.ShownNo || e.Version != "" || e.Action != labels.Adjudicate {
			t.Errorf("%+v", e)
		}
	})
}

// The caption of a text stands where the picture would: it is what is to be read.
func TestCheckOfTexts(t *testing.T) {
	text := "so it begins " + strings.Repeat("and goes on ", 22) + "till it ends"
	for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
		o := sceneMemes()
		o.w, o.h = size[0], size[1]
		for i := range o.memes {
			o.memes[i].Image, o.memes[i].Caption = labels.Image{}, text
		}
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("C")
			r.wants("▌  so it begins", "till it ends", "text only")
			if n := strings.Count(r.view(), "till it ends"); n != 1 {
				t.Errorf("its end is there %d times\n%s", n, r.view())
			}
		})
	}
	// In small windows it is below the list.
	o := sceneMemes()
	o.w, o.h = 60, 16
	for i := range o.memes {
		o.memes[i].Caption = "a caption that is longer than the list has room for, to its end"
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		r.wants("the list has room for", "its end", "a model that has not seen it")
	})
}

// The list scrolls so that the next labels are in sight, and says where one is.
func TestCheckShowsWhatComesNext(t *testing.T) {
	o := sceneMemes()
	o.w, o.h = 80, 17
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C")
		l, rows := r.a.check.list(), r.a.frame.check().rows()
		for range len(l.Doubts) - 1 {
			r.keys("down")
			if last := l.top + rows - 1; last < min(l.at+checkAhead, len(l.Doubts)-1) || l.top > l.at {
				t.Errorf("at %d the rows are %d to %d", l.at, l.top, last)
			}
		}
		r.keys("home")
		if l.top != 0 {
			t.Errorf("at the top the first row is %d", l.top)
		}
		r.resize(100, 30)
		r.keys("down")
		r.wants(fmt.Sprintf("2 of %d", len(l.Doubts)))
	})
}

// Labels have changed since a list was made if something was said elsewhere: what is said in it, or
// taken back, and notes, are none of it.
func TestCheckKnowsWhetherItIsBehind(t *testing.T) {
	const changed = "labels have changed since the list was made"
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "y", "2", "u", "u", "U", "f", "esc", "up", "f", "n", "o", "k", "enter", "!")
		r.lacks(changed)
		r.keys("esc", "L", "s", "n", "o", "k", "enter", "C", "!")
		r.lacks(changed) // nothing was given to what is skipped, nor by a note
		r.keys("esc")
		r.lacks("labels have changed since")
		r.keys("L", "4", "C")
		r.wants("0 % wrong · older labels") // beside what the list has, and in the news
		r.resize(60, 16)
		r.wants("\n older labels") // in place of it
		r.resize(100, 30)
		r.keys("!")
		r.wants(changed)
		r.keys("esc", "L", "u", "C", "!")
		r.lacks(changed)
		r.keys("esc", "L", "5", "C", ":")
		r.typeText("check-again")
		r.keys("enter", "!")
		r.lacks(changed)
		r.keys("esc", "u", "!") // what was said on Label
		r.wants(changed)
		r.keys("esc", "U", "!")
		r.lacks(changed)
		d, ok := r.a.check.list().selected()
		if !ok {
			t.Fatal("nothing is selected")
		}
		// Somebody else, in a list of the same kind.
		by := labels.Event{Meme: d.Meme, Annotator: "ben", Source: labels.Key, Action: labels.Flag, Level: labels.NoLevel, Queue: model.CheckQueue(eval.CheckErrors)}
		if _, err := r.store.Append(by); err != nil {
			t.Fatal(err)
		}
		r.keys("esc", "L", "n", "x", "enter", "C", "!")
		r.wants(changed)
	})
}

// What is decided in a cell of the confusion matrix is done on Check, too, and tells nothing of how
// often the list is right.
func TestWhatIsDecidedInACellIsDoneOnCheck(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "E")
		find(t, r, 1)
		r.keys("enter")
		id := r.a.eval.cell.item.meme.ID
		l := r.a.check.list()
		if l.place(id) < 0 {
			t.Fatal("a meme of the cell is not on the list")
		}
		r.keys("3")
		if level, done := r.a.check.decided(id); !done || level != labels.Neutral || l.review().Done() != 0 {
			t.Errorf("decided %v as %v, %d reviewed", done, level, l.review().Done())
		}
		r.keys("u")
		if _, done := r.a.check.decided(id); done {
			t.Error("it is done after it was taken back")
		}
	})
}
