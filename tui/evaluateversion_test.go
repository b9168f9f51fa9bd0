package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/term"
)

// threeVersions is a workspace with a served version and two after it, the last with a
// name.
func threeVersions() rigOptions {
	o := evaluatedMemes().with(func(s *fakeStore, d *Deps) {
		s.addVersion(fakeTime)
		s.addVersion(fakeTime)
		s.versions[2].Name = "wide"
	})
	return o
}

// g evaluates another version, which stays until another one is chosen or trained here.
func TestAnotherVersionIsEvaluated(t *testing.T) {
	inRig(t, threeVersions(), func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("v3 wide candidate · 20 memes, cross-validated · v1 is served")
		goTo := func(text string) {
			r.keys("g")
			r.typeText(text)
			r.keys("enter")
		}
		goTo("2")
		r.wants("v2 candidate · 20 memes", "v3 → v2: macro-F1")
		r.keys("]")
		r.wants("v2 candidate · 20 memes of val")
		r.keys("T", "E")
		r.wants("v2 candidate · 20 memes of val")
		for text, want := range map[string]string{"wide": "v3", "V1": "v1", "latest": "v3", "served": "v1"} {
			goTo(text)
			if got := r.a.eval.reports["val"].report.Version; got != want {
				t.Errorf("%s: %s is evaluated, want %s", text, got, want)
			}
		}
		goTo("v9")
		r.wants("no version fits: ctrl+u empties the line", "Version on Evaluate")
		r.keys("ctrl+u") // another key is for something else
		r.lacks("ctrl+u empties the line")
		r.keys("esc")
		goTo("2")
		r.keys("r")
		r.pass(4 * jobsEvery)
		r.wants("v4 candidate")
	})
}

// A version that is deleted while it is evaluated makes room for the newest.
func TestAVersionThatIsGone(t *testing.T) {
	inRig(t, threeVersions(), func(t *testing.T, r *rig) {
		r.keys("E", "g", "2", "enter")
		r.wants("v2 candidate")
		if _, err := r.store.DeleteVersion("v2"); err != nil {
			t.Fatal(err)
		}
		r.send(summaryMsg{summarised: r.a.deps.summarise()})
		r.pass(2 * jobsEvery)
		r.wants("v3 wide candidate")
	})
}

// c compares what is on the screen with what is served, and p serves it after the question
// that Train asks.
func TestCompareAndServeTheEvaluatedVersion(t *testing.T) {
	inRig(t, threeVersions(), func(t *testing.T, r *rig) {
		r.keys("E", "g", "2", "enter", "c")
		r.pass(2 * jobsEvery)
		r.wants("v2 against v1: macro-F1 +.04, v2 is better")
		if c := r.a.train.compared; c == nil || c.First != "v1" || c.Second != "v2" {
			t.Errorf("on Train: %+v", c)
		}
		v2, _ := r.a.summary.Version("v2")
		r.keys("p")
		if r.a.ask == nil || r.a.ask.title != r.a.train.serveQuestion(v2).title || r.a.ask.note != r.a.train.serveQuestion(v2).note {
			t.Fatalf("asked %+v", r.a.ask)
		}
		r.keys("esc")
		if r.a.summary.Served != "v1" {
			t.Error("served in spite of esc")
		}
		r.keys("p", "y")
		r.pass(2 * jobsEvery)
		r.wants("v2 is served now", "v2 served · 20 memes")
		for key, says := range map[string]string{"p": "v2 is served already", "c": "v2 is the served version: g chooses another"} {
			r.keys(key)
			r.wants(says)
		}
		if r.a.works(doPromote) || r.a.works(doCompare) {
			t.Error("hinted as if they did something")
		}
	})
}

// Interval marks are on a scale from 0 to 1, whatever the figures are.
func TestIntervalOnItsScale(t *testing.T) {
	st := newStyles(termenv.TrueColor, false, term.Widths{})
	none := eval.Bootstrap(nil).Accuracy
	for _, c := range []struct {
		m    eval.Metric
		in   eval.Interval
		want string
	}{
		{.5, eval.Interval{.3, .7}, "···━━●━━···"}, {0, none, "●··········"}, {1, eval.Interval{1, 1}, "··········●"},
		{.2, eval.Interval{-.4, .4}, "━━●━━······"}, {-.3, none, "●··········"}, {none[0], none, "···········"},
		{.5, eval.Interval{.6, .7}, "·····●━━···"}, // as a percentile interval may be
	} {
		if got := ansi.Strip(st.interval(11, c.m, c.in, st.teal)); got != c.want {
			t.Errorf("%v in %v: %s, want %s", c.m, c.in, got, c.want)
		}
	}
}

