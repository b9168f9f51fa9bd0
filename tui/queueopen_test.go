package tui

import (
	"strings"
	"testing"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// A meme that is opened by itself is that meme, however far one has gone in the queue.
func TestAMemeOfAQueueIsOpenedByItself(t *testing.T) {
	queueRig(t, queues.Random, rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		items := r.list().Items
		r.keys("1", "2", "3", "4", "G", "home", "right", "enter")
		r.on("Label")
		if r.at() != items[1].Seq() {
			t.Errorf("at #%d, want #%d", r.at(), items[1].Seq())
		}
	})
}

// In a team all of a queue can be with others: then one stays where one is, and the memes on the
// screen are those of the queue that is named above them.
func TestAQueueThatIsWithOthers(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{8: true, 9: true}}
	skipped := func(s *fakeStore, _ *Deps) {
		for _, seq := range []uint64{8, 9} {
			s.Append(labels.Event{Meme: s.memes[seq-1].ID, Annotator: "ada", Source: labels.Key, Action: labels.Skip})
		}
	}
	o := inTeam(f, labels.RoleOwner, rigOptions{memes: memes(12), setup: skipped})
	queueRig(t, queues.Random, o, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("1", "1", "1")
		at := r.at()
		for _, opens := range []string{":queue-skipped", "/state:skipped", "/queue:skipped"} {
			r.keys(opens[:1])
			r.typeText(opens[1:])
			r.settled()
			r.keys("enter")
			r.settled()
			r.wants("is for you: others have it", "random · 7 left")
			if r.at() != at {
				t.Fatalf("%s: at #%d, was at #%d", opens, r.at(), at)
			}
		}
		// What is gone through after it is the queue from before, and ] passes the other by.
		if name := r.list().Name; name != queues.Random {
			t.Fatalf("the queue is %q", name)
		}
		r.keys(strings.Split("]]]]]]]", "")...)
		r.settled()
		r.lacks("skipped ·", "-1 left", "-2 left")
	})
}

// A queue of a few is over while others wait: nobody says that these are with others.
func TestAShortQueueEndsWhileOthersWait(t *testing.T) {
	f := &fakeTeam{}
	o := inTeam(f, labels.RoleOwner, rigOptions{w: 140, h: 40, memes: memes(12)})
	queueRig(t, queues.Order, o, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("/")
		r.typeText(`"meme 1"`)
		r.settled()
		r.keys("enter")
		r.settled()
		r.keys("s")
		r.wants("You have been through this queue.", "median    —")
		r.lacks("have the last", "has the last")
	})
}
