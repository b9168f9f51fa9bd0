package tui

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

func TestLabelAndAdvance(t *testing.T) {
	inRig(t, rigOptions{memes: memes(4)}, func(t *testing.T, r *rig) {
		r.wants("#0001", "caption of meme 1", "How does it feel?", "0/4")
		r.keys("4")
		r.wants("#0002", "caption of meme 2", "✓ saved 4 positive, #0001", "1/4")
		r.keys("s")
		r.wants("#0003", "✓ skipped #0002", "1/4", "2 left")
		r.keys("1", "5")
		// None waits: what was skipped comes back, once.
		r.wants("✓ saved 5 very positive, #0004  nothing else waits: 1 skipped is back", "#0002", "you     skipped", "skipped · 1 of 1")
		r.keys("s")
		// Then it says so kindly, and goes round to the first.
		r.wants("You have been through this queue", "→     go through it again", "r     train a new version")
		r.lacks("caption of meme")
		for _, k := range []string{"2", "s", "z"} {
			r.keys(k)
			r.wants("all is done here: → goes through it again")
		}
		r.keys("right")
		r.wants("#0002", "you     skipped, just now")
		r.keys("g", "1", "enter")
		r.wants("#0001", "you     ● 4 positive, just now")
		if got := r.given(); got != "1:4 2:skip 3:1 4:5 2:skip" {
			t.Errorf("log: %s", got)
		}
	})
}

// Memes on which the annotators differ have no gold level, which nothing else on the
// screens says.
func TestWhenAllAreLabelledTheDisputedAreCounted(t *testing.T) {
	other := func(s *fakeStore, d *Deps) {
		s.Append(labels.Event{Meme: s.memes[1].ID, Annotator: "grace", Source: labels.Key, Action: labels.SetLevel, Level: labels.VeryPositive})
	}
	inRig(t, rigOptions{memes: memes(2), setup: other}, func(t *testing.T, r *rig) {
		r.keys("4")
		r.wants("You have been through this queue")
		r.lacks("the annotators differ")
		r.keys("right", "right", "1", "u", "left", "u", "4")
		r.lacks("the annotators differ")
		r.keys("right", "right", "1", "left", "u", "u", "4")
		r.wants("You have been through this queue")
	})
}

func TestTheExplanationLeavesAfterThreeLabels(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		for range 3 {
			r.wants("How does it feel?")
			r.keys("3")
		}
		r.lacks("How does it feel?")
	})
}

// Where a caption leaves room for some of the explanation, it is the keys that stay.
func TestTheExplanationBesideALongCaption(t *testing.T) {
	for lines, c := range map[int]struct{ there, gone []string }{
		1: {there: []string{"How does it feel?", "1 very negative … 5 very positive", "u takes it back"}},
		4: {[]string{"1 very negative … 5 very positive", "u takes it back"}, []string{"How does it feel?"}},
		5: {[]string{"u takes it back"}, []string{"How does it feel?", "1 very negative …"}},
		6: {[]string{"one key labels: 1 very negative … 5 very positive"}, []string{"How does it feel?", "u takes it back"}},
	} {
		o := rigOptions{w: 80, h: 24, memes: memes(9)}
		o.memes[0].Caption = strings.TrimSpace(strings.Repeat("line\n", lines))
		inRig(t, o, func(t *testing.T, r *rig) {
			r.wants(c.there...)
			r.lacks(c.gone...)
		})
	}
}

// How fast it goes, and how long it takes, in words where there is room.
func TestPaceInWords(t *testing.T) {
	for w, want := range map[int]string{99: "12/min · about 3 min left", 100: "median 5.0 s · 12 a minute · about 3 min left"} {
		inRig(t, rigOptions{w: w, h: 30, memes: memes(40)}, func(t *testing.T, r *rig) {
			for range 4 {
				r.pass(5*time.Second - readTime)
				r.keys("3")
			}
			r.wants(want)
		})
	}
}

func TestAdvanceGoesToTheNextWaitingAndRound(t *testing.T) {
	inRig(t, rigOptions{memes: memes(5)}, func(t *testing.T, r *rig) {
		r.keys("right", "l")
		r.keys("3") // of the third; the fourth and fifth wait, then the first
		r.keys("3", "3")
		if got := r.given(); got != "3:3 4:3 5:3" || r.at() != 1 {
			t.Errorf("log %s, now at %d", got, r.at())
		}
		r.keys("left")
		r.wants("no more memes that way", "#0001")
		r.keys("right", "right", "h")
		if r.at() != 2 {
			t.Errorf("at %d, want 2", r.at())
		}
	})
}

