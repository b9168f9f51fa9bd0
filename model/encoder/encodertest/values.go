package encodertest

import (
	"math"
	"testing"
)

// Noise is the formula of network/testdata/gen.py: n values in [-1, 1).
func Noise(name string, n int) []float32 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range []byte(name) {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	x := make([]float32, n)
	for i := range x {
		z := h + uint64(i)*0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		x[i] = float32(z>>40)/(1<<23) - 1
	}
	return x
}

// Near wants every value within 1e-4 of the reference, relative where that is
// larger than 1.
func Near(t testing.TB, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i]-want[i]))/max(1, math.Abs(float64(want[i]))))
	}
	if !(worst <= 1e-4) {
		t.Errorf("differs from the reference by %g, want 1e-4", worst)
	}
	t.Logf("%d values, largest difference %g", len(want), worst)
}
