package tui

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
	"memebench/tui/term"
)

// longHistory is a workspace with n versions that differ, of which the one before the
// newest is served.
func longHistory(n int) rigOptions {
	o := versionMemes(n).with(func(s *fakeStore, d *Deps) {
		for i := range s.versions {
			s.versions[i].Labels = 50 * (i + 1)
			s.versions[i].Val.MacroF1 = .3 + .02*eval.Metric(i)
		}
		v := &s.versions[n-1]
		v.Config.Dropout, v.Config.Seed, v.Parent = .3, 2, "v1"
		v.Encoders = v.Encoders[:1]
		if err := s.promote(s.versions[n-2].ID); err != nil {
			panic(err)
		}
	})
	return o
}

// Metrics of versions that were measured on another val stand in one list: that they cannot be
// compared is said where the list has no column that says it of each.
func TestMetricsOfAnotherVal(t *testing.T) {
	o := longHistory(9).with(func(s *fakeStore, d *Deps) { s.versions[8].Val.PerClass[0].Support++ })
	const says = "val has changed between these: c takes the same memes"
	for size, by := range map[[2]int]string{{80, 24}: valChanged, {110, 30}: says, {120, 40}: says} {
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("T")
			r.wants(by, "▸ ▲ v9")
			if by == says {
				r.keys("end")
				r.wants(by, "▸   v1")
			}
		})
		same := longHistory(9)
		same.w, same.h = size[0], size[1]
		inRig(t, same, func(t *testing.T, r *rig) {
			r.keys("T")
			r.lacks(by)
		})
	}
}

// Serving what was served before takes the last change back; serving another one is one
// more.
func TestServingTheEarlierOneRollsBack(t *testing.T) {
	inRig(t, longHistory(4), func(t *testing.T, r *rig) {
		served := func(want ...string) {
			t.Helper()
			if !slices.Equal(r.store.served, want) {
				t.Errorf("served: %v, want %v", r.store.served, want)
			}
		}
		served("v1", "v3")
		r.keys("T", "p", "y")
		served("v1", "v3", "v4")
		r.wants("● v4")
		r.keys("down", "p")
		r.wants("Serve v3 instead of v4?")
		r.keys("y")
		served("v1", "v3")
		r.wants("v3 is served now")
		r.keys("down", "p", "y")
		served("v1", "v3", "v2")
	})
}

// The store is asked what was served before, not the screen, which may be behind.
func TestRollingBackReadsWhatWasServedBefore(t *testing.T) {
	inRig(t, longHistory(4), func(t *testing.T, r *rig) {
		r.keys("T", "end", "p")
		r.store.promote("v2") // behind its back: v1 is deeper now
		r.keys("y")
		if want := []string{"v1", "v3", "v2", "v1"}; !slices.Equal(r.store.served, want) {
			t.Errorf("served: %v, want %v", r.store.served, want)
		}
	})
}

func TestMovingInTheList(t *testing.T) {
	o := longHistory(30)
	o.w, o.h = 80, 24
	inRig(t, o, func(t *testing.T, r *rig) {
		at := func(want, says string) {
			t.Helper()
			if r.a.train.selected != want {
				t.Errorf("at %s, want %s", r.a.train.selected, want)
			}
			r.wants(" "+want+" ", says)
		}
		r.keys("T")
		at("v30", "1 of 30")
		r.keys("up")
		at("v30", "v30 is the newest version")
		r.keys("down", "j")
		at("v28", "3 of 30")
		r.keys("pgdown")
		at("v24", "7 of 30")
		r.keys("pgup", "k")
		at("v29", "2 of 30")
		r.keys("end")
		at("v1", "30 of 30")
		r.keys("down")
		at("v1", "v1 is the oldest version")
		r.keys("home")
		at("v30", "1 of 30")
	})
}

// What somebody else deletes gives its place in the list to its neighbour, as what one deletes oneself.
func TestTheSelectedVersionIsDeletedElsewhere(t *testing.T) {
	inRig(t, versionMemes(6), func(t *testing.T, r *rig) {
		gone := func(want string, ids ...string) {
			t.Helper()
			for _, id := range ids {
				if _, err := r.store.DeleteVersion(id); err != nil {
					t.Fatal(err)
				}
			}
			r.send(summaryMsg{summarised: r.a.deps.summarise()})
			if got := r.a.train.selected; got != want {
				t.Errorf("without %v %s is selected, not %s", ids, got, want)
			}
		}
		r.keys("T", "p", "y", "home", "down", "down")
		gone("v2", "v4", "v3")
		gone("v1", "v2")
		gone("v5", "v1")
		r.keys("up")
		gone("v6", "v5")
	})
}

