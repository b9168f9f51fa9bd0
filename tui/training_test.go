package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// learning is a workspace that retrains after every third label. Each training
// lasts until it is let go.
func learning(n int, train func(*fakeStore, context.Context) (eval.Version, error)) rigOptions {
	o := rigOptions{memes: memes(n)}
	o.setup = func(s *fakeStore, d *Deps) {
		imported(s, labels.Val) // labels that nobody gave here count for nothing
		s.addVersion(fakeTime)
		d.Retrain = 3
		d.Train = func(ctx context.Context, _ model.Report) (model.Trained, error) {
			v, err := train(s, ctx)
			return s.trained(v), err
		}
	}
	return o
}

// before has something done in the test's own time, before it begins: channels that
// jobs wait on are to be made there.
func (o *rigOptions) before(do func()) {
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		do()
		setup(s, d)
	}
}

func TestRetrainsByItself(t *testing.T) {
	var next chan struct{}
	started := 0
	o := learning(20, func(s *fakeStore, ctx context.Context) (eval.Version, error) {
		started++
		// What comes now is for the next one.
		v := s.addVersionAs(fakeTime, func(v *eval.Version, events int) { v.LabelSeq = uint64(events) })
		select {
		case <-next:
		case <-ctx.Done():
		}
		return v, ctx.Err()
	})
	o.memes[5].Split = labels.Val
	o.before(func() { next = make(chan struct{}) })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1", "2", "u", "3", "s")
		if started != 0 {
			t.Fatalf("%d trainings after two labels that stand", started)
		}
		r.keys("4")
		if started != 1 {
			t.Fatalf("%d trainings after three labels", started)
		}
		r.wants("● training", "saved 4 positive, #0004") // beside what the key has done
		r.keys("1", "2", "3", "4")
		at := r.at()
		if started != 1 || at != 10 {
			t.Errorf("%d trainings at once, at meme %d", started, at)
		}
		next <- struct{}{}
		r.pass(3 * jobsEvery)
		r.wants("saved 4 positive, #0009  ✓ v2 is trained")
		if news := r.a.status.news(); !strings.HasSuffix(news, "v2 is trained: macro-F1 .38 (+.04)") {
			t.Errorf("it says %q", news)
		}
		if started != 2 || r.at() != at {
			t.Errorf("%d trainings: four labels have come meanwhile", started)
		}
		next <- struct{}{}
		r.pass(3 * jobsEvery)
		r.keys("1", "2")
		if started != 2 {
			t.Errorf("%d trainings after two more labels", started)
		}
		r.wants("Model v1") // nobody was asked
		r.keys("T")
		r.wants("▸ ● v1   served", "▲ v3   candidate")
	})
}

// Who asks for a training while one runs by itself gets another one after it, with
// the labels since.
func TestAskedWhileItTrainsByItself(t *testing.T) {
	var next chan struct{}
	started := 0
	o := learning(20, func(s *fakeStore, _ context.Context) (eval.Version, error) {
		started++
		seq, _ := s.LastSeq()
		<-next
		return s.addVersionAs(fakeTime, func(v *eval.Version, _ int) { v.LabelSeq = seq }), nil
	})
	o.before(func() { next = make(chan struct{}) })
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1", "2", "3", "4", "r")
		r.wants("training runs: the labels since come next")
		next <- struct{}{}
		r.pass(3 * jobsEvery)
		if started != 2 {
			t.Errorf("%d trainings, want another one with the fourth label", started)
		}
		next <- struct{}{}
		r.pass(3 * jobsEvery)
		r.keys("T")
		r.wants("▸ ▲ v3")
		if started != 2 {
			t.Errorf("%d trainings", started)
		}

		// From Evaluate, the one that was asked for is evaluated, wherever one is then.
		r.keys("L", "1", "2", "3", "4", "E", "r")
		r.wants("training runs: the labels since come next")
		r.keys("T")
		next <- struct{}{}
		r.pass(3 * jobsEvery)
		if got := r.a.eval.reports[eval.CVRows]; started != 4 || got == nil || got.report.Version != "v3" {
			t.Errorf("%d trainings, evaluated: %+v", started, got)
		}
		next <- struct{}{}
		r.pass(4 * jobsEvery)
		if got := r.a.eval.reports[eval.CVRows]; got == nil || got.report.Version != "v5" {
			t.Errorf("evaluated: %+v", got)
		}
	})
}

