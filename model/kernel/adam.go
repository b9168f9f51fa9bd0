package kernel

import (
	"math"

	"memebench/labels/workers"
)

// The settings of Adam besides the learning rate: the defaults of
// torch.optim.Adam 2.15, which are those of the paper.
const (
	beta1   = 0.9
	beta2   = 0.999
	epsilon = 1e-8
)

// adamConstants returns what one step, the t-th from 1, multiplies by: 1-β₁, β₂,
// 1-β₂, its learning rate over 1-β₁ᵗ, 1/√(1-β₂ᵗ), and ε.
func adamConstants(rate float64, t int) [6]float32 {
	correction1 := 1 - math.Pow(beta1, float64(t))
	correction2 := 1 - math.Pow(beta2, float64(t))
	// PyTorch divides by the root of the correction; a product is faster and differs
	// in the last digit.
	return [6]float32{1 - beta1, beta2, 1 - beta2, float32(rate / correction1), float32(1 / math.Sqrt(correction2)), epsilon}
}

// Adam is the optimizer of Kingma and Ba, "Adam: a method for stochastic
// optimization" (2015), over a flat vector, with the order of operations of
// torch.optim.Adam (no weight decay, no AMSGrad). It is for one goroutine at a
// time.
type Adam struct {
	Steps int       // done so far
	M, V  []float32 // first and second moment

	threads int
	fast    *arithmetic // nil: plain Go
}

// NewAdam returns the optimizer of so many parameters, before its first step.
func NewAdam(size, threads int) *Adam {
	a := &Adam{M: make([]float32, size), V: make([]float32, size), threads: max(threads, 1)}
	if as := assembly(); len(as) > 0 {
		a.fast = &as[0]
	}
	return a
}

// Step moves the parameters p along the gradient g, both of the optimizer's size, by
// this learning rate.
// Every value is updated by itself, so the result does not depend on the number
// of threads.
func (a *Adam) Step(p, g []float32, rate float64) {
	a.Steps++
	c := adamConstants(rate, a.Steps)
	var all workers.Group
	// Shares are whole lanes, so that the values that assembly leaves over are those
	// at the end of the vector, with any number of threads.
	lanes := (len(p) + lane - 1) / lane
	share := max((lanes+a.threads-1)/a.threads, 1) * lane
	for from := share; from < len(p); from += share {
		to := min(from+share, len(p))
		all.Go(func() { a.update(p[from:to], a.M[from:to], a.V[from:to], g[from:to], &c) })
	}
	to := min(share, len(p))
	a.update(p[:to], a.M[:to], a.V[:to], g[:to], &c)
	all.Wait()
}

func (a *Adam) update(p, m, v, g []float32, c *[6]float32) {
	n := 0
	if a.fast != nil {
		if n = len(p) / lane * lane; n > 0 {
			a.fast.update(p[:n], m[:n], v[:n], g[:n], c)
		}
	}
	plainAdam(p[n:], m[n:], v[n:], g[n:], c)
}

// plainAdam is what assembly does, in plain Go.
func plainAdam(p, m, v, g []float32, c *[6]float32) {
	m, v, p = m[:len(g)], v[:len(g)], p[:len(g)]
	for i, d := range g {
		first := m[i] + (d-m[i])*c[0]
		second := v[i]*c[1] + d*d*c[2]
		m[i], v[i] = first, second
		p[i] -= first * c[3] / (float32(math.Sqrt(float64(second)))*c[4] + c[5])
	}
}
