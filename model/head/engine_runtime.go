package head

import (
	"cmp"
	"context"
	"errors"

	"memebench/labels"
	"memebench/model/kernel"
	"memebench/model/ort"
)

// runtimeEngine trains any tape in ONNX Runtime: one run of the gradient graph
// for each batch, and Adam over the flat vector.
type runtimeEngine struct {
	gradient, forwards *ort.Session
	adam               *kernel.Adam
	on                 int       // threads
	flat               []float32 // the parameters
	gradients          []float32 // laid out as the parameters
	params, outputs    []ort.Tensor
	loss               []float32 // [1]

	// What a batch is written to; each buffer has room for the largest.
	features []block
	present  block
	masks    []block
	dropouts []block
	targets  block
}

// block is rows of one width, one below the other.
type block struct {
	data  []float32
	width int
}

func newBlock(rows, width int) block { return block{make([]float32, rows*width), width} }

func (b block) row(k int) []float32 { return b.data[k*b.width : (k+1)*b.width] }

func (b block) tensor(rows int) ort.Tensor {
	return ort.Floats(b.data[:rows*b.width], int64(rows), int64(b.width))
}

// RuntimeThreads is on how many threads ONNX Runtime trains where so many are asked for, 0 for no
// number. Its sums depend on that, so it is not the number of the processors: a head, and all that
// is cross-validated, would be another on each machine.
func RuntimeThreads(asked int) int { return cmp.Or(asked, 2) }

func newRuntimeEngine(h *Head, size engineSize) (_ engine, err error) {
	layout, logits, err := describe(h.Config, h.Inputs)
	if err != nil {
		return nil, err
	}
	gradient, err := layout.Gradient(logits)
	if err != nil {
		return nil, err
	}
	forward, err := layout.Forward(logits)
	if err != nil {
		return nil, err
	}
	rows := max(size.train, size.forward)
	threads := RuntimeThreads(size.threads)
	e := &runtimeEngine{
		adam:      kernel.NewAdam(len(h.Params), threads),
		on:        threads,
		flat:      append([]float32(nil), h.Params...),
		gradients: make([]float32, len(h.Params)),
		loss:      make([]float32, 1),
		present:   newBlock(rows, len(h.Inputs)),
		targets:   newBlock(size.train, labels.Levels),
	}
	for _, in := range h.Inputs {
		e.features = append(e.features, newBlock(rows, in.Width))
		e.masks = append(e.masks, newBlock(size.train, h.Config.Width))
	}
	for _, width := range layout.Dropouts() {
		e.dropouts = append(e.dropouts, newBlock(size.train, width))
	}
	e.outputs = []ort.Tensor{ort.Floats(e.loss, 1)}
	for _, p := range layout.Params() {
		shape := make([]int64, len(p.Shape))
		for i, n := range p.Shape {
			shape[i] = int64(n)
		}
		from, to := p.Offset, p.Offset+p.Size()
		e.params = append(e.params, ort.Floats(e.flat[from:to], shape...))
		e.outputs = append(e.outputs, ort.Floats(e.gradients[from:to], shape...))
	}
	if e.gradient, err = ort.Open(gradient, ort.Options{Threads: threads}); err != nil {
		return nil, err
	}
	if e.forwards, err = ort.Open(forward, ort.Options{Threads: threads}); err != nil {
		return nil, errors.Join(err, e.gradient.Close())
	}
	return e, nil
}

func (e *runtimeEngine) close() error { return errors.Join(e.gradient.Close(), e.forwards.Close()) }

func (e *runtimeEngine) step(ctx context.Context, b *minibatch) (float64, error) {
	var to sample
	for k := range b.rows {
		to.features = rowsAt(to.features, e.features, k)
		to.masks = rowsAt(to.masks, e.masks, k)
		to.dropouts = rowsAt(to.dropouts, e.dropouts, k)
		to.present, to.targets = e.present.row(k), e.targets.row(k)
		b.fill(k, to)
	}
	inputs := append(tensors(nil, e.features, b.rows), e.present.tensor(b.rows))
	inputs = tensors(tensors(inputs, e.masks, b.rows), e.dropouts, b.rows)
	inputs = append(inputs, e.targets.tensor(b.rows), ort.Floats([]float32{b.scale}, 1))
	if err := e.gradient.Run(ctx, append(inputs, e.params...), e.outputs); err != nil {
		return 0, err
	}
	e.adam.Step(e.flat, e.gradients, b.rate)
	return float64(e.loss[0]), nil
}

func (e *runtimeEngine) threads() int { return e.on }

func (e *runtimeEngine) forward(ctx context.Context, b *minibatch, logits []float32) error {
	var to sample
	for k := range b.rows {
		to.features = rowsAt(to.features, e.features, k)
		to.present = e.present.row(k)
		b.fill(k, to)
	}
	inputs := append(tensors(nil, e.features, b.rows), e.present.tensor(b.rows))
	result := ort.Floats(logits, int64(b.rows), labels.Levels)
	return e.forwards.Run(ctx, append(inputs, e.params...), []ort.Tensor{result})
}

func (e *runtimeEngine) save(params []float32) { copy(params, e.flat) }

func (e *runtimeEngine) restore(params []float32) { copy(e.flat, params) }

// rowsAt returns the k-th row of each block, in the slice given if it is large
// enough.
func rowsAt(to [][]float32, blocks []block, k int) [][]float32 {
	to = to[:0]
	for _, b := range blocks {
		to = append(to, b.row(k))
	}
	return to
}

func tensors(to []ort.Tensor, blocks []block, rows int) []ort.Tensor {
	for _, b := range blocks {
		to = append(to, b.tensor(rows))
	}
	return to
}
