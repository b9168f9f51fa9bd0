package head

import (
	"cmp"
	"context"
	"errors"

	"memebench/model/kernel"
)

// newEngine returns the fastest engine that there is for a head: the processor's
// vector units, where they are known and the head is plain, else ONNX Runtime.
func newEngine(h *Head, size engineSize) (engine, error) {
	e, err := newKernelEngine(h, size)
	if errors.Is(err, kernel.ErrUnsupported) {
		return newRuntimeEngine(h, size)
	}
	return e, err
}

// kernelEngine trains a plain head in package kernel.
type kernelEngine struct{ *kernel.Network }

func newKernelEngine(h *Head, size engineSize) (engine, error) {
	layout, logits, err := describe(h.Config, h.Inputs)
	if err != nil {
		return nil, err
	}
	n, err := kernel.New(layout, logits, kernel.Options{
		Train: size.train, Forward: size.forward, Threads: cmp.Or(size.threads, size.processors),
	})
	if err != nil {
		return nil, err
	}
	n.Restore(h.Params, nil, nil, 0)
	return kernelEngine{n}, nil
}

func (e kernelEngine) step(_ context.Context, b *minibatch) (float64, error) {
	return e.Step(e.batch(b)), nil
}

func (e kernelEngine) threads() int { return 0 }

func (e kernelEngine) forward(_ context.Context, b *minibatch, logits []float32) error {
	e.Forward(e.batch(b), logits)
	return nil
}

func (e kernelEngine) batch(b *minibatch) kernel.Batch {
	return kernel.Batch{Rows: b.rows, Scale: b.scale, Rate: b.rate, Fill: func(k int, to kernel.Row) {
		b.fill(k, sample{features: to.Features, masks: to.Masks, dropouts: to.Dropouts, targets: to.Targets})
	}}
}

func (e kernelEngine) save(params []float32) { e.Save(params, nil, nil) }

func (e kernelEngine) restore(params []float32) { e.Restore(params, nil, nil, 0) }

func (e kernelEngine) close() error {
	e.Close()
	return nil
}
