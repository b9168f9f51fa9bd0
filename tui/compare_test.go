package tui

import (
	"context"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"memebench/eval"
	"memebench/model"
	"memebench/tui/term"
)

// versionMemes is a workspace with n versions, of which v1 is served.
func versionMemes(n int) rigOptions {
	o := sceneMemes()
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		for range n - 1 {
			s.addVersion(fakeTime)
		}
	}
	return o
}

func TestCompareVersions(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("tab", "tab")
		r.wants("v3 against v1, on 8 validation memes:", "c compare", "c says whether that is chance")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 against v1, cross-validated on 61 memes:", "macro-F1 +.04 (+.01 to +.08)", "P(better) .97", "v3 is better", "v1 4, v3 10", "McNemar p = .03")
		// Another pair has not been compared.
		r.keys("up")
		r.wants("v2 against v1, on 8 validation memes", "c says whether")
		r.keys(" ", "down")
		r.wants("= v2", "v3 against v2")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 against v2, cross-validated", "v2 4, v3 10")
		// The mark goes as it came, and with its version.
		r.keys("up", " ")
		r.lacks("= v2")
		r.keys(" ", "D", "y")
		r.wants("v2 is deleted")
		r.lacks("= v2")
		r.keys("up", "up")
		r.keys("c")
		r.wants("compares it with the served one")
	})
}

// Who has gone on labelling meanwhile is told how a comparison has ended.
func TestAComparisonEndsOnAnotherScreen(t *testing.T) {
	o := versionMemes(3)
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		d.Compare = func(_ context.Context, first, second string, _ model.Report) (eval.Comparison, error) {
			time.Sleep(time.Minute) // of the bubble
			return s.compare(first, second), nil
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("tab", "tab", "c", "tab")
		r.lacks("v3 against v1")
		r.pass(time.Minute + 3*jobsEvery)
		r.wants("v3 against v1: macro-F1 +.04, v3 is better")
	})
}

// What a version from elsewhere had there is no figure beside those of here.
func TestAVersionFromElsewhereHasNoFiguresToCompare(t *testing.T) {
	o := versionMemes(2)
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		s.versions[0].Origin = &eval.Origin{Name: "starter"}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("tab", "tab")
		r.wants("v1 has its metrics from elsewhere: c compares the two here")
		r.keys("p")
		r.wants("Serve v2 instead of v1? Both are kept.  y/n")
		r.keys("n", "r")
		r.pass(3 * jobsEvery)
		r.wants("v3 is trained: macro-F1 .42 on 8 validation memes; on Train, p serves it")
		r.keys("c")
		r.pass(2 * jobsEvery)
		r.wants("P(better)")
	})
}

// The smallest window has room for versions, a comparison and a training.
func TestCompareInTheSmallestWindow(t *testing.T) {
	o := versionMemes(5)
	o.w, o.h = minWidth, minHeight
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("tab", "tab", "up", "up")
		r.wants("  v2 ", "▸ v3", "  v4 ", "v3 against v1", "macro-F1", "c says", "val loss", "0.99  train 0.43", "val F1", "best .44 in epoch 8", "data     66 train")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("macro-F1 +.04 (+.01 to +.08)   v3 is better", "P(better) .97  right alone v1 4, v3 10  McNemar p = .03")
		r.a.train.compared.CI95[0] = -.01 // so that the verdict is the longest
		r.wants("macro-F1 +.04 (−.01 to +.08)   P(better) .97", "the difference may be chance  McNemar p = .03")
		none := eval.Metric(math.NaN()) // as of few groups
		r.a.train.compared.CI95, r.a.train.compared.ProbImproved = eval.Interval{none, none}, none
		r.wants("macro-F1 +.04   too few rows to tell")
	})
}

