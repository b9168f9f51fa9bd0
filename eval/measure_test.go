package eval

import (
	"math"
	"reflect"
	"strconv"
	"testing"

	"memebench/labels"
)

// fixture is testdata/figures.json, made by scikit-learn (figures.py beside it).
type fixture struct {
	Sklearn string
	Cases   []struct {
		Name string
		Rows [][2 + labels.Levels]float64
		Want struct {
			Metrics
			ThreeClass ThreeClass `json:"three_class"`
		}
	}
}

func readFixture(t *testing.T) fixture {
	t.Helper()
	var f fixture
	readReference(t, "figures.json", &f)
	if len(f.Cases) < 13 {
		t.Fatalf("%d cases in the fixture, want 13", len(f.Cases))
	}
	return f
}

func rowsOf(raw [][2 + labels.Levels]float64) []Row {
	rows := make([]Row, len(raw))
	for i, r := range raw {
		rows[i] = Row{True: labels.Level(r[0]), Pred: labels.Level(r[1]), Probs: [labels.Levels]float64(r[2:])}
	}
	return rows
}

// same fails unless got is want to 1e-12, or both are undefined.
func same(t *testing.T, name string, got, want Metric) {
	t.Helper()
	if got.Defined() != want.Defined() || got.Defined() && math.Abs(float64(got-want)) > 1e-12 {
		t.Errorf("%s = %v, scikit-learn has %v", name, float64(got), float64(want))
	}
}

// fieldsOf are all fields of a struct that are of one type, by their names, also those of a struct
// that is embedded in it: a new one is not forgotten.
func fieldsOf[T any](of any) map[string]T {
	all, v := map[string]T{}, reflect.ValueOf(of)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if value, ok := v.FieldByIndex(f.Index).Interface().(T); ok {
			all[f.Name] = value
		}
	}
	return all
}

func sameFigures(t *testing.T, got, want Metrics) {
	t.Helper()
	if got.N != want.N {
		t.Errorf("n = %d, want %d", got.N, want.N)
	}
	if got.Confusion != want.Confusion {
		t.Errorf("confusion = %v, scikit-learn has %v", got.Confusion, want.Confusion)
	}
	wanted := fieldsOf[Metric](want)
	for name, metric := range fieldsOf[Metric](got) {
		same(t, name, metric, wanted[name])
	}
	for l, c := range got.PerClass {
		w := want.PerClass[l]
		if c.Level != labels.Level(l) {
			t.Errorf("class %d is named %v", l, c.Level)
		}
		name := labels.Level(l).String()
		same(t, name+" precision", c.Precision, w.Precision)
		same(t, name+" recall", c.Recall, w.Recall)
		same(t, name+" F1", c.F1, w.F1)
		if c.Support != w.Support {
			t.Errorf("%s support = %d, want %d", name, c.Support, w.Support)
		}
	}
}

func TestMeasureEqualsScikitLearn(t *testing.T) {
	for _, c := range readFixture(t).Cases {
		t.Run(c.Name, func(t *testing.T) { sameFigures(t, Measure(rowsOf(c.Rows)), c.Want.Metrics) })
	}
}

func TestThreeClassesEqualScikitLearn(t *testing.T) {
	for _, c := range readFixture(t).Cases {
		t.Run(c.Name, func(t *testing.T) {
			got, want := NewEvaluation("v1", "val", rowsOf(c.Rows), Baselines{}).ThreeClass, c.Want.ThreeClass
			if got.N != want.N || got.Confusion != want.Confusion {
				t.Errorf("%d rows %v, scikit-learn has %d, %v", got.N, got.Confusion, want.N, want.Confusion)
			}
			same(t, "accuracy", got.Accuracy, want.Accuracy)
			same(t, "macro-F1", got.MacroF1, want.MacroF1)
			same(t, "weighted F1", got.WeightedF1, want.WeightedF1)
			for k, of := range got.PerClass {
				w, name := want.PerClass[k], of.Class.String()
				if of.Class != Polarity(k) || of.Support != w.Support {
					t.Errorf("class %d: %+v, scikit-learn has %+v", k, of, w)
				}
				same(t, name+" precision", of.Precision, w.Precision)
				same(t, name+" recall", of.Recall, w.Recall)
				same(t, name+" F1", of.F1, w.F1)
			}
		})
	}
}

func TestMeasureOfNothing(t *testing.T) {
	f := Measure(nil)
	all := fieldsOf[Metric](f)
	all["F1 of a level"] = f.PerClass[2].F1
	for name, v := range all {
		if v.Defined() {
			t.Errorf("%s of no rows = %v, want it undefined", name, v)
		}
	}
	if f.N != 0 || f.PerClass[2].Level != labels.Neutral || f.PerClass[2].Support != 0 {
		t.Errorf("metrics of no rows: %+v", f)
	}
}

func TestMeasureLeavesOutWhatCannotBeEvaluated(t *testing.T) {
	good := []Row{
		{True: labels.Positive, Pred: labels.Positive, Probs: [5]float64{0, 0, 0, 1, 0}},
		{True: labels.Neutral, Pred: labels.Positive, Probs: [5]float64{0, 0, .25, .75, 0}},
	}
	mixed := append([]Row{{True: labels.NoLevel, Pred: labels.Positive}, {True: labels.Neutral, Pred: 7}}, good...)
	sameFigures(t, Measure(mixed), Measure(good))
	if b := MajorityBaseline([5]int{1}, mixed); b.N != len(good) {
		t.Errorf("the baseline evaluated %d rows, want %d", b.N, len(good))
	}
}

