//go:build !race

// Of so many rows the race detector would make ten times as much, on ways on which it looks in
// other tests: they are tried without.

package eval

import (
	"math"
	"testing"

	"memebench/labels"
)

// Of many groups the intervals are what the percentiles of so many would be, but for the
// luck of 100 resamples.
func TestBootstrapOfManyGroups(t *testing.T) {
	rows := someRows(manyGroups+5, 1, func(i int) bool { return i%3 > 0 })
	for i := range rows {
		rows[i].Probs = [5]float64{.1, .1, .1, .1, .1}
		rows[i].Probs[rows[i].Pred] = .6
	}
	many, few := Bootstrap(rows), Bootstrap(rows[:manyGroups])
	for name, pair := range map[string][2]Interval{
		"accuracy": {many.Accuracy, few.Accuracy}, "macro-F1": {many.MacroF1, few.MacroF1}, "QWK": {many.QWK, few.QWK},
		"log loss": {many.LogLoss, few.LogLoss}, "ECE": {many.ECE, few.ECE},
	} {
		width := float64(pair[1][1] - pair[1][0])
		for end := range pair[0] {
			if d := math.Abs(float64(pair[0][end] - pair[1][end])); !(d < .25*width) || width == 0 {
				t.Errorf("%s of one group more than %d: %v, of those %v", name, manyGroups, pair[0], pair[1])
			}
		}
	}
	if all := Bootstrap(someRows(manyGroups+5, 1, func(int) bool { return true })); all.Accuracy != (Interval{1, 1}) {
		t.Errorf("all right: %v", all.Accuracy)
	}
}

// What many rows are worth fewer permutations say as well.
func TestChanceOfManyRows(t *testing.T) {
	rows := someRows(250_000, 1, func(i int) bool { return i%3 > 0 })
	c := newGrouped(rows).chance()
	if c.Permutations != 400 || math.Abs(float64(c.Accuracy.Mean)-.2) > .002 || c.Accuracy.P != Metric(1./401) {
		t.Errorf("%+v", c)
	}
}

// The intervals of a guess are then made as those of the model beside it: even to both sides.
func TestGuessOfManyGroups(t *testing.T) {
	b := StratifiedGuess([labels.Levels]int{1, 2, 3, 4, 5}, someRows(manyGroups+5, 1, func(i int) bool { return i%3 > 0 }))
	for name, m := range map[string]struct {
		whole Metric
		in    Interval
	}{"accuracy": {b.Accuracy, b.Intervals.Accuracy}, "macro-F1": {b.MacroF1, b.Intervals.MacroF1}, "MAE": {b.MAE, b.Intervals.MAE}} {
		if below, above := m.whole-m.in[0], m.in[1]-m.whole; !(below > 0) || math.Abs(float64(below-above)) > 1e-12 {
			t.Errorf("%s %v within %v", name, m.whole, m.in)
		}
	}
	if b.Intervals.QWK != (Interval{0, 0}) {
		t.Errorf("QWK within %v", b.Intervals.QWK)
	}
}
