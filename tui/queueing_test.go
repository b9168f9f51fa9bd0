package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// queueRig begins in a queue, with a model that has said something of every meme.
func queueRig(t *testing.T, queue string, o rigOptions, test func(*testing.T, *rig)) {
	t.Helper()
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Queue = queue
		if setup != nil {
			setup(s, d)
		}
	}
	if o.memes == nil {
		o.memes = memes(30)
	}
	inRig(t, o, test)
}

// list is the list that the label screen goes through.
func (r *rig) list() queues.List {
	r.t.Helper()
	q, ok := r.a.label.queue.(*rankedQueue)
	if !ok {
		r.t.Fatalf("the queue is %T", r.a.label.queue)
	}
	return q.list
}

// said has somebody label memes, by their numbers.
func (s *fakeStore) said(who string, level labels.Level, seqs ...uint64) {
	for _, seq := range seqs {
		s.Append(labels.Event{Meme: s.memes[seq-1].ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: level})
	}
}

// settled waits for the queue that is being made.
func (r *rig) settled() { r.pass(10 * jobsEvery) }

// A new version that is served reorders the queue behind the meme on the screen.
func TestAQueueIsMadeAnewForANewVersion(t *testing.T) {
	queueRig(t, queues.Uncertain, rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("1", "2")
		first, at := r.list().Items[0].Seq(), r.at()
		r.deps.Promote = func(_ context.Context, v string, _ model.Report) error {
			for i, m := range r.store.memes { // it doubts the last memes most
				p := r.store.preds[v][m.ID]
				p.Probs = [labels.Levels]float32{float32(30-i) / 30, float32(i) / 30}
				if i >= 15 {
					p.Probs = [labels.Levels]float32{.5, .5 - float32(30-i)/100, float32(30-i) / 100}
				}
				r.store.preds[v][m.ID] = p
			}
			err := r.store.promote(v)
			return err
		}
		r.store.addVersion(fakeTime)
		if err := r.a.startServe("v2"); err != nil {
			t.Fatal(err)
		}
		r.settled()
		l := r.list()
		if l.Version != "v2" || r.at() != at || l.Items[0].Seq() != first || l.Items[2].Seq() != at {
			t.Fatalf("by %s, at #%d (was #%d), %v", l.Version, r.at(), at, l.Items[:4])
		}
		r.keys("4")
		if r.at() != l.Items[3].Seq() || r.at() == at {
			t.Errorf("then #%d, want #%d", r.at(), l.Items[3].Seq())
		}
		r.keys("left", "left")
		if r.at() != l.Items[1].Seq() {
			t.Errorf("two back: #%d, want #%d", r.at(), l.Items[1].Seq())
		}
	})
}

// What others label meanwhile is passed over, and so is what one has labelled elsewhere.
func TestWhatNoLongerWaitsIsPassedOver(t *testing.T) {
	queueRig(t, queues.Random, rigOptions{}, func(t *testing.T, r *rig) {
		r.settled()
		items := r.list().Items
		r.store.said("ben", labels.Neutral, items[1].Seq(), items[2].Seq())
		r.keys("1")
		if r.at() != items[3].Seq() {
			t.Errorf("at #%d, want #%d", r.at(), items[3].Seq())
		}
		r.wants("random · 27 left")
		// What was labelled comes back by an undo, and then it goes on where one was.
		r.keys("2", "u")
		if r.at() != items[3].Seq() {
			t.Errorf("undo: at #%d", r.at())
		}
		r.keys("2")
		if r.at() != items[4].Seq() {
			t.Errorf("at #%d, want #%d", r.at(), items[4].Seq())
		}
	})
}