// The bars of the diagram are as high as the share of right answers, and where they do not
// reach it, or hide it, the line of a calibrated model shows.
func TestReliabilityBars(t *testing.T) {
	inRig(t, evaluatedMemes(), func(t *testing.T, r *rig) {
		bins := make([]eval.Bin, sureBins)
		bins[4] = eval.Bin{N: 9, Sure: .45, Right: .25}
		bins[9] = eval.Bin{N: 9, Sure: .95, Right: 1}
		rows := r.a.st.sureBars(bins, 2, 4)
		want := []string{
			"              ──────",
			"          ────    ██",
			"    ──────        ██",
			"────    ██        ██",
		}
		if got := ansi.Strip(strings.Join(rows, "\n")); got != strings.Join(want, "\n") {
			t.Errorf("got\n%s", got)
		}
		if got, want := r.a.eval.sureLine(&evaluated{sure: bins}), "    ▂    █"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// An evaluation that is chosen while another one runs says so.
func TestAnEvaluationAtATime(t *testing.T) {
	o := threeVersions().with(func(s *fakeStore, d *Deps) {
		d.Evaluate = func(ctx context.Context, _, _ string, _ model.Report) (eval.Evaluation, []eval.Row, error) {
			<-ctx.Done()
			return eval.Evaluation{}, nil, ctx.Err()
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		r.wants("evaluating v3 on cv")
		r.keys("g", "enter")
		r.wants("an evaluation is running already: x cancels it")
	})
}

// A version whose evaluation comes while a cell of the one before is open is the one that the
// matrix has after that, once evaluated.
func TestAVersionThatComesWhileACellIsOpen(t *testing.T) {
	var let chan struct{}
	asked := map[string]int{}
	o := threeVersions().with(func(s *fakeStore, d *Deps) {
		let = make(chan struct{})
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			if asked[version]++; version == "v2" {
				<-let
			}
			return evaluate(ctx, version, split, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E")
		find(t, r, 1)
		r.keys("g", "2", "enter")
		r.wants("evaluating v2 on cv", "v3 wide candidate")
		r.keys("enter")
		if r.a.eval.cell == nil {
			t.Fatal("no cell is open")
		}
		close(let)
		r.pass(2 * jobsEvery)
		r.keys("esc")
		r.pass(2 * jobsEvery)
		r.wants("v2 candidate · 20 memes")
		if asked["v2"] != 1 || asked["v3"] != 1 {
			t.Errorf("evaluated %v", asked)
		}
	})
}

// Metrics of a version that has been deleted stand under its name until others come.
func TestMetricsOfADeletedVersion(t *testing.T) {
	var let chan struct{}
	o := threeVersions().with(func(s *fakeStore, d *Deps) {
		let = make(chan struct{})
		evaluate, again := d.Evaluate, false
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			if version == "v3" && again {
				<-let
			}
			again = true
			return evaluate(ctx, version, split, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", "g", "2", "enter")
		r.wants("v2 candidate")
		if _, err := r.store.DeleteVersion("v2"); err != nil {
			t.Fatal(err)
		}
		r.send(summaryMsg{summarised: r.a.deps.summarise()})
		r.wants("evaluating v3 on cv", "v2 deleted · 20 memes")
		r.lacks("v3 wide candidate")
		r.keys("c")
		r.wants("v2 has been deleted: g chooses another")
		close(let)
		r.pass(2 * jobsEvery)
		r.wants("v3 wide candidate · 20 memes")
	})
}

// What differs between two evaluations is told apart: labels that have changed, and memes that
// are in one of them only.
func TestWhatDiffersFromTheEvaluationBefore(t *testing.T) {
	row := func(id labels.MemeID, l labels.Level) eval.Row { return eval.Row{Meme: id, True: l} }
	old := &evaluated{report: eval.Evaluation{Version: "v1"}, rows: []eval.Row{row("a", 0), row("b", 1), row("c", 2)}}
	for _, c := range []struct {
		split, want string
		rows        []eval.Row
	}{
		{"val", "v1 → v2: macro-F1 .00 → .00, this cell 0 → 0", old.rows},
		{"val", "v1 → v2: macro-F1 .00 → .00, this cell 0 → 0, 1 label changed", []eval.Row{row("a", 4), row("b", 1), row("c", 2)}},
		{"val", "v1 → v2: macro-F1 .00 → .00, this cell 0 → 0, 3 memes in one of the two only", []eval.Row{row("b", 1), row("e", 1)}},
		{"cv", "v1 → v2: macro-F1 .00 → .00, this cell 0 → 0, 1 label changed, 1 meme in one of the two only, other folds",
			[]eval.Row{row("a", 0), row("b", 1), row("c", 0), row("e", 1)}},
	} {
		now := &evaluated{report: eval.Evaluation{Version: "v2", Split: c.split}, rows: c.rows, was: earlierThan(c.rows, old)}
		if got := now.compare(0, 1); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Who asks for an evaluation while one runs is told so.
func TestOneEvaluationAtATime(t *testing.T) {
	runs := 0
	o := threeVersions().with(func(_ *fakeStore, d *Deps) {
		evaluate := d.Evaluate
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			runs++
			time.Sleep(time.Minute)
			return evaluate(ctx, version, split, p)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("E", ":")
		r.typeText("evaluate")
		r.keys("enter")
		r.wants("an evaluation is running already: x cancels it")
		r.pass(2 * time.Minute)
		if runs != 1 {
			t.Errorf("evaluated %d times", runs)
		}
	})
}