// A question that has no room is asked in short, whole.
func TestQuestionsInTheSmallestWindow(t *testing.T) {
	o := versionMemes(5)
	o.w, o.h = minWidth, minHeight
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("tab", "tab", "p")
		r.wants(" Serve v5 (macro-F1 .50) instead of v1 (.34)?  y/n ")
		r.keys("n", "D")
		r.wants(" Delete v5 for good? Labels stay.  y/n ")
		r.keys("n", "p", "y")
		r.pass(3 * jobsEvery)
		r.keys("R")
		r.wants(" Roll back from v5 to v1? Both are kept.  y/n ")
		r.keys("n", "n")
		r.keys(strings.Split(strings.Repeat("w", eval.MaxName), "")...)
		r.wants("Name of v5: " + strings.Repeat("w", eval.MaxName))
		r.keys("esc")
	})
}

func TestDialogShortens(t *testing.T) {
	d := &dialog{question: "Quit and stop training (12/80 batches) and 2 more?  Labels are safe.", short: "Quit and stop training and 2 more?"}
	for w, want := range map[int]string{
		100: "Quit and stop training (12/80 batches) and 2 more?  Labels are safe.  y/n",
		60:  "Quit and stop training and 2 more?  y/n",
		34:  "Quit and stop training a…  y/n",
	} {
		if got := strings.TrimSpace(ansi.Strip(d.line(newStyles(lipgloss.NewRenderer(io.Discard), testWidths), w))); got != want {
			t.Errorf("%d columns: %q, want %q", w, got, want)
		}
	}
}

func TestNameAVersion(t *testing.T) {
	inRig(t, versionMemes(2), func(t *testing.T, r *rig) {
		r.keys("tab", "tab", "n")
		r.wants("Name of v2: ", "enter done", "esc leave it")
		r.keys("g", "o", "o", "x", "backspace", "d", " ", "1", "enter")
		r.wants(`name "good 1": want letters, digits, dots, dashes and underscores: good 1`)
		r.keys("left", "backspace", "-", "enter")
		r.wants("v2 is called good-1, and is not pruned", "▸ v2    good-1", "v2 good-1")
		// Letters are text here, and no keys.
		r.keys("n", "q", "p", "esc")
		r.wants("▸ v2    good-1")
		r.lacks("y/n")
		r.keys("p", "y")
		r.wants("● good-1")
		r.keys("up", "n")
		r.keys(strings.Split("good-1", "")...)
		r.keys("enter")
		r.wants(`✗ name "good-1": v2 has it already`)
		r.keys("n")
		r.send(terminalMsg{term.Paste{Text: "a\u009b31m\u202eb" + strings.Repeat("c", 500) + "\n"}})
		if got := r.a.ask.text(); len(got) != fieldLimit || !strings.HasPrefix(got, "a31mbc") {
			t.Errorf("%d letters taken: %.20q", len(got), got)
		}
		r.keys("enter")
		r.wants("name of 200 bytes: want 1 to 40 letters")
		r.keys("backspace", "ctrl+c")
		if r.a.ask != nil || r.quit {
			t.Error("ctrl+c does not leave the name")
		}
		r.keys("down", "n", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "enter")
		r.wants("v2 has no name now", "● served")
	})
}

func TestDeleteAVersion(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("tab", "tab", "D")
		r.wants("Delete v3 (75 labels) and its predictions for good? Labels stay.  y/n")
		r.keys("n")
		r.wants("▸ v3")
		r.keys("D", "y")
		r.wants("v3 is deleted", "▸ v2    candidate")
		r.keys("up", "D")
		r.wants("v1 is served: serve another one first")
		if _, ok := r.a.summary.Version("v1"); !ok {
			t.Error("the served version is gone")
		}
	})
}

// The learning curve stands beside how a version was trained.
func TestTheCurveIsOnTrain(t *testing.T) {
	o := versionMemes(8)
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		for i := range s.versions {
			f := s.versions[i].Val.MacroF1
			s.versions[i].Labels = 50 * (i + 1)
			s.versions[i].ValInterval = &eval.Interval{f - .05, f + .05}
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("tab", "tab")
		r.wants("▁▂▃▄▅▆▇█  100 more labels: macro-F1 +0.0", ": likely to help")
	})
	inRig(t, versionMemes(2), func(t *testing.T, r *rig) {
		r.keys("tab", "tab")
		r.wants("more labels? too early to tell: 2 of 5 points on the curve")
	})
}