// Who cancels the training that runs has cancelled the one that was to follow it, too.
func TestCancellingATrainingCancelsTheNext(t *testing.T) {
	started := 0
	inRig(t, learning(20, func(_ *fakeStore, ctx context.Context) (eval.Version, error) {
		started++
		<-ctx.Done()
		return eval.Version{}, ctx.Err()
	}), func(t *testing.T, r *rig) {
		r.keys("1", "2", "3", "4", "r")
		r.wants("training runs: the labels since come next")
		r.keys("x")
		r.pass(4 * jobsEvery)
		if started != 1 || r.a.again {
			t.Errorf("%d trainings, another follows: %v", started, r.a.again)
		}
		r.wants("cancelled: training")
	})
}

// What cannot be trained, or is cancelled, is tried again after as many labels, not
// at once.
func TestRetrainsByItselfNotAtOnce(t *testing.T) {
	started := 0
	inRig(t, learning(20, func(*fakeStore, context.Context) (eval.Version, error) {
		started++
		return eval.Version{}, errors.New("no training rows")
	}), func(t *testing.T, r *rig) {
		for i, want := range []int{0, 0, 1, 1, 1, 2, 2, 2, 3} {
			r.keys("1")
			r.pass(3 * jobsEvery)
			if started != want {
				t.Errorf("%d trainings after %d labels, want %d", started, i+1, want)
			}
		}
	})
}

// Labels from the last session count, also those of others, but not what was taken
// back; and nothing is trained while the first model is prepared.
func TestRetrainsOnLabelsFromBefore(t *testing.T) {
	var prepared chan struct{}
	started := 0
	o := learning(20, func(s *fakeStore, _ context.Context) (eval.Version, error) {
		started++
		return s.addVersion(fakeTime), nil
	})
	o.before(func() { prepared = make(chan struct{}) })
	o = o.with(func(s *fakeStore, d *Deps) {
		v := s.addVersion(fakeTime) // of another log, whose events have other numbers
		s.versions[1].Origin, s.versions[1].LabelSeq = &eval.Origin{Name: v.ID}, 1000
		for i, who := range []string{"ada", "ben", "ada", "eve"} {
			if _, err := s.Append(labels.Event{Meme: s.memes[i].ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: 1}); err != nil {
				panic(err)
			}
		}
		if _, err := s.Undo("eve"); err != nil {
			panic(err)
		}
	})
	o.prepare = func(context.Context, model.Report) ([]string, error) { <-prepared; return nil, nil }
	inRig(t, o, func(t *testing.T, r *rig) {
		if started != 0 {
			t.Error("trained while the model was prepared")
		}
		close(prepared)
		r.pass(3 * jobsEvery)
		if started != 1 {
			t.Errorf("%d trainings on three labels from before", started)
		}
	})

	// Who cancels the preparing does not want the training that would do the same.
	started = 0
	o.prepare = func(ctx context.Context, _ model.Report) ([]string, error) { <-ctx.Done(); return nil, ctx.Err() }
	inRig(t, o, func(t *testing.T, r *rig) {
		var err error
		if r.a.deps.Keys, err = ReadKeys("retrain = 'f1'"); err != nil {
			t.Fatal(err)
		}
		r.keys("x")
		r.pass(3 * jobsEvery)
		if want := "preparing the model was cancelled; " + r.a.key(doRetrain) + " goes on with it"; r.a.unprepared != want || r.a.key(doRetrain) == "r" {
			t.Errorf("%q, want %q", r.a.unprepared, want)
		}
		r.keys("4", "5")
		if started != 0 {
			t.Errorf("%d trainings after the preparing was cancelled", started)
		}
		r.keys("1")
		if started != 1 {
			t.Errorf("%d trainings after three labels more", started)
		}
	})
}

func TestNothingIsTrainedUnasked(t *testing.T) {
	o := learning(20, func(s *fakeStore, _ context.Context) (eval.Version, error) {
		t.Error("trained")
		return s.addVersion(fakeTime), nil
	})
	o = o.with(func(s *fakeStore, d *Deps) { d.Retrain = 0 })
	inRig(t, o, func(t *testing.T, r *rig) { r.keys("1", "2", "3", "4", "5", "1") })
}

