package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

func repeated(t *testing.T, shifts ...int) (eval.Repeated, [][]eval.Row) {
	t.Helper()
	var all [][]eval.Row
	for _, s := range shifts {
		all = append(all, rows(65, s))
	}
	r, err := eval.NewRepeated(all)
	if err != nil {
		t.Fatal(err)
	}
	return r, all
}

func figures(d Document) (captions []string) {
	for _, b := range d.Blocks {
		if b.Figure != nil {
			captions = append(captions, b.Figure.Caption)
		}
	}
	return captions
}

func TestCrossValidation(t *testing.T) {
	r, with := repeated(t, 4, 5)
	c := eval.CrossValidation{Version: "v2", Config: eval.Default(), Folds: 5, Repeated: r, LeftOut: 2}
	_, without := repeated(t, 2, 2)
	if err := c.Ablate("image", 40, 7, without, with); err != nil {
		t.Fatal(err)
	}
	d := CrossValidation(c, origin)
	wantAll(t, d, "# The config of v2, cross-validated", "On 65 rows of train and val in 65 groups, in 5 folds by group and 2 repeats",
		"| macro-F1 | "+r.MacroF1.Mean.String()+" | "+r.MacroF1.CI95.String()+" | "+r.MacroF1.SD.String()+" |", "| 2 | "+r.MacroF1.Each[1].String()+" |",
		"Left out: 2 rows", "## Without each of the modalities", "| image | "+c.Ablation[0].Verdict()+" | 40 | 7 |", "by the rule of memebench compare", "adjusted for 1 comparison with all modalities by Holm", "the repeats.\n")
	c.Ablation, c.Repeats = nil, 1
	if got := written(t, CrossValidation(c, origin), Document.WriteMarkdown); strings.Contains(got, "Without") || strings.Contains(got, "Each repeat") {
		t.Errorf("there are parts of nothing:\n%s", got)
	}
}

func TestSweep(t *testing.T) {
	base, other := eval.Default(), eval.Default()
	other.LearningRate = 3e-4
	_, first := repeated(t, 2, 2)
	r, second := repeated(t, 7, 6)
	s, err := eval.NewSweep("lr", "val", []eval.SweepRows{{Config: base, Versions: []string{"lr.1.1", "lr.1.2"}, Rows: first}, {Config: other, Versions: []string{"lr.2.1", "lr.2.2"}, Rows: second}})
	if err != nil {
		t.Fatal(err)
	}
	d := Sweep(s, origin)
	wantAll(t, d, "# lr: 2 configs on val", "with 2 seeds each: config 2 is the best: ", "flatter it", "Config 1, from which the others differ: "+base.Full(),
		"| 2 | lr 0.0003 | "+r.MacroF1.Mean.String()+" |", "| 1 | lr.1.1, lr.1.2 |\n| 2 | lr.2.1, lr.2.2 |", "by the rule of memebench compare", "adjusted for 1 comparison with config 1 by Holm")
	if got := written(t, d, Document.WriteMarkdown); strings.Index(got, "| 2 | lr 0.0003") > strings.Index(got, "| 1 | (it is the first)") {
		t.Errorf("the best config is not the first:\n%s", got)
	}
}

func TestLearningCurves(t *testing.T) {
	d, err := LearningCurve(curve, origin)
	if err != nil {
		t.Fatal(err)
	}
	if got := written(t, d, Document.WriteMarkdown); strings.Contains(got, "## Learning curve") {
		t.Errorf("its title is said twice:\n%s", got)
	}
	wantAll(t, d, "# Learning curve", "The data named below are those of v2.", "| v2 | 40 | 0.420 | 0.300–0.500 |", "Too early to tell: two versions.")
	if n := len(figures(d)); n != 1 {
		t.Errorf("%d figures, want the curve", n)
	}
	if d, err = LearningCurve(eval.Curve{Points: curve.Points[:1], Why: "1 of 5 points"}, origin); err != nil {
		t.Fatal(err)
	}
	wantAll(t, d, "| v1 | 20 |", "Too early to tell: 1 of 5 points.")
	if figures(d) != nil {
		t.Error("there is a curve through one point")
	}

	var sizes []eval.SubsampledSize
	for i, shift := range []int{2, 3, 5} {
		_, all := repeated(t, shift)
		sizes = append(sizes, eval.SubsampledSize{Share: float64(i+1) / 3, Labels: 20 * (i + 1), Rows: all})
	}
	c, err := eval.NewSubsampled(sizes)
	if err != nil {
		t.Fatal(err)
	}
	c.Version, c.Folds, c.Disputed = "v2", 5, 1
	if d, err = Subsampled(c, origin); err != nil {
		t.Fatal(err)
	}
	wantAll(t, d, "# Learning curve of the config of v2", "the same 65 rows of train and val in 65 groups, in 5 folds by group and 1 repeat",
		"| 40 | 67% | "+c.Points[1].MacroF1.Mean.String()+" | "+c.Points[1].MacroF1.CI95.String()+" |", "Checked: from 40 to 60 labels it went by ",
		"60 labels, with 1 disputed meme: learnt by the votes, and left out of the rows.")
	if n := len(figures(d)); n != 1 {
		t.Errorf("%d figures, want the curve", n)
	}
}

