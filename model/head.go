package model

import (
	"fmt"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/onnx"
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

// Metadata keys of an exported head. Lists have one entry for each modality, in
// order, separated by commas.
const (
	metaModalities = "modalities"
	metaWidths     = "widths"
	metaDigests    = "encoder_digests"
	metaLevels     = "levels"
)

// ONNX returns the head as the bytes of an .onnx file. Its inputs are one
// float32 [B, width] for each modality, under the modality's name, and "present",
// float32 [B, modalities], 1 where a row has the modality and 0 where it has not;
// its output is "probabilities", float32 [B, 5] in the order of the levels. The
// features of an absent modality must be finite (zeros will do). The model's
// metadata name the modalities, their widths, the digests of their encoders and
// the levels.
func (h *Head) ONNX() ([]byte, error) {
	t, logits, err := describe(h.Config, h.Inputs)
	if err != nil {
		return nil, fmt.Errorf("export head: %w", err)
	}
	g := onnx.New("memebench head")
	if err := t.Serve(g, logits, h.Params, h.temperature()); err != nil {
		return nil, fmt.Errorf("export head: %w", err)
	}
	var modalities, widths, digests, levels []string
	for _, in := range h.Inputs {
		modalities = append(modalities, in.Modality)
		widths = append(widths, strconv.Itoa(in.Width))
		digests = append(digests, in.Digest)
	}
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		levels = append(levels, l.String())
	}
	g.Metadata(metaModalities, strings.Join(modalities, ","))
	g.Metadata(metaWidths, strings.Join(widths, ","))
	g.Metadata(metaDigests, strings.Join(digests, ","))
	g.Metadata(metaLevels, strings.Join(levels, ","))
	model, err := g.Marshal()
	if err != nil {
		return nil, fmt.Errorf("export head: %w", err)
	}
	return model, nil
}
