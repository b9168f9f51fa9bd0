package tui

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/model/settings"
	"memebench/tui/term"
)

// versionMemes is a workspace with n versions, of which v1 is served.
func versionMemes(n int) rigOptions {
	o := sceneMemes().with(func(s *fakeStore, d *Deps) {
		for range n - 1 {
			s.addVersion(fakeTime)
		}
	})
	return o
}

func TestCompareVersions(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v3 against v1, on 8 validation memes:", "macro-F1 .42 (+.08)", "QWK .55 (+.10)", "MAE .75 (−.10)", "c says whether that is chance", "c compare")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("cross-validated 3 times on 61 memes", "v3 gains .04 macro-F1 (+.01 to +.08)", "P(better) .97: v3 is better", "right alone v1 4, v3 10", "McNemar p = .03")
		r.a.train.compared.N = 240 // there is room for that
		r.keys("down", "up")
		r.wants("cross-validated 3 times on 240 memes")
		// Another pair has not been compared.
		r.keys("down")
		r.wants("v2 against v1, on 8 validation memes", "c says whether")
		r.keys("m", "up")
		r.wants("=  v2", "v3 against v2", "v3 differs from v2 in")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains", "right alone v2 4, v3 10")
		// The mark goes as it came, and with its version.
		r.keys("down", "m")
		r.wants("no version is marked now")
		r.lacks("=  v2", "▸= v2")
		r.keys("m", "d", "y")
		r.wants("v2 is deleted")
		if r.a.train.marked != "" {
			t.Error("a version that is gone is marked")
		}
		r.keys("end", "c")
		r.wants("compares it with the served one")
	})
}

// A comparison stays when labels change, and says that they have.
func TestComparedBeforeLabelsChanged(t *testing.T) {
	const changed = "labels have changed since"
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T", "c")
		r.pass(3 * jobsEvery)
		r.keys("L", "n", "o", "k", "enter", "T")
		r.wants("v3 gains")
		r.lacks(changed)
		r.keys("L", "4", "T")
		r.wants("v3 gains", changed)
		r.keys("p")
		r.wants("v3 is better (labels have")
		r.keys("esc", "L", "u", "T")
		r.wants("v3 gains")
		r.lacks(changed)
		r.keys("L", "5", "T", "c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains")
		r.lacks(changed)
	})
}

// Labels of test are no change to a comparison or a list of train and val.
func TestLabelsOfTestAreNoChangeToTrainAndVal(t *testing.T) {
	for _, split := range []labels.Split{labels.Train, labels.Test} {
		o := versionMemes(3).with(func(s *fakeStore, d *Deps) {
			for i := range s.memes {
				s.memes[i].Split = split
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("4")
			for kind, want := range map[eval.CheckKind]bool{eval.CheckErrors: split == labels.Train, eval.CheckFar: split == labels.Train, eval.CheckDuplicates: true} {
				if now, err := lookSince(r.a.deps, 1, kind); err != nil || now.levels != want {
					t.Errorf("%s, a label of %s: %+v, %v", kind, split, now, err)
				}
			}
			r.keys("T", "c")
			r.pass(3 * jobsEvery)
			r.keys("L", "4", "T")
			r.wants("v3 gains")
			if says := strings.Contains(r.view(), "labels have changed since"); says != (split == labels.Train) {
				t.Errorf("a label of %s: says that labels have changed is %v", split, says)
			}
		})
	}
}

// What was compared in other folds than those of today is not shown as if it were in these.
func TestComparedInOtherFolds(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T", "c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains")
		r.keys(",")
		r.chooseSetting(settings.FoldsSeed.Setting)
		r.keys("enter", "ctrl+u", "2", "enter", "esc")
		r.wants("c says whether that is chance")
		r.lacks("v3 gains")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains")
	})
}

