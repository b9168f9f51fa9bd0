package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
	"memebench/model/settings"
	"memebench/tui/jobs"
)

// fakeTeam is a team in which nobody else does anything unless a test has them do it.
type fakeTeam struct {
	runner  *jobs.Runner
	taken   map[uint64]bool // by others, by their place
	mine    labels.MemeID   // the meme that was taken last
	stays   int             // how often the annotator was heard of
	yields  int             // how often the annotator had come to an end
	changes chan uint64
}

func (f *fakeTeam) as(role labels.Role) *Team {
	return &Team{
		Role: role, Jobs: f.runner,
		Changed: func(ctx context.Context, _ uint64) (uint64, error) {
			select {
			case n := <-f.changes:
				return n, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		},
		Take: func(_ Reader, m labels.Meme) (bool, error) {
			if f.taken[m.Seq] {
				return false, nil
			}
			f.mine = m.ID
			return true, nil
		},
		Peek:  func(_ Reader, m labels.Meme) (bool, error) { return !f.taken[m.Seq], nil },
		Yield: func(Reader) error { f.yields++; f.mine = ""; return nil },
		Stay:  func() { f.stays++ },
	}
}

// inTeam are the options of a rig whose annotator has a role in a team.
func inTeam(f *fakeTeam, role labels.Role, o rigOptions) rigOptions {
	return o.with(func(_ *fakeStore, d *Deps) {
		f.runner, f.changes = jobs.New(nil, nil), make(chan uint64) // in the bubble of the test
		d.Team = f.as(role)
	})
}

// What an owner sets holds for the screens of others that are open: what the model says is hidden
// from then on, and what is cross-validated is so in the folds of today.
func TestSettingsOfAnOwnerReachOpenScreens(t *testing.T) {
	f := &fakeTeam{}
	evaluated := 0
	o := inTeam(f, labels.RoleResearcher, sceneMemes().with(func(s *fakeStore, d *Deps) {
		labelled(s, d)
		d.Blind = labels.BlindShown
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			evaluated++
			return evaluate(ctx, version, split, p)
		}
	}))
	inRig(t, o, func(t *testing.T, r *rig) {
		told := uint64(0)
		set := func(s settings.Setting, value string) {
			r.store.settings[s.Name] = value
			told++
			f.changes <- told
			r.pass(2 * changesEvery)
		}
		r.keys("E")
		set(settings.Overlap.Setting, "2")
		if evaluated != 1 {
			t.Fatalf("evaluated %d times", evaluated)
		}
		set(settings.FoldsSeed.Setting, "7")
		r.wants("other folds")
		set(settings.Overlap.Setting, "3")
		if evaluated != 2 {
			t.Errorf("evaluated %d times", evaluated)
		}
		r.keys("L")
		set(settings.Blind.Setting, "never")
		r.wants("blind is never from now on")
		if r.a.deps.Blind != labels.BlindNever {
			t.Errorf("blind is %s", r.a.deps.Blind)
		}
		set(settings.Blind.Setting, "sometimes") // by an older memebench, or by hand
		if r.a.deps.Blind != labels.BlindNever {
			t.Errorf("blind is %s", r.a.deps.Blind)
		}
	})
}

// What an owner hides has been seen: a label that is given then is none that was given blind.
func TestWhatIsHiddenMeanwhileWasSeen(t *testing.T) {
	f := &fakeTeam{}
	o := inTeam(f, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(9), setup: func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		d.Blind = labels.BlindShown
	}})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.store.settings[settings.Blind.Name] = string(labels.BlindAfter)
		f.changes <- 1
		r.pass(2 * changesEvery)
		r.wants("blind is after from now on", "hidden till you answer")
		r.keys("3", "4")
		var shown []labels.Shown
		for _, e := range r.store.log {
			shown = append(shown, e.Shown)
		}
		if want := []labels.Shown{labels.ShownBefore, labels.ShownAfter}; !slices.Equal(shown, want) {
			t.Errorf("shown %v, want %v", shown, want)
		}
	})
}

