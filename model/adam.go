package model

import (
	"math"
	"sync"
)

// The settings of Adam besides the learning rate: the defaults of
// torch.optim.Adam 2.15, which are those of the paper.
const (
	adamBeta1   = 0.9
	adamBeta2   = 0.999
	adamEpsilon = 1e-8
)

// adam is the optimizer of Kingma and Ba, "Adam: a method for stochastic
// optimization" (2015), over a flat vector, with the order of operations of
// torch.optim.Adam (no weight decay, no AMSGrad).
type adam struct {
	rate    float64
	steps   int
	m, v    []float32 // first and second moment
	threads int
}

func newAdam(size int, rate float64, threads int) *adam {
	return &adam{rate: rate, m: make([]float32, size), v: make([]float32, size), threads: threads}
}

// step moves the parameters p along the gradient g. Every value is updated by
// itself, so the result does not depend on the number of threads.
func (a *adam) step(p, g []float32) {
	a.steps++
	correction1 := 1 - math.Pow(adamBeta1, float64(a.steps))
	correction2 := 1 - math.Pow(adamBeta2, float64(a.steps))
	size := float32(a.rate / correction1)
	// PyTorch divides by the root of the correction; a product is faster and differs
	// in the last digit.
	inverse := float32(1 / math.Sqrt(correction2))

	var wg sync.WaitGroup
	share := (len(p) + a.threads - 1) / a.threads
	for from := share; from < len(p); from += share {
		to := min(from+share, len(p))
		wg.Go(func() { adamUpdate(p[from:to], g[from:to], a.m[from:to], a.v[from:to], size, inverse) })
	}
	to := min(share, len(p))
	adamUpdate(p[:to], g[:to], a.m[:to], a.v[:to], size, inverse)
	wg.Wait()
}

// adamUpdate updates the moments with the gradient and the parameters with the
// moments: size is the learning rate over the first bias correction, inverse one
// over the square root of the second.
func adamUpdate(p, g, m, v []float32, size, inverse float32) {
	m, v, p = m[:len(g)], v[:len(g)], p[:len(g)]
	for i, d := range g {
		first := m[i] + (d-m[i])*(1-adamBeta1)
		second := v[i]*adamBeta2 + d*d*(1-adamBeta2)
		m[i], v[i] = first, second
		p[i] -= size * first / (float32(math.Sqrt(float64(second)))*inverse + adamEpsilon)
	}
}