// Where there is one row for which version is better, it ends with a whole part of it.
func TestInARowWhichIsBetter(t *testing.T) {
	o := versionMemes(3).with(func(s *fakeStore, d *Deps) {
		for i := range s.versions {
			s.versions[i].ValN = 40 + i
		}
		c := &s.versions[2].Config
		c.Width, c.Hidden, c.Depth, c.Dropout, c.LearningRate, c.Batch, c.Epochs, c.Seed = 512, 64, 2, .4, .002, 32, 60, 2
	})
	o.w, o.h = 80, 24
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v3 against v1: macro-F1 .34 → .42 on 42 val memes (v1: 40): c compares", " more\n")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains .04 macro-F1 (+.01 to +.08): v3 is better · P(better) .97\n")
	})
}

// Who has gone on labelling meanwhile is told how a comparison has ended.
func TestAComparisonEndsOnAnotherScreen(t *testing.T) {
	o := versionMemes(3).with(func(s *fakeStore, d *Deps) {
		d.Compare = func(_ context.Context, first, second string, _ model.Report) (eval.Comparison, error) {
			time.Sleep(time.Minute) // of the bubble
			return fakeComparison(first, second), nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "c", "E")
		r.lacks("v3 against v1")
		r.pass(time.Minute + 3*jobsEvery)
		r.wants("v3 against v1: macro-F1 +.04, v3 is better")
	})
}

// What a version from elsewhere had there is no figure beside those of here.
func TestAVersionFromElsewhereHasNoFiguresToCompare(t *testing.T) {
	o := versionMemes(2).with(func(s *fakeStore, d *Deps) {
		s.versions[0].Origin = &eval.Origin{Name: "starter"}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v1 has its metrics from elsewhere:", "c compares the two here")
		r.lacks("+.04", ".34")
		r.wants("Why v1 is served", "It came from elsewhere")
		r.keys("p")
		r.wants("Serve v2 instead of v1?")
		r.lacks("macro-F1 .38, v1")
		r.keys("n", "r")
		r.pass(3 * jobsEvery)
		r.wants("v3 is trained: macro-F1 .42 on 8 validation memes; p serves it")
		r.keys("c")
		r.pass(2 * jobsEvery)
		r.wants("P(better)")
	})
}

// Whether a version is served is asked again where others have served another one meanwhile.
func TestServingIsAskedAgain(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T", "home", "p")
		was := r.a.summary.Served
		r.wants("Serve v3 instead of " + was + "?")
		r.a.summary.Served = "v2"
		r.keys("y")
		r.wants("Serve v3 instead of v2?", "v2 is served by now")
		r.a.summary.Served = "v3"
		r.keys("y")
		r.wants("v3 is served already")
		r.lacks("Serve v3")
	})
}

// The first version of here takes the place of one from elsewhere by itself: nobody has
// chosen it.
func TestTheFirstVersionOfHereIsServedAtOnce(t *testing.T) {
	for second, want := range map[string]string{
		"v2": "It is the first trained here, which is served at once. Before it, v1 was",
		"v3": "It was chosen by hand.",
	} {
		o := versionMemes(3).with(func(s *fakeStore, d *Deps) {
			s.versions[0].Origin = &eval.Origin{Name: "starter"}
			if err := s.promote(second); err != nil {
				panic(err)
			}
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("T")
			if got := strings.Join(strings.Fields(r.a.train.whyServed(r.a.summary.Version(r.a.summary.Served))), " "); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", second, got, want)
			}
		})
	}
}

// What was served in between is why the first version is served as little as that it was the first.
func TestTheFirstVersionIsGoneBackTo(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("which is served at once")
		r.a.train.summary.GoneBack = true
		if got := strings.Join(strings.Fields(r.a.train.whyServed(r.a.summary.Version("v1"))), " "); !strings.HasPrefix(got, "It is the first trained here, and was gone back to.") {
			t.Error(got)
		}
	})
}