func TestWhatAnAnnotatorMayNotDo(t *testing.T) {
	f := &fakeTeam{}
	o := inTeam(f, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(9)})
	o = o.with(func(_ *fakeStore, d *Deps) {
		d.Prepare = func(context.Context, model.Report) ([]string, error) {
			t.Error("a session of a team prepares the model")
			return nil, nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.faint("r retrain")
		r.keys("r")
		r.wants("only researchers and owners may train: you are an annotator")
		r.keys("tab")
		r.on("Label")
		for _, key := range []string{"G", "E", "C", "T", "D"} {
			r.keys(key)
			r.on("Label")
		}
		r.keys(":")
		r.typeText("settings")
		r.keys("enter")
		r.wants("only owners may change settings")
		r.keys(":")
		r.typeText("queue-disputed")
		r.keys("enter")
		r.wants("only researchers and owners may adjudicate")
		if r.keys("3"); r.given() != "1:3" {
			t.Errorf("labels: %s", r.given())
		}
		if f.stays == 0 {
			t.Error("no key was heard of")
		}
		if n := len(f.runner.Active()); n > 0 || r.a.summary.Served != "" {
			t.Errorf("%d jobs run, %q is served", n, r.a.summary.Served)
		}
		if names := strings.Join(queuesBeside(r), " "); strings.Contains(names, queues.Disputed) {
			t.Errorf("queues: %s", names)
		}
		if !r.a.search(labels.Query{}).Alone {
			t.Error("a search finds by what others have said")
		}
	})
}

// queuesBeside are the queues that ] goes through.
func queuesBeside(r *rig) (all []string) {
	s := r.a.label
	for name := s.nextQueue(queues.Order, 1); name != queues.Order; name = s.nextQueue(name, 1) {
		all = append(all, name)
	}
	return all
}

func TestWhatAResearcherMayDo(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(9)}), func(t *testing.T, r *rig) {
		r.keys("4", "r")
		r.pass(time.Second)
		if len(r.a.summary.Versions) != 1 {
			t.Errorf("%d versions", len(r.a.summary.Versions))
		}
		r.keys("T")
		r.on("Train")
		r.faint("p serve")
		r.keys("p")
		r.wants("only owners may serve a version: you are a researcher")
		if names := queuesBeside(r); !slices.Contains(names, queues.Disputed) {
			t.Errorf("queues: %s", names)
		}
		if r.a.search(labels.Query{}).Alone {
			t.Error("a search does not find by what others have said")
		}
		// That the server has trained is news for all.
		if _, err := TeamTrain.StartFor(f.runner, r.a.deps); err != nil {
			t.Fatal(err)
		}
		r.pass(5 * time.Second)
		r.wants("v2 is trained")
	})
}

// Trainings are those of all, and each is of who has started it.
func TestATrainingOfSomebodyElse(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(9)}), func(t *testing.T, r *rig) {
		end := make(chan error)
		train := func(ctx context.Context, _ func(jobs.Progress)) (any, error) {
			select {
			case err := <-end:
				return nil, err
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if _, err := f.runner.StartBy("bea", jobTrain, train); err != nil {
			t.Fatal(err)
		}
		r.pass(time.Second)
		r.wants("training · bea")
		r.faint("x cancel")
		r.keys("r")
		r.wants("training is running already: bea has started it")
		r.keys("x")
		r.wants("training is not yours to cancel: bea has started it")
		r.keys("T")
		r.wants(" · bea has started it")
		r.lacks("x cancels")
		r.keys("L")

		// Who comes now sees what runs, and nothing of what has ended before.
		late := newFakeStore(memes(9)...)
		d := fakeDeps(late)
		d.Team, d.Annotator = f.as(labels.RoleOwner), "cem"
		newcomer := startRig(t, late, d, rigOptions{w: 140, h: 40})
		newcomer.wants("training · bea")

		end <- errors.New("the disk is full")
		r.pass(time.Second)
		newcomer.pass(time.Second)
		for _, one := range []*rig{r, newcomer} {
			one.wants("training has failed, which bea had started")
			one.lacks("the disk is full", failMark)
		}
		last := startRig(t, late, d, rigOptions{w: 140, h: 40})
		last.lacks("training has failed")
		last.keys("q")
		if !last.quit {
			t.Error("q asks something")
		}
		for _, one := range []*rig{newcomer, last} {
			one.stop()
		}
		if _, err := f.runner.Start(jobTrain, func(context.Context, func(jobs.Progress)) (any, error) { return nil, nil }); err != nil {
			t.Errorf("a session that ends takes the jobs of all with it: %v", err)
		}
	})
}

