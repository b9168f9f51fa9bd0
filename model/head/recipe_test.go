//go:build experiment

package head

import (
	"errors"
	"math"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/kernel"
	"memebench/model/ort/orttest"
)

// fitRecipe trains for so many epochs, and skips where package kernel does not.
func fitRecipe(t *testing.T, d *Data, c eval.Config, epochs int, r Recipe) []float32 {
	t.Helper()
	orttest.Start(t)
	h, _, err := FitRecipe(t.Context(), d, c, FitOptions{Epochs: epochs}, r)
	if errors.Is(err, kernel.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return h.Params
}

func distance(a, b []float32) (sum float64) {
	for i := range a {
		sum += math.Pow(float64(a[i]-b[i]), 2)
	}
	return math.Sqrt(sum)
}

func TestRecipe(t *testing.T) {
	d, c := planted(300, 20, 10), smallConfig()
	c.DecaySteps = 4 * roundedUp(len(d.Train), c.Batch)
	plain, _ := fit(t, d, c, FitOptions{Epochs: 4})
	for name, r := range map[string]Recipe{"nothing": {}, "the decay of Fit": {Decay: func(share float64) float64 { return 1 - share }}} {
		if got := fitRecipe(t, d, c, 4, r); distance(got, plain.Params) > 1e-6 {
			t.Errorf("a recipe of %s is %v from that of Fit", name, distance(got, plain.Params))
		}
	}
	if got := fitRecipe(t, d, c, 4, Recipe{Average: 1e-9}); distance(got, plain.Params) > 1e-3 {
		t.Errorf("an average of the last step only is %v from it", distance(got, plain.Params))
	}
	ends := Recipe{Decay: func(share float64) float64 { return 1 - math.Floor(2*share) }} // 0 after two epochs
	two, four := fitRecipe(t, d, c, 2, ends), fitRecipe(t, d, c, 4, ends)
	if !slices.Equal(two, four) {
		t.Error("a rate of 0 moves parameters")
	}
	if start := fitRecipe(t, d, c, 1, ends); slices.Equal(start, two) {
		t.Error("the rate is 0 too soon")
	}
	c.DecaySteps = 0
	last := fitRecipe(t, d, c, 4, Recipe{})
	if mean := fitRecipe(t, d, c, 4, Recipe{Average: .99}); distance(mean, last) < .1 {
		t.Errorf("the average is %v from the last step", distance(mean, last))
	}
	if slices.Equal(fitRecipe(t, d, c, 4, Recipe{Mixup: .4}), last) {
		t.Error("mixup changes nothing")
	}
}

// Mixed rows have between them what the rows of the batch have.
func TestMixup(t *testing.T) {
	e := newRecipeEngine(kernelEngine{}, smallConfig(), Recipe{Mixup: 1}, 0)
	batch := &minibatch{rows: 8, fill: func(k int, to sample) {
		to.features[0][0] = float32(k)
		to.targets[k%labels.Levels] = 1
	}}
	mixed := e.mix(batch)
	sum, moved := 0.0, false
	for k := range batch.rows {
		to := sample{features: [][]float32{make([]float32, 1)}, targets: make([]float32, labels.Levels)}
		mixed.fill(k, to)
		sum += float64(to.features[0][0])
		moved = moved || to.features[0][0] != float32(k)
		mass := 0.0
		for _, q := range to.targets {
			mass += float64(q)
		}
		if math.Abs(mass-1) > 1e-6 {
			t.Errorf("row %d has targets %v", k, to.targets)
		}
	}
	if math.Abs(sum-28) > 1e-4 || !moved {
		t.Errorf("features sum to %v, want 28; moved %v", sum, moved)
	}
}
