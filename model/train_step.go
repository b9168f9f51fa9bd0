package model

import (
	"context"
	"errors"
	"fmt"
	"math"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/ort"
)

// trainer runs the steps of one training: ONNX Runtime computes the loss of a
// batch and its gradient, Adam moves the parameters of the head. It belongs to
// one goroutine.
type trainer struct {
	data    *Data
	rows    featureRows
	scaling *scaling // nil: features as they are
	head    *Head
	adam    *adam
	weights [labels.Levels]float64 // of the classes
	q       [labels.Levels][labels.Levels]float32

	gradient, forward *ort.Session
	gradients         []float32 // laid out as the parameters
	params, outputs   []ort.Tensor

	// What a batch is gathered into; each buffer has room for the largest.
	features []([]float32) // for each input, [B, Width]
	masks    []([]float32) // for each input, [B, Config.Width]
	present  []float32     // [B, inputs]
	targets  []float32     // [B, Levels]
	scale    []float32     // [1]
	loss     []float32     // [1]
	logits   []float32     // [B, Levels]
	capacity int
}

// validationRows is how many rows are validated at once.
const validationRows = 512

func newTrainer(d *Data, h *Head, s *scaling, threads int) (_ *trainer, err error) {
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
	t := &trainer{
		data:      d,
		rows:      featureRows{d.Inputs, d.X, d.Present},
		scaling:   s,
		head:      h,
		adam:      newAdam(len(h.Params), h.Config.LearningRate, max(threads, 1)),
		weights:   classWeights(d, h.Config.ClassWeights),
		gradients: make([]float32, len(h.Params)),
		scale:     make([]float32, 1),
		loss:      make([]float32, 1),
		capacity:  max(min(h.Config.Batch, len(d.Train)), min(validationRows, len(d.Val))),
	}
	t.q = softTargets(t.weights, h.Config.LabelSmoothing)
	for _, in := range h.Inputs {
		t.features = append(t.features, make([]float32, t.capacity*in.Width))
		t.masks = append(t.masks, make([]float32, t.capacity*h.Config.Width))
	}
	t.present = make([]float32, t.capacity*len(h.Inputs))
	t.targets = make([]float32, t.capacity*labels.Levels)
	t.logits = make([]float32, t.capacity*labels.Levels)
	t.outputs = []ort.Tensor{ort.Floats(t.loss, 1)}
	for _, p := range layout.Params() {
		shape := make([]int64, len(p.Shape))
		for i, n := range p.Shape {
			shape[i] = int64(n)
		}
		from, to := p.Offset, p.Offset+p.Size()
		t.params = append(t.params, ort.Floats(h.Params[from:to], shape...))
		t.outputs = append(t.outputs, ort.Floats(t.gradients[from:to], shape...))
	}
	if t.gradient, err = ort.Open(gradient, ort.Options{Threads: threads}); err != nil {
		return nil, err
	}
	if t.forward, err = ort.Open(forward, ort.Options{Threads: threads}); err != nil {
		return nil, errors.Join(err, t.gradient.Close())
	}
	return t, nil
}

func (t *trainer) close() error { return errors.Join(t.gradient.Close(), t.forward.Close()) }

// step trains on one batch and returns its loss. Epoch and step choose the random
// numbers.
func (t *trainer) step(batch []int, epoch, step int) (float64, error) {
	t.drop(batch, epoch, step)
	weight := 0.0
	for k, r := range batch {
		y := t.data.Level[r]
		weight += t.weights[y]
		copy(t.targets[k*labels.Levels:], t.q[y][:])
	}
	t.scale[0] = float32(1 / weight)

	b := int64(len(batch))
	inputs := t.gather(batch)
	m := len(t.head.Inputs)
	inputs = append(inputs, ort.Floats(t.present[:len(batch)*m], b, int64(m)))
	for _, m := range t.masks {
		w := t.head.Config.Width
		inputs = append(inputs, ort.Floats(m[:len(batch)*w], b, int64(w)))
	}
	inputs = append(inputs, ort.Floats(t.targets[:len(batch)*labels.Levels], b, labels.Levels), ort.Floats(t.scale, 1))
	if err := t.gradient.Run(append(inputs, t.params...), t.outputs); err != nil {
		return 0, err
	}
	loss := t.loss[0]
	if !isFinite(loss) {
		return 0, diverged("loss", float64(loss))
	}
	t.adam.step(t.head.Params, t.gradients)
	return float64(loss), nil
}

func diverged(what string, loss float64) error {
	return fmt.Errorf("the %s is %v: the training has diverged (try a smaller learning rate), or some feature is out of all proportion", what, loss)
}

// gather copies the features of rows into the buffers, scaled, and returns
// tensors of them.
func (t *trainer) gather(rows []int) []ort.Tensor {
	tensors := make([]ort.Tensor, 0, 2*len(t.features)+2+len(t.params))
	for i, in := range t.head.Inputs {
		x := t.features[i][:len(rows)*in.Width]
		for k, r := range rows {
			row := x[k*in.Width : (k+1)*in.Width]
			t.rows.gather(row, i, r)
			if t.scaling != nil && t.data.Present[i][r] {
				t.scaling.apply(row, i)
			}
		}
		tensors = append(tensors, ort.Floats(x, int64(len(rows)), int64(in.Width)))
	}
	return tensors
}

