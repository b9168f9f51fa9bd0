package head

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/tape"
)

// Classifier is a head as it is served: an exported model in an open session.
// Its methods may be called from several goroutines at once.
type Classifier struct {
	inputs  []eval.Input
	session *ort.Session
}

// OpenClassifier opens a model that Head.ONNX wrote, for features from these
// encoders. A model with other modalities, or one trained on the features of
// another encoder, is refused. ONNX Runtime must have been started.
func OpenClassifier(model []byte, inputs []eval.Input, threads int) (*Classifier, error) {
	if err := checkInputs(inputs); err != nil {
		return nil, fmt.Errorf("open head: %w", err)
	}
	s, err := ort.Open(model, ort.Options{Threads: threads})
	if err != nil {
		return nil, fmt.Errorf("open head: %w", err)
	}
	if err := serves(s, inputs); err != nil {
		return nil, errors.Join(fmt.Errorf("open head: %w", err), s.Close())
	}
	return &Classifier{inputs, s}, nil
}

// serves reports how a session differs from one of a head with these inputs.
func serves(s *ort.Session, inputs []eval.Input) error {
	in, out := s.Inputs(), s.Outputs()
	if len(in) != len(inputs)+1 || len(out) != 1 || out[0].Name != tape.Probabilities {
		return fmt.Errorf("the model has %d inputs and %d outputs, which no head for %d modalities has", len(in), len(out), len(inputs))
	}
	var digests []string
	for i, want := range inputs {
		if !is(in[i], want.Modality, want.Width) {
			return fmt.Errorf("input %d of the model is %s: want %q with %d features", i+1, show(in[i]), want.Modality, want.Width)
		}
		digests = append(digests, want.Digest)
	}
	if !is(in[len(inputs)], tape.Present, len(inputs)) {
		return fmt.Errorf("the last input of the model is %s: want %q", show(in[len(inputs)]), tape.Present)
	}
	if !is(out[0], tape.Probabilities, labels.Levels) {
		return fmt.Errorf("the output of the model is %s: want %d probabilities", show(out[0]), labels.Levels)
	}
	if got := s.Metadata()[metaDigests]; got != strings.Join(digests, ",") {
		return errors.New("the head was trained on the features of other encoders: train a new one, or switch back to them")
	}
	return nil
}

func is(v ort.Value, name string, width int) bool {
	return v.Name == name && v.Elem == onnx.Float32 && len(v.Dims) == 2 && v.Dims[1] == onnx.Size(width)
}

func show(v ort.Value) string {
	width := "?"
	if len(v.Dims) == 2 {
		width = strconv.FormatInt(v.Dims[1].Size, 10)
	}
	return fmt.Sprintf("%q with %s features", labels.Printable(v.Name), width)
}

// servedRows is how many rows are given to the session at once, which bounds
// what a prediction over a whole workspace needs.
const servedRows = 256

// Predict returns the probabilities of the five levels for each of n rows. For
// each modality, in the order of the inputs, x has the features, [n, width]
// row-major, and present says which rows have it. Features of rows without it are
// not looked at, and x[i] may be nil when no row has it; all others must be
// finite. A row without any modality gets the probabilities that the head gives
// when it knows nothing. When ctx ends, the error is ctx.Err().
func (c *Classifier) Predict(ctx context.Context, x [][]float32, present [][]bool, n int) ([][labels.Levels]float32, error) {
	rows := featureRows{c.inputs, x, present}
	if err := rows.checkShape(n); err != nil {
		return nil, fmt.Errorf("predict: %w", err)
	}
	out := make([][labels.Levels]float32, n)
	size := min(n, servedRows)
	buffers := make([][]float32, len(c.inputs))
	for i, in := range c.inputs {
		buffers[i] = make([]float32, size*in.Width)
	}
	mask, probs := make([]float32, size*len(c.inputs)), make([]float32, size*labels.Levels)
	for start := 0; start < n; start += size {
		b := min(size, n-start)
		tensors := make([]ort.Tensor, 0, len(c.inputs)+1)
		for i, in := range c.inputs {
			for k := range b {
				if err := rows.checkRow(i, start+k); err != nil {
					return nil, fmt.Errorf("predict: %w", err)
				}
				rows.gather(buffers[i][k*in.Width:(k+1)*in.Width], i, start+k)
				mask[k*len(c.inputs)+i] = indicator(present[i][start+k])
			}
			tensors = append(tensors, ort.Floats(buffers[i][:b*in.Width], int64(b), int64(in.Width)))
		}
		tensors = append(tensors, ort.Floats(mask[:b*len(c.inputs)], int64(b), int64(len(c.inputs))))
		result := ort.Floats(probs[:b*labels.Levels], int64(b), labels.Levels)
		if err := c.session.Run(ctx, tensors, []ort.Tensor{result}); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, fmt.Errorf("predict: %w", err)
		}
		for k := range b {
			out[start+k] = [labels.Levels]float32(probs[k*labels.Levels:])
			for _, p := range out[start+k] {
				if !isFinite(p) {
					return nil, fmt.Errorf("predict: row %d: the head gives %v instead of a probability", start+k, p)
				}
			}
		}
	}
	return out, nil
}

// Close frees the session, after predictions under way have ended. A second
// Close does nothing.
func (c *Classifier) Close() error { return c.session.Close() }

func indicator(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
