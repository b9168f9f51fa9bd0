//go:build experiment

package head

import (
	"context"
	"math"
	"math/rand/v2"

	"memebench/eval"
)

// Recipe is what an experiment tries beyond a config. The zero Recipe is that of Fit.
type Recipe struct {
	// Decay is the factor of the learning rate after a share of what it decays over, both in
	// [0,1]; for configs that let it decay. nil: 1 - share, as in Fit.
	Decay func(share float64) float64

	// Average is the decay β of an exponential moving average of the parameters: after step t
	// it is the mean of itself and them with weights b and 1-b, b = min(β, (t-1)/(9+t)) for t from 1. It
	// is what is validated and kept. 0: the parameters.
	Average float64

	// Mixup is the α of mixup: the features and targets of the rows of a batch are mixed
	// with those of the same rows in random order, λ to 1-λ with λ of Beta(α,α) for each
	// batch (Zhang et al., "mixup: beyond empirical risk minimization", ICLR 2018). A
	// row has the masks of the first of the two. 0: none.
	Mixup float64
}

// FitRecipe is Fit by a recipe, for heads that package kernel trains.
func FitRecipe(ctx context.Context, d *Data, cfg eval.Config, o FitOptions, r Recipe) (*Head, []eval.Epoch, error) {
	return fitBy(ctx, d, cfg, o, func(h *Head, size engineSize) (engine, error) {
		e, err := newKernelEngine(h, size)
		if err != nil {
			return nil, err
		}
		return newRecipeEngine(e.(kernelEngine), cfg, r, len(h.Params)), nil
	})
}

// recipeEngine is a kernelEngine that trains by a recipe.
type recipeEngine struct {
	kernelEngine
	recipe Recipe
	rate   float64
	steps  int
	random *rand.Rand

	params, mean []float32 // as of the last step; nil without an average
	averaged     bool      // the network has the mean in place of params
}

func newRecipeEngine(k kernelEngine, cfg eval.Config, r Recipe, size int) *recipeEngine {
	e := &recipeEngine{kernelEngine: k, recipe: r, rate: cfg.LearningRate, random: rand.New(rand.NewPCG(cfg.Seed, 1))}
	if r.Average > 0 {
		e.params, e.mean = make([]float32, size), make([]float32, size)
	}
	return e
}

func (e *recipeEngine) step(ctx context.Context, b *minibatch) (float64, error) {
	if e.averaged {
		e.Restore(e.params, nil, nil, e.steps)
		e.averaged = false
	}
	if e.recipe.Decay != nil {
		decayed := *b
		decayed.rate = e.rate * e.recipe.Decay(1-b.rate/e.rate)
		b = &decayed
	}
	if e.recipe.Mixup > 0 {
		b = e.mix(b)
	}
	e.steps++
	loss, err := e.kernelEngine.step(ctx, b)
	if err == nil && e.mean != nil {
		e.Save(e.params, nil, nil)
		t := float64(e.steps)
		keep := float32(min(e.recipe.Average, (t-1)/(9+t)))
		for i, p := range e.params {
			e.mean[i] = keep*e.mean[i] + (1-keep)*p
		}
	}
	return loss, err
}

func (e *recipeEngine) mix(b *minibatch) *minibatch {
	with, share := e.random.Perm(b.rows), float32(e.beta(e.recipe.Mixup))
	mixed := *b
	mixed.fill = func(k int, to sample) {
		b.fill(k, to)
		other := sample{features: make([][]float32, len(to.features)), targets: make([]float32, len(to.targets))}
		for i := range to.features {
			other.features[i] = make([]float32, len(to.features[i]))
		}
		b.fill(with[k], other)
		mean := func(a, b []float32) {
			for i := range a {
				a[i] = share*a[i] + (1-share)*b[i]
			}
		}
		for i := range to.features {
			mean(to.features[i], other.features[i])
		}
		mean(to.targets, other.targets)
	}
	return &mixed
}

// beta draws from Beta(a,a) by Jöhnk's algorithm.
func (e *recipeEngine) beta(a float64) float64 {
	for {
		x, y := math.Pow(e.random.Float64(), 1/a), math.Pow(e.random.Float64(), 1/a)
		if s := x + y; s > 0 && s <= 1 {
			return x / s
		}
	}
}

func (e *recipeEngine) forward(ctx context.Context, b *minibatch, logits []float32) error {
	if e.mean != nil && !e.averaged {
		e.Restore(e.mean, nil, nil, e.steps)
		e.averaged = true
	}
	return e.kernelEngine.forward(ctx, b, logits)
}

func (e *recipeEngine) save(params []float32) {
	if e.mean != nil {
		copy(params, e.mean)
		return
	}
	e.kernelEngine.save(params)
}

// restore sets the parameters for forward, after the last step.
func (e *recipeEngine) restore(params []float32) {
	e.kernelEngine.restore(params)
	e.averaged = true
}