// The log loss of a probability that is not a number must show, not vanish.
func TestLogLossOfNaN(t *testing.T) {
	nan := math.NaN()
	f := Measure([]Row{{True: 1, Pred: 1, Probs: [5]float64{nan, nan, nan, nan, nan}}})
	if f.LogLoss.Defined() {
		t.Errorf("log loss = %v, want it undefined", f.LogLoss)
	}
	if f.Accuracy != 1 {
		t.Errorf("accuracy = %v, want 1", f.Accuracy)
	}
}

// The majority baseline is what scikit-learn says of one level predicted
// throughout.
func TestMajorityBaselineEqualsScikitLearn(t *testing.T) {
	for _, c := range readFixture(t).Cases {
		if c.Name != "always one level predicted" {
			continue
		}
		rows := rowsOf(c.Rows)
		for i := range rows {
			rows[i].Pred = labels.VeryPositive // the baseline must not look at it
		}
		b := MajorityBaseline([labels.Levels]int{3, 1, 4, 15, 9}, rows)
		if b.N != c.Want.N {
			t.Errorf("n = %d, want %d", b.N, c.Want.N)
		}
		same(t, "accuracy", b.Accuracy, c.Want.Accuracy)
		same(t, "macro-F1", b.MacroF1, c.Want.MacroF1)
		same(t, "QWK", b.QWK, c.Want.QWK)
		same(t, "MAE", b.MAE, c.Want.MAE)
		return
	}
	t.Fatal("the fixture has no case for the baseline")
}

func TestMajorityBaselineTiesAndNoTrainingRows(t *testing.T) {
	rows := []Row{{True: labels.Negative, Pred: labels.Neutral}, {True: labels.Positive, Pred: labels.Neutral}}
	if b := MajorityBaseline([labels.Levels]int{0, 4, 1, 4, 0}, rows); b.MAE != 1 || b.Accuracy != 0.5 {
		t.Errorf("of equal counts the lowest level must win: accuracy %v, MAE %v, want 0.5 and 1", b.Accuracy, b.MAE)
	}
	b := MajorityBaseline([labels.Levels]int{}, rows)
	if b.N != 2 || b.Accuracy.Defined() || b.MacroF1.Defined() || b.QWK.Defined() || b.MAE.Defined() {
		t.Errorf("without training rows: %+v, want undefined metrics of 2 rows", b)
	}
}

// The order of the rows says nothing, sums add up, and who says the truth is right.
func TestMeasureProperties(t *testing.T) {
	for seed := range uint64(20) {
		draw := NewStream(seed, ForProbe)
		rows, order := make([]Row, 40), make([]int, 40)
		for i := range rows {
			at := uint64(10 * i)
			rows[i] = Row{Group: strconv.Itoa(draw.Below(at+8, 30)), True: labels.Level(draw.Below(at, labels.Levels)), Pred: labels.Level(draw.Below(at+1, labels.Levels))}
			sum := 0.0
			for k := range rows[i].Probs {
				rows[i].Probs[k] = .01 + draw.Uniform(at+2+uint64(k))
				sum += rows[i].Probs[k]
			}
			for k := range rows[i].Probs {
				rows[i].Probs[k] /= sum
			}
			order[i] = i
		}
		draw.Shuffle(order)
		var shuffled, right []Row
		for _, i := range order {
			shuffled = append(shuffled, rows[i])
			r := rows[i]
			r.Pred, r.Probs = r.True, [labels.Levels]float64{}
			r.Probs[r.True] = 1
			right = append(right, r)
		}
		a, b := NewEvaluation("v1", "val", rows, Baselines{}), NewEvaluation("v1", "val", shuffled, Baselines{})
		sameFigures(t, b.Metrics, a.Metrics)
		same(t, "ECE", b.ECE, a.ECE)
		all, three, binned, support := 0, 0, 0, 0
		for i := range a.Confusion {
			support += a.PerClass[i].Support
			for _, n := range a.Confusion[i] {
				all += n
			}
		}
		for _, row := range a.ThreeClass.Confusion {
			for _, n := range row {
				three += n
			}
		}
		for _, bin := range a.Reliability {
			binned += bin.N
		}
		if all != len(rows) || three != all || binned != all || support != all || a.ThreeClass.N != all {
			t.Errorf("seed %d: %d rows in the matrix, %d in that of three classes, %d in bins, %d true", seed, all, three, binned, support)
		}
		sure := Measure(right)
		if sure.Accuracy != 1 || sure.QWK != 1 || sure.LinearKappa != 1 || math.Abs(float64(sure.Spearman-1)) > 1e-12 || sure.MAE != 0 || sure.Brier != 0 || ECE(right) != 0 {
			t.Errorf("seed %d: all right: %+v", seed, sure)
		}
	}
}

// A million predictions in groups of their own are evaluated in less than two seconds.
func BenchmarkEvaluateMillion(b *testing.B) {
	rows := make([]Row, 1_000_000)
	draw := NewStream(3, ForProbe)
	for i := range rows {
		rows[i] = Row{Group: strconv.Itoa(i), True: labels.Level(draw.Below(uint64(i), labels.Levels))}
		for k := range rows[i].Probs {
			rows[i].Probs[k] = .05
		}
		rows[i].Pred = labels.Level((int(rows[i].True) + i%3) % labels.Levels)
		rows[i].Probs[rows[i].Pred] = .8
	}
	for b.Loop() {
		NewEvaluation("v1", "test", rows, Baselines{})
	}
}

func BenchmarkMeasure(b *testing.B) {
	rows := make([]Row, 100_000)
	for i := range rows {
		rows[i] = Row{True: labels.Level(i % 5), Pred: labels.Level(i % 3), Probs: [5]float64{.2, .2, .2, .2, .2}}
	}
	for b.Loop() {
		Measure(rows)
	}
}