func TestMemesThatOthersWereGiven(t *testing.T) {
	f := &fakeTeam{}
	f.taken = map[uint64]bool{1: true, 3: true, 4: true}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(6)}), func(t *testing.T, r *rig) {
		if r.at() != 2 {
			t.Errorf("begins at #%d", r.at())
		}
		// Pictures are made ready of what may come: neither the one before nor the next is.
		if a := r.a.label.ahead; len(a) != 2 || a[0].Seq != 5 || a[1].Seq != 6 {
			t.Errorf("likely to come: %v", a)
		}
		r.keys("4")
		if m, _ := r.store.Meme(f.mine); r.at() != 5 || m.Seq != 5 {
			t.Errorf("at #%d, #%d was taken", r.at(), m.Seq)
		}
		r.keys("left")
		if r.at() != 2 {
			t.Errorf("back at #%d", r.at())
		}
		r.keys("right", "4", "4")
		if r.given() != "2:4 5:4 6:4" {
			t.Errorf("labels: %s", r.given())
		}
		if s := r.a.label; !s.done {
			t.Errorf("at #%d, though others have all that wait\n%s", r.at(), r.view())
		}
		r.wants("Others have the last 3 memes open.")
	})
}

// fullLog refuses labels of a meme that others have labelled.
type fullLog struct {
	*fakeStore
	full labels.MemeID
}

func (l *fullLog) Append(events ...labels.Event) ([]labels.Event, error) {
	if slices.ContainsFunc(events, func(e labels.Event) bool { return e.Meme == l.full && e.Action.Answers() }) {
		return nil, &labels.EnoughError{Memes: []labels.MemeID{l.full}, Places: []uint64{1}, Overlap: 2}
	}
	return l.fakeStore.Append(events...)
}

// Redo refuses what was taken back of the meme.
func (l *fullLog) Redo(annotator string) ([]labels.Event, error) {
	again, err := l.fakeStore.Redo(annotator)
	if err != nil {
		return nil, err
	}
	return again, &labels.EnoughError{Memes: []labels.MemeID{l.full}, Places: []uint64{1}, Overlap: 2}
}

// What the disk has refused is not said to be left where it is saved with a label that is not wanted.
func TestNothingIsLeftBesideWhatIsNotWanted(t *testing.T) {
	for _, screen := range []string{"G", "C"} {
		inRig(t, inTeam(&fakeTeam{}, labels.RoleResearcher, sceneMemes()), func(t *testing.T, r *rig) {
			log := &fullLog{fakeStore: r.store}
			r.a.deps.Log, r.store.fail = log, errFull
			r.keys("4")
			r.wants(notSaved)
			r.store.fail = nil
			r.keys("right", screen)
			log.full = r.a.before().meme.ID
			r.keys("3")
			r.wants("2 others have labelled it")
			if left := r.a.unsaved.left(); len(left) > 0 || r.a.status.has(failed) {
				t.Errorf("on %s: %v left, notices %+v", screen, left, r.a.status.notices)
			}
		})
	}
}

// A note that the disk has refused together with a label is saved, also where that is not wanted any more.
func TestANoteOfWhatIsNotWanted(t *testing.T) {
	for _, then := range []string{"right 3", "right G 3", "C 3", "q y"} {
		inRig(t, inTeam(&fakeTeam{}, labels.RoleResearcher, sceneMemes()), func(t *testing.T, r *rig) {
			said := len(r.store.log)
			r.store.fail = errFull
			r.keys("4", "n")
			r.typeText("who is this")
			r.keys("enter")
			left := r.a.unsaved.left()
			if len(left) != 2 {
				t.Fatalf("left %+v", left)
			}
			r.store.fail = nil
			r.a.deps.Log = &fullLog{r.store, left[0].Meme}
			r.keys(strings.Fields(then)...)
			r.keys("right", "3") // where the first key was refused together with it
			noted := slices.ContainsFunc(r.store.log[said:], func(e labels.Event) bool { return e.Text == "who is this" })
			if !noted || slices.ContainsFunc(r.store.log[said:], func(e labels.Event) bool { return e.Meme == left[0].Meme && e.Level.Valid() }) {
				t.Errorf("%s: said %+v, left %+v", then, r.store.log[said:], r.a.unsaved.left())
			}
		})
	}
}

