package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

func TestAQueueOfTheCommandLine(t *testing.T) {
	queueRig(t, queues.Uncertain, rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		want := r.list().Items
		r.wants("uncertain first · 30 left")
		var met []uint64
		for range 30 {
			met = append(met, r.at())
			r.keys("3")
		}
		for i, it := range want {
			if met[i] != it.Seq() {
				t.Fatalf("met %v, want %v", met, want)
			}
			if e := r.store.log[i]; e.Queue != "uncertain" || e.Place != i+1 || e.ReAsk {
				t.Errorf("event %d: %+v", i, e)
			}
		}
		r.settled()
		r.wants("You have been through this queue", "uncertain first · nothing left", "→     go through it again")
	})
}

// The queue of the command line is used like one that a key has chosen: the next session goes on with it.
func TestTheQueueOfTheCommandLineIsRemembered(t *testing.T) {
	for _, name := range []string{queues.Uncertain, queues.Order} {
		before := func(s *fakeStore, _ *Deps) { s.settings["queue/ada"] = queues.Random }
		queueRig(t, name, rigOptions{setup: before}, func(t *testing.T, r *rig) {
			r.settled()
			if got := r.store.settings["queue/ada"]; got != name {
				t.Errorf("remembered: %q, want %q", got, name)
			}
		})
	}
	none := func(s *fakeStore, _ *Deps) { s.settings["queue/ada"] = queues.Random }
	queueRig(t, queues.Flagged, rigOptions{setup: none}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("nothing in flagged")
		if got := r.store.settings["queue/ada"]; got != queues.Random {
			t.Errorf("remembered, though it has nothing: %q", got)
		}
	})
}

// A line in which nothing is written finds all memes: a queue with a name, which is remembered as others are.
func TestTheQueueOfAllMemes(t *testing.T) {
	queueRig(t, "", rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("/", "enter")
		r.pass(2 * jobsEvery)
		r.wants("all memes · 1 of 30")
		r.lacks(": 30 memes") // which is said of queues that one has not just seen found
		r.keys("3", "/")
		r.wants("esc keeps the queue you have: all memes")
		r.keys("esc")
		again := startRig(t, r.store, *r.deps, rigOptions{})
		again.settled()
		again.wants("all memes · ")
		again.keys("/")
		again.wants("esc keeps the queue you have: all memes", " /  ")
		again.stop()
	})
}

func TestTheQueueIsRemembered(t *testing.T) {
	queueRig(t, "", rigOptions{setup: func(s *fakeStore, _ *Deps) { s.settings["queue/ada"] = queues.Random }}, func(t *testing.T, r *rig) {
		r.settled()
		first := r.list().Items[0].Seq()
		if r.list().Name != queues.Random || r.at() != first {
			t.Fatalf("in %s at #%d, want #%d", r.list().Name, r.at(), first)
		}
		r.keys("]")
		r.settled()
		r.wants("uncertain first: 30 memes", "uncertain first · 30 left")
		if got := r.store.settings["queue/ada"]; got != queues.Uncertain {
			t.Errorf("remembered: %q", got)
		}
		r.keys("1", "[")
		r.settled()
		if r.at() == 0 || r.list().Name != queues.Random || r.store.settings["queue/ada"] != queues.Random {
			t.Errorf("in %s, remembered %q", r.list().Name, r.store.settings["queue/ada"])
		}
		// A session that follows goes on with the same meme, in the same queue.
		at := r.at()
		r.pass(2 * time.Second)
		again := startRig(t, r.store, *r.deps, rigOptions{})
		again.settled()
		again.wants("random · 29 left")
		if again.at() != at || again.list().Items[0].Seq() != at {
			t.Errorf("resumed at #%d, want #%d", again.at(), at)
		}
		again.keys("2")
		if e := again.store.log[1]; e.Queue != queues.Resumed {
			t.Errorf("%+v", e)
		}
		again.stop()
	})
}

func TestTheQueueOfAnAnnotatorWhoHasChosenNone(t *testing.T) {
	queueRig(t, "", rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("mixed · 30 left") // v1 has learned here
	})
	elsewhere := func(s *fakeStore, d *Deps) { s.versions[0].Number = 0 }
	queueRig(t, "", rigOptions{setup: elsewhere}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("in order · 30 left")
		// The first version that is served and has learned here makes it mixed.
		at := r.at()
		r.deps.Train = func(context.Context, model.Report) (model.Trained, error) {
			v := r.store.addVersion(fakeTime)
			err := r.store.promote(v.ID)
			return model.Trained{Version: v, Promoted: true}, err
		}
		r.keys("r")
		r.settled()
		r.wants("mixed · 30 left", "v2 is trained", "queue mixed: 30 memes") // neither in the place of the other
		if r.at() != at || r.list().Items[0].Seq() != at {
			t.Errorf("at #%d, was #%d", r.at(), at)
		}
		if _, ok := r.store.settings["queue/ada"]; ok {
			t.Error("what nobody has chosen is remembered")
		}
	})
}

