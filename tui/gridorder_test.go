package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// gridShows are the numbers of the first memes on the screen, in their order.
func (r *rig) gridShows(n int) string { return fmt.Sprint(r.a.grid.shown()[:n]) }

// [ and ] go through the orders; the selected and the marked memes stay the same, and what is
// said says in which order it was met.
func TestGridOrders(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "right", "right", "right", "right", "m", "left")
		at := r.a.grid.selected().meme.Seq
		if at != 5 {
			t.Fatalf("at #%d", at)
		}
		r.keys("]")
		r.wants("by likeness", "1 marked")
		if got := r.gridShows(4); got != "[5 4 6 3]" {
			t.Errorf("by likeness to #5: %s", got)
		}
		if r.a.grid.selected().meme.Seq != at || !r.a.grid.isMarked(0) {
			t.Errorf("#%d is selected, marks %v", r.a.grid.selected().meme.Seq, r.a.grid.marks)
		}
		r.keys("2")
		if e := r.newest(); r.given() != "5:2" || e.Queue != "order/alike" || e.Place != 1 {
			t.Errorf("%s, recorded as %+v", r.given(), e)
		}
		r.keys("]")
		r.wants("the surest first")
		list := r.a.grid.list
		sure := func(place int) float64 {
			p := r.store.preds["v1"][r.store.memes[list.seqs[place]-1].ID]
			return float64(p.Probs[p.Level()])
		}
		for i := 1; i < 10; i++ {
			if sure(i) > sure(i-1)+1e-6 {
				t.Errorf("place %d is surer than the one before: %v", i, list.seqs)
			}
		}
		if last := list.seqs[10:]; last[0] != 4 || last[1] != 6 {
			t.Errorf("what is asked blind is in order by what the model says: %v", list.seqs)
		}
		r.keys("]")
		r.wants("in the order of the queue")
		r.lacks("surest first ·")
		r.keys("[", "[", "[")
		if got := r.gridShows(3); got != "[1 2 3]" || r.a.grid.list.order != asQueued {
			t.Errorf("%s, %q", got, r.a.grid.list.order)
		}
	})
}

// A queue that is in another order has that of import besides.
func TestGridAsImported(t *testing.T) {
	o := gridMemes(12).with(func(s *fakeStore, d *Deps) { d.Queue = queues.Random })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("G")
		was := r.gridShows(12)
		r.keys("[")
		r.wants("as imported")
		if got := r.gridShows(12); got != "[1 2 3 4 5 6 7 8 9 10 11 12]" || got == was {
			t.Errorf("%s, was %s", got, was)
		}
	})
}

// What cannot be an order is passed over, and it says why.
func TestGridOrdersThatCannotBe(t *testing.T) {
	o := gridMemes(12)
	o.setup = func(s *fakeStore, d *Deps) { d.Blind = labels.BlindNever }
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "[")
		r.wants("by likeness · not by how sure the model is: it is never shown in this workspace")
	})
	o.setup = nil
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "[")
		r.wants("not by how sure the model is: no model yet")
		r.a.deps.Likest = failingLikest
		r.keys("[", "]")
		r.wants("the order stays: the meme has no features yet")
		if r.a.grid.list.order != asQueued {
			t.Errorf("%q", r.a.grid.list.order)
		}
	})
}

// n writes a note on the selected meme, whatever is marked, and stays there.
func TestGridNotes(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G", "m", "n")
		r.wants("Note on #0002")
		r.write("irony?")
		r.keys("enter")
		r.wants("✓ note kept, #0002", "1 marked", "✎")
		if e := r.newest(); e.Action != labels.Note || e.Text != "irony?" || e.Screen != gridName || len(r.store.log) != 1 {
			t.Errorf("%+v", r.store.log)
		}
		r.keys("n", "enter")
		r.wants("the note is as it was")
		r.keys("n", "ctrl+u", "enter")
		r.wants("took the note away, #0002")
		r.lacks("✎")
		r.keys("u")
		r.wants("again the note, #0002", "✎")
	})
}