// Of which versions were there before nothing is known once they are deleted: what is served need not be the first.
func TestServedAfterVersionsWereDeleted(t *testing.T) {
	o := versionMemes(3).with(func(s *fakeStore, d *Deps) {
		if err := s.promote("v3"); err != nil {
			panic(err)
		}
		s.versions = s.versions[2:]
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("It was chosen by hand, or served at once")
		r.lacks("It is the first")
	})
}

// How to go back is said before why it was left to people, which may be long.
func TestHowToGoBackIsNotCut(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {200, 50}} {
		o := versionMemes(2).with(func(s *fakeStore, d *Deps) {
			s.versions[1].Decision = &eval.Decision{Why: "not compared with v1: " + strings.Repeat("there are too few labels ", 12), Against: "v1", Policy: eval.PromoteAsk}
			if err := s.promote("v2"); err != nil {
				panic(err)
			}
		})
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("T")
			why := r.a.frame.train(false).why
			var said []string
			for _, l := range strings.Split(r.view(), "\n")[why.y:why.bottom()] {
				said = append(said, strings.TrimSpace(string([]rune(l)[why.x:why.right()])))
			}
			text := strings.Join(said, " ")
			for _, want := range []string{"It was chosen by hand. New versions wait for p. Before it, v1 was: select that, p goes back.", "When it was trained: not compared"} {
				if !strings.Contains(text, want) {
					t.Errorf("%v: %q, want %q", size, text, want)
				}
			}
		})
	}
}

// What becomes of new versions goes by the setting of now, not by that of the newest version.
func TestWhatBecomesOfNewVersions(t *testing.T) {
	o := versionMemes(2).with(func(s *fakeStore, d *Deps) {
		s.versions[1].Decision = &eval.Decision{Why: "because", Against: "v1", Policy: eval.PromoteBetter}
		s.settings[settings.Promote.Name], d.Policy = "better", eval.PromoteBetter
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		for i, want := range []string{"New ones are served if they are better, not by chance.", "New ones are served by hand only.", "New versions wait for p."} {
			if i > 0 {
				r.keys(",")
				r.chooseSetting(settings.Promote.Setting)
				r.keys("enter", "esc")
			}
			if got := r.a.train.whyServed(r.a.summary.Version(r.a.summary.Served)); !strings.HasSuffix(got, "at once. "+want) {
				t.Errorf("%q, want it to end in %q", got, want)
			}
		}
	})
}

func TestGained(t *testing.T) {
	none := eval.Metric(math.NaN())
	for want, c := range map[string]eval.Comparison{
		"v2 gains .02 macro-F1 (−.01 to +.06)": {MacroF1Delta: .02, CI95: eval.Interval{-.01, .06}},
		"v2 loses .04 macro-F1 (−.09 to ±.00)": {MacroF1Delta: -.04, CI95: eval.Interval{-.09, 0}},
		"v2 gains .00 macro-F1":                {CI95: eval.Interval{none, none}},
	} {
		if got := gained(eval.Version{ID: "v2"}, c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The smallest window has the versions with a comparison, and behind enter all that there
// is of the selected one.
func TestCompareInTheSmallestWindow(t *testing.T) {
	o := versionMemes(5)
	o.w, o.h = minWidth, minHeight
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "down", "down")
		r.wants("   v2 ", "▸   v3", "▲ v5", "v3 against v1: macro-F1 +.08 on 8 val memes: c compares", "differs from v1  labels 65→75")
		r.keys("c")
		r.pass(3 * jobsEvery)
		r.wants("v3 gains .04 macro-F1 (+.01 to +.08): v3 is better")
		r.a.train.compared.CI95[0], r.a.train.compared.Outcome = -.01, eval.Unclear // so that the verdict is the longest
		r.wants("v3 gains .04 macro-F1 (−.01 to +.08): perhaps chance")
		none := eval.Metric(math.NaN()) // as of few groups
		before := *r.a.train.compared
		r.a.train.compared.CI95, r.a.train.compared.ProbImproved, r.a.train.compared.Outcome = eval.Interval{none, none}, none, eval.TooFew
		r.wants("v3 gains .04 macro-F1: too few to tell")
		*r.a.train.compared = before
		r.keys("enter")
		r.lacks("▸   v3", "v3 against v1")
		r.keys("c") // what comes of it has no place there
		r.pass(3 * jobsEvery)
		r.wants("✓ v3 against v1: macro-F1 +.04, v3 is better")
		r.wants("v3, by epochs", "12 of 40", "best val F1 .44 at epoch 8", "val .99", "train .43", "val F1 .4", "9 kept")
		r.keys("]")
		r.wants("compared     P(better) .97", "right alone v1 4, v3 10", "data         67 train · 8 val", "fusion       concat", "reads        bge-small")
		r.keys("]")
		r.wants("More labels?", "too early to tell")
		r.keys("esc")
		r.wants("▸   v3")
	})
}

