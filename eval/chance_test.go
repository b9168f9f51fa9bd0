package eval

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"memebench/labels"
)

type chanceCase struct {
	Name       string
	Rows       [][3]int // true, predicted, group
	Train      [labels.Levels]int
	Want       Chance
	Stratified Baseline
	SciPy      float64
}

func (c chanceCase) rows() (rows []Row) {
	for _, r := range c.Rows {
		rows = append(rows, Row{True: labels.Level(r[0]), Pred: labels.Level(r[1]), Group: fmt.Sprint("g", r[2])})
	}
	return rows
}

// readChances reads testdata/chance.json, made by scikit-learn (chance.py beside it).
func readChances(t *testing.T) (cases []chanceCase) {
	t.Helper()
	readReference(t, "chance.json", &cases)
	if len(cases) != 3 {
		t.Fatalf("%d cases, want 3", len(cases))
	}
	return cases
}

func TestChanceEqualsScikitLearn(t *testing.T) {
	for _, c := range readChances(t) {
		t.Run(c.Name, func(t *testing.T) {
			got := newGrouped(c.rows()).chance()
			if got.Permutations != c.Want.Permutations || got.Groups != c.Want.Groups {
				t.Errorf("%d permutations of %d groups, want %d of %d", got.Permutations, got.Groups, c.Want.Permutations, c.Want.Groups)
			}
			for name, pair := range map[string][2]ChanceMetric{
				"accuracy": {got.Accuracy, c.Want.Accuracy}, "macro-F1": {got.MacroF1, c.Want.MacroF1}, "QWK": {got.QWK, c.Want.QWK},
			} {
				same(t, name+" mean", pair[0].Mean, pair[1].Mean)
				sameInterval(t, name, pair[0].CI95, pair[1].CI95)
				same(t, name+" p", pair[0].P, pair[1].P)
			}
			// By another generator, and row by row: where groups are single rows it is the same test.
			if got.Groups == len(c.Rows) && math.Abs(float64(got.MacroF1.P)-c.SciPy) > .05 {
				t.Errorf("p = %v, scipy.stats.permutation_test has %v", got.MacroF1.P, c.SciPy)
			}
		})
	}
}

func TestStratifiedGuessEqualsScikitLearn(t *testing.T) {
	for _, c := range readChances(t) {
		got, want := StratifiedGuess(c.Train, c.rows()), c.Stratified
		if got.N != want.N {
			t.Errorf("%s: %d rows, want %d", c.Name, got.N, want.N)
		}
		same(t, "accuracy", got.Accuracy, want.Accuracy)
		same(t, "macro-F1", got.MacroF1, want.MacroF1)
		same(t, "QWK", got.QWK, want.QWK)
		same(t, "MAE", got.MAE, want.MAE)
		if in := got.Intervals.MacroF1; !(in[0] < got.MacroF1 && got.MacroF1 < in[1]) {
			t.Errorf("%s: macro-F1 %v within %v", c.Name, got.MacroF1, in)
		}
	}
	rows := readChances(t)[0].rows()
	if b := StratifiedGuess([labels.Levels]int{}, rows); b.N != len(rows) || b.Accuracy.Defined() || b.Intervals.MAE.Defined() {
		t.Errorf("without training rows: %+v", b)
	}
	if b := StratifiedGuess([labels.Levels]int{1}, nil); b.N != 0 || b.Accuracy.Defined() {
		t.Errorf("without rows: %+v", b)
	}
}

// A report says when a model has learnt nothing, and only then.
func TestReportsSayNoBetterThanChance(t *testing.T) {
	for _, c := range readChances(t)[:2] {
		r := NewEvaluation("v1", "test", c.rows(), Baselines{Stratified: StratifiedGuess(c.Train, c.rows())})
		learnt := c.Name == "a head that has learnt"
		warned := len(r.Warnings) > 0 && strings.HasPrefix(r.Warnings[0], "no better than chance: macro-F1 ")
		if beaten, known := r.Chance.Beaten(); beaten != learnt || !known || warned == learnt {
			t.Errorf("%s: beaten %v, warnings %q", c.Name, beaten, r.Warnings)
		}
		if guesses := Guesses(c.rows()); (guesses == "") != learnt || !learnt && guesses != "what these labels are checked by is "+r.Warnings[0]+": its suspects are guesses" {
			t.Errorf("%s: %q", c.Name, guesses)
		}
		if out := text(t, r); strings.Contains(out, " is better than chance (p ") != learnt || strings.Contains(out, " is no better than chance (p ") == learnt {
			t.Errorf("%s:\n%s", c.Name, out)
		}
	}
	few := NewEvaluation("v1", "test", someRows(19, 1, func(int) bool { return true }), Baselines{})
	if _, known := few.Chance.Beaten(); known || !strings.Contains(text(t, few), "Chance: too few groups of memes to tell from chance (19, it takes 20).") {
		t.Errorf("of 19 groups: %+v\n%s", few.Chance, text(t, few))
	}
	// Labels that are all equal are the same in any order.
	rows := make([]Row, 40)
	for i := range rows {
		rows[i].True, rows[i].Pred = labels.Positive, labels.Level(i%labels.Levels)
	}
	one := NewEvaluation("v1", "test", rows, Baselines{})
	if _, known := one.Chance.Beaten(); known || strings.Contains(strings.Join(one.Warnings, "\n"), "chance") ||
		!strings.Contains(text(t, one), "Chance: all rows have one level, so that nothing can be told from chance.") {
		t.Errorf("of one level: %+v, warnings %q\n%s", one.Chance, one.Warnings, text(t, one))
	}
}

// memotionShares are about the shares of the levels in Memotion-7k.
var memotionShares = [labels.Levels]float64{.03, .08, .31, .44, .14}

// levelAt is the level at a place between 0 and 1, of so many shares.
func levelAt(u float64) labels.Level {
	for l, share := range memotionShares {
		if u -= share; u < 0 {
			return labels.Level(l)
		}
	}
	return labels.VeryPositive
}