func TestPastedTextIsNoKeys(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.pass(time.Second)
		r.send(terminalMsg{term.Paste{Text: "1234"}})
		r.wants("pasted text does nothing here")
		r.send(typed("alt+1"))
		r.wants("alt+1 does nothing here: ? shows the keys")
		if len(r.store.log) > 0 {
			t.Errorf("log: %s", r.given())
		}
	})
}

// What is pasted stands behind what was typed before it, also where both come in one read, and where the
// line that it is for is not there yet.
func TestPastedTextComesInItsTurn(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		gate := make(chan error, 1)
		r.a.deps.Log = gatedLog{r.store, gate}
		r.keys("3", "n") // the label is on its way to disk
		r.send(slices.Concat(typed("a", "b"), terminalMsg{term.Paste{Text: "cd"}}, typed("e")))
		gate <- nil
		r.settle()
		if r.a.ask == nil || r.a.ask.answer() != "abcde" {
			t.Errorf("not a note that begins abcde:\n%s", r.view())
		}
	})
}

// gatedLog holds back writes until it is told to let one through.
type gatedLog struct {
	*fakeStore
	gate chan error
}

func (g gatedLog) Append(events ...labels.Event) ([]labels.Event, error) {
	if err := <-g.gate; err != nil {
		return nil, err
	}
	return g.fakeStore.Append(events...)
}

// gated puts the gate in front of the log.
func gated(g *gatedLog) func(*fakeStore, *Deps) {
	return func(s *fakeStore, d *Deps) {
		*g = gatedLog{s, make(chan error)}
		d.Log = *g
	}
}

func TestSavedIsSaidOnceItIs(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4")
		r.wants("#0001")
		r.lacks("saved", "saving")
		r.pass(time.Second)
		r.wants("#0001", "saving …")
		r.lacks("ctrl+c twice")
		r.pass(hangsAfter)
		r.wants("#0001", "saving …: the disk has not answered yet; ctrl+c twice leaves")
		// What is typed meanwhile waits. It labels nothing: nobody has seen the next meme.
		r.keys("3", "E")
		r.wants("#0001")
		r.on("Label")
		g.gate <- nil
		r.settle()
		if got := r.given(); got != "1:4" {
			t.Errorf("log: %s", got)
		}
		r.on("Evaluate")
	})
}

func TestTheWholeOfNewsThatHaveNoRoom(t *testing.T) {
	o := sceneMemes()
	o.w, o.h = 80, 24
	o = o.with(func(s *fakeStore, d *Deps) {
		train := d.Train
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			v, err := train(ctx, p)
			v.ColdStartReason = strings.Repeat("for a good reason ", 9) + "(END)"
			return v, err
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(2 * jobsEvery)
		r.wants("✓ v2 is trained")
		r.lacks("(END)")
		r.keys("!")
		r.wants("All news of this session", "(END)")
		r.keys("esc")
		r.wants("✓ v2 is trained")
		r.keys("u")
		r.lacks("v2 is trained")
	})
}

func TestAFailedSaveStaysInSight(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		r.keys("4", "2", "1") // two are typed ahead
		g.gate <- errors.New("disk full")
		r.settle()
		r.wants("✗ NOT saved: disk full. The label 4 positive is kept", "#0001", "— not yet")
		r.lacks("saved 4")
		if len(r.a.typed) != 0 {
			t.Error("keys meant for other memes are still waiting")
		}
		r.keys("!")
		r.wants("2 keys typed ahead dropped")
		r.keys("esc")
		// A key that does something else does not make the error go away.
		r.keys("right", "left")
		r.settle()
		r.wants("✗ NOT saved: disk full")
		r.keys("4")
		g.gate <- nil
		r.settle()
		r.wants("saved 4 positive, #0001", "#0002")
		r.lacks("✗")
		if got := r.given(); got != "1:4" {
			t.Errorf("log: %s", got)
		}
	})
}