// A question that has no room is asked in short, whole.
func TestQuestionsInTheSmallestWindow(t *testing.T) {
	o := versionMemes(5)
	o.w, o.h = minWidth, minHeight
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "p")
		r.wants("Serve v5 instead of v1?", "y  serve v5", "esc  leave v1")
		r.keys("n", "d")
		r.wants("Delete v5?", "stay", "y  delete v5", "esc  keep it")
		r.keys("n", "n")
		r.keys(strings.Split(strings.Repeat("w", eval.MaxName), "")...)
		r.wants("Name of v5", strings.Repeat("w", eval.MaxName), "enter  done")
		r.keys("esc")
	})
}

func TestNameAVersion(t *testing.T) {
	inRig(t, versionMemes(2), func(t *testing.T, r *rig) {
		r.keys("T", "n")
		r.wants("Name of v2", "enter  done", "esc  leave it")
		r.keys("g", "o", "o", "x", "backspace", "d", " ", "1", "enter")
		r.wants(`name "good 1": want letters, digits, dots`)
		r.keys("left", "backspace", "-", "enter")
		r.wants("v2 is called good-1, and is not pruned", "▸ ▲ v2   good-1")
		// Letters are text here, and no keys.
		r.keys("n", "q", "p", "esc")
		r.wants("▸ ▲ v2   good-1")
		r.lacks("Serve v2")
		r.keys("p", "y")
		r.wants("● v2   good-1")
		r.keys("down", "n")
		r.keys(strings.Split("good-1", "")...)
		r.keys("enter")
		r.wants(`✗ name "good-1": v2 has it already`)
		r.keys("n")
		r.send(terminalMsg{term.Paste{Text: "a\u009b31m\u202eb" + strings.Repeat("c", 500) + "\n"}})
		if got := r.a.ask.answer(); len(got) != fieldLimit || !strings.HasPrefix(got, "a31mbc") {
			t.Errorf("%d letters taken: %.20q", len(got), got)
		}
		r.keys("enter")
		r.wants("name of 200 bytes: want 1 to 40 letters")
		r.keys("backspace", "ctrl+c")
		if r.a.ask != nil || r.quit {
			t.Error("ctrl+c does not leave the name")
		}
		r.keys("up", "n", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "enter")
		r.wants("v2 has no name now", "● v2   served")
	})
}

func TestDeleteAVersion(t *testing.T) {
	inRig(t, versionMemes(3), func(t *testing.T, r *rig) {
		r.keys("T", "d")
		r.wants("Delete v3?", "(75) stay", "y  delete v3", "esc  keep it")
		r.keys("n")
		r.wants("▸ ▲ v3")
		r.keys("d", "y")
		r.wants("v3 is deleted", "▸ ▲ v2   candidate")
		r.keys("down", "d")
		r.wants("v1 is served: serve another one first")
		if _, ok := r.a.summary.Version("v1"); !ok {
			t.Error("the served version is gone")
		}
	})
}

