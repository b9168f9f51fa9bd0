package network

import (
	"slices"
	"strings"

	"memebench/model/encoder/tensorflow"
	"memebench/model/encoder/torch"
)

// weights are the tensors of a network, by the names that PyTorch gives them. Its String
// is what holds them, for messages.
type weights interface {
	shape(name string) ([]int, bool)
	// take returns the elements of a tensor that there is, in row-major order. It may be
	// asked for each once.
	take(name string) ([]float32, error)
	String() string
}

// stateDict has the tensors in memory until they are taken.
type stateDict torch.StateDict

func (d stateDict) shape(name string) ([]int, bool) {
	w, ok := d[name]
	return w.Shape, ok
}

func (d stateDict) take(name string) ([]float32, error) {
	w := d[name]
	delete(d, name)
	return w.Data, nil
}

func (d stateDict) String() string { return "state dict" }

// bundle has the tensors in a file.
type bundle struct {
	file  *tensorflow.Bundle
	names map[string]string // those of the file, by PyTorch's
}

func (b bundle) shape(name string) ([]int, bool) { return b.file.Shape(b.names[name]) }

func (b bundle) take(name string) ([]float32, error) { return b.file.Floats(b.names[name]) }

func (b bundle) String() string { return "bundle" }

// bertNames returns the names of a BERT's tensors in Google's checkpoints
// (google-research/bert, modeling.py) by those that Hugging Face's transformers gives
// them. What has no other name there keeps its last part: the kernels of dense layers,
// which lie [in, out], and gamma and beta of layer norms.
func bertNames(b *tensorflow.Bundle) map[string]string {
	names := map[string]string{}
	for _, name := range b.Names() {
		_, inside, ok := strings.Cut("/"+name, "/bert/")
		if !ok {
			continue
		}
		parts := strings.Split(inside, "/")
		for i, p := range parts {
			if n, ok := strings.CutPrefix(p, "layer_"); ok {
				parts[i] = "layer." + n
			}
		}
		if last := parts[len(parts)-1]; strings.HasSuffix(last, "_embeddings") {
			parts = append(parts, "weight")
		}
		names[strings.Join(slices.Clip(parts), ".")] = name
	}
	return names
}
