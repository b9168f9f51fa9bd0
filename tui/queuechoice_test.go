package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
	"memebench/tui/term"
)

// What was skipped comes back once nothing else waits, in order, once; a second skip leaves it.
func TestWhatWasSkippedComesBack(t *testing.T) {
	for _, name := range []string{queues.Order, queues.Random} {
		queueRig(t, name, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
			r.settled()
			var skipped []uint64
			for i := range 5 {
				if i%2 == 0 {
					skipped = append(skipped, r.at())
					r.keys("s")
				} else {
					r.keys("3")
				}
			}
			r.settled()
			r.wants("nothing else waits: 3 skipped are back", "skipped · 1 of 3")
			var met []uint64
			for _, key := range []string{"s", "4", "s"} {
				met = append(met, r.at())
				r.keys(key)
				r.settled()
			}
			for i := range met {
				if i > 0 && met[i] < met[i-1] {
					t.Errorf("%s: %v come back as %v", name, skipped, met)
				}
			}
			r.wants("You have been through this queue")
			if n := r.store.counts("ada").ByKind[labels.Skipped]; n != 2 {
				t.Errorf("%d are skipped", n)
			}
			if r.store.settings["queue/ada"] == queues.Skipped {
				t.Error("what nobody has chosen is remembered")
			}
		})
	}
}

// A key that is pressed while it is looked up whether anything was skipped is for no meme.
func TestKeysAtTheEndOfAQueue(t *testing.T) {
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.keys("s")
		time.Sleep(readTime)
		r.send(typed("3", "5", "5"))
		r.settled()
		if got := r.given(); got != "1:skip 2:3" {
			t.Errorf("given %s", got)
		}
		r.wants("#0001", "skipped · 1 of 1")
	})
}

// Saved queries stand behind the other queues, but for those that cannot be read.
func TestSavedQueriesAreQueues(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		s.settings["query/cats"], s.settings["query/dogs"], s.settings["query/broken"] = "cat", "dog", "colour:red"
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("[")
		r.settled()
		r.wants("dogs: 8 memes", "dogs · 1 of 8")
		r.keys("[")
		r.settled()
		r.wants("cats: 4 memes", "cats · 1 of 4")
		r.keys("]", "]")
		r.settled()
		r.wants("in order · 12 left")
	})
}

// A saved query is deleted after a question, and is no queue then.
func TestSavedQueriesAreDeleted(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		s.settings["query/cats"], s.settings["query/dogs"], s.settings["queue/ada"] = "cat", "dog", "cats"
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("/", "ctrl+d")
		r.wants("ctrl+d deletes a saved query: choose one first")
		for range len(queues.Names) + 1 {
			r.keys("down")
		}
		r.wants("▸ cats", "/ cat", "ctrl+d deletes it")
		r.keys("ctrl+d")
		r.wants("Delete the saved query cats?", "y  delete it")
		r.keys("esc", "ctrl+d", "y")
		r.wants("✓ deleted the query cats", "/ cat", "dogs")
		r.lacks("  cats ", "▸")
		if r.store.settings["query/cats"] != "" || r.store.settings["queue/ada"] != queues.Order {
			t.Errorf("%v", r.store.settings)
		}
		r.keys("esc", "[")
		r.settled()
		r.wants("dogs · 1 of 8")
		r.keys("[")
		r.settled()
		r.lacks("cats ·")
	})
}

// A session that was to begin with a query that is gone says so.
func TestAQueueThatIsGone(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) {
		d.Queue = ""
		s.settings["queue/ada"] = "cats"
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("! the saved query cats is gone: you are in another queue", "mixed ·")
	})
}