// What was decided of a new version is said, and stays on Train.
func TestDecisionsAreSaid(t *testing.T) {
	c := &eval.Comparison{First: "v1", Second: "v2", Split: "val", N: 120, Groups: 110, MacroF1Delta: .012, CI95: eval.Interval{-.02, .05}, ProbImproved: .63, P: .3, Repeats: 1, McNemarP: .4, FirstRight: 5, SecondRight: 7, Discordant: 12}
	for want, d := range map[string]eval.Decision{
		"v2 kept back: macro-F1 +0.012 against v1, may be chance (p = 0.30); T, then p serves it anyway": eval.Decide(eval.PromoteBetter, "v1", c, "", 1),
		"v2 is trained: macro-F1 +0.012 against v1, may be chance (p = 0.30); T, then p serves it":       eval.Decide(eval.PromoteAsk, "v1", c, "", 1),
		"v2 is trained: macro-F1 .38 (+.04); T, then p serves it":                                        eval.Decide(eval.PromoteAsk, "v1", nil, "few rows", 1),
	} {
		o := sceneMemes().with(func(s *fakeStore, deps *Deps) {
			deps.Train = func(context.Context, model.Report) (model.Trained, error) {
				return s.trained(s.addVersionAs(fakeTime, func(v *eval.Version, _ int) { v.Decision = &d })), nil
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("r")
			r.pass(3 * jobsEvery)
			r.wants(want)
			r.keys("T")
			if d.Comparison != nil {
				r.wants("on the same 120 validation memes", "P(better) .63", "McNemar p = .40")
			}
			r.resize(200, 50)
			why, _, _ := strings.Cut(d.Why, " (") // what is in brackets may be on the next line
			r.wants("decided", why)
		})
	}
}

// What a decision compared with is named once, by the reason or after it.
func TestWhatWasComparedIsNamedOnce(t *testing.T) {
	told := eval.Comparison{First: "v1", Second: "v2", N: 120, Groups: 110, MacroF1Delta: .012, CI95: eval.Interval{-.02, .05}, ProbImproved: .63, P: .3}
	few := told
	few.Groups = 2
	for _, c := range []*eval.Comparison{&told, &few, {First: "v1", Second: "v2"}, nil} {
		d := eval.Decide(eval.PromoteBetter, "v1", c, "few rows", 1)
		said := (&trainScreen{}).decided(eval.Version{Decision: &d})
		if strings.Count(said, "v1") != 1 {
			t.Errorf("%q names v1 %d times", said, strings.Count(said, "v1"))
		}
	}
}

// Two versions' own metrics stand side by side only where they are of equally many
// validation memes.
func TestFiguresOfOtherMemesAreNotSetBeside(t *testing.T) {
	for _, byItself := range []bool{false, true} {
		o := learning(20, func(s *fakeStore, _ context.Context) (eval.Version, error) {
			return s.addVersionAs(fakeTime, func(v *eval.Version, _ int) { v.ValN, v.Val.N = 20, 20 }), nil
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			want := "v2 is trained: macro-F1 .38 on 20 validation memes; T, then p serves it"
			keys := []string{"r"}
			if byItself {
				want, keys = "v2 is trained: macro-F1 .38 on 20 validation memes", []string{"1", "2", "3"}
			}
			r.keys(keys...)
			r.pass(3 * jobsEvery)
			r.wants(want)
			r.lacks("+.04")
			r.keys("T", "home")
			r.wants("v2 against v1, on 20 validation memes (v1: 8):", "macro-F1 .34 → .38")
			r.lacks("+.04")
		})
	}
}

// Nor where val has other labels than it had then; and labels that are as many and others are a difference.
func TestFiguresOfOtherLabelsAreNotSetBeside(t *testing.T) {
	o := threeVersions().with(func(s *fakeStore, _ *Deps) {
		for i := range s.versions {
			s.versions[i].Labels, s.versions[i].ValN, s.versions[i].Val.N, s.versions[i].Fingerprint = 1355, 8, 8, "rows then"
		}
		s.versions[1].Fingerprint = "rows now"
		s.versions[1].Val.PerClass[2].Support++
		s.versions[1].Val.PerClass[3].Support--
	})
	o.w, o.h = 120, 36
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "home", "down")
		r.wants("v2 against v1, on 8 validation memes, other labels:", "macro-F1 .34 → .38", "1,355 → 1,355, some others")
		r.keys("p")
		r.wants("Val macro-F1 .38, v1 has .34, each on val as it was")
		r.keys("esc", "home")
		r.wants("v3 against v1, on 8 validation memes:", "macro-F1 .42 (+.08)")
		r.lacks("some others")
	})
}

