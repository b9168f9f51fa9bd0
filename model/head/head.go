package head

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/tape"
)

// Head is what is trained: it turns the features of a meme into five
// probabilities. Each modality has a pathway
//
//	Linear(features → width), ReLU, dropout, times 1 or 0 for present or absent
//
// the pathways p₁ … p_M are fused into one vector f, and then come
//
//	Linear(· → hidden), ReLU, as often as the depth says, Linear(hidden → 5), softmax at
//
// a temperature. The fusion is one of:
//
//   - concat: f = [p₁ … p_M].
//   - gated: f = Σ aₘ∘pₘ, where a is, in each unit, the softmax over the present
//     modalities of the scores Linear([p₁ … p_M] → (M-1)·width), and 0 for the last.
//     With two modalities that is f = p₂ + σ(s)∘(p₁ - p₂), a sigmoid gate. When one
//     modality is present f is its pathway, exactly.
//   - attention: the state of [CLS] after two layers of torch.nn.TransformerEncoderLayer
//     (post-norm, 4 heads, feed-forward width 2·width, ReLU) over the tokens
//     [CLS], p₁ … p_M; [CLS] is a parameter. No token attends to an absent one.
//
// Dropout works only in training: on the pathways, and in attention also where
// PyTorch has it, on attention weights, on what each sublayer adds, and within the
// feed-forward sublayer. Since presence is applied after the pathway,
// the features of an absent modality have no effect at all.
//
// A Head is not changed once it has been made and may be read by any number of
// goroutines.
type Head struct {
	Config eval.Config
	Inputs []eval.Input // the modalities, in order
	Epoch  int          // of the training whose end these parameters are, from 1; 0 for an untrained head

	// Params are all parameters in one vector: the weight and the bias of each
	// pathway, in the order of Inputs, then those of the fusion, of the hidden layers
	// and of the output layer. Weights are row-major [in, out]: the transpose of what
	// torch.nn.Linear keeps.
	Params []float32

	// Calibration has the temperature of the softmax; nil, and a temperature of 1,
	// where too few validation rows were there to fit one.
	Calibration *eval.Calibration

	// Threads is on how many threads Fit has trained the head, where its sums depend on that
	// number; 0 where they do not, and for a head that was read.
	Threads int
}

// Description is a head without its parameters. As JSON it stands beside them,
// wherever they are kept.
type Description struct {
	Config eval.Config  `json:"config"`
	Inputs []eval.Input `json:"inputs"`
	Epoch  int          `json:"epoch"`

	Calibration *eval.Calibration `json:"calibration,omitempty"`
}

// Description returns the head without its parameters.
func (h *Head) Description() Description {
	return Description{h.Config, h.Inputs, h.Epoch, h.Calibration}
}

// head is the head with these parameters, which are finite and as many as it has.
func (d Description) head(params []float32) (*Head, error) {
	if d.Epoch < 0 {
		return nil, fmt.Errorf("epoch %d", d.Epoch)
	}
	if c := d.Calibration; c != nil && !(c.Temperature >= eval.MinTemperature && c.Temperature <= eval.MaxTemperature) {
		return nil, fmt.Errorf("temperature %v: want %v to %v", c.Temperature, eval.MinTemperature, eval.MaxTemperature)
	}
	return &Head{Config: d.Config, Inputs: d.Inputs, Epoch: d.Epoch, Calibration: d.Calibration, Params: params}, nil
}

// temperature is what the logits are divided by.
func (h *Head) temperature() float64 {
	if h.Calibration == nil {
		return 1
	}
	return h.Calibration.Temperature
}

// Bounds on the inputs of a head.
const (
	maxInputs       = 16
	maxInputWidth   = 1 << 16
	maxModalityName = 32
	maxParams       = 1 << 28 // 1 GB
)

// checkInputs reports what is wrong with a list of modalities. A modality's
// name becomes the name of an input of the exported model.
func checkInputs(inputs []eval.Input) error {
	if len(inputs) == 0 || len(inputs) > maxInputs {
		return fmt.Errorf("%d modalities: want 1 to %d", len(inputs), maxInputs)
	}
	seen := map[string]bool{tape.Present: true, tape.Probabilities: true}
	for _, in := range inputs {
		name := in.Modality
		strange := func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }
		switch {
		case name == "" || len(name) > maxModalityName || strings.ContainsFunc(name, strange):
			return fmt.Errorf("modality %q: want 1 to %d lower-case letters, digits or _", labels.Printable(name), maxModalityName)
		case seen[name]:
			return fmt.Errorf("modality %q: the name is taken", name)
		case in.Width < 1 || in.Width > maxInputWidth:
			return fmt.Errorf("modality %q: %d features: want 1 to %d", name, in.Width, maxInputWidth)
		}
		seen[name] = true
	}
	return nil
}
