package encoder

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// noise is the formula of testdata/networks/gen.py: n values in [-1, 1).
func noise(name string, n int) []float32 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range []byte(name) {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	x := make([]float32, n)
	for i := range x {
		z := h + uint64(i)*0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		x[i] = float32(z>>40)/(1<<23) - 1
	}
	return x
}

// invented returns the weights that gen.py gives a tensor.
func invented(name string, shape []int) weights {
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
	x := noise(name, n)
	for i, v := range x {
		x[i] = float32(v*float32(scale)) + base // rounded twice, as NumPy does
	}
	return weights{shape: shape, data: x}
}

func networkShapes(tb testing.TB) (shapes map[string]map[string][]int) {
	b, err := os.ReadFile(filepath.Join("testdata", "networks", "networks.json"))
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

func invent(shapes map[string][]int) stateDict {
	d := stateDict{}
	for name, shape := range shapes {
		d[name] = invented(name, shape)
	}
	return d
}

func readFloats(tb testing.TB, name string) []float32 {
	b, err := os.ReadFile(filepath.Join("testdata", "networks", name))
	if err != nil {
		tb.Fatal(err)
	}
	x := make([]float32, len(b)/4)
	if err := binary.Read(bytes.NewReader(b), binary.LittleEndian, x); err != nil {
		tb.Fatal(err)
	}
	return x
}

// near wants every value within 1e-4 of the reference, relative where that is
// larger than 1.
func near(t *testing.T, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i]-want[i]))/max(1, math.Abs(float64(want[i]))))
	}
	if !(worst <= 1e-4) {
		t.Errorf("differs from the reference by %g, want 1e-4", worst)
	}
	t.Logf("%d values, largest difference %g", len(want), worst)
}

// The residual networks give torchvision's features.
func TestResNetsEqualTorchvision(t *testing.T) {
	orttest.Start(t)
	shapes := networkShapes(t)
	image := noise("image", 3*resNetSize*resNetSize)
	for i := range image {
		image[i] *= 2
	}
	for _, r := range []resNet{resNet18, resNet34, resNet50, resNet101, resNet152} {
		t.Run(r.name, func(t *testing.T) {
			base := "resnet18"
			if r.expansion == 4 {
				base = "resnet50"
			}
			model, err := networks[r.name](invent(deeper(shapes[base], r.blocks)), Spec{})
			if err != nil {
				t.Fatal(err)
			}
			s := orttest.Open(t, model, ort.Options{Threads: 2})
			out := make([]ort.Tensor, 1)
			if err := s.Run(t.Context(), []ort.Tensor{ort.Floats(image, 1, 3, resNetSize, resNetSize)}, out); err != nil {
				t.Fatal(err)
			}
			near(t, out[0].Float32, readFloats(t, r.name+".f32"))
		})
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
			d := stateDict{}
			for k, w := range invent(networkShapes(t)["bert"]) {
				d[rename(k)] = w
			}
			model, err := networks["bert"](d, Spec{Heads: 4})
			if err != nil {
				t.Fatal(err)
			}
			s := orttest.Open(t, model, ort.Options{})
			out := make([]ort.Tensor, 1)
			if err := s.Run(t.Context(), []ort.Tensor{ids, mask, types}, out); err != nil {
				t.Fatal(err)
			}
			near(t, out[0].Float32, readFloats(t, "bert.f32"))
		})
	}
}

func TestNetworkIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := writeNetwork(ctx, io.Discard, filepath.Join("testdata", "networks", "bert.pth"), Spec{Network: "bert", Heads: 2})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	_, err = NewPacks(assetstest.Cache(t, PackAssets(DefaultPack)...), "").Open(ctx, DefaultPack)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNetworksRefuseOtherWeights(t *testing.T) {
	shapes := networkShapes(t)
	without := func(net, name string) stateDict {
		d := invent(shapes[net])
		delete(d, name)
		return d
	}
	for _, c := range []struct {
		network string
		weights stateDict
		heads   int
		want    string
	}{
		{"resnet50", invent(shapes["resnet18"]), 0, "layer1.0.conv1.weight has the shape [64 64 3 3], want [64 64 1 1]"},
		{"resnet34", invent(shapes["resnet18"]), 0, "has no layer1.2.conv1.weight"},
		{"resnet18", without("resnet18", "layer4.0.downsample.1.running_var"), 0, "has no layer4.0.downsample.1.running_var"},
		{"resnet18", stateDict{}, 0, "has no conv1.weight"},
		{"bert", invent(shapes["resnet18"]), 0, "has no embeddings.word_embeddings.weight"},
		{"bert", invent(shapes["bert"]), 3, "3 attention heads do not divide 128"},
		{"bert", invent(shapes["bert"]), -1, "do not divide"},
		{"bert", without("bert", "embeddings.LayerNorm.bias"), 4, "has no embeddings.LayerNorm.bias"},
		{"bert", without("bert", "encoder.layer.0.attention.self.query.weight"), 4, "has no encoder.layer.0"},
		{"bert", without("bert", "encoder.layer.1.intermediate.dense.weight"), 4, "has no encoder.layer.1.intermediate.dense.weight"},
		{"bert", stateDict{"embeddings.word_embeddings.weight": {shape: []int{4, 8}, data: make([]float32, 32)}}, 0, "has no embeddings.token_type_embeddings.weight"},
		{"efficientnet-lite0", invent(shapes["resnet18"]), 0, "has no _conv_stem.weight"},
		{"efficientnet-lite0-int8", invent(shapes["resnet18"]), 0, "has no _conv_stem.weight"},
	} {
		if _, err := networks[c.network](c.weights, Spec{Heads: c.heads}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.network, err, c.want)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(networks)) {
		for file, want := range map[string]string{
			"legacy.pth":    "is it another network?",
			"captions.json": "not a file of torch.save",
			"absent.pth":    "no such file",
		} {
			err := writeNetwork(t.Context(), io.Discard, filepath.Join("testdata", file), Spec{Network: name})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s from %s: %v, want %q", name, file, err, want)
			}
		}
	}
}