func TestAskedAgain(t *testing.T) {
	own := func(s *fakeStore, _ *Deps) { s.said("ada", labels.VeryPositive, 3, 4, 5) }
	queueRig(t, queues.Reask, rigOptions{memes: memes(9), w: 200, h: 50, setup: own}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("re-ask · 1 of 3", "you     — not yet")
		asked := r.at()
		if model.RememberedLabels < keptAnswers {
			t.Error("the list of the last labels may have a meme that is asked again")
		}
		r.keys("1")
		e := r.store.log[3]
		if !e.ReAsk || e.Action != labels.SetLevel || e.Queue != "reask" || e.Meme != r.store.memes[asked-1].ID {
			t.Errorf("%+v", e)
		}
		if st, _ := r.store.State(e.Meme); st.Gold != labels.VeryPositive {
			t.Errorf("the level is %v now", st.Gold)
		}
		// It is not asked a third time, and taken back it is asked again.
		r.keys("left")
		r.wants("5 very positive")
		r.keys("u")
		if r.at() != asked {
			t.Fatalf("undo: at #%d, want #%d", r.at(), asked)
		}
		r.wants("you     — not yet")
		r.keys("s")
		if e := r.store.log[5]; e.Action != labels.Skip || !e.ReAsk {
			t.Errorf("%+v", e)
		}
	})
}

// Whoever has taken a level back, or skipped the meme since, gives a label as any other: a
// re-ask would count for nothing.
func TestNobodyIsAskedAgainForALevelThatIsGone(t *testing.T) {
	own := func(s *fakeStore, _ *Deps) { s.said("ada", labels.VeryPositive, 3, 4, 5) }
	queueRig(t, queues.Reask, rigOptions{memes: memes(9), setup: own}, func(t *testing.T, r *rig) {
		r.settled()
		next := r.store.memes[r.list().Items[1].Seq()-1].ID
		if _, err := r.store.Append(labels.Event{Meme: next, Annotator: "ada", Source: labels.CLI, Action: labels.Skip, Level: labels.NoLevel}); err != nil {
			t.Fatal(err)
		}
		r.keys("right", "2")
		if e := r.store.log[4]; e.Meme != next || e.ReAsk || e.Level != labels.Negative {
			t.Errorf("%+v", e)
		}
		if st, _ := r.store.State(next); st.Gold != labels.Negative {
			t.Errorf("the level is %v", st.Gold)
		}
	})
}

// A queue that is ready while a note is written waits for it: the note is of the meme that
// it was begun on.
func TestAQueueWaitsForAnAnswer(t *testing.T) {
	var ready chan bool
	o := rigOptions{memes: memes(9), setup: func(s *fakeStore, d *Deps) {
		ready = make(chan bool)
		s.said("ben", labels.Positive, 1)
		made := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			<-ready
			return made(ctx, name, p)
		}
	}}
	for key, log := range map[string]string{"enter": "2:note", "esc": ""} {
		queueRig(t, queues.Order, o, func(t *testing.T, r *rig) {
			r.keys(":")
			r.typeText("queue-second")
			r.keys("enter", "n")
			r.wants("Note on #0002")
			close(ready)
			r.pass(4 * jobsEvery)
			r.typeText("x")
			r.keys(key)
			r.settled()
			if got := strings.Join(strings.Fields(strings.Replace(r.given(), "1:4", "", 1)), " "); got != log || r.at() != 1 {
				t.Errorf("given %q, at #%d", got, r.at())
			}
			r.wants("second opinion")
		})
	}
}

// A search for the disputed decides nothing, and says so to who may decide.
func TestASearchForTheDisputedDecidesNothing(t *testing.T) {
	setup := func(s *fakeStore, _ *Deps) {
		s.said("ben", labels.Positive, 3)
		s.said("eve", labels.Negative, 3)
	}
	inRig(t, rigOptions{memes: memes(9), setup: setup}, func(t *testing.T, r *rig) {
		r.keys("/")
		r.write("state:disputed")
		r.keys("enter")
		r.settled()
		r.lacks("a level decides")
		r.keys("3")
		r.wants("saved 3 neutral, #0003", "stays disputed: the disputed queue decides")
		r.keys("left", "4") // with ben
		r.wants("saved 4 positive, #0003")
		r.lacks("stays disputed")
	})
}