// g has a version chosen from the list, as on Evaluate and Check.
func TestGoToAVersion(t *testing.T) {
	o := longHistory(30).with(func(s *fakeStore, d *Deps) { s.versions[4].Name = "first" })
	inRig(t, o, func(t *testing.T, r *rig) {
		for _, c := range []struct{ text, want string }{{"v12", "v12"}, {"9", "v9"}, {"v3", "v3"}, {"first", "v5"}, {"latest", "v30"}} {
			r.keys("T", "g")
			r.wants("Version on Train", "30 of 30")
			r.keys(append(strings.Split(c.text, ""), "enter")...)
			if r.a.train.selected != c.want || r.a.float != nil {
				t.Errorf("%q goes to %s, want %s", c.text, r.a.train.selected, c.want)
			}
		}
		r.keys("g", "x", "enter")
		r.wants("no version fits")
		r.keys("esc")
		if r.a.train.selected != "v30" {
			t.Error("a wrong answer has moved the selection")
		}
	})
}

// Without any version each key says what to do.
func TestKeysWithoutAVersion(t *testing.T) {
	o := rigOptions{memes: memes(3)}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("No version yet: r trains one")
		for _, b := range trainKeys {
			switch b.do {
			case doRetrain, doCancel, doLeave:
				continue
			}
			for _, k := range b.keys {
				r.a.status = status{}
				r.keys(k)
				if got := r.a.status.text(); !strings.Contains(got, "yet: r trains one") {
					t.Errorf("%s says %q", k, got)
				}
			}
		}
	})
}

// That two versions were trained under other splits is a difference.
func TestOtherSplitsDiffer(t *testing.T) {
	found, _ := differences(eval.Version{}, eval.Version{Resplits: 1})
	if want := []difference{{"splits", "splits", "as imported", "resplit 1"}}; !slices.Equal(found, want) {
		t.Errorf("%v, want %v", found, want)
	}
	if found, _ := differences(eval.Version{Resplits: 1}, eval.Version{Resplits: 1}); len(found) > 0 {
		t.Errorf("under the same splits %v", found)
	}
}

// All settings of a version stand beside those of the other; what is not the default is
// marked.
func TestSettingsBesideEachOther(t *testing.T) {
	inRig(t, longHistory(4), func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v4 differs from v3 in", "labels       150 → 200", "began from   — → v1", "dropout      .2 → .3", "and 2 more, 13 are equal: [ ] shows them")
	})
	o := longHistory(4)
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T", "]")
		r.wants("v4, settings", "beside v3", "dropout          *.3         .2          .2", "learning rate     .001       .001        .001",
			"seed             *2          1           1", "What is not the default", "dropout .3, seed 2, text only")
		r.keys("end", "m", "home")
		r.wants("beside v1")
		r.keys("]", "]")
		r.wants("by epochs")
	})
}

// A version that went on from another one with the same settings and labels differs in that.
func TestAWarmStartIsADifference(t *testing.T) {
	was := eval.Version{ID: "v1", Labels: 50, Config: eval.Default()}
	is := was
	is.ID, is.Parent = "v2", was.ID
	if found, _ := differences(was, is); len(found) != 1 || found[0].name != "began from" || found[0].is != "v1" {
		t.Errorf("differs in %+v", found)
	}
}

// change is against the version that a version was trained from, or the one before it.
func TestChangeIsAgainstTheBase(t *testing.T) {
	o := longHistory(4)
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		row := func(id string) string {
			for _, l := range strings.Split(r.view(), "\n") {
				if l, _, _ = strings.Cut(l, "│"); strings.Contains(l, " "+id+"  ") {
					return strings.TrimSpace(l)
				}
			}
			return ""
		}
		for id, want := range map[string]string{"v4": "+.06", "v3": "+.02", "v1": "23 Nov 10:11"} {
			if got := row(id); !strings.HasSuffix(got, want) {
				t.Errorf("%s: %q, want %q at its end", id, got, want)
			}
		}
		r.store.versions[2].ValN = 20 // of other memes
		r.store.revision++
		r.send(r.a.summaryCmd()())
		if got := row("v3"); !strings.HasSuffix(got, "new val") {
			t.Errorf("a change to other memes: %q", got)
		}
	})
}

// What chose the epoch that was kept is beside the curves.
func TestCurvesSayWhatStopped(t *testing.T) {
	for by, want := range map[eval.StoppedBy]string{
		"": "kept the lowest val loss", eval.StoppedByVal: "kept the lowest val loss", eval.StoppedByFolds: "as many as in inner folds",
	} {
		o := sceneMemes().with(func(s *fakeStore, _ *Deps) { s.versions[0].StoppedBy = by })
		o.w, o.h = 200, 50
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("T")
			r.wants("v1, by epochs", want)
		})
	}
}