func TestUndo(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("u")
		r.wants("#0001")
		r.keys("1", "s", "2", "right", "right", "u")
		r.wants("#0003", "took back 2 negative, #0003", "— not yet")
		r.keys("u")
		r.wants("#0002", "took back the skip, #0002")
		r.keys("u")
		r.wants("#0001", "took back 1 very negative, #0001")
		r.keys("u")
		r.wants("#0001", "nothing left to undo")
		r.store.fail = errors.New("disk full")
		r.keys("u")
		r.wants("✗ nothing taken back: disk full")
	})
}

func TestEventFields(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}, func(t *testing.T, r *rig) {
		r.keys("right", "left")
		r.pass(2 * time.Second)
		before := r.a.now()
		r.keys("4")
		e := r.store.log[0]
		want := labels.Event{
			Seq: 1, Time: before.Add(readTime), Meme: r.store.memes[0].ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel,
			Level: labels.Positive, ElapsedMS: 2000 + readTime.Milliseconds(), Shown: labels.ShownBefore, Version: "v1",
			Screen: "label", Queue: "order", Place: 1, Guide: "0123456789abcdef",
		}
		if e != want {
			t.Errorf("got  %+v\nwant %+v", e, want)
		}
		r.pass(500 * time.Millisecond)
		r.keys("right", "s")
		e = r.store.log[1]
		if e.Action != labels.Skip || e.Level != labels.NoLevel || e.Queue != "order" || e.Place != 3 || e.ElapsedMS != readTime.Milliseconds() {
			t.Errorf("skip: %+v", e)
		}
		r.keys("u", "1", "1")
		if e = r.store.log[3]; e.Queue != "undo" {
			t.Errorf("after undo: %+v", e)
		}
		if e = r.store.log[4]; e.Queue != "waiting" || e.Place != 4 {
			t.Errorf("the one after: %+v", e)
		}
	})
}

func TestWithoutAPredictionNothingWasShown(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.wants("nothing said yet", "no model yet: r trains one")
		r.keys("b")
		r.wants("the model has said nothing of this meme yet")
		r.keys("3")
		if e := r.store.log[0]; e.Shown != labels.ShownNo || e.Version != "" {
			t.Errorf("recorded as %q %q", e.Shown, e.Version)
		}
	})
}

// Training does not help where a meme has nothing to read.
func TestAMemeWithNothingToRead(t *testing.T) {
	setup := func(s *fakeStore, _ *Deps) {
		v := s.addVersion(fakeTime)
		s.preds[v.ID] = nil
		for i := range s.memes {
			s.memes[i].Image = labels.Image{}
		}
		s.memes[0].Caption, s.memes[1].Caption = "", "words"
		s.memes[2].Caption, s.memes[2].Image.Media = "…", labels.Media{Path: "/a.wav", SHA256: "00", Format: "wav", Sound: true}
	}
	inRig(t, rigOptions{memes: memes(3), setup: setup}, func(t *testing.T, r *rig) {
		r.wants("#0001", "there is nothing for it to read")
		r.keys("right")
		r.wants("#0002", "r trains a model that has seen it")
		r.keys("right")
		r.wants("#0003", "there is nothing for it to read")
		r.store.versions[0].Encoders = append(r.store.versions[0].Encoders, eval.Input{Modality: "audio"})
		r.store.revision++
		r.keys("3", "right", "right")
		r.wants("#0003", "r trains a model that has seen it")
	})
}

func TestStalePrediction(t *testing.T) {
	setup := func(s *fakeStore, _ *Deps) {
		s.addVersion(fakeTime)
		s.addVersion(fakeTime)
		s.preds["v2"] = nil
		s.served = []string{"v1", "v2"}
	}
	inRig(t, rigOptions{memes: memes(3), setup: setup}, func(t *testing.T, r *rig) {
		r.wants("Model v1", "v2 is served now")
	})
}

func TestOthersAreHeardAfterYou(t *testing.T) {
	setup := func(s *fakeStore, _ *Deps) { imported(s, labels.Train) }
	inRig(t, rigOptions{memes: memes(3), setup: setup}, func(t *testing.T, r *rig) {
		r.wants("others  1 answer, after yours")
		r.lacks("gold")
		r.keys("5", "left")
		r.wants("others  gold 1")
	})
}

