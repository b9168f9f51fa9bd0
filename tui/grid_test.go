package tui

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
	"memebench/tui/term"
)

// gridMemes are n memes of train, but for one of val and one of test.
func gridMemes(n int) rigOptions {
	o := rigOptions{memes: memes(n)}
	o.memes[3].Split, o.memes[5].Split = labels.Val, labels.Test
	o.setup = func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }
	return o
}

// One key labels what is marked: each meme by an event of its own, all in one transaction,
// and taken back as one.
func TestGridLabelsWhatIsMarked(t *testing.T) {
	appends := 0
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) {
		d.Log = countedLog{s, &appends}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "m")
		r.wants("1 marked: 1–5 label it")
		r.keys("left", "m")
		r.wants("nothing is marked any more")
		r.keys("left", "m", "right", "m", "m")
		r.wants("3 marked: 1–5 label them", "1–12 of 12")
		r.keys("2")
		r.wants("✓ 3 memes are 2 negative: u takes all 3 back")
		r.lacks("marked ·")
		if r.given() != "1:2 3:2 4:2" || appends != 1 {
			t.Errorf("given %s in %d transactions", r.given(), appends)
		}
		for i, e := range r.store.log {
			m, _ := r.store.Meme(e.Meme)
			if e.Batch != i || e.Screen != "grid" || e.Queue != queues.Order || e.Place != int(m.Seq) || e.Guide == "" || e.Accepted {
				t.Errorf("event %d: %+v", i, e)
			}
			shown := labels.ShownBefore
			if m.Split == labels.Val {
				shown = labels.ShownAfter
			}
			if e.Shown != shown || e.Version != "v1" {
				t.Errorf("#%d: shown %s, %s", m.Seq, e.Shown, e.Version)
			}
		}
		r.keys("u")
		r.wants("✓ took back 2 negative of 3 memes", "0/12")
		if p := r.store.counts("ada"); p.Mine != 0 {
			t.Errorf("%d labels stand", p.Mine)
		}
		r.keys("u")
		r.wants("nothing left to undo")
	})
}

// countedLog counts transactions.
type countedLog struct {
	*fakeStore
	appends *int
}

func (l countedLog) Append(events ...labels.Event) ([]labels.Event, error) {
	*l.appends++
	return l.fakeStore.Append(events...)
}

// Without marks a key is for the selected meme, and the next is selected.
func TestGridLabelsTheSelected(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "3")
		r.wants("✓ saved 3 neutral, #0001", "1/12", "#0002")
		r.keys("s")
		r.wants("skipped #0002")
		r.keys("f", "esc")
		r.wants("flagged #0003", "⚑")
		if got := r.given(); got != "1:3 2:skip 3:flag" {
			t.Error(got)
		}
		r.keys("left", "f")
		r.wants("no longer flagged, #0003")
		r.lacks("⚑")
		r.keys("u")
		r.wants("again the flag, #0003", "⚑")
		r.keys("u", "u")
		r.wants("took back the skip, #0002")
		r.keys("U")
		r.wants("again the skip, #0002")
	})
}

// Of more than twenty it asks first.
func TestGridAsksBeforeMany(t *testing.T) {
	inRig(t, gridMemes(30), func(t *testing.T, r *rig) {
		r.keys("G", "*")
		r.wants("29 marked", "one is of test, which is not marked")
		r.keys("4")
		r.wants("Label 29 memes as 4 positive?", "y  label them")
		r.keys("esc")
		if r.given() != "" {
			t.Errorf("labelled all the same: %s", r.given())
		}
		r.wants("29 marked")
		r.keys("4")
		time.Sleep(time.Hour)
		r.keys("y")
		r.wants("✓ 29 memes are 4 positive", "29/30")
		if e := r.store.events(r.store.memes[0].ID)[0]; r.a.deps.Now().Sub(e.Time) > time.Minute {
			t.Errorf("answered at %v, recorded as said at %v", r.a.deps.Now(), e.Time)
		}
		r.keys("u")
		r.wants("0/30")
		r.keys("home", "m", "pgdown", "v")
		r.wants("marked")
		r.keys("*")
		r.lacks("marked ·")
	})
}

