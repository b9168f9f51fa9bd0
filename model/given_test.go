package model

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// givenOf are predictions from elsewhere of the rig's memes, right but for every third, as
// far as they are wanted.
func (r *rig) givenOf(t testing.TB, probs bool, wanted func(*labels.Meme) bool) (in labels.GivenPredictions) {
	t.Helper()
	in.File = "vlm.csv"
	err := r.store.Rows(func(m labels.Meme, s labels.State) error {
		if !wanted(&m) {
			return nil
		}
		g := labels.GivenPrediction{Row: int(m.Seq) + 1, Meme: string(m.ID), Level: s.Gold}
		if m.Seq%3 == 0 {
			g.Level = (s.Gold + 1) % labels.Levels
		}
		if probs {
			g.HasProbs, g.Probs = true, [labels.Levels]float64{.1, .1, .1, .1, .1}
			g.Probs[g.Level] = .6
		}
		in.Rows = append(in.Rows, g)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func all(*labels.Meme) bool { return true }

func (r *rig) mustImport(t testing.TB, name string, in labels.GivenPredictions) eval.Version {
	t.Helper()
	v, in, err := r.ImportPredictions(t.Context(), name, in, nil)
	if err != nil || in.Failed != nil {
		t.Fatalf("%v, %v", in.Failed, err)
	}
	return v
}

// Predictions from elsewhere are evaluated as they are, by the figures that any rows have.
func TestEvaluateGiven(t *testing.T) {
	r := newRig(t)
	r.fill(t, 120)
	r.mustImport(t, "vlm", r.givenOf(t, true, all))
	for _, split := range []string{"val", "test", "cv", "all"} {
		e, rows, err := r.Evaluate(t.Context(), "vlm", split, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range r.memes(t) {
			if string(m.Split) == split || split == "all" || split == "cv" && m.Split != labels.Test {
				n++
			}
		}
		if len(rows) != n || e.LeftOut != 0 || !e.Given || e.ContainsTrainingRows {
			t.Errorf("%s: %d rows of %d, %+v", split, len(rows), n, e)
		}
		if want := eval.Measure(rows); !reflect.DeepEqual(e.Metrics, want) || !e.LogLoss.Defined() || e.Reliability == nil {
			t.Errorf("%s: %+v, want %+v", split, e.Metrics, want)
		}
		if wrong := float64(e.N) * (1 - float64(e.Accuracy)); math.Abs(wrong-float64(e.N)/3) > float64(e.N)/6 {
			t.Errorf("%s: %.0f of %d are wrong", split, wrong, e.N)
		}
	}
	v, err := r.store.Version("vlm")
	if seq, _ := r.store.LastSeq(); err != nil || v.ValN == 0 || v.Val.N != v.ValN || v.LabelSeq != seq || seq == 0 {
		t.Errorf("on val %+v, %v", v, err)
	}
}

// A level without probabilities has no figure that takes them, and memes without a prediction
// are left out and counted.
func TestEvaluateGivenLevels(t *testing.T) {
	r := newRig(t)
	r.fill(t, 120)
	half := func(m *labels.Meme) bool { return m.Seq%2 == 0 }
	in := r.givenOf(t, true, half)
	in.Rows[len(in.Rows)-1].HasProbs = false // one is enough
	r.mustImport(t, "person", in)
	e, rows, err := r.Evaluate(t.Context(), "person", "all", nil)
	if err != nil || len(rows) != 60 || e.LeftOut != 60 {
		t.Fatalf("%d rows, %d left out, %v", len(rows), e.LeftOut, err)
	}
	for name, f := range map[string]eval.Metric{"log loss": e.LogLoss, "Brier": e.Brier, "ECE": e.ECE} {
		if f.Defined() {
			t.Errorf("%s is %v", name, f)
		}
	}
	if e.Reliability != nil || e.Intervals.LogLoss.Defined() || e.Intervals.ECE.Defined() || !e.Intervals.MacroF1.Defined() || !e.QWK.Defined() {
		t.Errorf("%+v", e)
	}
	said := strings.Join(e.Warnings, "\n")
	for _, want := range []string{"1 of 60 rows have a level without probabilities", "60 of 120 memes evaluated: v1 has no prediction of the others ("} {
		if !strings.Contains(said, want) {
			t.Errorf("warnings are %q, without %q", said, want)
		}
	}
}

// They are compared with heads and with each other, on the rows that they have: heads of a
// cross-validation learn from the others all the same.
func TestCompareGiven(t *testing.T) {
	r := newRig(t)
	r.fill(t, 120)
	r.mustTrain(t, TrainOptions{Config: quickConfig()})
	half := func(m *labels.Meme) bool { return m.Seq%4 > 1 }
	r.mustImport(t, "vlm", r.givenOf(t, true, half))
	r.mustImport(t, "person", r.givenOf(t, false, all))
	n, others := map[string]int{}, map[string]int{}
	for _, m := range r.memes(t) {
		of := others
		if half(&m) {
			of = n
		}
		of[string(m.Split)]++
		if m.Split != labels.Test {
			of["cv"]++
		}
	}
	for _, split := range []string{"val", "test", "cv"} {
		for _, pair := range [][2]string{{"v1", "vlm"}, {"vlm", "v1"}, {"vlm", "person"}} {
			c, err := r.Compare(t.Context(), pair[0], pair[1], split, nil)
			if err != nil || c.N != n[split] || c.LeftOut != others[split] || c.Known != 0 {
				t.Errorf("%v on %s: %d rows, %d left out, %d known, %v; want %d", pair, split, c.N, c.LeftOut, c.Known, err, n[split])
			}
			if want := map[bool]int{true: 1, false: 2}[pair[0] == "v1" || pair[1] == "v1"]; len(c.Given) != want {
				t.Errorf("%v on %s: from elsewhere are %v", pair, split, c.Given)
			}
			var text strings.Builder
			if err := c.WriteText(&text); err != nil {
				t.Fatal(err)
			}
			if made := split == "cv" && len(c.Given) < 2; c.CrossValidated() != made || strings.Contains(text.String(), "cross-validated") != made || strings.Contains(text.String(), "folds") != made {
				t.Errorf("%v on %s: heads were trained, it says:\n%s", pair, split, text.String())
			}
			if probs := pair[1] != "person"; c.LogLossDelta.Defined() != probs {
				t.Errorf("%v on %s: log loss %v", pair, split, c.LogLossDelta)
			}
		}
	}
	// Of rows that both have right, and wrong, neither is better.
	if c, err := r.Compare(t.Context(), "vlm", "person", "cv", nil); err != nil || c.MacroF1Delta != 0 || c.Discordant != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	first, err := r.Compare(t.Context(), "v1", "vlm", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	turned, err := r.Compare(t.Context(), "vlm", "v1", "cv", nil)
	if err != nil || math.Abs(float64(first.MacroF1Delta+turned.MacroF1Delta)) > 1e-12 {
		t.Errorf("%v and turned round %v, %v", first.MacroF1Delta, turned.MacroF1Delta, err)
	}
}

// Without a head a version is never served, exported or started from, and does not count
// among the candidates.
func TestGivenIsNoHead(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.mustImport(t, "vlm", r.givenOf(t, true, all))
	if served, err := r.store.Served(); served != "" || err != nil {
		t.Errorf("served is %q, %v", served, err)
	}
	own := r.mustTrain(t, TrainOptions{Config: quickConfig(), Warm: true})
	if !own.Promoted || own.Parent != "" {
		t.Errorf("trained %+v", own)
	}
	r.mustImport(t, "person", r.givenOf(t, false, all))
	next := r.mustTrain(t, TrainOptions{Config: quickConfig(), Warm: true})
	if next.Parent != own.ID || next.Promoted {
		t.Errorf("then %+v", next)
	}
	if n, err := r.candidates(next.Version, own.ID); n != 1 || err != nil {
		t.Errorf("%d candidates, %v", n, err)
	}
	for what, err := range map[string]error{
		"be served":           r.Promote(t.Context(), "vlm", nil),
		"predict other memes": second(r.Predictor(t.Context(), "person", nil)),
		"be exported":         second(r.ExportVersion(ExportSpec{Version: "vlm"}, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), "without a head: it cannot "+what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Labels are checked by what was said elsewhere, and levels alone are ordered by how far off
// they are.
func TestCheckLabelsByGiven(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.mustTrain(t, TrainOptions{Config: quickConfig()})
	r.mustImport(t, "vlm", r.givenOf(t, true, all))
	r.mustImport(t, "person", r.givenOf(t, false, all))
	for name, suspects := range map[string]bool{"vlm": true, "person": false} {
		c, err := r.CheckLabels(t.Context(), name, eval.CheckErrors, eval.ByLoss, nil)
		if err != nil || len(c.Doubts) == 0 {
			t.Fatalf("%s: %+v, %v", name, c, err)
		}
		before := math.Inf(1)
		any := false
		for _, d := range c.Doubts {
			if d.Score > before {
				t.Errorf("%s: %g after %g", name, d.Score, before)
			}
			before, any = d.Score, any || d.Suspect
		}
		if d := c.Doubts[0]; d.Label == d.Suggested || !strings.Contains(d.Reason, name+" says "+d.Suggested.Title()) || any != suspects {
			t.Errorf("%s: the first is %+v, suspects %v", name, d, any)
		}
	}
	// Of a version with a head it is the config, cross-validated: here that of the served one.
	served, err := r.CheckLabels(t.Context(), "", eval.CheckErrors, eval.ByLoss, nil)
	if err != nil {
		t.Fatal(err)
	}
	if by, err := r.CheckLabels(t.Context(), "v1", eval.CheckErrors, eval.ByLoss, nil); err != nil || !reflect.DeepEqual(by, served) {
		t.Errorf("by the served version it is another list (%v)", err)
	}
	other := quickConfig()
	other.Seed += 7
	v := r.mustTrain(t, TrainOptions{Config: other})
	if by, err := r.CheckLabels(t.Context(), v.ID, eval.CheckErrors, eval.ByLoss, nil); err != nil || reflect.DeepEqual(by.Doubts, served.Doubts) {
		t.Errorf("by another config it is the same list (%v)", err)
	}
}

// Rows name memes as people's files do, and not by chance: a number alone is somebody's own.
func TestImportPredictionsFindsMemes(t *testing.T) {
	r := newRig(t)
	named := r.add(t, labels.Meme{Image: labels.Image{Name: "meme_001.png"}, Caption: "one"})
	r.add(t, labels.Meme{Caption: "two"})
	row := func(meme string) labels.GivenPredictions {
		return labels.GivenPredictions{File: "vlm.csv", Rows: []labels.GivenPrediction{{Row: 2, Meme: meme, Level: labels.Neutral}}}
	}
	for i, name := range []string{string(named), "#1", "meme_001.png", "data/img/meme_001.png", `C:\img\meme_001.png`, " meme_001.png "} {
		v := r.mustImport(t, "as"+string(rune('a'+i)), row(name))
		if p, ok, err := r.store.Prediction(v.ID, named); !ok || err != nil || !p.LevelOnly {
			t.Errorf("%q: %+v, %v, %v", name, p, ok, err)
		}
	}
	for _, name := range []string{"1", string(named)[:8], "meme_002.png", "", "#9"} {
		v, in, err := r.ImportPredictions(t.Context(), "none", row(name), nil)
		if !errors.Is(err, ErrNoPredictions) || v.ID != "" || len(in.Failed) != 1 || in.Failed[0].Row != 2 || !strings.HasPrefix(in.Failed[0].Reason, "vlm.csv:2: ") {
			t.Errorf("%q: %+v, %+v, %v", name, v, in.Failed, err)
		}
	}
}

// A file may call memes by a column that they came with, if its values tell them apart.
func TestPredictionsByAColumn(t *testing.T) {
	r := newRig(t)
	d := labels.Dataset{Name: "test", Format: "csv", Columns: []string{"caption", "own", "mood"}, Level: "mood"}
	if err := r.store.PutDataset(d); err != nil {
		t.Fatal(err)
	}
	for i, values := range [][]string{{"dawn", "a1", "m1"}, {"noon", "a2", "m2"}, {"dusk", "a3", "m3"}, {"night", "a3", "m4"}} {
		r.label(t, r.add(t, labels.Meme{Caption: values[0], Values: values, Split: labels.Val}), labels.Level(i))
	}
	said := func(column string, names ...string) []string {
		in := labels.GivenPredictions{File: "poll.csv", Column: column}
		for i, name := range names {
			in.Rows = append(in.Rows, labels.GivenPrediction{Row: i + 2, Meme: name, Level: labels.Level(i)})
		}
		v, in, err := r.ImportPredictions(t.Context(), "by-"+column, in, nil)
		var failed []string
		for _, f := range in.Failed {
			failed = append(failed, f.Reason)
		}
		if err == nil && (v.ValN != len(names)-len(failed) || v.Val.Accuracy != 1) {
			t.Errorf("%s: %d predictions, accuracy %s", column, v.ValN, v.Val.Accuracy)
		}
		return failed
	}
	if failed := said("own", "a1", "a2", "a3", "a9"); len(failed) != 2 || !strings.Contains(failed[0], `several memes have "a3" in their column "own"`) || !strings.Contains(failed[1], `no meme is called "a9"`) {
		t.Errorf("failed: %q", failed)
	}
	for _, column := range []string{"mood", "other"} { // one says a level, the other is nowhere
		if failed := said(column, "m1"); len(failed) != 1 {
			t.Errorf("by %s: %q", column, failed)
		}
	}
}
