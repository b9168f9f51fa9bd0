package head

import (
	"context"
	"fmt"
	"math"

	"memebench/eval"
	"memebench/labels"
)

// Publish returns the head as ONNX writes it, after making sure that what will
// be served is what was trained: the model is opened in a session of its own and
// asked for the probabilities of probe rows with all combinations of present and
// absent modalities, which must be within 1e-5 of those that plain arithmetic on
// the parameters gives. ONNX Runtime must have been started. When ctx ends, so does
// the check, with ctx.Err() in its error.
func (h *Head) Publish(ctx context.Context) (model []byte, err error) {
	model, err = h.ONNX()
	if err != nil {
		return nil, err
	}
	if err := h.check(ctx, model); err != nil {
		return nil, fmt.Errorf("check exported head: %w", err)
	}
	return model, nil
}

const (
	probes    = 64
	tolerance = 1e-5
)

func (h *Head) check(ctx context.Context, model []byte) (err error) {
	c, err := OpenClassifier(model, h.Inputs, 1)
	if err != nil {
		return err
	}
	defer func() {
		if e := c.Close(); err == nil {
			err = e
		}
	}()
	x, present := h.probe()
	got, err := c.Predict(ctx, x, present, probes)
	if err != nil {
		return err
	}
	plain := h.plain()
	for r := range probes {
		row, has := make([][]float32, len(x)), make([]bool, len(x))
		for i, in := range h.Inputs {
			row[i], has[i] = x[i][r*in.Width:(r+1)*in.Width], present[i][r]
		}
		for l, want := range plain.probabilities(row, has) {
			// Written so that NaN on either side is a difference.
			if !(math.Abs(float64(got[r][l])-want) <= tolerance) {
				return fmt.Errorf("probe row %d, %s: the model says %v, the head %v", r+1, labels.Level(l), got[r][l], want)
			}
		}
	}
	return nil
}

// probe returns made-up rows, with features in ±1, the r-th of which lacks the
// modalities whose bits are set in r.
func (h *Head) probe() (x [][]float32, present [][]bool) {
	for i, in := range h.Inputs {
		draw := eval.NewStream(h.Config.Seed, eval.ForProbe, uint64(i))
		features := make([]float32, probes*in.Width)
		for k := range features {
			features[k] = float32(2*draw.Uniform(uint64(k)) - 1)
		}
		has := make([]bool, probes)
		for r := range has {
			has[r] = r>>i&1 == 0
		}
		x, present = append(x, features), append(present, has)
	}
	return x, present
}