// What cannot be said again, as others have labelled the meme meanwhile, is no fault that stays.
func TestWhatIsNotWantedAgain(t *testing.T) {
	o := inTeam(&fakeTeam{}, labels.RoleResearcher, rigOptions{w: 140, h: 40, memes: memes(4)})
	inRig(t, o.with(func(s *fakeStore, d *Deps) { d.Log = &fullLog{s, s.memes[0].ID} }), func(t *testing.T, r *rig) {
		r.keys("right", "U")
		r.wants("! nothing said again: your label of #0001 is not kept, as 2 others have labelled it")
		r.keys("3")
		r.wants("saved 3 neutral")
		r.lacks("nothing said again")
		for _, screen := range []string{"", "G", "L"} { // also where something else is
			if screen != "" {
				r.keys(screen)
			}
			r.keys("u", "U")
			r.wants("✓ again 3 neutral, #0002  your label of #0001 is not kept, as 2 others have labelled it")
			r.lacks("nothing said again")
		}
	})
}

// What the disk has refused, and others have said meanwhile, is dropped with a word, also on Check.
func TestAnUnsavedLabelThatIsNotWanted(t *testing.T) {
	f := &fakeTeam{}
	o := inTeam(f, labels.RoleResearcher, sceneMemes())
	inRig(t, o, func(t *testing.T, r *rig) {
		r.store.fail = errors.New("no space left on device")
		r.keys("2")
		r.wants(notSaved)
		r.store.fail = nil
		r.a.deps.Log = &fullLog{r.store, r.a.unsaved.left()[0].Meme}
		r.keys("C", "y")
		r.wants("kept ", "your label of #0001 is not kept, as 2 others have")
		r.lacks(notSaved)
	})
}

// Whoever quits reads that, too, and is asked nothing of a file; what was refused together with it is saved.
func TestQuitWithALabelThatIsNotWanted(t *testing.T) {
	inRig(t, inTeam(&fakeTeam{}, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(4)}), func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("2")
		r.keys("right", "4")
		r.wants("2 " + notSaved)
		r.store.fail = nil
		r.a.deps.Log = &fullLog{r.store, r.a.unsaved.left()[0].Meme}
		r.keys("q")
		if !r.quit || len(r.a.unsaved.left()) > 0 || r.given() != "2:4" {
			t.Errorf("quit: %v, not saved: %v, labels: %s\n%s", r.quit, r.a.unsaved.left(), r.given(), r.view())
		}
	})
	inRig(t, inTeam(&fakeTeam{}, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(4)}), func(t *testing.T, r *rig) {
		r.store.fail = errFull
		r.keys("2")
		r.store.fail = nil
		r.a.deps.Log = &fullLog{r.store, r.a.unsaved.left()[0].Meme}
		r.keys("q")
		r.wants("your label of #0001 is not kept, as 2 others have labelled it")
		r.lacks("quit?", notSaved)
		if r.keys("q"); !r.quit {
			t.Error("it does not quit")
		}
	})
}

func TestALabelThatIsNotWantedAnyMore(t *testing.T) {
	f := &fakeTeam{}
	o := inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(4)})
	inRig(t, o.with(func(s *fakeStore, d *Deps) { d.Log = &fullLog{s, s.memes[0].ID} }), func(t *testing.T, r *rig) {
		r.keys("4")
		r.wants("your label of #0001 is not kept, as 2 others have")
		r.lacks(notSaved)
		if r.at() != 2 || len(r.a.unsaved.left()) > 0 {
			t.Errorf("at #%d, not saved: %v", r.at(), r.a.unsaved.left())
		}
		if r.keys("5"); r.given() != "2:5" {
			t.Errorf("labels: %s", r.given())
		}
	})
}

// What a role may not do is refused in Find as anywhere, before anything is asked.
func TestWhatAnAnnotatorMayNotDoInFind(t *testing.T) {
	f := &fakeTeam{}
	saved := func(s *fakeStore, _ *Deps) {
		s.settings["query/mine"] = "caption"
		s.said("ben", labels.Negative, 3)
		s.said("bea", labels.Positive, 3)
	}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{w: 140, h: 40, memes: memes(9), setup: saved}), func(t *testing.T, r *rig) {
		r.keys("/")
		r.typeText("caption")
		r.settled()
		for key, why := range map[string]string{
			"ctrl+s": "only researchers and owners may save searches: you are an annotator",
			"ctrl+g": "only researchers and owners may label several memes at once: you are an annotator",
			"ctrl+d": "only researchers and owners may save searches: you are an annotator",
		} {
			r.keys(key)
			r.wants(why)
			r.lacks("under which name", "Delete the saved query")
			r.on("Label")
		}
		r.keys("ctrl+u")
		r.typeText("queue:disputed")
		r.settled()
		r.keys("enter")
		r.settled()
		r.wants("! only researchers and owners may adjudicate: you are an annotator", "in order")
		r.lacks("ordering the memes")
	})
}