// Memes of test are neither marked nor labelled here, and nothing is shown of them.
func TestGridLeavesTestAlone(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "g", "6", "enter")
		r.wants("#0006")
		r.keys("m")
		r.wants("test memes are not marked")
		if r.a.grid.works(doLabel) != !r.a.grid.ofTest() || r.a.grid.works(doMark) != !r.a.grid.ofTest() {
			t.Error("the hints promise otherwise")
		}
		r.keys("left", "3")
		r.wants("test memes are labelled on Label, one by one: enter opens it")
		if !r.a.grid.ofTest() || r.a.grid.works(doLabel) || r.a.grid.works(doMark) {
			t.Error("the hints promise what is refused")
		}
		r.keys("space")
		r.agree()
		r.wants("test memes are labelled on Label")
		r.keys("b")
		if r.given() != "" || r.a.grid.visible(r.a.grid.selected()) {
			t.Errorf("given %q", r.given())
		}
		r.keys("enter")
		r.on("Label")
		r.wants("#0006")
		r.keys("3")
		if r.given() != "6:3" {
			t.Error(r.given())
		}
	})
}

// agree presses space when one has had the time to look.
func (r *rig) agree() {
	time.Sleep(agreeTime)
	r.keys(" ")
}

// space agrees with each meme's own prediction, as far as it is shown.
func TestGridAgrees(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "m", "m", "m", "m")
		r.agree()
		r.wants("3 memes are as the model says: u takes all 3 back", "1 meme hidden, left as they were")
		if got := r.given(); got != "1:2 2:3 3:4" {
			t.Error(got)
		}
		for _, e := range r.store.log {
			if !e.Accepted || e.Shown != labels.ShownBefore || e.Version != "v1" {
				t.Errorf("%+v", e)
			}
		}
		r.keys("g", "4", "enter")
		r.agree()
		r.wants("val memes are always asked blind")
	})
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) { d.Blind = labels.BlindAfter })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G")
		r.agree()
		r.wants("the model is hidden here: b shows it", "hidden till you answer")
		r.lacks("48 %")
		r.keys("2")
		r.wants("48 %") // of what is answered
		r.keys("b")
		r.wants("46 %")
		r.agree()
		if e := r.store.log[1]; r.store.log[0].Shown != labels.ShownAfter || e.Shown != labels.ShownBefore || !e.Accepted {
			t.Errorf("%+v", r.store.log)
		}
		r.keys("b", "3")
		if e := r.store.log[2]; e.Shown != labels.ShownBefore {
			t.Errorf("seen, and hidden again: %s", e.Shown)
		}
	})
	o = gridMemes(12).with(func(s *fakeStore, d *Deps) { d.Blind = labels.BlindNever })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "b")
		r.wants("the model is never shown in this workspace")
		r.agree()
		r.wants("the model is never shown in this workspace")
		r.keys("2")
		r.lacks("48 %")
	})
}

// What the store refuses is kept, and saved with what comes next; u takes all of it back.
func TestGridKeepsWhatIsNotSaved(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "m", "m")
		r.store.fail = errors.New("no space left on device")
		r.keys("2")
		r.wants("NOT saved: no space left on device", "2 marked")
		if n := len(r.a.unsaved.left()); n != 2 {
			t.Errorf("%d kept", n)
		}
		r.keys("u")
		r.wants("took back 2 negative of 2 memes, which was not saved")
		if n := len(r.a.unsaved.left()); n != 0 {
			t.Errorf("%d kept", n)
		}
		r.keys("2")
		r.store.fail = nil
		r.keys("esc", "end", "5")
		r.wants("saved 5 very positive, #0012", "and 2 from before")
		if got := r.given(); got != "1:2 2:2 12:5" {
			t.Error(got)
		}
	})
}

