package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/workers"
	"memebench/model"
)

// held is a job that lasts until it is let go or cancelled.
type held struct {
	go_   chan error
	ended bool
}

func (h *held) wait(ctx context.Context) error {
	defer func() { h.ended = true }()
	select {
	case err := <-h.go_:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func heldTraining(h *held) rigOptions {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		*h = held{go_: make(chan error)}
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			for i, e := range fakeHistory(7) {
				p(model.Step{Step: labels.Step{Phase: "train", Done: int64(i + 1), Total: 20, Unit: "epochs"}, Epoch: &e})
			}
			if err := h.wait(ctx); err != nil {
				return model.Trained{}, err
			}
			return s.trained(s.addVersion(fakeTime)), nil
		}
	})
	return o
}

func TestLabellingGoesOnDuringATraining(t *testing.T) {
	var h held
	o := heldTraining(&h)
	o.w, o.h = 130, 30
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.wants("● training", "7/20", "training on the labels of train")
		r.hints("x cancel")
		r.faint("r retrain")
		r.keys("4")
		r.wants("saved 4 positive, #0001", "7/20")
		r.keys("r")
		r.wants("training is running already")
		r.keys("T")
		r.wants("● train", "loss", "val F1", "epoch 7/20", "x cancels")
		h.go_ <- nil
		r.pass(jobsEvery * 2)
		r.wants("v2 is trained", "▸ ▲ v2   candidate")
	})
}

func TestCancel(t *testing.T) {
	var h held
	o := heldTraining(&h)
	o.w, o.h = 130, 30
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("x")
		r.wants("nothing runs that could be cancelled")
		r.keys("r", "x")
		r.pass(jobsEvery * 2)
		r.wants("cancelled: training")
		r.lacks("● train", "✗")
		r.faint("x cancel")
		if !h.ended || len(r.store.versions) != 1 {
			t.Errorf("ended %v, versions %d", h.ended, len(r.store.versions))
		}
	})
}

// While the new version is compared with the served one it is kept already.
func TestCancelTheComparisonAfterATraining(t *testing.T) {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			s.addVersion(fakeTime)
			p(model.Step{Step: labels.Step{Phase: "compare", Done: 1, Total: 30, Unit: "heads"}})
			<-ctx.Done()
			return model.Trained{}, ctx.Err()
		}
	})
	o.w, o.h = 130, 30
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.keys("x")
		r.pass(jobsEvery * 2)
		r.wants("cancelled: comparing; the new version is trained, and waits")
	})
}

func TestQuitDuringATrainingAsks(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.keys("q")
		r.wants("Quit and stop training (epoch 7/20)?", "Once nothing runs", "y yes", "esc no")
		r.keys("4", "n")
		if r.quit || h.ended || r.a.ask != nil {
			t.Fatalf("after n: quit %v, ended %v", r.quit, h.ended)
		}
		r.wants("● train")
		r.keys("ctrl+c", "y")
		if !r.quit || !h.ended || r.a.stopErr != nil {
			t.Errorf("after y: quit %v, ended %v, %v", r.quit, h.ended, r.a.stopErr)
		}
		if len(r.store.versions) != 1 || r.given() != "" {
			t.Errorf("versions %d, log %s", len(r.store.versions), r.given())
		}
	})
}

// Whoever has asked to quit is let go once what ran has ended by itself: there is nothing
// to stop any more.
func TestQuitWhileATrainingEnds(t *testing.T) {
	for name, end := range map[string]error{"done": nil, "failed": errors.New("out of memory")} {
		t.Run(name, func(t *testing.T) {
			var h held
			inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
				r.keys("r")
				r.pass(jobsEvery * 2)
				r.keys("q")
				r.wants("Quit and stop training (epoch 7/20)?")
				h.go_ <- end
				r.pass(jobsEvery * 2)
				if !r.quit || r.a.stopErr != nil {
					t.Errorf("quit %v, %v\n%s", r.quit, r.a.stopErr, r.view())
				}
			})
		})
	}
}