// In the disputed queue a level decides, as on Label, and what people say is shown.
func TestGridDecides(t *testing.T) {
	for _, size := range goldenSizes {
		o := gridMemes(40)
		o.w, o.h = size[0], size[1]
		o = o.with(func(s *fakeStore, d *Deps) {
			d.Queue = queues.Disputed
			for seq := uint64(10); seq < 40; seq++ {
				s.said("ben", labels.Positive, seq)
				s.said("eve", labels.Negative, seq)
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.settled()
			r.keys("G")
			r.wants("disputed · 30 left · a level decides")
			r.wants("ben 4 ≠ eve 2")
			r.keys("4")
			if e := r.newest(); e.Action != labels.Adjudicate || e.Level != labels.Positive || e.Queue != queues.Disputed {
				t.Errorf("%+v", e)
			}
			r.wants("disputed · 29 left")
			r.keys("home", "w") // past the one that is settled
			if got := r.a.grid.selected().meme.Seq; got != 11 {
				t.Errorf("w selects #%d", got)
			}
			r.keys("*", "2")
			r.wants("Decide 30 memes: gold is 2 negative?")
		})
	}
}

// In the queue that asks again, Grid asks as Label does: it keeps what was said before to itself, and an answer
// is a second one, which changes no label.
func TestGridAsksAgain(t *testing.T) {
	for _, size := range goldenSizes {
		o := gridMemes(40)
		o.w, o.h = size[0], size[1]
		o = o.with(func(s *fakeStore, d *Deps) {
			d.Queue = queues.Reask
			for seq := uint64(1); seq <= 30; seq++ {
				s.said("ada", labels.VeryPositive, seq)
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.settled()
			r.keys("G")
			r.wants("re-ask · 30 left · labels stay")
			tells := func(want bool) {
				t.Helper()
				it := r.a.grid.selected()
				own, _ := r.a.grid.card().mine()
				drawn := newCanvas(r.a.st, r.a.frame.w, r.a.frame.h)
				r.a.grid.drawCell(drawn, r.a.frame.grid(0), r.a.grid.here-r.a.grid.top, it.meme.Seq)
				if chip := strings.Contains(strings.Join(drawn.strings(), "\n"), r.a.st.chipOf(labels.VeryPositive)); chip != want || own.Level.Valid() != want {
					t.Errorf("#%d: a chip: %t, what one says: %v", it.meme.Seq, chip, own.Level)
				}
			}
			tells(false)
			said := len(r.store.log)
			seq := r.a.grid.selected().meme.Seq
			r.keys("2")
			r.wants("saved 2 negative", "asked again: your label stays")
			if e := r.newest(); !e.ReAsk || e.Level != labels.Negative || e.Queue != queues.Reask || e.Meme != r.store.memes[seq-1].ID {
				t.Errorf("%+v", e)
			}
			if st, _ := r.store.State(r.store.memes[seq-1].ID); st.Gold != labels.VeryPositive {
				t.Errorf("the level is %v now", st.Gold)
			}
			r.keys("left")
			tells(true)
			r.keys("u")
			tells(false)
			r.keys("U", "u", "m", "m", "m", "3") // the second is of test
			r.wants("answered 2 memes again, 3 neutral: u takes both back")
			r.keys("*", "1")
			r.wants("as a second answer, and your")
			r.keys("enter")
			r.settled()
			for _, e := range r.store.log[said:] {
				if e.Action == labels.SetLevel && !e.ReAsk {
					t.Fatalf("%+v", e)
				}
			}
		})
	}
}

// The title counts what is still to be asked.
func TestGridCountsWhatIsLeft(t *testing.T) {
	inRig(t, gridMemes(12), func(t *testing.T, r *rig) {
		r.keys("G")
		r.wants("in order · 12 left")
		r.keys("1", "2", "s")
		r.wants("in order · 9 left", "of 12")
		r.keys("u")
		r.wants("in order · 10 left")
		r.keys("/")
		r.write("split:train")
		r.keys("ctrl+g")
		r.wants("split:train · 10 memes · 8 waiting")
	})
}

// The time on the page is shared among the memes of which something is said.
func TestGridElapsed(t *testing.T) {
	inRig(t, gridMemes(200), func(t *testing.T, r *rig) {
		elapsed := func() time.Duration { return time.Duration(r.newest().ElapsedMS) * time.Millisecond }
		about := func(what string, want time.Duration) {
			t.Helper()
			if got := elapsed(); got < want || got > want+3*time.Second {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		r.keys("G")
		r.pass(20 * time.Second)
		r.keys("m", "m", "2")
		about("two marked in 20 s", 10*time.Second)
		r.pass(8 * time.Second)
		r.keys("3")
		about("the next, 8 s after", 8*time.Second)
		r.pass(30 * time.Second)
		r.keys("pgdown")
		r.pass(5 * time.Second)
		r.keys("3")
		about("on a page for 5 s", 5*time.Second)
	})
}

// A meme that a queue has taken at random is recorded as such, here too.
func TestGridKeepsHowItWasChosen(t *testing.T) {
	list := queues.List{Name: queues.Mixed, Items: []queues.Item{queues.NewItem(2, queues.ByName), queues.NewItem(9, queues.ByLot)}}
	if l := listed(list); l.queueOf(2) != "mixed" || l.queueOf(9) != "mixed/random" {
		t.Errorf("%q, %q", l.queueOf(2), l.queueOf(9))
	}
}

var errNoFeatures = errors.New("the meme has no features yet")
