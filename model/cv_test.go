package model

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// The first repeat in five folds is the cross-validation that eval reports.
func TestCrossValidateRepeats(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 100)
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	report, _, err := r.Evaluate(t.Context(), "v1", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	var heads int
	c, err := r.CrossValidate(t.Context(), CVOptions{Version: "latest", Folds: 5, Repeats: 2, Ablate: true}, func(s Step) {
		if s.Phase == "cross-validate" {
			heads++
			if s.Total != 30 || s.Done != int64(heads-1) {
				t.Errorf("step %d is %+v", heads, s)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Version != "v1" || c.Folds != 5 || c.Repeats != 2 || c.N != 80 || c.FoldsSeed != 1 || c.Fingerprint == "" || heads != 30 {
		t.Errorf("%+v, %d heads", c, heads)
	}
	if each := c.MacroF1.Each; each[0] != report.MacroF1 || each[1] == each[0] && c.LogLoss.Each[0] == c.LogLoss.Each[1] {
		t.Errorf("repeats %v, eval --split cv has %v", each, report.MacroF1)
	}
	if len(c.Ablation) != 2 || c.Ablation[0].Without != "text" || c.Ablation[1].Without != "image" {
		t.Fatalf("ablations %+v", c.Ablation)
	}
	// Captions say the level and pictures do not.
	if c.Ablation[0].Accuracy.Mean > .5 || c.Ablation[1].Accuracy.Mean < .5 || c.Ablation[0].Comparison.Outcome != eval.SecondBetter {
		t.Errorf("without text %v, without image %v", c.Ablation[0].Accuracy, c.Ablation[1].Accuracy)
	}
	three, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 3, Repeats: 1}, nil)
	if err != nil || three.Folds != 3 || three.Ablation != nil || three.MacroF1.SD.Defined() {
		t.Errorf("three folds: %+v, %v", three, err)
	}
	if versions, err := r.store.Versions(); err != nil || len(versions) != 1 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
}

func TestCrossValidateOfCaptionsAlone(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	r.mustTrain(t, TrainOptions{})
	if _, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 5, Repeats: 1, Ablate: true}, nil); err == nil || !strings.Contains(err.Error(), "--ablate") {
		t.Errorf("ablation of the only modality: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.CrossValidate(ctx, CVOptions{Version: "v1", Folds: 5, Repeats: 1}, onPhase("cross-validate", cancel)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSubsample(t *testing.T) {
	r := newRig(t)
	r.fill(t, 300)
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	var told Step
	c, err := r.Subsample(t.Context(), SubsampleOptions{Version: "v1", Shares: []float64{.1, .5}, Folds: 5, Repeats: 1}, func(s Step) {
		if s.Phase == "learning curve" {
			told = s
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	last := c.Points[len(c.Points)-1]
	// 240 of train and val, of which a fold's head sees four fifths.
	if c.N != 240 || last.Labels != 192 || last.Share != 1 || c.Check == nil || c.Check.To != 192 || c.Check.From < 94 || c.Check.From > 98 {
		t.Errorf("%d rows, last %+v, check %+v", c.N, last, c.Check)
	}
	if told.Total != int64(5*len(c.Points)) || told.Done != told.Total-1 {
		t.Errorf("told %+v of %d points", told, len(c.Points))
	}
	if first := c.Points[0]; first.Labels >= last.Labels/2 || first.MacroF1.Mean > last.MacroF1.Mean {
		t.Errorf("the first point %+v, the last %+v", first, last)
	}
	whole, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 5, Repeats: 1}, nil)
	if err != nil || whole.MacroF1.Mean != last.MacroF1.Mean {
		t.Errorf("all labels give %v, cross-validation %v, %v", last.MacroF1.Mean, whole.MacroF1.Mean, err)
	}
}

// What a head sees holds disputed memes, which are no rows: five folds of 80 rows leave 64, and all
// three of those.
func TestSubsampleCountsDisputed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	for l := range labels.Level(3) {
		id := r.add(t, labels.Meme{Caption: fmt.Sprintf("level %d, disputed", l), Split: labels.Train})
		r.say(t, id, "ann", l)
		r.say(t, id, "ben", l+1)
	}
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	c, err := r.Subsample(t.Context(), SubsampleOptions{Version: "v1", Folds: 5, Repeats: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last := c.Points[len(c.Points)-1]; c.N != 80 || last.Labels != 67 || c.Disputed != 3 || !strings.Contains(c.Voted(), "67 labels, with 3 disputed memes") {
		t.Errorf("%d rows, %+v, %d disputed: %s", c.N, last, c.Disputed, c.Voted())
	}
}

// Few labels are among many, of whole groups, and on the same side of the fold.
func TestSubsetsAreNested(t *testing.T) {
	g := grouped(slices.Repeat([]int{3, 1, 1, 2}, 20)...)
	folds, err := g.foldsInto(4, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(folds) != 4 {
		t.Fatalf("%d folds", len(folds))
	}
	for i, f := range folds {
		before := fold{}
		for _, share := range []float64{.01, .2, .5, .9, 1} {
			part := g.subset(f, share, eval.NewStream(1, eval.ForSubset, uint64(i)))
			for _, pair := range [][3][]int{{before.train, part.train, f.train}, {before.val, part.val, f.val}} {
				for _, r := range pair[0] {
					if !slices.Contains(pair[1], r) {
						t.Errorf("fold %d: row %d is not among %v of %v", i, r, pair[1], share)
					}
				}
				if len(pair[1]) == 0 || !slices.IsSorted(pair[1]) {
					t.Errorf("fold %d, %v: %v", i, share, pair[1])
				}
				// Half of the largest group, but for the one that there always is.
				if off := float64(len(pair[1])) - share*float64(len(pair[2])); off > 3 || off > 1.5 && len(pair[1]) > 3 || off < -1.5 {
					t.Errorf("fold %d, %v: %d of %d rows", i, share, len(pair[1]), len(pair[2]))
				}
				left := slices.DeleteFunc(slices.Clone(pair[2]), func(r int) bool { return slices.Contains(pair[1], r) })
				if group := g.shared(pair[1], left); group != "" {
					t.Errorf("fold %d, %v: %s is taken apart", i, share, group)
				}
			}
			if !slices.Equal(part.heldOut, f.heldOut) {
				t.Errorf("fold %d: holds out %v", i, part.heldOut)
			}
			before = part
		}
	}
}

// Sizes that come to the same few rows are one.
func TestSubsetsOfFew(t *testing.T) {
	g := grouped(slices.Repeat([]int{1}, 12)...)
	folds, err := g.foldsInto(2, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var shares []float64
	seen := 0
	for _, size := range g.subsets([][]fold{folds}, []float64{.001, .01, .5, .51, 1}, 1) {
		if size.seen <= seen {
			t.Errorf("%v has %d rows, the one before %d", size.share, size.seen, seen)
		}
		seen, shares = size.seen, append(shares, size.share)
	}
	if !slices.Equal(shares, []float64{.01, .51, 1}) || seen != 12 {
		t.Errorf("%v, the last with %d rows", shares, seen)
	}
}

func TestSweepGoesOn(t *testing.T) {
	r := newRig(t)
	r.fill(t, 300)
	r.label(t, r.add(t, labels.Meme{}), 2) // nothing of it can be read
	served := r.mustTrain(t, TrainOptions{})
	one, other := quickConfig(), quickConfig()
	other.Epochs = 1
	o := SweepOptions{Name: "s", Configs: []eval.Config{one, other}, Repeats: 2}
	ctx, cancel := context.WithCancel(t.Context())
	s, err := r.Sweep(ctx, o, func(s Step) {
		if strings.HasPrefix(s.Note, "s.2.1, head 3 of 4") {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || s.Trained != 2 {
		t.Fatalf("cancelled: %d heads, %v", s.Trained, err)
	}
	s, err = r.Sweep(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Trained != 2 || s.Kept != 2 || len(s.Configs) != 2 || s.Configs[1].Differs != "epochs 1" || s.Configs[0].Repeats != 2 || s.Configs[0].N != 240 || s.Split != eval.CVRows {
		t.Errorf("went on: %+v", s)
	}
	if len(s.Notices) != 1 || !strings.Contains(s.Notices[0], "memes learnt from") {
		t.Errorf("notices %q", s.Notices)
	}
	names := map[string]eval.Version{}
	versions, err := r.store.Versions()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		names[v.Name] = v
	}
	if len(versions) != 5 || names["s.2.2"].Config.Seed != other.Seed+1 || names["s.1.1"].Config != one {
		t.Errorf("versions %v", names)
	}
	// What it says of a config is what its version's evaluation says, in the same folds.
	report, _, err := r.Evaluate(t.Context(), "s.1.1", eval.CVRows, nil)
	if err != nil || report.MacroF1 != s.Configs[0].MacroF1.Each[0] {
		t.Errorf("%v in the sweep, %v by itself, %v", s.Configs[0].MacroF1.Each, report.MacroF1, err)
	}
	cv, err := r.CrossValidate(t.Context(), CVOptions{Version: "s.1.1", Folds: DefaultFolds, Repeats: 2}, nil)
	if err != nil || !slices.Equal(cv.MacroF1.Each, s.Configs[0].MacroF1.Each) || cv.MacroF1.CI95 != s.Configs[0].MacroF1.CI95 || !slices.Equal(cv.LogLoss.Each, s.Configs[0].LogLoss.Each) {
		t.Errorf("the sweep has %+v, cv %+v, %v", s.Configs[0].MacroF1, cv.MacroF1, err)
	}
	if now, err := r.store.Served(); err != nil || now != served.ID {
		t.Errorf("%s is served, %v", now, err)
	}
	again, err := r.Sweep(t.Context(), o, nil)
	if err != nil || again.Trained != 0 || again.Kept != 4 || again.Configs[1].MacroF1.Mean != s.Configs[1].MacroF1.Mean {
		t.Errorf("a third time: %+v, %v", again, err)
	}
	if ids, err := r.store.PruneVersions(0); err != nil || slices.Contains(ids, names["s.1.1"].ID) {
		t.Errorf("pruned %v, %v", ids, err)
	}
	m := r.memes(t)[0]
	r.edit(t, m.ID, "level 4, another caption")
	if _, err := r.Sweep(t.Context(), o, nil); !errors.Is(err, ErrOtherSweep) {
		t.Errorf("with another caption: %v", err)
	}
	r.edit(t, m.ID, m.Caption)
	if again, err := r.Sweep(t.Context(), o, nil); err != nil || again.Kept != 4 {
		t.Errorf("with the caption as it was: %+v, %v", again, err)
	}
	r.label(t, r.add(t, labels.Meme{Caption: "level 3, one more"}), 3)
	if _, err := r.Sweep(t.Context(), o, nil); !errors.Is(err, ErrOtherSweep) {
		t.Errorf("with other labels: %v", err)
	}
}

// With enough memes in val the versions themselves are evaluated there, and with few groups of
// them, or none, their configs are cross-validated.
func TestSweepJudgesWhereItCan(t *testing.T) {
	r := newRig(t)
	r.fill(t, 1000)
	one, other := quickConfig(), quickConfig()
	one.Epochs, other.Epochs = 2, 1
	o := SweepOptions{Name: "s", Configs: []eval.Config{one, other}, Repeats: 1}
	s, err := r.Sweep(t.Context(), o, nil)
	if err != nil || s.Split != string(labels.Val) || s.Configs[0].N != 100 {
		t.Fatalf("of 100 memes in val: %+v, %v", s, err)
	}
	report, _, err := r.Evaluate(t.Context(), "s.2.1", "val", nil)
	if err != nil || report.MacroF1 != s.Configs[1].MacroF1.Each[0] {
		t.Errorf("%v in the sweep, %v by itself, %v", s.Configs[1].MacroF1.Each, report.MacroF1, err)
	}
	r.changeAll(t, func(i int, m *labels.Meme) {
		if m.Split == labels.Val && i%20 < 10 {
			m.Group = "half of val"
		}
	})
	if s, err := r.Sweep(t.Context(), o, nil); err != nil || s.Split != eval.CVRows || s.Configs[0].N != 800 || s.Kept != 2 {
		t.Errorf("of 51 groups in val: %+v, %v", s, err)
	}
	r.changeAll(t, func(_ int, m *labels.Meme) { m.Split = labels.Train })
	o.Name = "train-alone"
	if s, err := r.Sweep(t.Context(), o, nil); err != nil || s.Split != eval.CVRows || s.Configs[0].N != 1000 {
		t.Errorf("of none in val: %+v, %v", s, err)
	}
}

func TestSweepRefuses(t *testing.T) {
	r := newRig(t)
	r.fill(t, 40)
	good := quickConfig()
	bad := good
	bad.Width = 0
	for name, c := range map[string]struct {
		o    SweepOptions
		want string
	}{
		"nothing":     {SweepOptions{Name: "s", Repeats: 1}, "no config"},
		"no seed":     {SweepOptions{Name: "s", Configs: []eval.Config{good}}, "no seed"},
		"no name":     {SweepOptions{Configs: []eval.Config{good}, Repeats: 1}, "name of 0 bytes"},
		"long name":   {SweepOptions{Name: strings.Repeat("s", 38), Configs: []eval.Config{good}, Repeats: 1}, "shorter"},
		"bad config":  {SweepOptions{Name: "s", Configs: []eval.Config{good, bad}, Repeats: 1}, "config 2: width 0"},
		"wrong names": {SweepOptions{Name: "v3", Configs: []eval.Config{good}, Repeats: 1}, "something else"},
	} {
		if _, err := r.Sweep(t.Context(), c.o, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.mustTrain(t, TrainOptions{Name: "first"})
	began := false
	_, err := r.Train(t.Context(), TrainOptions{Config: good, Name: "first"}, func(s Step) { began = began || s.Phase == "train" })
	if err == nil || !strings.Contains(err.Error(), "v1 has it already") || began {
		t.Errorf("a name that is taken: %v, trained %v", err, began)
	}
}

// Who reads an ablation or a head on one modality must know how many rows have that modality.
func TestRowsThatLackAModality(t *testing.T) {
	r := newRig(t)
	r.pictured(t, 60)
	r.fill(t, 40) // captions alone
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	c, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 5, Repeats: 1, Ablate: true}, nil)
	if err != nil || c.N != 80 || len(c.Ablation) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if text, image := c.Ablation[0], c.Ablation[1]; text.Having != 80 || text.Alone != 32 || image.Having != 48 || image.Alone != 0 {
		t.Errorf("text %d and %d, image %d and %d", text.Having, text.Alone, image.Having, image.Alone)
	}
	for split, lacking := range map[string]int{"cv": 32, "test": 8} {
		report, _, err := r.Evaluate(t.Context(), "v1", split, nil)
		if err != nil {
			t.Fatal(err)
		}
		if b := report.Baselines; b.TextOnly.Lacking != 0 || b.ImageOnly.Lacking != lacking {
			t.Errorf("%s: %d and %d", split, b.TextOnly.Lacking, b.ImageOnly.Lacking)
		}
		var text strings.Builder
		if err := report.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(text.String()) {
			if n := len([]rune(strings.TrimSuffix(l, "\n"))); n > 80 && strings.Contains(l, "image only") {
				t.Errorf("%s: %d columns: %s", split, n, l)
			}
		}
		want := fmt.Sprintf("For image only, %d of %d rows have nothing to read", lacking, report.N)
		if !strings.Contains(report.IntervalsNote(), want) || strings.Contains(report.IntervalsNote(), "For text only") {
			t.Errorf("%s: %s", split, report.IntervalsNote())
		}
	}
}

// A review that does what a model says flatters all that is cross-validated, not eval alone.
func TestCrossValidationsSayWhatFlatters(t *testing.T) {
	r, _ := wrongLabels(t)
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	doubts := r.check(t, eval.CheckErrors).Doubts
	r.speak(t, labels.Event{Meme: doubts[5].Meme, Action: labels.Flag, Level: labels.NoLevel, Screen: labels.CheckScreen, Shown: labels.ShownBefore})
	for _, d := range doubts[:5] {
		r.speak(t, labels.Event{
			Meme: d.Meme, Action: labels.Adjudicate, Level: d.Suggested, Screen: labels.CheckScreen, Queue: CheckQueue(eval.CheckErrors), Shown: labels.ShownBefore,
		})
	}
	report, _, err := r.Evaluate(t.Context(), "v1", "cv", nil)
	if err != nil || report.Followed == 0 {
		t.Fatalf("%d followed, %v", report.Followed, err)
	}
	cv, err := r.CrossValidate(t.Context(), CVOptions{Version: "v1", Folds: 5, Repeats: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := r.Subsample(t.Context(), SubsampleOptions{Version: "v1", Folds: 5, Repeats: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sweep, err := r.Sweep(t.Context(), SweepOptions{Name: "s", Configs: []eval.Config{smallConfig()}, Repeats: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]func(io.Writer) error{"cv": cv.WriteText, "curve": curve.WriteText, "sweep": sweep.WriteText} {
		var b strings.Builder
		if err := text(&b); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("\nwarning: a review has changed %d labels to what the heads say: that flatters them\n", report.Followed)
		for _, want := range []string{want, "\nwarning: a review has flagged 1 meme, which is not among these rows: that\nflatters the heads where they had it wrong\n"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s has no %q:\n%s", name, want, b.String())
			}
		}
	}
}
