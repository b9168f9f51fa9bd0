package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/term"
)

// evaluatedMemes is a workspace with a served version and 20 labelled memes in val
// and 10 in test.
func evaluatedMemes() rigOptions {
	ms := memes(40)
	for i := range ms {
		switch {
		case i >= 30:
			ms[i].Split = labels.Test
		case i >= 10:
			ms[i].Split = labels.Val
		}
	}
	return rigOptions{memes: ms, images: term.ImagesNone, setup: func(s *fakeStore, _ *Deps) {
		imported(s, labels.Val)
		imported(s, labels.Test)
		s.addVersion(fakeTime)
	}}
}

// find moves to a cell that has at least n memes.
func find(t *testing.T, r *rig, n int) (row, col labels.Level) {
	t.Helper()
	for row := range labels.Level(labels.Levels) {
		for col := range labels.Level(labels.Levels) {
			if r.a.eval.reports[r.a.eval.split].report.Confusion[row][col] >= n {
				for r.a.eval.row != row {
					r.keys(map[bool]string{true: "down", false: "up"}[r.a.eval.row < row])
				}
				for r.a.eval.col != col {
					r.keys(map[bool]string{true: "l", false: "h"}[r.a.eval.col < col])
				}
				return row, col
			}
		}
	}
	t.Fatal("no such cell")
	return 0, 0
}

// The first matrix is opened at its largest error; those after it where one has
// left it.
func TestTheMatrixOpensAtTheLargestError(t *testing.T) {
	o := evaluatedMemes()
	setup := o.setup
	var confusion [labels.Levels][labels.Levels]int
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			r, rows, err := evaluate(ctx, version, split, p)
			r.Confusion = confusion
			return r, rows, err
		}
	}
	confusion[labels.Neutral][labels.Neutral] = 9
	confusion[labels.Negative][labels.Neutral] = 3
	confusion[labels.VeryPositive][labels.Negative] = 3
	confusion[labels.VeryNegative][labels.VeryPositive] = 2
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.pass(2 * jobsEvery)
		r.wants("true 5 very positive, model says 2 negative · 3 of 3, 100 %")
		confusion[labels.Neutral][labels.Positive] = 5
		r.keys("g", "enter")
		r.pass(2 * jobsEvery)
		r.wants("true 5 very positive, model says 2 negative · 3 of 3, 100 %")
		r.keys("right", "g", "enter")
		r.pass(2 * jobsEvery)
		r.wants("true 5 very positive, model says 3 neutral · no memes")
	})
	confusion = [labels.Levels][labels.Levels]int{labels.Positive: {labels.Positive: 4}}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.pass(2 * jobsEvery)
		r.wants("true 1 very negative, model says 1 very negative · no memes")
	})
}

func TestEvaluateOpensWithMetrics(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		at := func(split, of string) {
			t.Helper()
			r.wants("v1 served · "+of, "[ cv  val  test ]")
			if !strings.Contains(r.a.View(), r.a.st.chosen.Render(split)) {
				t.Errorf("%s is not underlined", split)
			}
		}
		at("cv", "20 memes, cross-validated")
		r.wants("what the model says", "macro-F1", "majority", "n found", "right when said")
		r.keys("]")
		at("val", "20 memes of val")
		r.keys("]")
		at("test", "10 memes of test")
		r.keys("]")
		at("cv", "20 memes, cross-validated")
		r.keys("[")
		at("test", "10 memes of test")
	})
}

// The baselines and the intervals stand beside the metrics in every window with room for
// them, and those that a version has not got keep their place.
func TestMetricsBesideBaselinesAndIntervals(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {140, 45}, {100, 30}, {80, 24}} {
		o := evaluatedMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E")
			r.wants("majority", "text", "image", ".31", ".19", "QWK", "within one", "log loss", ".58", "3", "1.21", "−.12–.74", "ECE")
			before := strings.Split(r.view(), "\n")
			report := &r.a.eval.reports[r.a.eval.split].report
			report.Baselines.TextOnly, report.Baselines.ImageOnly, report.Intervals = nil, nil, eval.Bootstrap(nil)
			r.wants("majority", ".08", "chance", ".18")
			r.lacks("−.12–.74", ".31", "text only", "image only")
			for i, l := range strings.Split(r.view(), "\n") {
				for _, name := range []string{"majority", "chance", "QWK"} {
					if a, b := strings.Index(before[i], name), strings.Index(l, name); a != b {
						t.Errorf("%v: row %d: %q was at %d, is at %d", size, i, name, a, b)
					}
				}
			}
		})
	}
}

