package tui

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// nearRig has 12 memes, some of which ada or ben have labelled; #4 is of val, #6 of test.
func nearRig(blind labels.Blind) rigOptions {
	o := gridMemes(12)
	o.w, o.h = 200, 50
	return o.with(func(s *fakeStore, d *Deps) {
		d.Blind = blind
		s.said("ada", labels.VeryPositive, 2, 12)
		s.said("ben", labels.VeryNegative, 3, 7)
	})
}

// The memes that are most like the one on the screen are those of one's own: what others
// say of the rest is not told.
func TestNearestLabelled(t *testing.T) {
	inRig(t, nearRig(labels.BlindShown), func(t *testing.T, r *rig) {
		r.pass(2 * nearAfter)
		r.wants("#0001", "Nearest labelled", "by you", "5  very positive", "0.99 alike", "#0002 meme_02.png", "0.89 alike", "#0012 meme_12.png")
		r.lacks("#0003", "#0007")
		r.keys("2", "g", "5", "enter")
		r.pass(2 * nearAfter)
		r.wants("0.97 alike", "2  negative", "#0001 meme_01.png")
		// Of memes of val they are shown after the answer, of test never.
		r.keys("g", "4", "enter")
		r.pass(2 * nearAfter)
		r.wants("#0004", "hidden till you answer")
		r.lacks("alike")
		r.keys("2", "g", "4", "enter")
		r.pass(2 * nearAfter)
		r.wants("0.98 alike")
		r.keys("g", "6", "enter", "2", "g", "6", "enter")
		r.pass(2 * nearAfter)
		r.wants("#0006", "never beside test memes")
		r.lacks("alike")
	})
	inRig(t, nearRig(labels.BlindAfter), func(t *testing.T, r *rig) {
		r.pass(2 * nearAfter)
		r.wants("#0001", "hidden till you answer")
		r.lacks("alike")
		r.keys("b")
		r.pass(2 * nearAfter)
		r.wants("0.99 alike")
	})
}

// Without features, or labels of one's own, it says so.
func TestNearestOfNothing(t *testing.T) {
	o := nearRig(labels.BlindShown).with(func(s *fakeStore, d *Deps) {
		d.Likest = func(context.Context, uint64, []uint64, labels.Likeness, int) ([]model.Like, error) {
			return nil, errors.New("the meme has no features yet")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(2 * nearAfter)
		r.wants("the meme has no features yet")
	})
	o.setup = func(s *fakeStore, d *Deps) { s.addVersion(fakeTime) }
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(2 * nearAfter)
		r.wants("none yet: they come from your own labels")
	})
}

// Who goes on at once has nothing looked for.
func TestNearestIsNotLookedForInHaste(t *testing.T) {
	var asked atomic.Int64
	o := nearRig(labels.BlindShown).with(func(s *fakeStore, d *Deps) {
		likest := d.Likest
		d.Likest = func(ctx context.Context, of uint64, among []uint64, by labels.Likeness, most int) ([]model.Like, error) {
			asked.Add(1)
			return likest(ctx, of, among, by, most)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(2 * nearAfter)
		before := asked.Load()
		for range 5 {
			r.keys("right")
		}
		if n := asked.Load() - before; n > 0 {
			t.Errorf("%d times", n)
		}
		r.resize(100, 30)
		r.pass(2 * nearAfter)
		before = asked.Load()
		r.keys("right")
		r.pass(2 * nearAfter)
		if n := asked.Load() - before; n > 0 {
			t.Errorf("without room: %d times", n)
		}
	})
}

// Where a level decides, and what all say is on the screen, gold levels stand beside one's
// own: but for those that are still to be asked blind.
func TestNearestWhereALevelDecides(t *testing.T) {
	o := nearRig(labels.BlindShown).with(func(s *fakeStore, d *Deps) {
		d.Queue = queues.Disputed
		s.said("ben", labels.Positive, 4, 5)
		s.said("eve", labels.Negative, 5)
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.settled()
		r.pass(2 * nearAfter)
		r.wants("#0005", "by you, else gold", "1  very negative", "#0003 meme_03.png", "#0007 meme_07.png", "5  very positive", "#0002 meme_02.png")
		r.lacks("#0004") // of val
		r.keys("enter", "end")
		r.wants("Nearest labelled by you, else gold: picture", "0.98  #0003", "1 very negative · caption of meme 3")
	})
}
