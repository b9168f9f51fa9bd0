package network

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
	"memebench/model/encoder/tensorflow"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// invented returns the weights that gen.py gives a tensor.
func invented(name string, shape []int) torch.Tensor {
	n := 1
	for _, d := range shape {
		n *= d
	}
	base, scale := float32(0), 0.1
	switch {
	case len(shape) == 4:
		scale = math.Sqrt(6 / (float64(n) / float64(shape[0])))
	case len(shape) == 1 && strings.HasSuffix(name, "running_var"):
		base, scale = 1, 0.5
	case len(shape) == 1 && strings.HasSuffix(name, "weight"):
		base = 1
		if strings.Contains(name, "bn2") {
			base = 0.7
		} else if strings.Contains(name, "bn3") {
			base = 0.2
		}
	}
	x := encodertest.Noise(name, n)
	for i, v := range x {
		x[i] = float32(v*float32(scale)) + base // rounded twice, as NumPy does
	}
	return torch.Tensor{Shape: shape, Data: x}
}

func networkShapes(tb testing.TB) (shapes map[string]map[string][]int) {
	b, err := os.ReadFile(filepath.Join("testdata", "networks.json"))
	if err == nil {
		err = json.Unmarshal(b, &shapes)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return shapes
}

// deeper returns the state dict's shapes of a residual network with these blocks:
// all blocks of a stage but the first are alike.
func deeper(shapes map[string][]int, blocks [4]int) map[string][]int {
	out := maps.Clone(shapes)
	for name, shape := range shapes {
		for stage, n := range blocks {
			prefix := "layer" + strconv.Itoa(stage+1) + "."
			if rest, ok := strings.CutPrefix(name, prefix+"1."); ok {
				for i := 2; i < n; i++ {
					out[prefix+strconv.Itoa(i)+"."+rest] = shape
				}
			}
		}
	}
	return out
}

func invent(shapes map[string][]int) torch.StateDict {
	d := torch.StateDict{}
	for name, shape := range shapes {
		d[name] = invented(name, shape)
	}
	return d
}

func readFloats(tb testing.TB, name string) []float32 {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	x := make([]float32, len(b)/4)
	if err := binary.Read(bytes.NewReader(b), binary.LittleEndian, x); err != nil {
		tb.Fatal(err)
	}
	return x
}

// marshalled returns the model of a graph that was built without an error.
func marshalled(tb testing.TB) func(*onnx.Graph, error) []byte {
	return func(g *onnx.Graph, err error) []byte {
		tb.Helper()
		var model []byte
		if err == nil {
			model, err = g.Marshal()
		}
		if err != nil {
			tb.Fatal(err)
		}
		return model
	}
}

// BERT gives the hidden states of Hugging Face's BertModel, with and without the
// prefix that models with a head have, and by the older names of its norms.
func TestBERTEqualsTransformers(t *testing.T) {
	orttest.Start(t)
	names := map[string]func(string) string{
		"bare":   func(s string) string { return s },
		"prefix": func(s string) string { return "bert." + s },
		"older":  strings.NewReplacer("LayerNorm.weight", "LayerNorm.gamma", "LayerNorm.bias", "LayerNorm.beta").Replace,
	}
	ids := ort.Ints([]int64{1, 7, 7, 30, 49, 0, 12, 2, 3, 4, 5, 6, 2, 0, 0, 0}, 2, 8)
	mask := ort.Ints([]int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0}, 2, 8)
	types := ort.Ints([]int64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0}, 2, 8)
	for name, rename := range names {
		t.Run(name, func(t *testing.T) {
			d := torch.StateDict{}
			for k, w := range invent(networkShapes(t)["bert"]) {
				d[rename(k)] = w
			}
			s := orttest.Open(t, marshalled(t)(Build("bert", d, 4)), ort.Options{})
			out := make([]ort.Tensor, 1)
			if err := s.Run(t.Context(), []ort.Tensor{ids, mask, types}, out); err != nil {
				t.Fatal(err)
			}
			encodertest.Near(t, out[0].Float32, readFloats(t, "bert.f32"))
		})
	}
}

// A bundle gives the same model as a state dict of the same weights by PyTorch's names,
// whose kernels are turned.
func TestBundleEqualsStateDict(t *testing.T) {
	orttest.Start(t)
	file := encodertest.Fixture(t, "../../tensorflow/testdata/two-layers.zip")
	b, err := tensorflow.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	d := torch.StateDict{}
	for name, in := range bertNames(b) {
		shape, _ := b.Shape(in)
		data, err := b.Floats(in)
		if err != nil {
			t.Fatal(err)
		}
		if dense, ok := strings.CutSuffix(name, ".kernel"); ok {
			name, shape, data = dense+".weight", []int{shape[1], shape[0]}, turned(data, shape[0], shape[1])
		}
		d[strings.NewReplacer("LayerNorm.gamma", "LayerNorm.weight", "LayerNorm.beta", "LayerNorm.bias").Replace(name)] = torch.Tensor{Shape: shape, Data: data}
	}
	var out [2][]ort.Tensor
	for i, model := range [][]byte{marshalled(t)(BuildBundle(BERT, b, 0)), marshalled(t)(Build(BERT, d, 0))} {
		out[i] = make([]ort.Tensor, 1)
		s := orttest.Open(t, model, ort.Options{})
		ids, mask, types := ort.Ints([]int64{2, 9, 30, 7, 3}, 1, 5), ort.Ints([]int64{1, 1, 1, 1, 1}, 1, 5), ort.Ints([]int64{0, 0, 0, 0, 0}, 1, 5)
		if err := s.Run(t.Context(), []ort.Tensor{ids, mask, types}, out[i]); err != nil {
			t.Fatal(err)
		}
	}
	encodertest.Near(t, out[0][0].Float32, out[1][0].Float32)
	if _, err := BuildBundle("resnet50", b, 0); err == nil || !strings.Contains(err.Error(), "a TensorFlow bundle is read for bert alone") {
		t.Errorf("another network: %v", err)
	}
}

// turned returns the transpose of x [rows, columns].
func turned(x []float32, rows, columns int) []float32 {
	y := make([]float32, len(x))
	for r := range rows {
		for c := range columns {
			y[c*rows+r] = x[r*columns+c]
		}
	}
	return y
}