func TestARetrainingBringsNewMetrics(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "r")
		r.wants("v2 candidate · 20 memes, cross-validated · v1 is served")
		if r.a.summary.Served != "v1" {
			t.Errorf("served %s", r.a.summary.Served)
		}
		// Also when it ends while another screen is open.
		r.keys("T", "r")
		r.wants("v3 is trained: macro-F1 .42 (+.08); p serves it")
		r.keys("E")
		r.wants("v3 candidate · 20 memes, cross-validated · v1 is served")
	})
}

func TestAnEvaluationThatFailsIsNotRepeatedByItself(t *testing.T) {
	o := evaluatedMemes()
	calls := 0
	o = o.with(func(s *fakeStore, d *Deps) {
		d.Evaluate = func(context.Context, string, string, model.Report) (eval.Evaluation, []eval.Row, error) {
			calls++
			return eval.Evaluation{}, nil, errors.New("the encoder is missing")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("✗ evaluating: the encoder is missing", "no metrics of v1 on cv: g, then enter evaluates it")
		r.keys("T", "E", "esc")
		if calls != 1 {
			t.Errorf("%d evaluations", calls)
		}
		r.keys("g", "enter")
		if calls != 2 {
			t.Errorf("%d evaluations after g and enter", calls)
		}
	})
}

func TestNoModelYet(t *testing.T) {
	inRig(t, rigOptions{memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("no model yet: r trains one")
		for key, says := range map[string]string{"enter": "comes with an evaluation", "right": "comes with an evaluation", "g": "no model yet: r trains one on the labels there are", "c": "no model yet: r trains one", "p": "no model yet: r trains one"} {
			r.keys(key)
			if news := r.a.status.text(); !strings.Contains(news, says) {
				t.Errorf("%s says %q", key, news)
			}
		}
		r.keys("T")
		r.wants("No version yet: r trains one")
		r.keys("p")
		r.wants("there is no version to serve yet")
	})
}

func TestPromoteAndRollBack(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("r", "T")
		r.wants("▸ ▲ v2   candidate", "● v1   served", "v2 against v1, on 8 validation memes:", "macro-F1 .38 (+.04)")
		r.keys("p")
		r.wants("Serve v2 instead of v1?", "Val macro-F1 .38, v1 has .34.", "y  serve v2", "esc  leave v1")
		r.keys("n")
		r.lacks("Serve v2", "is served now")
		r.keys("p", "2", "q", "E", "y") // only y, n and esc mean anything
		r.wants("v2 is served now", "▸ ● v2   served")
		r.keys("p")
		r.wants("v2 is served already")
		r.keys("down", "p")
		r.wants("Serve v1 instead of v2?")
		r.keys("y")
		r.wants("v1 is served now", "▸ ● v1   served")
		if len(r.store.served) != 1 {
			t.Errorf("served: %v, want v1 alone: it was rolled back to", r.store.served)
		}
		r.keys("p")
		r.wants("v1 is served already")
		r.deps.Promote = func(context.Context, string, model.Report) error { return errors.New("disk is full") }
		r.keys("up", "p", "y")
		r.wants("✗ changing the served version: disk is full", "● v1   served")
	})
}

