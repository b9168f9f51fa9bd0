package kernel

import (
	"math"
	"testing"
)

// TestProducts compares the sums with those in float64, and their bits with those of plain
// Go: what is nearest must not depend on the processor.
func TestProducts(t *testing.T) {
	for _, n := range []int{0, 1, 7, 31, 32, 33, 64, 100, 384, 1280} {
		q, x := fenced(t, random(n, 1)), fenced(t, random(n, 2))
		var qx, xx, size float64
		var lanes [2][sumLanes]float32
		for k := range q {
			a, b := float64(q[k]), float64(x[k])
			qx, xx, size = qx+a*b, xx+b*b, size+math.Abs(a*b)
			lanes[0][k%sumLanes] += float32(q[k] * x[k])
			lanes[1][k%sumLanes] += float32(x[k] * x[k])
		}
		gotQX, gotXX := Products(q, x)
		if math.Abs(float64(gotQX)-qx) > 1e-5*size || math.Abs(float64(gotXX)-xx) > 1e-5*xx {
			t.Errorf("%d values: %v and %v, want %v and %v", n, gotQX, gotXX, qx, xx)
		}
		var want [2]float32
		for i := range lanes {
			want[i] = pairwise(lanes[i][:])
		}
		if gotQX != want[0] || gotXX != want[1] {
			t.Errorf("%d values: %v and %v, in plain Go %v", n, gotQX, gotXX, want)
		}
	}
}

// pairwise adds the first half of some lanes to the second until one is left.
func pairwise(lanes []float32) float32 {
	if len(lanes) == 1 {
		return lanes[0]
	}
	half := len(lanes) / 2
	sums := make([]float32, half)
	for i := range sums {
		sums[i] = lanes[i] + lanes[half+i]
	}
	return pairwise(sums)
}