// Grid and Label go through the same queue.
func TestGridIsTheQueueOfLabel(t *testing.T) {
	o := gridMemes(12)
	for i := range o.memes {
		if i%2 == 1 {
			o.memes[i].Caption = "a cat"
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/")
		r.write("cat")
		r.keys("ctrl+g")
		r.on("Grid")
		r.wants("cat · 6 memes · 6 waiting", "1–6 of 6")
		r.keys("right", "right", "enter")
		r.on("Label")
		r.wants("#0006", "cat · 3 of 6")
		r.keys("right")
		r.wants("#0008")
		r.keys("]")
		r.pass(2 * jobsEvery)
		r.keys("G")
		r.wants("12 left", "of 12")
		r.lacks("cat · 6")
		r.keys("home", "3", "3", "w")
		if got := r.a.grid.selected().meme.Seq; labels.Aggregate(r.store.events(r.store.memes[got-1].ID)).Kind != labels.Unlabelled {
			t.Errorf("w selects #%d, which waits no more", got)
		}
	})
}

// A meme that is asked again is not in the grid, which would show what was said of it.
func TestGridHidesWhatIsAskedAgain(t *testing.T) {
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) {
		d.Queue = queues.Mixed
		d.MakeQueue = func(context.Context, string, model.Report) (queues.List, error) {
			return queues.List{Name: queues.Mixed, Items: []queues.Item{
				queues.NewItem(2, queues.ByName), queues.NewItem(7, queues.Again), queues.NewItem(9, queues.ByLot),
			}}, nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G")
		r.wants("mixed · 2 left")
	})
}

// The keys that look, and those that have nothing to do, act or say why not.
func TestGridKeys(t *testing.T) {
	inRig(t, gridMemes(40), func(t *testing.T, r *rig) {
		r.keys("G")
		before := r.a.frame.grid(r.a.grid.larger).thumb
		r.keys("+")
		if now := r.a.frame.grid(r.a.grid.larger).thumb; now.Cols <= before.Cols {
			t.Errorf("%v is not larger than %v", now, before)
		}
		for range 9 {
			r.keys("+")
		}
		r.wants("thumbnails are as large as they get here")
		for range 12 {
			r.keys("-")
		}
		r.wants("thumbnails are as small as they get here")
		r.keys("+", "+", "left")
		r.wants("the grid ends here")
		r.keys("end")
		r.wants("40 of 40", "#0040")
		r.keys("down")
		r.wants("the grid ends here")
		r.keys("up", "home", "down")
		if got, want := r.a.grid.here, r.a.frame.grid(r.a.grid.larger).columns; got != want {
			t.Errorf("down selects %d, want %d", got, want)
		}
		r.keys("g", "9", "9")
		r.keys("enter")
		r.wants("no meme has the number")
		r.keys("esc", "z")
		r.lacks("in order · 40 left")
		r.keys("z", "right", "3")
		r.wants("1–5 label a meme: esc leaves the picture first")
		r.keys("esc")
		r.wants("in order · 40 left")
		r.keys("i")
		r.wants("pictures are hidden", "caption of")
		r.keys("z")
		r.wants("nothing to zoom: the picture is hidden")
	})
}

// A key counts for a meme that could be read.
func TestGridKeysBeforeItIsRead(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.send(typed("G", "3"))
		if r.given() != "" {
			t.Errorf("labelled unread: %s", r.given())
		}
		r.keys("3")
		r.send(typed("4"))
		r.wants("4 came before #0002 could be read: press again")
		if r.given() != "1:3" {
			t.Error(r.given())
		}
	})
}