// The bars fill in when the model is ready, and nothing moves.
func TestPredictionsArriveInPlace(t *testing.T) {
	go_ := make(chan struct{})
	o := rigOptions{memes: memes(5), images: term.ImagesNone}
	o.setup = func(s *fakeStore, d *Deps) {
		go_ = make(chan struct{})
		d.Prepare = func(_ context.Context, p model.Report) ([]string, error) {
			p(model.Step{Step: labels.Step{Phase: "fetch bge-small", Done: 1e6, Total: 33e6, Unit: "bytes"}})
			<-go_
			s.addVersion(fakeTime)
			return nil, nil
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(jobsEvery * 2)
		r.wants("it comes when the model is ready", "● fetching bge", "1.0/33.0 MB")
		before := strings.Split(r.view(), "\n")
		close(go_)
		synctest.Wait()
		r.pass(jobsEvery * 2)
		r.wants("the model is ready", "Model v1")
		after := strings.Split(r.view(), "\n")
		for i := range before {
			for _, word := range []string{"1  very negative", "3  neutral", "5  very positive", "not yet", "1-5 label", "#0001"} {
				if a, b := strings.Index(before[i], word), strings.Index(after[i], word); a != b {
					t.Errorf("row %d: %q moved from %d to %d", i, word, a, b)
				}
			}
		}
	})
}

// A warning that has no room is whole behind the key that it names.
func TestWarningsOfMetricsAreBehindAKey(t *testing.T) {
	o := sceneMemes()
	o.w, o.h = 60, 16
	inner := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		inner(s, d)
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			r, rows, err := evaluate(ctx, version, split, p)
			r.Warnings = []string{"these metrics " + strings.Repeat("really ", 12) + "(END)"}
			return r, rows, err
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.pass(2 * jobsEvery)
		r.wants("! these metrics really", "! shows all")
		r.lacks("(END)")
		r.keys("right") // the news are read
		r.keys("!")
		r.wants("(END)")
		r.keys("esc")
		r.resize(200, 50)
		r.wants("(END)")
		r.lacks("! shows all")
	})
}

// Memes on which annotators differ are no rows of the matrix, which says how many there are.
func TestEvaluateSaysHowManyAreDisputed(t *testing.T) {
	o := sceneMemes()
	inner := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		inner(s, d)
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			r, rows, err := evaluate(ctx, version, split, p)
			r.Disputed, r.Warnings = 7, nil
			return r, rows, err
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.pass(2 * jobsEvery)
		r.wants("not evaluated: 7 memes on which annotators differ")
	})
}

// The matrix shows what was corrected in its cells, until a new evaluation counts
// it.
func TestTheMatrixShowsWhatWasCorrected(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		row, col := find(t, r, 2)
		to := labels.VeryPositive
		if row == to {
			to = labels.VeryNegative
		}
		r.lacks("since", "confirmed", "relabelled")
		r.keys("enter", fmt.Sprint(int(to)+1), fmt.Sprint(int(row)+1), "esc")
		r.wants(
			"1 relabelled, 1 confirmed since: r retrains, g evaluates again",
			fmt.Sprintf("true %d, model says %d · 2 → 1 · 1 relabelled, 1 confirmed", row+1, col+1),
			"2 −1", "+1",
		)
		if c := r.a.eval.reports[eval.CVRows].since.cells[to][col]; c != (correction{joined: 1}) {
			t.Errorf("the cell it has come to: %+v", c)
		}
		// What there is no room for is said in fewer words.
		since := &r.a.eval.reports[eval.CVRows].since.all
		was := *since
		*since = correction{relabelled: 120, unsettled: 30, confirmed: 210}
		w, h := r.a.frame.w, r.a.frame.h
		r.resize(100, 30)
		r.wants("360 looked at since: r retrains, g evaluates again")
		r.resize(200, 50)
		r.wants("120 relabelled, 30 without a level, 210 confirmed since: r retrains, g evaluates again")
		r.resize(w, h)
		*since = was
		// A label of another meme, on another screen, changes no row.
		r.keys("L", "3", "E")
		r.wants("1 relabelled, 1 confirmed since")
		// What is taken back is not counted.
		r.keys("enter", "u", "u", "esc")
		r.wants("1 relabelled since: r retrains")
		r.keys("g", "enter")
		r.lacks("since", "relabelled", "−1", " +1")
		r.wants("before → v1: macro-F1 ", "this cell 2 → 1", "! shows all")
		r.keys("!")
		r.wants("this cell 2 → 1, 1 label changed, other")
	})
}

