package head

import (
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

func TestOrdinalTargets(t *testing.T) {
	for _, c := range []struct {
		level int
		ratio float64
		want  distributionOfLevels
	}{
		{3, 0, distributionOfLevels{0, 0, 0, 1, 0}},
		{0, 0.5, distributionOfLevels{16. / 31, 8. / 31, 4. / 31, 2. / 31, 1. / 31}},
		{2, 0.5, distributionOfLevels{1. / 10, 2. / 10, 4. / 10, 2. / 10, 1. / 10}},
	} {
		got := ordinal(c.level, c.ratio)
		within(t, "distribution", got[:], c.want[:], 1e-15)
	}
}

func TestVotesAreChecked(t *testing.T) {
	for want, votes := range map[string]map[int]Votes{
		"row 3 has votes [0 0 0 0 0]":               {3: {}},
		"row 4 has votes [2 -1 0 0 0]":              {4: {2, -1}},
		"row 50 has votes [1 1 0 0 0]; there are 5": {50: {1, 1}},
	} {
		d := planted(50, 6)
		d.Votes = votes
		if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
}

// A row may have votes and no level, but only to learn from.
func TestVotesStandForALevel(t *testing.T) {
	d := planted(50, 6)
	d.Level[d.Train[0]], d.Votes = labels.NoLevel, map[int]Votes{d.Train[0]: {1, 0, 1}}
	if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err != nil {
		t.Error(err)
	}
	d.Train, d.Val = d.Train[1:], append(d.Val, d.Train[0])
	if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err == nil || !strings.Contains(err.Error(), "has no level") {
		t.Errorf("stopped on a row without a level: %v", err)
	}
}

// Votes count for the class weights by their shares, so that they make up as many
// rows as there are.
func TestClassWeightsCountVotes(t *testing.T) {
	d := &Data{Level: []labels.Level{0, 0, 1, labels.NoLevel}, Votes: map[int]Votes{3: {1: 1, 2: 3}}, Train: []int{0, 1, 2, 3}}
	got := classWeights(d, eval.WeightsBalanced)
	// 2, 1.25, 0.75, and where there are none as of most, of 4 rows.
	want := [labels.Levels]float64{4. / 10, 4 / 6.25, 4. / 5, 4. / 10, 4. / 10}
	for l := range want {
		if math.Abs(got[l]-want[l]) > 1e-12 {
			t.Errorf("level %d weighs %v, want %v", l, got[l], want[l])
		}
	}
}

// Levels that no row of train has are not what the head says, whatever part of their neighbours they
// are given.
func TestLevelsThatTrainLacks(t *testing.T) {
	d := planted(200, 20)
	for r := range d.Level {
		if d.Level[r].Valid() {
			d.Level[r] = 1 + d.Level[r]/3*2 // 1 and 3
		}
	}
	for _, mode := range []string{eval.WeightsSqrt, eval.WeightsBalanced} {
		c := smallConfig()
		c.Ordinal, c.ClassWeights = .2, mode
		h, _ := fit(t, d, c, FitOptions{})
		plain, right := h.plain(), 0
		for _, r := range d.Val {
			p := plain.probabilities([][]float32{d.X[0][20*r : 20*r+20]}, []bool{true})
			if slices.Index(p[:], slices.Max(p[:])) == int(d.Level[r]) {
				right++
			}
		}
		if 2*right <= len(d.Val) {
			t.Errorf("%s: %d of %d are right", mode, right, len(d.Val))
		}
	}
}

// What rows are learnt as changes the head; with ordinal targets it says more of
// the levels next to the one that it thinks of.
func TestOrdinalTargetsSpread(t *testing.T) {
	d := planted(400, 30)
	c := smallConfig()
	c.LabelSmoothing = 0
	near := func(ratio float64) float64 {
		c.Ordinal = ratio
		h, _ := fit(t, d, c, FitOptions{})
		sum, plain := 0.0, h.plain()
		for _, r := range d.Val {
			if !d.Present[0][r] {
				continue
			}
			p := plain.probabilities([][]float32{d.X[0][30*r : 30*r+30]}, []bool{true})
			top := 0
			for l, v := range p {
				if v > p[top] {
					top = l
				}
			}
			for l, v := range p {
				if math.Abs(float64(l-top)) == 1 {
					sum += v
				}
			}
		}
		return sum / float64(len(d.Val))
	}
	if without, with := near(0), near(0.4); with < without+0.1 {
		t.Errorf("the levels next to the likeliest have %.3f, and %.3f with ordinal targets", without, with)
	}
}
