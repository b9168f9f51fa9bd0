//go:build experiment

package head

import (
	"errors"
	"math"
	"slices"
	"testing"

	"memebench/labels"
	"memebench/model/kernel"
	"memebench/model/ort/orttest"
)

// fitRecipe trains for so many epochs, and skips where package kernel does not.
func fitRecipe(t *testing.T, d *Data, epochs int, r Recipe) []float32 {
	t.Helper()
	orttest.Start(t)
	h, _, err := FitRecipe(t.Context(), d, smallConfig(), FitOptions{Epochs: epochs}, r)
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
	d := planted(300, 20, 10)
	plain, _ := fit(t, d, smallConfig(), FitOptions{Epochs: 4})
	if !slices.Equal(fitRecipe(t, d, 4, Recipe{}), plain.Params) {
		t.Error("a recipe of nothing is not that of Fit")
	}
	if got := fitRecipe(t, d, 4, Recipe{Average: 1e-9}); distance(got, plain.Params) > 1e-3 {
		t.Errorf("an average of the last step only is %v from it", distance(got, plain.Params))
	}
	steps := (len(d.Train) + smallConfig().Batch - 1) / smallConfig().Batch
	ends := Recipe{DecaySteps: 2 * steps, Decay: func(share float64) float64 { return 1 - math.Floor(share) }} // 0 after two epochs
	two, four := fitRecipe(t, d, 2, ends), fitRecipe(t, d, 4, ends)
	if !slices.Equal(two, four) {
		t.Error("a rate of 0 moves parameters")
	}
	if start := fitRecipe(t, d, 1, ends); slices.Equal(start, two) {
		t.Error("the rate is 0 too soon")
	}
	if mean := fitRecipe(t, d, 4, Recipe{Average: .99}); distance(mean, plain.Params) < .1 {
		t.Errorf("the average is %v from the last step", distance(mean, plain.Params))
	}
	if slices.Equal(fitRecipe(t, d, 4, Recipe{Mixup: .4}), plain.Params) {
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