// Where nobody has chosen the queue, that a version is served takes no meme and no mark from Grid.
func TestGridStaysWhereTheQueueIsMixedByDefault(t *testing.T) {
	queueRig(t, "", rigOptions{setup: func(s *fakeStore, d *Deps) { s.versions[0].Number = 0 }}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("G", "m", "right", "right", "m", "down")
		at, shown := r.a.grid.selected().meme.Seq, r.gridShows(9)
		r.deps.Train = func(context.Context, model.Report) (model.Trained, error) {
			v := r.store.addVersion(fakeTime)
			err := r.store.promote(v.ID)
			return model.Trained{Version: v, Promoted: true}, err
		}
		if err := r.a.startTrain(); err != nil {
			t.Fatal(err)
		}
		r.settled()
		r.wants("queue mixed: 30 memes", "2 marked")
		if r.a.grid.selected().meme.Seq != at || r.gridShows(9) != shown {
			t.Errorf("#%d is selected, was #%d; shown %s, were %s", r.a.grid.selected().meme.Seq, at, r.gridShows(9), shown)
		}
		r.keys("L", "G")
		r.wants("2 marked")
		r.keys("4", "L", "G")
		if got := r.given(); got != "1:4 4:4" || r.a.grid.list.name != queues.Mixed {
			t.Errorf("given %s, then in %s", got, r.a.grid.list.name)
		}
	})
}

// A session that was to begin with a queue that has nothing says so, and news do not hide it.
func TestASessionThatWasToBeginWithAnEmptyQueue(t *testing.T) {
	queueRig(t, queues.Flagged, rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("mixed · 30 left", "! nothing in flagged: you are in another queue")
		r.keys("3")
		r.wants("✓ saved 3 neutral")
		r.lacks("nothing in flagged")
	})
}

// A session whose search has nothing left goes on in the queue of who has chosen none. It does not begin
// at the meme that was labelled last, whose level the next key would change, but stays at one without.
func TestASessionWhoseSearchHasNothingLeft(t *testing.T) {
	for _, learned := range []bool{false, true} {
		for at, want := range map[int]string{7: "7:4 ", 8: "7:4 8:"} {
			setup := func(s *fakeStore, d *Deps) {
				if !learned {
					s.versions[0].Number = 0
				}
				s.said("ada", labels.Positive, 7)
				s.settings["queue/ada"] = unnamed + "state:flagged"
				s.settings[PlaceSetting("ada")] = string(s.memes[at-1].ID)
			}
			queueRig(t, "", rigOptions{setup: setup}, func(t *testing.T, r *rig) {
				r.settled()
				r.wants(map[bool]string{false: "in order · 29 left", true: "mixed · 29 left"}[learned], "! nothing in state:flagged: you are in another queue", "you     — not yet")
				if r.keys("2"); !strings.HasPrefix(r.given(), want) || len(r.store.log) != 2 {
					t.Errorf("learned %v, at #%d: given %s, want %s", learned, at, r.given(), want)
				}
			})
		}
	}
}

// Where a queue ends and memes wait, the queue is offered that one begins with.
func TestTheOfferedQueueIsTheOneToBeginWith(t *testing.T) {
	for _, learned := range []bool{false, true} {
		o := rigOptions{memes: memes(5), setup: func(s *fakeStore, d *Deps) {
			if learned {
				s.addVersion(fakeTime)
			}
			s.Append(labels.Event{Meme: s.memes[0].ID, Annotator: "ada", Source: labels.Key, Action: labels.Skip, Level: labels.NoLevel, Time: fakeTime})
			d.Queue = queues.Skipped
		}}
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("3")
			r.wants("the 4 memes that wait")
			r.keys("enter")
			want := map[bool]string{false: queues.Order, true: queues.Mixed}[learned]
			if got := r.a.label.queueName(); got != want {
				t.Errorf("learned %v: %s is opened, want %s", learned, got, want)
			}
		})
	}
}

// Where one's own levels are asked again, a session that follows asks again: the next key would
// change the label that it is to be compared with, and that would be in sight.
func TestASessionThatFollowsAsksAgain(t *testing.T) {
	setup := func(s *fakeStore, d *Deps) { s.said("ada", labels.Positive, 1, 2, 3) }
	queueRig(t, "", rigOptions{setup: setup}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys(":", "r", "e", "a", "s", "k", "enter")
		r.settled()
		r.wants("re-ask · 1 of 3", "you     — not yet")
		r.pass(2 * time.Second)
		again := startRig(t, r.store, *r.deps, rigOptions{})
		again.settled()
		again.wants("re-ask · 1 of 3", "you     — not yet")
		again.keys("2")
		if e := again.newest(); !e.ReAsk || e.Queue != queues.Reask {
			t.Errorf("%+v", e)
		}
		again.stop()
	})
}

// Where nothing is to be asked again any more, such a session goes on in the queue of who has chosen none.
func TestASessionThatFollowsHasNothingToAskAgain(t *testing.T) {
	setup := func(s *fakeStore, d *Deps) { s.settings["queue/ada"] = queues.Reask }
	queueRig(t, "", rigOptions{setup: setup}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("mixed · 30 left", "! nothing in re-ask: you are in another queue")
		at := r.at()
		r.keys("2")
		r.wants(fmt.Sprintf("saved 2 negative, #%04d", at))
	})
}