func TestDisputedMemesAreSettled(t *testing.T) {
	differ := func(s *fakeStore, _ *Deps) {
		s.said("ben", labels.Positive, 3, 4)
		s.said("eve", labels.Negative, 3, 4)
	}
	queueRig(t, queues.Disputed, rigOptions{memes: memes(9), setup: differ}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("disputed · 2 left", "others  ben 4 ≠ eve 2", "#0003", "a level decides")
		r.keys("right", "]", "[")
		r.settled()
		r.wants("disputed: 2 memes", "#0003", "a level decides")
		r.lacks("settle") // which is said beside the meme
		r.keys("4")
		r.wants("✓ saved 4 positive, #0003")
		if e := r.store.log[4]; e.Action != labels.Adjudicate || e.Queue != "disputed" {
			t.Errorf("%+v", e)
		}
		r.wants("disputed · 1 left", "#0004")
		// A meme that one comes to otherwise gets a label like any other.
		r.keys("w")
		r.wants("#0005")
		r.keys("2")
		if e := r.store.log[5]; e.Action != labels.SetLevel || e.Queue != queues.Next {
			t.Errorf("%+v", e)
		}
		r.wants("#0004")
	})
}

// Diverse memes are chosen in batches: behind one, the next is chosen by what was labelled.
func TestADiverseQueueIsMadeAnewBehindItsBatch(t *testing.T) {
	queueRig(t, queues.Diverse, rigOptions{memes: memes(queues.Batch + 20)}, func(t *testing.T, r *rig) {
		r.settled()
		if l := r.list(); l.Ordered != queues.Batch {
			t.Fatalf("%d in order", l.Ordered)
		}
		made := 0
		makeQueue := r.a.label.deps.MakeQueue
		r.a.label.deps.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			made++
			return makeQueue(ctx, name, p)
		}
		for range queues.Batch {
			r.keys("3")
		}
		r.settled()
		if l := r.list(); made != 1 || l.Ordered != queues.Batch+1+19 {
			t.Errorf("made anew %d times, %d in order of %d", made, l.Ordered, len(l.Items))
		}
	})
}

func TestNextWaiting(t *testing.T) {
	queueRig(t, queues.Order, rigOptions{memes: memes(9), setup: func(s *fakeStore, _ *Deps) { s.said("ada", labels.Neutral, 2, 3, 4) }}, func(t *testing.T, r *rig) {
		r.keys("right")
		r.wants("#0002")
		r.keys("w")
		r.wants("#0005")
		for range 6 {
			r.keys("1")
		}
		r.keys("w")
		r.wants("no meme waits for you")
	})
}

func TestTheMemesOfAGroup(t *testing.T) {
	o := rigOptions{memes: memes(6)}
	for _, i := range []int{1, 4, 5} {
		o.memes[i].Group = "g2"
	}
	queueRig(t, queues.Order, o, func(t *testing.T, r *rig) {
		r.keys("right", ":")
		r.keys(strings.Split("queue-group", "")...)
		r.keys("enter")
		r.settled()
		r.wants("group 2 · 1 of 3", "#0002")
		r.keys("2")
		r.wants("#0005", "group 2 · 2 of 3")
	})
}

// A queue that cannot be made leaves one where one was.
func TestAQueueThatCannotBeMade(t *testing.T) {
	broken := func(_ *fakeStore, d *Deps) {
		make := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			if name == queues.Random || name == "mine" {
				return queues.List{}, errors.New("the disk is on fire")
			}
			return make(ctx, name, p)
		}
	}
	for _, name := range []string{queues.Order, "mine"} {
		queueRig(t, name, rigOptions{setup: broken}, func(t *testing.T, r *rig) {
			r.settled()
			if name == "mine" {
				r.wants("✗ ordering the memes: the disk is on fire")
				r.keys("esc")
			}
			r.wants("in order · 30 left", "#0001")
			r.keys("]")
			r.settled()
			r.wants("✗ ordering the memes: the disk is on fire", "in order · 30 left", "#0001")
			r.keys("4")
			r.wants("#0002")
		})
	}
}

func TestTheReferenceHasAllQueues(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range queues.Names {
		if row := fmt.Sprintf("| `%s` | %s | ", name, queues.Title(name)); !strings.Contains(string(b), row) {
			t.Errorf("README.md has no row %q", row)
		}
	}
	if want := fmt.Sprintf("last %d labels", model.RememberedLabels); !strings.Contains(string(b), want) {
		t.Errorf("README.md does not say %q", want)
	}
	if want := fmt.Sprintf("%d gold levels", queues.Enough); !strings.Contains(string(b), want) {
		t.Errorf("README.md does not say %q", want)
	}
}