func version() eval.Version {
	v := origin.Versions[0]
	v.Config.Width = 128
	v.Labels, v.TrainN, v.ValN, v.Epochs, v.Best, v.StoppedBy = 102, 40, 65, 3, 2, eval.StoppedByVal
	v.Val = eval.Measure(rows(65, 3))
	v.History = []eval.Epoch{{Epoch: 1, TrainLoss: 1.5, ValLoss: 1.4, ValMacroF1: .3}, {Epoch: 2, TrainLoss: 1.2, ValLoss: 1.1, ValMacroF1: .4}, {Epoch: 3, TrainLoss: 1, ValLoss: 1.2, ValMacroF1: .35}}
	return v
}

func TestVersion(t *testing.T) {
	v, other := version(), version()
	v.Decision = &eval.Decision{Against: "v1", Why: "perhaps chance"}
	v.Calibration = &eval.Calibration{Temperature: 1.25, N: 120, LogLossBefore: 1.2, LogLossAfter: 1.1}
	other.ID, other.Name, other.Config.Width, other.Config.Seed = "v1", "", eval.Default().Width, 9
	c, err := eval.Compare(rows(65, 3), rows(65, 4))
	if err != nil {
		t.Fatal(err)
	}
	c.First, c.Second, c.Split = "v1", "v2", "val"
	d, err := Version(v, true, &Beside{other, &c}, origin)
	if err != nil {
		t.Fatal(err)
	}
	wantAll(t, d, "# Version v2 wide", "v2 was trained on 40 rows (with 3 disputed memes by the votes); val has 65. Of 3 epochs that were run it keeps epoch 2, chosen on val",
		"When it was trained it was kept back, beside v1: perhaps chance.", "| width | ", "| macro-F1 | "+v.Val.MacroF1.String()+" | – |",
		"| 2 (kept) | 1.200 | 1.100 | 0.400 |", "## Beside v1", "| width | "+fmt.Sprint(eval.Default().Width)+" | 128 |", "| seed | 9 | ", "What v2 gains over v1.",
		"The splits were assigned anew since v2 was trained", "Temperature 1.25, fitted on 120 rows of val: their log loss went from 1.200 to 1.100")
	if n := len(figures(d)); n != 3 {
		t.Errorf("%d figures, want the matrix, the loss and macro-F1", n)
	}

	// What macro-F1 makes of levels that few rows of val have stands beside it.
	lacks := v
	lacks.Val = eval.Measure(slices.DeleteFunc(rows(65, 3), func(r eval.Row) bool { return r.True == labels.VeryPositive }))
	if d, err = Version(lacks, false, nil, origin); err != nil {
		t.Fatal(err)
	}
	wantAll(t, d, "No row is very positive: macro-F1 counts that level as 0")

	// Without rows of val, and beside nothing.
	v.ValN, v.Val, v.Decision, v.StoppedBy = 0, eval.Metrics{}, nil, eval.NotStopped
	for i := range v.History {
		v.History[i].ValLoss, v.History[i].ValMacroF1 = eval.Metric(math.NaN()), eval.Metric(math.NaN())
	}
	if d, err = Version(v, false, nil, origin); err != nil {
		t.Fatal(err)
	}
	if got := written(t, d, Document.WriteMarkdown); strings.Contains(got, "assigned anew") || strings.Contains(got, "On val") || strings.Contains(got, "Beside") || strings.Contains(got, "served") || !strings.Contains(got, "| 1 | 1.500 | – | – |") {
		t.Errorf("there are parts of nothing:\n%s", got)
	}
	if n := len(figures(d)); n != 1 {
		t.Errorf("%d figures, want the loss", n)
	}

	// Predictions from elsewhere were not trained.
	given := eval.Version{ID: "v3", Origin: &eval.Origin{Name: "vlm.csv", Predictions: 12, LevelsOnly: 3}}
	if d, err = Version(given, false, nil, origin); err != nil {
		t.Fatal(err)
	}
	wantAll(t, d, "v3 is 12 predictions from elsewhere (vlm.csv), of these 3 of a level only.")
	if got := written(t, d, Document.WriteMarkdown); strings.Contains(got, "Options") || strings.Contains(got, "Epochs") {
		t.Errorf("they have a training:\n%s", got)
	}
}

func TestDifferences(t *testing.T) {
	v, other := version(), version()
	other.ID, other.Config.LearningRate = "v1", 5e-4
	d := Differences(other, v, origin)
	wantAll(t, d, "what differs", "| What | v1 | v2 |", "| lr | 0.0005 | ")
	wantAll(t, Differences(v, v, origin), "v2 and v2 were trained alike.")
}