// A key for one meme means nothing while its cell is empty, however long that is.
func TestGridKeysBeforeItIsThere(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		late := func() time.Duration { return time.Second }
		r.late.Store(&late)
		r.keys("G")
		r.pass(1500 * time.Millisecond) // the list is there, its memes are not
		for _, key := range []string{"3", "m", " ", "s", "f"} {
			r.pass(50 * time.Millisecond)
			r.send(typed(key))
			r.wants("this meme is being read")
		}
		r.pass(5 * time.Second)
		if len(r.store.log) > 0 {
			t.Errorf("said unread: %v", r.store.log)
		}
		r.keys("3")
		r.pass(5 * time.Second)
		if r.given() != "1:3" {
			t.Error(r.given())
		}
	})
}

// A click selects a meme, another one opens it.
func TestGridByMouse(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G")
		c := r.a.frame.grid(0).cell(8)
		click := func() { r.send(terminalMsg{term.Mouse{X: c.x + 3, Y: c.y + 2, At: time.Now()}}) }
		click()
		r.wants("#0009")
		r.on("Grid")
		time.Sleep(readTime)
		click()
		r.on("Label")
		r.wants("#0009")
	})
}

// Of a long list only what is shown, and the page after it, is read.
func TestGridReadsWhatItShows(t *testing.T) {
	reads := map[uint64]int{}
	o := gridMemes(3000).with(func(s *fakeStore, d *Deps) {
		read := d.Read
		d.Read = func(f func(Reader) error) error {
			return read(func(r Reader) error { return f(countedReader{r, reads}) })
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		clear(reads)
		r.keys("G")
		r.wants("in order · 3,000 left")
		if n := r.a.frame.grid(0).cells(); len(reads) != 2*n {
			t.Errorf("%d memes were read for %d thumbnails", len(reads), n)
		}
		r.keys("end")
		r.wants("#3000")
		if len(r.a.grid.items) > 100 {
			t.Errorf("%d memes are kept", len(r.a.grid.items))
		}
	})
}

type countedReader struct {
	Reader
	reads map[uint64]int
}

func (r countedReader) MemeAt(seq uint64) (labels.Meme, error) {
	r.reads[seq]++
	return r.Reader.MemeAt(seq)
}

// What cannot be read is said once, and not tried again by itself.
func TestGridThatCannotBeRead(t *testing.T) {
	var tried atomic.Int64
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) {
		d.Search = func(context.Context, labels.Search) (labels.Hits, error) {
			tried.Add(1)
			return labels.Hits{}, errors.New("the disk is gone")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G")
		r.wants("cannot read the queue: the disk is gone")
		r.keys("right")
		if n := tried.Load(); n != 1 {
			t.Errorf("tried %d times", n)
		}
		r.keys("/")
		r.wants("the disk is gone")
	})
}

// An empty queue says so, and what helps.
func TestGridOfNothing(t *testing.T) {
	for _, size := range goldenSizes {
		o := rigOptions{memes: memes(1)}
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("3", "G")
			r.wants("in order · nothing left", "Nothing is left")
			r.keys("3")
			r.wants("nothing is left in this queue: / finds memes")
			if got := r.given(); got != "1:3" {
				t.Error(fmt.Sprint(size, got))
			}
		})
	}
}

// Of what the store does not want the rest is an act of its own: undo takes it back, and nothing that was said before.
func TestWhatIsLeftOfAnActOnGrid(t *testing.T) {
	all := memes(4)
	var events []labels.Event
	var of []item
	for i, m := range all {
		m.ID = labels.MemeID(m.Image.Name)
		all[i] = m
		events, of = append(events, labels.Event{Meme: m.ID, Action: labels.SetLevel, Batch: i}), append(of, item{meme: m})
	}
	msg := gridSavedMsg{of: of, enough: &labels.EnoughError{Memes: []labels.MemeID{all[0].ID, all[2].ID}}}
	rest := msg.without(events)
	if len(rest) != 2 || len(msg.of) != 2 {
		t.Fatalf("%d events of %d memes", len(rest), len(msg.of))
	}
	for i, e := range rest {
		if e.Batch != i || e.Meme != all[2*i+1].ID || msg.of[i].meme.ID != e.Meme {
			t.Errorf("%d: %+v of %s", i, e, msg.of[i].meme.ID)
		}
	}
}