// The last search is opened again in the next session, as a queue that one has chosen is.
func TestTheLastSearchIsRemembered(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.deps.Queue = ""
		r.keys("/")
		r.write("cat split:train")
		r.keys("enter", "3")
		r.pass(2 * time.Second)
		at := r.at()
		again := startRig(t, r.store, *r.deps, rigOptions{})
		again.settled()
		again.wants("cat split:train · ")
		if again.at() != at || at == 1 {
			t.Errorf("at #%d, was #%d", again.at(), at)
		}
		again.keys("/")
		again.wants("/ cat split:train")
		again.keys("esc", "2")
		again.wants("#0010")
		again.keys("]")
		again.settled()
		again.wants("in order · ")
		if v := again.store.settings["queue/ada"]; v != queues.Order {
			t.Errorf("remembered: %q", v)
		}
		again.stop()
	})
}

// The words of a queue are that queue, however they are written.
func TestWrittenQueuesAreTheQueues(t *testing.T) {
	o := findMemes().with(func(s *fakeStore, d *Deps) { s.settings["query/the cats"] = "cat" })
	for written, want := range map[string]string{
		"queue:skipped": queues.Skipped, "Queue:skipped": queues.Skipped, "queue:order": queues.Order,
		"state:waiting": queues.Order, "queue:margin": queues.Margin, `queue:"the cats"`: "the cats", "cat": "", "-queue:skipped": "",
		"queue:skipped cat": "",
	} {
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("/")
			r.write(written)
			p, ok := r.sheet().queue()
			if ok != (want != "") || ok && p.queueName() != want {
				t.Errorf("%s is %q (%v), want %q", written, p.queueName(), ok, want)
			}
		})
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("s", "/")
		r.write("queue:skipped")
		r.keys("enter")
		r.settled()
		r.keys("3")
		if e := r.newest(); e.Queue != queues.Skipped || r.store.settings["queue/ada"] != queues.Skipped {
			t.Errorf("%+v, remembered %q", e, r.store.settings["queue/ada"])
		}
	})
}

// What a key was told elsewhere, or in Find before, does not stay over what Find says.
func TestFindPutsAnswersAway(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		r.send(terminalMsg{term.Paste{Text: "cat"}})
		r.wants("pasted text does nothing here")
		r.keys("/")
		r.lacks("pasted text")
		r.wants("esc keeps the queue you have: in order")
		r.write("zebra")
		r.keys("enter")
		r.wants("no meme fits: nothing to open")
		r.keys("backspace")
		r.lacks("nothing to open")
	})
}

// Several things that have no room beside each other in the row of news are not cut in the
// middle of a key: the key that shows all of them is named.
func TestNewsThatHaveNoRoom(t *testing.T) {
	inRig(t, rigOptions{w: 80, h: 24, memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("3")
		news := "v13 waits, probably better (0.91): T, then p serves it"
		r.a.status.add("%s", news)
		line, whole := r.a.newsLine(78)
		if whole || r.a.st.Width(line) > 78 || !strings.Contains(line, "✓ saved 3 neutral, #0001  v13 waits") || !strings.HasSuffix(line, "… (! shows all)") {
			t.Errorf("%q", line)
		}
		if line, _ := r.a.newsLine(46); line != "✓ saved 3 neutral, #0001  v13 waits, prob… (!)" {
			t.Errorf("%q", line)
		}
		if line, _ := r.a.newsLine(42); line != "✓ saved 3 neutral, #0001  +1: ! shows all" {
			t.Errorf("%q", line)
		}
		if line, whole := r.a.newsLine(100); !whole || !strings.HasSuffix(line, "serves it") {
			t.Errorf("%q", line)
		}
	})
}

// A question can be answered while the queue that comes next waits for its answer.
func TestAQuestionAtTheEndOfAQueue(t *testing.T) {
	slow := func(_ *fakeStore, d *Deps) {
		makeQueue := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			time.Sleep(time.Second)
			return makeQueue(ctx, name, p)
		}
	}
	inRig(t, rigOptions{memes: memes(2), setup: slow}, func(t *testing.T, r *rig) {
		r.keys("s")
		time.Sleep(readTime)
		r.send(typed("3"))
		r.a.ask = &dialog{title: "Really?", yes: func() tea.Cmd { return nil }}
		r.pass(2 * time.Second)
		r.keys("y")
		r.settled()
		r.wants("#0001", "skipped · 1 of 1")
		if r.a.ask != nil {
			t.Error("the question stays")
		}
	})
}