// What is shown to be typed is a word to a shell, also of a folder with a blank in its name.
func TestTheFolderOfAnEmptyWorkspace(t *testing.T) {
	inRig(t, rigOptions{}.with(func(_ *fakeStore, d *Deps) { d.Folder = "my memes" }), func(t *testing.T, r *rig) {
		r.wants("memebench import PICTURES -w 'my memes'")
	})
}

func TestEmptyWorkspace(t *testing.T) {
	inRig(t, rigOptions{}, func(t *testing.T, r *rig) {
		r.wants("No memes here yet.", "memebench import", "Quit with q")
		r.faint("1-5 label")
		r.keys("3", "s", "right", "b", "up", "u")
		if len(r.store.log) != 0 {
			t.Errorf("log: %v", r.store.log)
		}
	})
}

func TestLongCaptionScrolls(t *testing.T) {
	ms := memes(2)
	ms[0].Caption = "first " + strings.Repeat("word ", 200) + "end"
	inRig(t, rigOptions{memes: ms, w: 80, h: 24}, func(t *testing.T, r *rig) {
		r.wants("first", "↓")
		if !r.a.works(doDown) {
			t.Error("it cannot be scrolled")
		}
		r.lacks("end\n")
		for range 100 {
			r.keys("down")
		}
		r.wants("word end", "↑")
		r.keys("right")
		if r.a.works(doDown) {
			t.Error("what is whole can be scrolled")
		}
	})
}

// colours are the control sequences of a view.
var colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// What comes from outside reaches the terminal as text or not at all.
func TestNothingFromOutsideActsOnTheTerminal(t *testing.T) {
	evil := "\x1b]0;title\x07\x1b[2J\u202eabc\r\n\x00def\x9b31m"
	ms := memes(2)
	ms[0].Caption, ms[0].Image.Name, ms[0].Image.Fault = evil, evil, evil
	setup := func(s *fakeStore, d *Deps) {
		d.Workspace, d.Annotator, d.Guide = evil, evil, evil
		s.log = append(s.log, labels.Event{Seq: 1, Meme: s.memes[0].ID, Annotator: evil, Source: labels.CLI, Action: labels.SetLevel, Level: 2})
		d.Prepare = func(context.Context, model.Report) ([]string, error) { return nil, errors.New(evil) }
	}
	inRig(t, rigOptions{memes: ms, setup: setup}, func(t *testing.T, r *rig) {
		look := func() {
			t.Helper()
			for _, c := range colours.ReplaceAllString(strings.ReplaceAll(r.a.View(), term.Column, ""), "") {
				if c != '\n' && c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u202e' {
					t.Errorf("%U on the screen", c)
				}
			}
		}
		look()
		for _, k := range []string{"?", "tab", "esc", "!", "esc", "4", "left", "E", "T"} {
			r.keys(k)
			look()
		}
	})
}

func TestATooSmallWindowTakesNoLabels(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3), w: 50, h: 12}, func(t *testing.T, r *rig) {
		r.wants("window too small: 50×12")
		r.keys("4", "s", "E")
		if len(r.store.log) != 0 {
			t.Errorf("labelled what was not on the screen: %s", r.given())
		}
		r.resize(80, 24)
		r.wants("#0001")
		r.on("Label")
		r.resize(50, 12)
		r.keys("q")
		if !r.quit {
			t.Error("q does not quit")
		}
	})
}

// That the place to resume at is not saved either does not hide that a label is not.
func TestALabelThatIsNotSavedStaysInSight(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("1", "right")
		r.store.fail = errors.New("the disk is full")
		r.pass(2 * cursorDelay)
		r.wants("✗ the place to resume at is not saved: the disk is full")
		r.keys("right", "4")
		r.pass(2 * cursorDelay)
		r.wants("✗ NOT saved: the disk is full. The label 4 positive is kept")
	})
}

