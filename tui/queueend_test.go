package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	queues "memebench/labels/queue"
	"memebench/model"
)

// Whoever has given a level and is asked none again is told why.
func TestWhyNothingIsAskedAgain(t *testing.T) {
	none := func(_ *fakeStore, d *Deps) {
		makes := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			if name == queues.Reask {
				return queues.List{Name: name}, nil
			}
			return makes(ctx, name, p)
		}
	}
	queueRig(t, queues.Order, rigOptions{w: 80, h: 24, memes: memes(5), setup: none}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys(":", "r", "e", "a", "s", "k", "enter")
		r.wants("nothing in re-ask")
		r.lacks("not asked again")
		r.keys("2", ":", "r", "e", "a", "s", "k", "enter")
		r.wants("nothing in re-ask: your last 100 labels are not asked again")
	})
}

// The queues that have nothing are passed, and named.
func TestEmptyQueuesArePassed(t *testing.T) {
	queueRig(t, queues.Mixed, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("]")
		r.settled()
		r.wants("in order", "nothing in disputed, second opinion, re-ask, skipped, flagged")
		r.keys("f12", "[")
		r.settled()
		r.wants("mixed: 5 memes")
		r.keys(":")
		r.keys(strings.Split("queue-flagged", "")...)
		r.keys("enter")
		r.settled()
		r.wants("nothing in flagged", "mixed · 5 left")
	})
}

// What was passed over is not said to be done, nor what was answered on Grid to be left.
func TestPassedOver(t *testing.T) {
	queueRig(t, queues.Order, rigOptions{memes: memes(6)}, func(t *testing.T, r *rig) {
		r.keys("s", "s", "s", ":")
		r.keys(strings.Split("queue-skipped", "")...)
		r.keys("enter")
		r.settled()
		r.wants("skipped · 1 of 3")
		r.keys("right", "right")
		r.wants("skipped · 3 of 3")
		r.keys("2")
		r.settled()
		r.wants("You have been through this queue", "skipped · gone through")
		r.lacks("nothing left")
		r.keys("w")
		r.settled()
		r.wants("#0001", "skipped · 1 of 3")
	})
}

func TestAFinishedQueueOffersTheNext(t *testing.T) {
	queueRig(t, queues.Random, rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("s", "1", "2", "3")
		r.settled()
		r.keys("s")
		r.settled()
		r.wants("You have been through this queue", "→     go through it again")
		r.keys("]")
		r.settled()
		r.keys("[")
		r.settled()
		r.wants("skipped · 1 of 1", "you     skipped")
		r.keys("4")
		r.settled()
		r.wants("You have been through this queue", "skipped · gone through")
		r.keys("right")
		if r.at() != r.list().Items[0].Seq() {
			t.Errorf("at #%d", r.at())
		}
	})
}

// Back from the end of a queue is to the last answer, in the order of import, too, where the first meme comes behind the last.
func TestBackFromAFinishedQueue(t *testing.T) {
	for _, name := range []string{queues.Order, queues.Random} {
		queueRig(t, name, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
			r.settled()
			r.keys("1", "2")
			last := r.at()
			r.keys("3")
			r.settled()
			r.wants("You have been through this queue")
			r.keys("left")
			r.settled()
			if r.at() != last || r.a.label.done {
				t.Errorf("%s: at #%d, done %v, want #%d", name, r.at(), r.a.label.done, last)
			}
		})
	}
}

// A batch that cannot be followed by another is said once, and the queue goes on at random.
func TestABatchThatIsTheLast(t *testing.T) {
	broken := func(_ *fakeStore, d *Deps) {
		make, first := d.MakeQueue, true
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			if !first {
				return queues.List{}, errors.New("the disk is on fire")
			}
			first = false
			return make(ctx, name, p)
		}
	}
	queueRig(t, queues.Diverse, rigOptions{memes: memes(queues.Batch + 9), setup: broken}, func(t *testing.T, r *rig) {
		r.settled()
		for range queues.Batch + 4 {
			r.keys("3")
		}
		r.settled()
		r.wants("✗ ordering the memes: the disk is on fire", "diverse · 5 left")
		faults := 0
		for _, n := range r.a.status.log {
			if strings.Contains(n.text, "on fire") {
				faults++
			}
		}
		if faults != 1 {
			t.Errorf("said %d times", faults)
		}
	})
}

