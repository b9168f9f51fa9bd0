package kernel

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
)

// near fails the test where two vectors are further apart than the tolerance,
// relative to values above 1.
func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i, v := range got {
		// Written so that NaN is a difference.
		if d := math.Abs(float64(v) - float64(want[i])); !(d <= tolerance*max(1, math.Abs(float64(want[i])))) {
			t.Errorf("%s: value %d is %v, want %v", what, i, v, want[i])
			return
		}
	}
}

func TestAdamEqualsPyTorch(t *testing.T) {
	b, err := os.ReadFile("testdata/adam.json")
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Rate        float64
		Start, M, V []float32
		Gradients   [][]float32
		Params      [][]float32
	}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	ways := append(assembly(), arithmetic{name: "plain"})
	for i, way := range ways {
		for _, threads := range []int{1, 2, 5} {
			name := fmt.Sprintf("%s, %d threads", way.name, threads)
			a := NewAdam(len(r.Start), threads)
			if a.fast = &ways[i]; way.adam == nil {
				a.fast = nil
			}
			p := slices.Clone(r.Start)
			for s, g := range r.Gradients {
				a.Step(p, g, r.Rate)
				near(t, fmt.Sprintf("%s: parameters after step %d", name, s+1), p, r.Params[s], 1e-6)
			}
			near(t, name+": first moment", a.M, r.M, 1e-6)
			near(t, name+": second moment", a.V, r.V, 1e-6)
		}
	}
}

// The number of threads, and which assembly does it, have no effect on a bit.
func TestAdamIsReproducible(t *testing.T) {
	const n = 1000
	var want []float32
	for i, way := range assembly() {
		for _, threads := range []int{1, 3, 100} {
			a := NewAdam(n, threads)
			a.fast = &assembly()[i]
			p, g := random(n, 1), random(n, 2)
			for range 3 {
				a.Step(p, g, 1e-3)
			}
			if want == nil {
				want = p
			}
			if !slices.Equal(p, want) {
				t.Errorf("%s with %d threads gives other parameters", way.name, threads)
			}
		}
	}
}

func BenchmarkAdam(b *testing.B) {
	const n = 1 << 19
	for i, way := range append(assembly(), arithmetic{name: "plain"}) {
		b.Run(way.name, func(b *testing.B) {
			a, p, g := NewAdam(n, 1), random(n, 1), random(n, 2)
			if a.fast = nil; way.adam != nil {
				a.fast = &assembly()[i]
			}
			b.SetBytes(n * 4)
			for b.Loop() {
				a.Step(p, g, 1e-3)
			}
		})
	}
}
