package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// random returns n values of a normal distribution.
func random(n int, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// needAssembly skips on processors that have none of what is tested.
func needAssembly(t testing.TB) []arithmetic {
	t.Helper()
	as := assembly()
	if len(as) == 0 {
		t.Skip("the processor has no AVX2")
	}
	return as
}

// TestTile compares tiles with sums in float64, for A along its rows and along its
// columns, and the ways with each other. The slices end where they must not be
// read or written any further.
func TestTile(t *testing.T) {
	ways := needAssembly(t)
	for _, c := range []struct{ k, rowA, stepA, stepB, rowC int }{
		{1, 5, 1, panel, panel}, {2, 40, 1, panel, panel}, {13, 13, 1, panel, 50}, {64, 1, 8, 48, panel},
		{7, 1, 20, 33, 48}, {128, 144, 1, panel, 272}, {3, 0, 0, 40, panel},
	} {
		size := func(row, rows, step, steps, last int) int { return (rows-1)*row + (steps-1)*step + last }
		a := fenced(t, random(size(c.rowA, tileRows, c.stepA, c.k, 1), 1))
		b := fenced(t, random(size(c.stepB, c.k, 0, 1, panel), 2))
		start := random(size(c.rowC, tileRows, 0, 1, panel), 3)
		for _, add := range []bool{false, true} {
			want := slices.Clone(start)
			for i := range tileRows {
				for j := range panel {
					sum := 0.0
					if add {
						sum = float64(start[i*c.rowC+j])
					}
					for k := range c.k {
						sum += float64(a[i*c.rowA+k*c.stepA]) * float64(b[k*c.stepB+j])
					}
					want[i*c.rowC+j] = float32(sum)
				}
			}
			var first []float32
			for _, way := range ways {
				got := fenced(t, start)
				way.tile(c.k, a, c.rowA, c.stepA, b, c.stepB, got, c.rowC, add)
				near(t, fmt.Sprintf("%s: %+v, add %v", way.name, c, add), got, want, 1e-5)
				if first == nil {
					first = got
				}
				if !slices.Equal(got, first) {
					t.Errorf("%s: %+v, add %v: not the bits of %s", way.name, c, add, ways[0].name)
				}
			}
		}
	}
}

func TestTileLooksAtItsBounds(t *testing.T) {
	way := needAssembly(t)[0]
	a, b, c := make([]float32, 8*4), make([]float32, 4*panel), make([]float32, 8*panel)
	for what, call := range map[string]func(){
		"a": func() { way.tile(4, a[1:], 4, 1, b, panel, c, panel, false) },
		"b": func() { way.tile(4, a, 4, 1, b[1:], panel, c, panel, false) },
		"c": func() { way.tile(4, a, 4, 1, b, panel, c[1:], panel, false) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a tile was computed beyond %s", what)
				}
			}()
			call()
		}()
	}
}

func TestActivate(t *testing.T) {
	nan := float32(math.NaN())
	for _, way := range needAssembly(t) {
		for _, relu := range []bool{false, true} {
			for _, masked := range []bool{false, true} {
				const rows, strideY, strideM, strideD = 5, 40, 33, 48
				x, d := random((rows-1)*strideY+panel, 1), random((rows-1)*strideD+panel, 2)
				m := random((rows-1)*strideM+panel, 3)
				for i := 0; i < len(m); i += 3 {
					m[i] = 0
				}
				x[7] = nan
				y, back := fenced(t, x), fenced(t, d)
				m = fenced(t, m)
				var mask *float32
				if masked {
					mask = &m[0]
				}
				way.activate(rows, &y[0], strideY*4, mask, strideM*4, relu)
				way.deactivate(rows, &back[0], strideD*4, &y[0], strideY*4, mask, strideM*4, relu)
				for r := range rows {
					for j := range panel {
						wantY, wantD := x[r*strideY+j], d[r*strideD+j]
						if relu {
							if wantY <= 0 {
								wantY, wantD = 0, 0
							}
						}
						if masked {
							if wantY *= m[r*strideM+j]; wantY == 0 && relu {
								wantD = 0
							}
							wantD *= m[r*strideM+j]
						}
						gotY, gotD := y[r*strideY+j], back[r*strideD+j]
						if gotY != wantY && !(gotY != gotY && wantY != wantY) || gotD != wantD {
							t.Fatalf("%s, relu %v, masked %v: row %d, %d: %v and %v, want %v and %v", way.name, relu, masked, r, j, gotY, gotD, wantY, wantD)
						}
					}
				}
				for i := range y { // what lies between the rows is as it was
					if i%strideY >= panel && y[i] != x[i] {
						t.Fatalf("%s: value %d beside the rows was written", way.name, i)
					}
				}
			}
		}
	}
}

func TestCenter(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 33, 384} {
		x, mean, to := fenced(t, random(n, 1)), fenced(t, random(n, 2)), fenced(t, make([]float32, n))
		Center(to, x, mean, 0.37)
		for k := range to {
			if want := (x[k] - mean[k]) * 0.37; to[k] != want {
				t.Fatalf("value %d of %d: %v, want %v", k, n, to[k], want)
			}
		}
	}
}

func BenchmarkTile(b *testing.B) {
	for _, way := range assembly() {
		b.Run(way.name, func(b *testing.B) {
			const k = 128
			x, w, c := newMatrix(tileRows, k), aligned(k*panel), newMatrix(tileRows, panel)
			for b.Loop() {
				way.tile(k, x.data, x.stride, 1, w, panel, c.data, c.stride, true)
			}
			b.ReportMetric(2*k*tileRows*panel*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