// Where val had no memes, nothing by epochs is drawn of it.
func TestCurvesWithoutVal(t *testing.T) {
	o := sceneMemes().with(func(s *fakeStore, _ *Deps) {
		v, none := &s.versions[0], eval.Metric(math.NaN())
		v.ValN, v.Val, v.History = 0, eval.Metrics{}, slices.Clone(v.History)
		for i := range v.History {
			v.History[i].ValLoss, v.History[i].ValMacroF1 = none, none
		}
	})
	o.w, o.h = 200, 50
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v1, by epochs", "kept the last · nothing on val: no labelled meme was there", "train .")
		r.lacks("val .", "val F1", "val —")
	})
}

// While a training runs, its curves grow in the place of those of the selected version.
func TestCurvesGrow(t *testing.T) {
	var h held
	o := heldTraining(&h).with(func(s *fakeStore, d *Deps) {
		d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
			for i, e := range fakeHistory(2) {
				p(model.Step{Epoch: &e, Step: stepOf(i + 1)})
				if err := h.wait(ctx); err != nil {
					return model.Trained{}, err
				}
			}
			return model.Trained{}, errors.New("that is all")
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("v1, by epochs", "9 kept")
		r.keys("r")
		r.pass(2 * jobsEvery)
		r.wants("● train", "epoch 1/20", "20")
		r.lacks("kept")
		one := strings.IndexRune(lineWith(r.view(), "val F1"), 'v')
		h.go_ <- nil
		r.pass(2 * jobsEvery)
		r.wants("epoch 2/20")
		if two := strings.IndexRune(lineWith(r.view(), "val F1"), 'v'); two <= one {
			t.Errorf("the curve ends in column %d, before in %d", two, one)
		}
		h.go_ <- nil
		r.pass(2 * jobsEvery)
		r.wants("v1, by epochs", "9 kept")
	})
}

func lineWith(view, text string) string {
	for _, l := range strings.Split(view, "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

// Without colours, and where some characters are two cells wide, all that is said by
// colours has a sign.
func TestTrainHasSigns(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		o := longHistory(6)
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("T", "down", "down", "m", "home")
			r.wants("▸ ▲ v6", "● v5", " =  v4")
			if l := r.frameOf("▸ ▲ v6"); !strings.Contains(l, "\x1b[") {
				t.Errorf("%v: the selected row is as the others: %q", size, l)
			}
			r.a.st = newStyles(termenv.Ascii, false, term.Widths{Ambiguous: 2})
			r.wants("> ^ v6", "* v5", " =  v4")
			for _, view := range []string{"", "]", "]"} {
				if view != "" {
					r.keys(view)
				}
				for i, l := range strings.Split(r.a.View(), "\n") {
					if n := r.a.st.Width(strings.ReplaceAll(l, term.Column, "")); n > size[0] {
						t.Errorf("%v: row %d has %d cells: %q", size, i, n, l)
					}
				}
			}
		})
	}
}

// frameOf is the row of the window that has a text, with its attributes.
func (r *rig) frameOf(text string) string {
	rows, plain := strings.Split(r.a.View(), "\n"), strings.Split(r.view(), "\n")
	for i, l := range plain {
		if strings.Contains(l, text) {
			return rows[i]
		}
	}
	return ""
}

// What a version was called, or where it came from, cannot move the terminal's cursor.
func TestNamesOnTrainArePrintable(t *testing.T) {
	o := longHistory(3)
	o.w, o.h = 200, 50
	o = o.with(func(s *fakeStore, d *Deps) {
		v := &s.versions[2]
		evil := "a\x1b[2Jb\u202ec"
		v.Name, v.Parent, v.ColdStartReason = evil, "", evil
		v.Encoders = []eval.Input{{Modality: evil, Encoder: evil}}
		v.Config.Fusion, v.Config.ClassWeights = evil, evil
		v.Decision = &eval.Decision{Why: evil, Against: "v2", Policy: eval.PromoteAsk}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		for range trainViews {
			if v := r.a.View(); strings.Contains(v, "\x1b[2J") || strings.ContainsRune(v, '\u202e') {
				t.Errorf("control codes reach the screen")
			}
			r.keys("]")
		}
	})
}

// The window of a closed list opens and closes; in larger ones all is in sight.
func TestDetailsInSmallWindows(t *testing.T) {
	o := longHistory(3)
	o.w, o.h = 79, 40
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("T")
		r.wants("enter details")
		r.lacks("by epochs", "[ curves")
		r.keys("]")
		r.wants("v3, by epochs", "[ curves  config  labels ]")
		r.keys("down")
		r.wants("v2 served · esc list", "v2, by epochs")
		r.keys("esc")
		r.lacks("by epochs")
		r.resize(100, 30)
		r.keys("enter")
		r.wants("all of v2 is in sight")
	})
}

func stepOf(epoch int) labels.Step {
	return labels.Step{Phase: "train", Done: int64(epoch), Total: 20, Unit: "epochs"}
}