// Where nothing is ever shown there is nothing to reveal; a skip says nothing of what
// was shown, and a clock that is set back makes no label take less than no time.
func TestWhatALabelRecords(t *testing.T) {
	o := rigOptions{memes: memes(9)}
	o.setup = func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Blind = labels.BlindAfter
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		if !r.a.label.works(doReveal) {
			t.Error("what the model says cannot be revealed")
		}
		r.deps.Blind = labels.BlindNever
		if r.a.label.works(doReveal) {
			t.Error("what is never shown can be revealed")
		}
		r.deps.Blind = labels.BlindAfter
		r.keys("s")
		r.a.label.since = r.a.now().Add(time.Hour)
		r.keys("4")
		if e := r.store.log[0]; e.Action != labels.Skip || e.Shown != labels.ShownNo || e.Version != "" {
			t.Errorf("a skip: %+v", e)
		}
		if e := r.store.log[1]; e.Level != labels.Positive || e.Shown != labels.ShownAfter || e.ElapsedMS != 0 {
			t.Errorf("a label: %+v", e)
		}
	})
}

// A skip is no label of the pace, a caption is scrolled no further than its end, and
// who does not move has nothing written at the end.
func TestWhatASkipAndAScrollLeave(t *testing.T) {
	o := rigOptions{memes: memes(9)}
	o.memes[2].Caption = strings.Repeat("a long caption of many lines ", 200)
	inRig(t, o, func(t *testing.T, r *rig) {
		for range 4 {
			r.keys("s")
			r.pass(5 * time.Second)
		}
		r.lacks("/min", "a minute")
		r.keys("left", "left")
		c := &r.a.label.caption
		lines := c.scrolls(r.a.frame, r.a.label.item.meme)
		if lines == 0 {
			t.Fatal("the caption has room")
		}
		for range lines + 5 {
			r.keys("down")
		}
		if c.scroll != lines {
			t.Errorf("scrolled %d of %d lines", c.scroll, lines)
		}
		r.pass(time.Second)
		written := r.store.writes
		r.keys("q")
		if !r.quit || r.store.writes != written {
			t.Errorf("quit %v, %d writes, had %d", r.quit, r.store.writes, written)
		}
	})
}

// The end of a job is none of the job of its kind that was started since.
func TestTheEndOfAnEarlierJob(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.active[jobTrain] = jobs.Snapshot{ID: 7, Kind: jobTrain, State: jobs.Running}
		r.send(jobsMsg{of: r.a.runner, news: []jobs.Snapshot{{ID: 6, Kind: jobTrain, State: jobs.Cancelled}}})
		if r.a.active[jobTrain].ID != 7 {
			t.Errorf("active: %+v", r.a.active)
		}
		r.send(jobsMsg{of: r.a.runner, news: []jobs.Snapshot{{ID: 7, Kind: jobTrain, State: jobs.Cancelled}}})
		if _, on := r.a.active[jobTrain]; on {
			t.Error("the job that has ended is shown as running")
		}
	})
}

// News that belong to another operation, or to another meme, change nothing.
func TestNewsOfOthers(t *testing.T) {
	var g gatedLog
	inRig(t, rigOptions{memes: memes(9), setup: gated(&g)}, func(t *testing.T, r *rig) {
		s := r.a.label
		r.keys("4")
		r.send(slowMsg{s.op + 1})
		r.lacks("saving …")
		g.gate <- nil
		r.settle()
		ahead := s.ahead
		r.send(aheadMsg{of: "another"})
		if len(s.ahead) != len(ahead) {
			t.Errorf("%d memes ahead, had %d", len(s.ahead), len(ahead))
		}
		// In a cell it is the evaluated version's answer that stands.
		s.cell = &cellQueue{}
		s.item.predicted = false
		r.send(predictedMsg{meme: s.item.meme.ID, predicted: true})
		if s.item.predicted {
			t.Error("the served version's answer has taken the evaluated one's place")
		}
		s.cell = nil
	})
}

// Where the queue is finished no meme is to be seen: keys that label say what there is to
// do, and not that they came too soon.
func TestKeysWhereTheQueueIsFinished(t *testing.T) {
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.hints("1-5 label", "s skip", "f flag", "n note")
		r.keys("3", "3")
		r.wants("You have been through this queue.")
		r.faint("1-5 label", "s skip", "f flag", "n note", "z zoom")
		r.hints("u undo", "/ find")
		for _, key := range []string{"4", "s", "z", "b"} {
			r.a.status = status{}
			r.keys(key)
			r.wants("all is done here: → goes through it again")
		}
		if got := r.given(); got != "1:3 2:3" {
			t.Errorf("given %q", got)
		}
	})
}