// A training that goes on while a cell is gone through takes nobody away from its version.
func TestATrainingWhileACellIsGoneThrough(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		find(t, r, 2)
		r.keys("enter")
		was := r.a.eval.reports[eval.CVRows].report.Version
		r.store.addVersion(fakeTime)
		r.keys("esc")
		r.pass(4 * jobsEvery)
		r.send(r.a.summaryCmd()())
		r.pass(4 * jobsEvery)
		if now := r.a.eval.reports[eval.CVRows].report.Version; now != was {
			t.Errorf("the matrix is of %s, was of %s", now, was)
		}
		newest, _ := r.a.summary.Latest()
		r.wants(newest.ID + " is newer: g, then enter evaluates it")
		r.keys("r")
		r.pass(10 * jobsEvery)
		if now, _ := r.a.summary.Latest(); r.a.eval.reports[eval.CVRows].report.Version != now.ID {
			t.Errorf("after r the matrix is of %s, want %s", r.a.eval.reports[eval.CVRows].report.Version, now.ID)
		}
	})
}

// A cell in which memes were only confirmed has not grown: its number stands once.
func TestAConfirmedCellHasItsNumberOnce(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		r.keys("E")
		row, col := find(t, r, 2)
		r.keys("enter", fmt.Sprint(int(row)+1), "esc")
		r.wants(fmt.Sprintf("true %d, model says %d · 2 · 1 confirmed", row+1, col+1))
	})
}

// A meme that is left without a level is not in its cell any more.
func TestCorrectionsOfARow(t *testing.T) {
	row := eval.Row{True: labels.Neutral, Pred: labels.Positive}
	said := func(seq uint64, act labels.Action, l labels.Level) labels.Event {
		return labels.Event{Seq: seq, Annotator: fmt.Sprint("a", seq), Source: labels.Key, Action: act, Level: l}
	}
	first := said(1, labels.SetLevel, labels.Neutral)
	for name, c := range map[string]struct {
		events []labels.Event
		want   string
		mark   string
	}{
		"nothing":    {[]labels.Event{first}, "", ""},
		"skipped":    {[]labels.Event{first, said(2, labels.Skip, labels.NoLevel)}, "", ""},
		"confirmed":  {[]labels.Event{first, said(2, labels.SetLevel, labels.Neutral)}, "1 confirmed", "✓"},
		"relabelled": {[]labels.Event{first, said(2, labels.Adjudicate, labels.Negative)}, "1 relabelled", "−1"},
		"conflict":   {[]labels.Event{first, said(2, labels.SetLevel, labels.Negative)}, "1 without a level", "−1"},
		"saved it was": {[]labels.Event{first, said(2, labels.SetLevel, labels.Negative),
			said(3, labels.Adjudicate, labels.Neutral)}, "1 confirmed", "✓"},
	} {
		var got corrections
		got.add(row, labels.Aggregate(c.events), 2)
		if got.all.String() != c.want || got.cells[row.True][row.Pred].mark() != c.mark {
			t.Errorf("%s: %q, marked %q", name, got.all, got.cells[row.True][row.Pred].mark())
		}
		if joined := got.cells[labels.Negative][row.Pred].mark(); (joined == "+1") != (name == "relabelled") {
			t.Errorf("%s: %q where it came to", name, joined)
		}
	}
}

// A count is written in full as long as the cell has room for it.
func TestCountsInTheMatrix(t *testing.T) {
	for _, c := range []struct {
		w, k int
		want string
	}{{5, 999, "999"}, {5, 1210, "1k"}, {7, 1210, "1210"}, {7, 12345, "12k"}, {8, 12345, "12345"}} {
		if got := countIn(c.w, c.k); got != c.want {
			t.Errorf("%d in %d cells: %q, want %q", c.k, c.w, got, c.want)
		}
	}
}

// A number keeps its place in the cell, whatever has changed in it, as long as there is
// room for both.
func TestFitNumber(t *testing.T) {
	for _, c := range []struct {
		number, changed string
		w               int
		want            string
	}{
		{"9", "", 5, "  9  "}, {"9", "−1", 5, "  9−1"}, {"14", "", 6, "  14  "}, {"14", "−12", 6, " 14−12"}, {"191", "−21", 6, "191−21"}, {"191", "−21", 5, "191 −"}, {"14", "✓", 5, " 14 ✓"},
		{"14", "+3", 3, "14+"}, {"123", "+3", 3, "123"}, {"9", "+12", 10, "    9  +12"},
	} {
		if got := fitNumber(c.number, c.changed, c.w); got != c.want {
			t.Errorf("%q with %q in %d cells: %q, want %q", c.number, c.changed, c.w, got, c.want)
		}
	}
}