// The learning curve stands below how a version was trained, and has a view of its own.
func TestTheCurveIsOnTrain(t *testing.T) {
	o := versionMemes(8).with(func(s *fakeStore, d *Deps) {
		for i := range s.versions {
			f := s.versions[i].Val.MacroF1
			s.versions[i].Labels = 50 * (i + 1)
			s.versions[i].ValInterval = &eval.Interval{f - .05, f + .05}
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("100 more labels: macro-F1 +0.0", "likely to help")
		points := strings.Count(r.view(), "●") - 1 // but for the served one
		if bands := strings.Count(r.view(), "░"); points != 8 || bands == 0 {
			t.Errorf("%d points of 8, a band of %d cells:\n%s", points, bands, r.view())
		}
		r.keys("[")
		r.wants("100 more labels: macro-F1 +0.0", "v8           400       .62   .57–.67", "v5           250")
		r.lacks("by epochs")
	})
	inRig(t, versionMemes(2), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("too early to tell: 2 of 5 points on the", "curve")
	})
}

// The starter head is called the same beside the memes as in the list of versions.
func TestWhereTheStarterWasTrained(t *testing.T) {
	if got := (&labelScreen{}).whenTrained(eval.Version{}); got != "elsewhere; it came with the program" {
		t.Error(got)
	}
}

// Of versions that cannot be compared the screen says why, and no figures.
func TestWhatCannotBeComparedHasNoFigures(t *testing.T) {
	c, err := eval.Compare(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.First, c.Second, c.Split, c.Known, c.Knowing = "v1", "v2", eval.CVRows, 479, []string{"v1"}
	for _, size := range [][2]int{{100, 30}, {200, 50}, {minWidth, minHeight}} {
		o := versionMemes(2).with(func(_ *fakeStore, d *Deps) {
			d.Compare = func(context.Context, string, string, model.Report) (eval.Comparison, error) { return c, nil }
		})
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E", "T", "c")
			r.pass(3 * jobsEvery)
			said := strings.Join(strings.Fields(r.view()), " ")
			if !strings.Contains(said, "v1 cannot be compared: v1 may have") {
				t.Errorf("%v: the reason is not there:\n%s", size, r.view())
			}
			r.lacks("McNemar", "P(better)", "gains", "on 0 memes")
			r.keys("p")
			r.wants("Serve v2 instead of v1?", "cannot be compared")
			r.lacks("— macro-F1", "— to —")
		})
	}
}

// Whom a review flatters is to be minded: it is no success where the comparison itself is on the screen.
func TestWhomAReviewFlattersIsMinded(t *testing.T) {
	c := eval.Comparison{First: "v1", Second: "v2", Split: "val", N: 20, Groups: 20, MacroF1Delta: .04, ProbImproved: .6, Repeats: 1, FirstFollowed: 2}
	o := versionMemes(2).with(func(_ *fakeStore, d *Deps) {
		d.Compare = func(context.Context, string, string, model.Report) (eval.Comparison, error) { return c, nil }
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "c")
		r.pass(3 * jobsEvery)
		r.wants("v2 gains .04 macro-F1", "! a review has changed 2 labels to what v1 says")
		r.lacks("✓ a review")
	})
}

// What is said of a comparison has its memes, and whom a review flatters.
func TestWhatIsSaidOfAComparison(t *testing.T) {
	c := eval.Comparison{First: "v1", Second: "v2", Split: "val", N: 20, Groups: 20, MacroF1Delta: .04, ProbImproved: .6, Repeats: 1, FirstFollowed: 2}
	const want = "v2 against v1: macro-F1 +.04, too few rows to tell (20 groups, it takes 60), on the same 20 validation memes; " +
		"a review has changed 2 labels to what v1 says, 0 to what v2 says: that flatters v1"
	if got := comparisonSays(c); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