// The first version that is trained here takes the place of one from elsewhere.
func TestAVersionThatIsServedAtOnceIsSaidToBe(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, deps *Deps) {
		deps.Train = func(context.Context, model.Report) (model.Trained, error) {
			v := s.addVersion(fakeTime)
			err := s.promote(v.ID)
			return s.trained(v), err
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(3 * jobsEvery)
		r.wants("v2 is trained and served: macro-F1 .38 (+.04); :rollback goes back", "Model v2")
	})
}

// The meme on the screen hears of the version that is served now before the rest is
// predicted.
func TestTheScreenDoesNotWaitForTheRest(t *testing.T) {
	o := sceneMemes()
	var rest chan struct{}
	o.before(func() { rest = make(chan struct{}) })
	o = o.with(func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		looked := uint64(0)
		d.LookAt = func(seq uint64) { looked = seq }
		d.Promote = func(_ context.Context, v string, p model.Report) error {
			if looked != 1 {
				return fmt.Errorf("meme %d is looked at, want 1", looked)
			}
			err := s.promote(v)
			p(model.Step{Step: labels.Step{Phase: "predict", Done: 1, Total: 33, Unit: "memes"}})
			<-rest
			return err
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("Model v1")
		r.keys("T", "p", "y", "L")
		r.pass(3 * jobsEvery)
		r.wants("Model v2", "predicting")
		r.lacks("stale")
		close(rest)
		r.pass(3 * jobsEvery)
		r.wants("v2 is served now")
	})
}

// While a list is gone through, no training starts by itself that would change it: on Check, in
// a cell and among the disputed memes. It starts once one leaves, or there is nothing left.
func TestNoTrainingWhileAListIsReviewed(t *testing.T) {
	retrain := func(s *fakeStore, d *Deps) { d.Retrain = 2 }
	disputed := gridMemes(9).with(func(s *fakeStore, d *Deps) {
		d.Queue = queues.Disputed
		s.said("ben", labels.Positive, 1, 2, 3, 5)
		s.said("eve", labels.Negative, 1, 2, 3, 5)
	})
	for _, c := range []struct {
		name   string
		o      rigOptions
		review []string
		leave  string
	}{
		{"check", sceneMemes(), []string{"C", "y", "y", "y"}, "T"},
		{"cell", evaluatedMemes(), []string{"E", "]", "enter", "5", "4", "5"}, "esc"},
		{"disputes", disputed, []string{"1", "2", "1"}, "D"},
		{"the end of the disputes", disputed, []string{"1", "2", "1"}, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRig(t, c.o.with(retrain), func(t *testing.T, r *rig) {
				r.settled()
				n := len(r.a.summary.Versions)
				r.keys(c.review...)
				if now := len(r.a.summary.Versions); now != n {
					t.Errorf("%d versions were trained meanwhile", now-n)
				}
				if r.a.summary.New < 2 {
					t.Fatalf("only %d labels are new", r.a.summary.New)
				}
				r.keys(c.leave)
				r.pass(4 * jobsEvery)
				if now := len(r.a.summary.Versions); now != n+1 {
					t.Errorf("%d versions were trained afterwards", now-n)
				}
			})
		})
	}
}

// What is new is counted since the newest training, which need not be that of the served version:
// each level that is given counts, also of a meme that had one.
func TestNewLevelsAreCountedSinceTheNewestTraining(t *testing.T) {
	o := evaluatedMemes()
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("1", "left", "2")
		r.wants("2 levels given since")
		r.lacks("given since v")
		r.store.addVersion(fakeTime)
		newest := r.store.versions[len(r.store.versions)-1]
		r.keys("3")
		r.wants("1 level given since " + newest.ID)
	})
}

// No column of the table of versions touches the next, however many labels there are.
func TestColumnsOfTheVersions(t *testing.T) {
	for _, w := range []int{58, changeTable, wideTable} {
		c := trainFrame{table: rect{w: w}}.columns()
		if c.labels-len("99,999") <= c.name.x+c.name.w-1 || c.f1-len("macro-F1") <= c.labels || c.trained.x <= c.mae || c.trained.x+c.trained.w > w {
			t.Errorf("%d cells: %+v", w, c)
		}
	}
}