// r on Evaluate trains and evaluates, and ends where it was pressed. Meanwhile all
// else goes on working, and what is labelled counts for the next time.
func TestRetrainFromTheMatrix(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("E", "]")
		row, col := find(t, r, 2)
		old := r.a.eval.reports["val"].report
		r.keys("r")
		r.pass(2 * jobsEvery)
		r.wants("training a new version, then evaluating it on val", "7/20", "enter open")
		r.keys("enter", "3")
		r.wants("saved 3 neutral")
		r.keys("esc")
		r.wants("training a new version, then evaluating it on val", "v1 served · 20 memes of val")
		h.go_ <- nil
		r.pass(4 * jobsEvery)
		now := r.a.eval.reports["val"].report
		r.wants("v2 candidate · 20 memes of val · v1 is served", fmt.Sprintf("v1 → v2: macro-F1 %s → %s, this cell %d → %d, 1 label changed",
			score(old.MacroF1), score(now.MacroF1), old.Confusion[row][col], now.Confusion[row][col]))
		r.lacks("other folds") // which cross-validated rows have
		if r.a.eval.row != row || r.a.eval.col != col || r.a.summary.Served != "v1" {
			t.Errorf("back at %v/%v with %s served", r.a.eval.row, r.a.eval.col, r.a.summary.Served)
		}
		// Another split has not been evaluated with the new version yet.
		r.keys("]")
		r.wants("v2 candidate · 10 memes of test")
		r.lacks("→ v2")
	})
}

// What was asked for on Evaluate is done when another screen is open by then.
func TestTheEvaluationFollowsTheTrainingAnywhere(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("E", "r", "L")
		h.go_ <- nil
		r.pass(4 * jobsEvery)
		if r.a.tab != tabLabel {
			t.Errorf("at %d", r.a.tab)
		}
		if got := r.a.eval.reports[eval.CVRows].report.Version; got != "v2" {
			t.Errorf("the cross-validated evaluation is of %s", got)
		}
		// A training that was started elsewhere is not followed.
		r.keys("r")
		h.go_ <- nil
		r.pass(4 * jobsEvery)
		if got := r.a.eval.reports[eval.CVRows].report.Version; got != "v2" || len(r.store.versions) != 3 {
			t.Errorf("the cross-validated evaluation is of %s, of %d versions", got, len(r.store.versions))
		}
	})
}

func TestACancelledTrainingIsNotFollowed(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("E", "r")
		r.pass(2 * jobsEvery)
		r.keys("x")
		r.pass(4 * jobsEvery)
		r.wants("cancelled: training", "v1 served · 20 memes, cross-validated")
		r.lacks("then evaluating", "→ v")
		if r.a.eval.follow != (evaluation{}) {
			t.Errorf("followed by %+v", r.a.eval.follow)
		}
	})
}

// An evaluation that has ended, of which there is no news yet, is none of the split that is
// turned to meanwhile.
func TestTurningBetweenTheEndAndItsNews(t *testing.T) {
	var hold chan struct{}
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		hold = make(chan struct{})
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			if split == "val" {
				select {
				case <-hold:
				case <-ctx.Done():
					return eval.Evaluation{}, nil, ctx.Err()
				}
			}
			return evaluate(ctx, version, split, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.pass(3 * time.Second)
		late := func() time.Duration { return 200 * time.Millisecond }
		r.late.Store(&late)
		r.send(typed("E")) // cv is evaluated at once
		time.Sleep(40 * time.Millisecond)
		r.settle()
		r.send(typed("]"))
		r.pass(2 * time.Second)
		if len(r.a.eval.reports) == 0 {
			t.Error("no report")
		}
		for split, report := range r.a.eval.reports {
			if split != report.report.Split {
				t.Errorf("the report on %s is shown as that on %s", report.report.Split, split)
			}
		}
		close(hold)
		r.pass(time.Second)
	})
}
