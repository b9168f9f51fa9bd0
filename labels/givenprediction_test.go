package labels_test

import (
	"math"
	"strings"
	"testing"

	"memebench/labels"
)

func TestGivenPrediction(t *testing.T) {
	t.Parallel()
	none := labels.NoLevel
	for _, c := range []struct {
		name  string
		given labels.GivenPrediction
		level labels.Level
		only  bool
		fault string // what its error says, "" for none
	}{
		{"a level alone", labels.GivenPrediction{Level: labels.Positive}, labels.Positive, true, ""},
		{"nothing", labels.GivenPrediction{Level: none}, none, false, "neither a level nor probabilities"},
		{"probabilities alone", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{.1, .2, .4, .2, .1}}, labels.Neutral, false, ""},
		{"both", labels.GivenPrediction{Level: labels.Neutral, HasProbs: true, Probs: [5]float64{0, 0, 1, 0, 0}}, labels.Neutral, false, ""},
		{"the second of two equal ones", labels.GivenPrediction{Level: labels.Positive, HasProbs: true, Probs: [5]float64{0, .4, .2, .4, 0}}, labels.Positive, false, ""},
		{"rounded", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{.33, .33, .32, 0, 0}}, labels.VeryNegative, false, ""},
		{"a contradiction", labels.GivenPrediction{Level: labels.Positive, HasProbs: true, Probs: [5]float64{.6, .1, .1, .1, .1}}, none, false, "the level is positive, but the probabilities are highest for very negative"},
		{"percent", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{60, 10, 10, 10, 10}}, none, false, "the probability of very negative is 60: want 0 to 1"},
		{"below 0", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{1.1, -.1, 0, 0, 0}}, none, false, "want 0 to 1"},
		{"no number", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{math.NaN(), 0, 0, 0, 1}}, none, false, "is NaN: want 0 to 1"},
		{"too much", labels.GivenPrediction{Level: none, HasProbs: true, Probs: [5]float64{.5, .5, .5, 0, 0}}, none, false, "sum to 1.5: want 1"},
		{"too little", labels.GivenPrediction{Level: none, HasProbs: true}, none, false, "sum to 0: want 1"},
	} {
		p, err := c.given.Prediction()
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v, want one with %q", c.name, err, c.fault)
			}
			continue
		}
		sum := 0.0
		for _, x := range p.Probs {
			sum += float64(x)
		}
		if err != nil || p.Level() != c.level || p.LevelOnly != c.only || math.Abs(sum-1) > 1e-6 {
			t.Errorf("%s: %+v summing to %g, %v; want %s", c.name, p, sum, err, c.level)
		}
	}
}