// A panic of a job ends that job, with a sentence that says where its trace is.
func TestAFaultOfAJob(t *testing.T) {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		d.Train = func(context.Context, model.Report) (model.Trained, error) { panic("index 5") }
		d.KeepTrace = func(p *workers.Panic) string {
			if !strings.Contains(string(p.Stack()), "TestAFaultOfAJob") {
				t.Errorf("the trace is of another place: %s", p.Stack())
			}
			return "the trace is in x.txt"
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.wants("✗ training: stopped by a fault in the program: index 5; the trace is in x.txt")
	})
}

// Ctrl+c twice is out within a second, whatever the training does; the store is not
// to be closed under one that does not stop.
func TestCtrlCTwiceDuringATraining(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.keys("ctrl+c")
		r.wants("Quit and stop training (epoch 7/20)?")
		r.keys("ctrl+c")
		if !r.quit || !h.ended || r.a.stopErr != nil {
			t.Errorf("quit %v, ended %v, %v", r.quit, h.ended, r.a.stopErr)
		}
	})
	var deaf chan struct{}
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		deaf = make(chan struct{})
		d.Train = func(context.Context, model.Report) (model.Trained, error) { <-deaf; return model.Trained{}, nil }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("r")
		r.pass(jobsEvery * 2)
		r.keys("ctrl+c", "ctrl+c")
		r.pass(time.Second)
		if !r.quit || !errors.Is(r.a.stopErr, ErrUnderWay) {
			t.Errorf("quit %v, %v", r.quit, r.a.stopErr)
		}
		close(deaf)
	})
}

func TestQuitDuringATrainingAsksInASmallWindowToo(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("r")
		r.resize(50, 12)
		r.keys("q")
		r.wants("Quit and stop train", "y/n")
		r.keys("y")
		if !r.quit || !h.ended {
			t.Errorf("quit %v, ended %v", r.quit, h.ended)
		}
	})
}

func TestTheEndOfTheSessionIsNotAsked(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("r", "q") // a question is open
		r.send(endMsg{})
		if !r.quit || !h.ended {
			t.Errorf("quit %v, ended %v", r.quit, h.ended)
		}
	})
}

func TestJobsThatBreak(t *testing.T) {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		d.Prepare = func(context.Context, model.Report) ([]string, error) {
			return nil, errors.New("cannot fetch bge-small-en-v1.5: no such host; connect once, or name a folder of files in MEMEBENCH_ASSETS")
		}
		d.Train = func(context.Context, model.Report) (model.Trained, error) { panic("index out of range") }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("✗ preparing the model: cannot fetch", "! shows all")
		r.keys("!")
		r.wants("MEMEBENCH_ASSETS")
		r.keys("esc", "4")
		r.wants("saved 4 positive", "✗ preparing the model")
		r.keys("r")
		r.wants("✗ training: stopped by a fault in the program: index out of range")
		r.keys("3")
		r.wants("saved 3 neutral")
		if got := r.given(); got != "1:4 2:3" {
			t.Errorf("log: %s", got)
		}
	})
}

// predictsAll is a preparation that predicts what has no prediction, counted.
func predictsAll(s *fakeStore, n *int) func(context.Context, model.Report) ([]string, error) {
	return func(context.Context, model.Report) ([]string, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		*n++
		s.revision++
		for id, of := range s.preds {
			for i, m := range s.memes {
				if _, ok := of[m.ID]; !ok {
					of[m.ID] = labels.Prediction{Meme: m.ID, Version: id, Probs: fakeProbs(i), Modalities: []string{"text"}}
				}
			}
		}
		return nil, nil
	}
}