// What others write is seen within about a second.
func TestWhatOthersWriteIsSeen(t *testing.T) {
	f := &fakeTeam{}
	two := func(s *fakeStore, _ *Deps) { s.settings[labels.OverlapSetting] = "2" }
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(4), setup: two}), func(t *testing.T, r *rig) {
		before := r.a.summary.Seq
		e := labels.Event{Time: fakeTime, Meme: r.store.memes[3].ID, Annotator: "bea", Source: labels.Key, Action: labels.SetLevel, Level: 1}
		if _, err := r.store.Append(e); err != nil {
			t.Fatal(err)
		}
		f.changes <- 1
		r.pass(time.Second)
		if r.a.summary.Seq != before+1 {
			t.Errorf("the newest event is %d, was %d before", r.a.summary.Seq, before)
		}
		r.wants("others  —") // of the meme on the screen nothing
		r.store.said("bea", labels.Positive, 1)
		f.changes <- 2
		r.pass(2 * time.Second)
		r.wants("1 answer, after yours")
		r.lacks("bea 4")
		r.store.settings["query/the cats"] = "caption"
		f.changes <- 3
		r.pass(2 * time.Second)
		if names := queuesBeside(r); !slices.Contains(names, "the cats") {
			t.Errorf("queues: %s", names)
		}
	})
}

// A caption that somebody else writes is shown where the meme is open: what is said next is said of it.
func TestACaptionOfSomebodyElse(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(4)}), func(t *testing.T, r *rig) {
		e := labels.Event{Time: fakeTime, Meme: r.store.memes[0].ID, Annotator: "bea", Source: labels.Key, Action: labels.Caption, Text: "what it says"}
		if _, err := r.store.Append(e); err != nil {
			t.Fatal(err)
		}
		f.changes <- 1
		r.pass(2 * time.Second)
		r.wants("what it says", "edited", "the caption of #0001 is another since you opened it")
	})
}

// Who skips the last meme twice has come to an end, and others are given it.
func TestWhoIsThroughKeepsNoMeme(t *testing.T) {
	f := &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(2)}), func(t *testing.T, r *rig) {
		r.keys("4")
		r.settled()
		if f.yields != 0 {
			t.Errorf("given back before the end")
		}
		r.keys("s")
		r.settled()
		r.keys("s")
		r.settled()
		r.wants("You have been through this queue")
		if f.yields != 2 {
			t.Errorf("%d times given back", f.yields)
		}
		r.keys("right")
		r.settled()
		if r.wants("#0002"); f.mine != r.store.memes[1].ID {
			t.Errorf("%q is claimed", f.mine)
		}
	})
	f = &fakeTeam{}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(1)}), func(t *testing.T, r *rig) {
		r.keys("f", "esc")
		r.settled()
		r.wants("You have been through this queue")
		r.keys("right")
		r.settled()
		if r.wants("#0001"); f.mine != r.store.memes[0].ID {
			t.Errorf("%q is claimed", f.mine)
		}
	})
}

// Who comes when others have all memes reads that, and no advice to import some; a meme that is left
// again comes with the next news of the store, or when it is asked for.
func TestNoMemeIsLeft(t *testing.T) {
	f := &fakeTeam{taken: map[uint64]bool{1: true, 2: true, 3: true}}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(3)}), func(t *testing.T, r *rig) {
		r.wants("No meme is left to you now.", "Others have the last 3 memes open.", "look again")
		r.lacks("memebench import")
		r.keys("3", "left", "b", "z", "n", "]", "w", "g", "1", "esc")
		r.wants("No meme is left to you now.")
		if len(r.store.log) != 0 {
			t.Errorf("log: %v", r.store.log)
		}
		delete(f.taken, 2)
		r.keys("w")
		r.wants("#0002")
	})
	f = &fakeTeam{taken: map[uint64]bool{1: true, 2: true, 3: true}}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(3)}), func(t *testing.T, r *rig) {
		r.keys("g", "3", "enter")
		r.wants("#0003")
	})
	f = &fakeTeam{taken: map[uint64]bool{1: true, 2: true, 3: true}}
	inRig(t, inTeam(f, labels.RoleAnnotator, rigOptions{memes: memes(3)}), func(t *testing.T, r *rig) {
		delete(f.taken, 3)
		f.changes <- 1
		r.pass(2 * changesEvery)
		r.wants("#0003")
	})
}