// Behind a meme that is not in the list that one goes through, and before it, is the place
// that one has left; w goes to a meme of the list that waits, if there is one.
func TestBackInTheList(t *testing.T) {
	inRig(t, findMemes(), func(t *testing.T, r *rig) {
		at := func(want uint64, context string) {
			t.Helper()
			if r.at() != want {
				t.Errorf("at #%04d, want #%04d", r.at(), want)
			}
			r.wants(context)
		}
		goTo := func(number string) {
			r.keys("g")
			r.send(terminalMsg{term.Paste{Text: number}})
			r.keys("enter")
		}
		r.keys("/", "ctrl+u")
		r.send(terminalMsg{term.Paste{Text: "dog"}})
		r.keys("enter")
		r.settled()
		at(2, "dog · 1 of 8")
		r.keys("2", "4")
		at(5, "dog · 3 of 8")
		goTo("10")
		at(10, "dog · 8 memes")
		r.keys("1")
		at(5, "dog · 3 of 8")
		goTo("10")
		r.keys("right")
		at(5, "dog · 3 of 8")
		goTo("10")
		r.keys("left")
		at(3, "dog · 2 of 8")
		r.keys("left", "w")
		at(5, "dog · 3 of 8")
		r.keys("right", "3", "3", "3", "3")
		at(12, "dog · 8 of 8")
		r.keys("w") // the one that was passed over
		at(5, "dog · 3 of 8")
		r.keys("3", "w")
		at(12, "dog · 8 of 8")
		r.keys("left", "y", "3")
		r.wants("You have been through this queue")
		r.keys("w") // no other is left in it
		at(1, "dog · 8 memes")
	})
}

// What is taken back after the queue was made anew is gone through again, in its order,
// before the rest of the queue.
func TestTakenBackIntoTheQueue(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("3", "3", "3", "]")
		r.settled()
		next := r.at()
		r.keys("u", "u", "u")
		for want := range uint64(3) {
			if r.at() != want+1 {
				t.Errorf("at #%04d, want #%04d", r.at(), want+1)
			}
			r.keys("4")
		}
		if r.at() != next {
			t.Errorf("at #%04d then, want #%04d", r.at(), next)
		}
		r.keys("left")
		if r.at() != 3 {
			t.Errorf("at #%04d before it, want #0003", r.at())
		}
	})
}

// w goes round, and out of a search in which nothing waits: it says so.
func TestWaitingGoesRoundWithAWord(t *testing.T) {
	const round = "nothing waits further on: this is from the beginning again"
	inRig(t, rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) {
		r.keys("right", "w")
		r.lacks("further on")
		r.keys("w", "w")
		if r.wants(round); r.at() != 1 {
			t.Errorf("at %d", r.at())
		}
		r.keys("w")
		r.lacks("further on")
		r.keys("3", "3", "3", "w") // the first waits alone
		if r.wants("this is the only one that waits for you"); r.at() != 1 {
			t.Errorf("at %d", r.at())
		}
		r.keys("u", "/")
		r.typeText("state:labelled")
		r.keys("enter", "w")
		r.wants("nothing else waits in this queue: this is of all that wait")
		r.keys("w")
		r.lacks("in this queue")
	})
	inRig(t, rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) { // of a search only this one waits, but it is not the only one
		r.keys("/")
		r.typeText("#2")
		r.keys("enter", "w")
		r.wants("nothing else waits in this queue: this is of all that wait")
		r.lacks("the only one")
		if r.at() != 3 {
			t.Errorf("at %d", r.at())
		}
	})
	inRig(t, rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) {
		r.keys("G", "w")
		r.lacks("further on")
		r.keys("end", "w")
		r.wants(round)
	})
}