// r while the model is prepared is remembered: the training begins when it can.
func TestRetrainWaitsForTheModel(t *testing.T) {
	for name, c := range map[string]struct {
		fails  error
		keys   []string
		trains bool
		says   string
	}{
		"done":       {nil, nil, true, "v2 is trained"},
		"failed":     {errors.New("offline"), nil, false, "nothing is trained: the model could not be prepared"},
		"called off": {nil, []string{"x"}, false, "the model is ready"},
	} {
		t.Run(name, func(t *testing.T) {
			go_ := make(chan error)
			o := sceneMemes()
			o.w, o.h = 130, 30
			o = o.with(func(s *fakeStore, d *Deps) {
				go_ = make(chan error)
				d.Prepare = func(ctx context.Context, _ model.Report) ([]string, error) { return nil, <-go_ }
			})
			inRig(t, o, func(t *testing.T, r *rig) {
				r.hints("r retrain")
				r.keys("r")
				r.wants("training starts when the model is ready: x calls it off")
				r.faint("r retrain")
				r.keys(c.keys...)
				if c.keys != nil {
					r.wants("called off: training")
				}
				go_ <- c.fails
				r.pass(4 * jobsEvery)
				r.keys("!")
				r.wants(c.says)
				if got := len(r.store.versions) == 2; got != c.trains {
					t.Errorf("%d versions", len(r.store.versions))
				}
			})
		})
	}
}

// Where people decide what is served, a version that waits is named with what it is worth.
func TestAVersionThatWaits(t *testing.T) {
	for outcome, worth := range map[eval.Outcome]string{
		eval.SecondBetter: "better, P(better) .91", eval.Unclear: "perhaps chance, P(better) .91", eval.FirstBetter: "worse, P(better) .91", eval.TooFew: "too few memes to tell",
	} {
		o := sceneMemes()
		o.w, o.h = 200, 50
		o = o.with(func(s *fakeStore, d *Deps) {
			s.addVersion(fakeTime)
			c := fakeComparison("v1", "v2")
			c.ProbImproved, c.Outcome = .91, outcome
			s.versions[1].Decision = &eval.Decision{Policy: eval.PromoteAsk, Against: "v1", Comparison: &c}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.wants("✓ the model is ready; v2 waits, "+worth+": T, then p serves it", "candidate  v2 waits, "+worth)
		})
		for role, says := range map[labels.Role]string{labels.RoleResearcher: "✓ the model is ready; v2 waits, " + worth, labels.RoleAnnotator: "✓ the model is ready"} {
			inRig(t, inTeam(&fakeTeam{}, role, o), func(t *testing.T, r *rig) {
				r.a.prepared = true // by the server
				r.a.sayPrepared()
				if line, _ := r.a.newsLine(100); line != says {
					t.Errorf("a %s is told %q", role, line)
				}
				r.keys("T")
				r.lacks("serves it")
			})
		}
	}
	o := sceneMemes()
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) { r.lacks("waits"); r.wants("candidate  —") })
}

// What is said has the room of what runs, where it needs it; how far that is stays in sight.
func TestNewsBesideAJob(t *testing.T) {
	const long = "the file is /home/ada/memes/images/image_18.jpg"
	for _, c := range []struct{ w, h int }{{80, 24}, {60, 16}} {
		var h held
		o := heldTraining(&h)
		o.w, o.h = c.w, c.h
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("r")
			r.pass(jobsEvery * 2)
			r.a.status.say("%s", long)
			r.send(nil)
			if c.w == 80 {
				r.wants(long)
			}
			r.wants("● training 35 %")
			r.a.status.say("short")
			r.send(nil)
			if c.w == 80 {
				r.wants("● training", "7/20")
			} else {
				r.wants("● training 35 %")
			}
			h.go_ <- nil
			r.settle()
		})
	}
}

// The longest of what a job is doing is not cut where its gauge can give room.
func TestJobsAreNamedInFull(t *testing.T) {
	f := frame{w: 80, h: 24}
	for _, doing := range jobVerbs {
		if slot := f.job().widened(2 + len(doing)); slot.name.w-2 < len(doing) || slot.gauge.w < leastGauge {
			t.Errorf("%s has %d cells, its gauge %d", doing, slot.name.w-2, slot.gauge.w)
		}
	}
}