func TestAQueueByTheModelWithoutAModel(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("]", "]")
		r.settled()
		r.wants("uncertain first: at random till predicted", "uncertain first · 9 left")
		r.store.addVersion(fakeTime)
		if err := r.a.startPrepare(); err != nil { // which ends with predictions
			t.Fatal(err)
		}
		r.settled()
		if l := r.list(); l.Version != "v1" {
			t.Errorf("by %q", l.Version)
		}
	})
}

// Quick keys do not wait for queues that are not wanted any more.
func TestTheLastQueueThatIsAskedForComes(t *testing.T) {
	var cancelled []string
	slow := func(_ *fakeStore, d *Deps) {
		make := d.MakeQueue
		d.MakeQueue = func(ctx context.Context, name string, p model.Report) (queues.List, error) {
			select {
			case <-ctx.Done():
				cancelled = append(cancelled, name)
				return queues.List{}, ctx.Err()
			case <-time.After(time.Second):
			}
			return make(ctx, name, p)
		}
	}
	queueRig(t, queues.Order, rigOptions{setup: slow}, func(t *testing.T, r *rig) {
		r.keys("]")
		r.wants("#0001", "in order · 30 left")
		r.keys("]", "]", "1")
		if !slices.Equal(cancelled, []string{queues.Random, queues.Uncertain}) {
			t.Errorf("cancelled %v", cancelled)
		}
		r.wants("#0002") // labels do not wait for it
		r.pass(3 * time.Second)
		r.wants("closest first · 29 left")
		r.lacks("cancelled")
		// It does not keep the program from ending.
		r.keys("]", "q")
		if !r.quit || r.a.ask != nil {
			t.Errorf("quit %v, asks %v", r.quit, r.a.ask)
		}
	})
}

// Between two who give the same level there is no sign that they differ.
func TestThoseWhoAgreeDoNotDiffer(t *testing.T) {
	three := func(s *fakeStore, _ *Deps) {
		s.said("ann", labels.Positive, 3)
		s.said("ben", labels.Positive, 3)
		s.said("eve", labels.Negative, 3)
		s.said("kim", labels.Negative, 3)
	}
	queueRig(t, queues.Disputed, rigOptions{w: 200, h: 50, memes: memes(9), setup: three}, func(t *testing.T, r *rig) {
		r.settled()
		r.wants("ann 4 · ben 4 ≠ eve 2 · kim 2")
	})
}

// w in a queue of memes that are answered, such as disputed ones, goes to what is left there, and not away to what waits.
func TestWaitingGoesToWhatIsLeftOfTheQueue(t *testing.T) {
	differ := func(s *fakeStore, _ *Deps) {
		s.said("ada", labels.Positive, 3, 5, 7)
		s.said("ben", labels.Negative, 3, 5, 7)
	}
	queueRig(t, queues.Disputed, rigOptions{memes: memes(9), setup: differ}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("2", "u", "U", "w")
		if r.at() != 5 {
			t.Errorf("at #%04d, want #0005", r.at())
		}
		r.keys("w", "w") // round, past what is decided
		if r.wants("nothing waits further on: this is from the beginning again"); r.at() != 5 {
			t.Errorf("at #%04d, want #0005", r.at())
		}
		r.keys("2", "w")
		if r.wants("nothing else waits in this queue: this is of all that wait"); r.at() != 8 {
			t.Errorf("at #%04d, want #0008", r.at())
		}
	})
	queueRig(t, queues.Disputed, rigOptions{memes: memes(9), setup: differ}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("w", "w", "2") // the last; two were passed over
		r.wants("You have been through this queue", "disputed · 2 left")
		if r.keys("w"); r.at() != 3 {
			t.Errorf("at #%04d, want #0003", r.at())
		}
	})
	queueRig(t, queues.Reask, rigOptions{memes: memes(9), setup: func(s *fakeStore, _ *Deps) { s.said("ada", labels.Positive, 1, 2, 3) }}, func(t *testing.T, r *rig) {
		r.settled()
		r.keys("4")
		second := r.at()
		r.keys("u", "U", "w")
		if r.at() != second {
			t.Errorf("at #%04d, want #%04d", r.at(), second)
		}
		r.keys("4", "4", "w")
		if r.at() != 4 { // nothing is asked a third time
			t.Errorf("at #%04d, want #0004", r.at())
		}
	})
}