// drop fills the masks of a batch and says what is present: what the rows have,
// less one modality here and there. The masks are that times dropout. As in torch.nn.Dropout, units that stay are scaled up so that
// the expected output is the same with and without.
func (t *trainer) drop(batch []int, epoch, step int) {
	c := t.head.Config
	keep := float32(1 / (1 - c.Dropout))
	units := newStream(c.Seed, streamDropout, uint64(epoch), uint64(step))
	modalities := newStream(c.Seed, streamModality, uint64(epoch), uint64(step))
	for k, r := range batch {
		lost := t.lose(modalities, k, r, c.ModalityDropout)
		for i := range t.masks {
			mask := t.masks[i][k*c.Width : (k+1)*c.Width]
			has := i != lost && t.data.Present[i][r]
			t.present[k*len(t.masks)+i] = indicator(has)
			switch {
			case !has:
				clear(mask)
			case c.Dropout == 0:
				for j := range mask {
					mask[j] = 1
				}
			default:
				first := uint64(i*len(batch)+k) * uint64(c.Width)
				for j := range mask {
					mask[j] = 0
					if units.uniform(first+uint64(j)) >= c.Dropout {
						mask[j] = keep
					}
				}
			}
		}
	}
}

// lose returns the modality that the k-th row of a batch, row r of the data,
// does without, or -1. The only modality of a row is never lost.
func (t *trainer) lose(draw stream, k, r int, chance float64) int {
	if chance == 0 || draw.uniform(uint64(2*k)) >= chance {
		return -1
	}
	var has []int
	for i, present := range t.data.Present {
		if present[r] {
			has = append(has, i)
		}
	}
	if len(has) < 2 {
		return -1
	}
	return has[draw.below(uint64(2*k+1), len(has))]
}

// validate returns the loss over the rows and the macro-F1, or ctx.Err() once ctx
// is done.
func (t *trainer) validate(ctx context.Context, rows []int) (loss, macroF1 float64, err error) {
	judged := make([]eval.Row, 0, len(rows))
	sum, weight := 0.0, 0.0
	for start := 0; start < len(rows); start += validationRows {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		part := rows[start:min(start+validationRows, len(rows))]
		logits, err := t.predict(part)
		if err != nil {
			return 0, 0, err
		}
		for k, r := range part {
			y := t.data.Level[r]
			weight += t.weights[y]
			row := eval.Row{True: y, Pred: labels.VeryNegative}
			log := logSoftmax(logits[k])
			for l, v := range log {
				sum -= float64(t.q[y][l]) * v
				row.Probs[l] = math.Exp(v)
				if v > log[row.Pred] {
					row.Pred = labels.Level(l)
				}
			}
			judged = append(judged, row)
		}
	}
	loss = sum / weight
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, 0, diverged("validation loss", loss)
	}
	return loss, float64(eval.Measure(judged).MacroF1), nil
}

// predict returns the logits of at most capacity rows, without dropout.
func (t *trainer) predict(rows []int) ([][labels.Levels]float64, error) {
	inputs := t.gather(rows)
	m := len(t.head.Inputs)
	for k, r := range rows {
		for i := range m {
			t.present[k*m+i] = indicator(t.data.Present[i][r])
		}
	}
	b := int64(len(rows))
	inputs = append(inputs, ort.Floats(t.present[:len(rows)*m], b, int64(m)))
	result := ort.Floats(t.logits[:len(rows)*labels.Levels], b, labels.Levels)
	if err := t.forward.Run(append(inputs, t.params...), []ort.Tensor{result}); err != nil {
		return nil, err
	}
	out := make([][labels.Levels]float64, len(rows))
	for k := range out {
		for l := range out[k] {
			out[k][l] = float64(t.logits[k*labels.Levels+l])
		}
	}
	return out, nil
}

// classWeights returns the weights of the levels in the loss.
func classWeights(d *Data, mode string) (w [labels.Levels]float64) {
	var count [labels.Levels]int
	for _, r := range d.Train {
		count[d.Level[r]]++
	}
	for l := range w {
		balanced := float64(len(d.Train)) / float64(labels.Levels*max(count[l], 1))
		switch mode {
		case eval.WeightsSqrt:
			w[l] = math.Sqrt(balanced)
		case eval.WeightsBalanced:
			w[l] = balanced
		default:
			w[l] = 1
		}
	}
	return w
}

// softTargets returns, for each level, what the loss wants of a row of it: the
// smoothed one-hot vector times the class weights.
func softTargets(w [labels.Levels]float64, smoothing float64) (q [labels.Levels][labels.Levels]float32) {
	for y := range q {
		for k := range q[y] {
			p := smoothing / labels.Levels
			if k == y {
				p += 1 - smoothing
			}
			q[y][k] = float32(w[k] * p)
		}
	}
	return q
}