// The next thing to press is in sight however small the window is.
func TestWhatIsNextHasRoomAtTheEndOfAQueue(t *testing.T) {
	for _, size := range goldenSizes {
		inRig(t, rigOptions{w: size[0], h: size[1], memes: memes(1)}, func(t *testing.T, r *rig) {
			r.keys("4")
			r.wants("✓ You have been through this queue.", "/     find memes, or choose a queue", "r     train a new version", "q     quit: all is saved")
		})
	}
}

// One's own levels are offered again where some of them are asked again, and not those that were
// asked again just now.
func TestLevelsAreOfferedAgainWhereThereAreAny(t *testing.T) {
	const offered = "enter answer again what you labelled"
	inRig(t, rigOptions{memes: memes(model.RememberedLabels + 1)}, func(t *testing.T, r *rig) {
		for i := range r.store.memes {
			if i == model.RememberedLabels {
				r.a.label.done = true
				r.lacks(offered)
				r.a.label.done = false
			}
			r.keys("3")
		}
		r.wants("✓ You have been through this queue.", offered)
		r.a.label.queue = &rankedQueue{list: queues.List{Name: queues.Reask}}
		r.lacks(offered)
	})
}

// A queue of which the part is done that was put in order is made anew once where nothing waits
// any more, and not again with all that happens.
func TestAQueueThatHasNothingMoreIsMadeOnce(t *testing.T) {
	made := 0
	o := rigOptions{memes: memes(3)}.with(func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.MakeQueue = func(_ context.Context, name string, _ model.Report) (queues.List, error) {
			if made++; made > 1 {
				return queues.List{Name: name}, nil
			}
			return queues.List{Name: name, Ordered: 1, Items: []queues.Item{queues.NewItem(1, queues.ByName), queues.NewItem(2, queues.ByLot), queues.NewItem(3, queues.ByLot)}}, nil
		}
		d.Queue = queues.Diverse
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(time.Second)
		if r.at() != 1 || made != 1 {
			t.Fatalf("at #%d, made %d times", r.at(), made)
		}
		r.keys("right")
		r.pass(time.Minute)
		if r.at() != 2 || made != 2 {
			t.Errorf("at #%d, made %d times", r.at(), made)
		}
	})
}

// Keys that were typed ahead for the memes of a queue that cannot be made anew change no label of the meme before.
func TestKeysForAQueueThatDoesNotCome(t *testing.T) {
	o := rigOptions{memes: memes(5)}.with(func(_ *fakeStore, d *Deps) {
		made := 0
		d.MakeQueue = func(_ context.Context, name string, _ model.Report) (queues.List, error) {
			if made++; made > 1 {
				time.Sleep(time.Minute)
				return queues.List{}, errors.New("the disk is on fire")
			}
			return queues.List{Name: name, Items: []queues.Item{queues.NewItem(1, queues.ByLot), queues.NewItem(2, queues.ByLot)}}, nil
		}
		d.Queue = queues.Random
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(time.Second)
		r.keys("3", "3")
		r.pass(time.Second)
		r.send(typed("4"))
		r.pass(2 * time.Minute)
		if said := r.a.status.fault(); !strings.Contains(said, "1 key typed ahead dropped") {
			t.Errorf("said: %s", said)
		}
		if got := r.given(); got != "1:3 2:3" {
			t.Errorf("%s\n%s", got, r.view())
		}
		r.keys("4") // which is meant for what is there
		if got := r.given(); got != "1:3 2:3 2:4" {
			t.Errorf("%s\n%s", got, r.view())
		}
	})
}

// A finished queue is gone through again from its first meme, and it ends with the reason of the last flag, too.
func TestAFinishedQueueBeginsAgain(t *testing.T) {
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.keys("3", "f")
		r.typeText("cut off")
		r.keys("enter")
		r.wants("You have been through this queue")
		r.keys("right")
		if r.lacks("You have been through this queue"); r.at() != 1 {
			t.Errorf("at #%d", r.at())
		}
	})
}

// Who labels a meme from elsewhere once a search is finished is not taken back to its last meme, which has its answer.
func TestAFinishedSearchStaysFinished(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("/")
		r.typeText(`"meme 9"`)
		r.keys("enter", "3")
		r.wants("You have been through this queue")
		r.keys("w")
		at := r.at()
		r.keys("4")
		r.wants("You have been through this queue")
		r.keys("5")
		if got, want := r.given(), fmt.Sprintf("9:3 %d:4", at); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}
