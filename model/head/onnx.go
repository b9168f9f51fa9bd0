package head

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"memebench/labels"
	"memebench/model/features"
	"memebench/model/onnx"
)

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

// ParseONNX makes a head again from what ONNX wrote and its description, bit for
// bit: the parameters are the model's initializers, by the names and shapes that the
// config gives them. One that is missing, of another shape or not finite is an
// error, and so is a model that reads the features of other encoders. The graph is
// not looked at.
func ParseONNX(model []byte, d Description) (*Head, error) {
	about, err := onnx.Describe(model)
	if err != nil {
		return nil, err
	}
	var digests []string
	for _, in := range d.Inputs {
		digests = append(digests, in.Digest)
	}
	if about.Metadata[metaDigests] != strings.Join(digests, ",") {
		return nil, errors.New("it reads the features of other encoders than the card says")
	}
	t, _, err := describe(d.Config, d.Inputs)
	if err != nil {
		return nil, err
	}
	if 4*t.Size() > len(model) {
		return nil, fmt.Errorf("%d bytes are too few for %d parameters", len(model), t.Size())
	}
	tensors, err := onnx.Floats(model)
	if err != nil {
		return nil, err
	}
	params := make([]float32, t.Size())
	for _, p := range t.Params() {
		tensor, ok := tensors[p.Name]
		switch {
		case !ok:
			return nil, fmt.Errorf("the parameter %s is missing", p.Name)
		case !slices.Equal(tensor.Dims, p.Shape):
			return nil, fmt.Errorf("the parameter %s has the shape %v: want %v", p.Name, tensor.Dims, p.Shape)
		}
		if k := features.NonFinite(tensor.Data); k >= 0 {
			return nil, fmt.Errorf("the parameter %s has the value %v", p.Name, tensor.Data[k])
		}
		copy(params[p.Offset:], tensor.Data)
	}
	return d.head(params)
}
