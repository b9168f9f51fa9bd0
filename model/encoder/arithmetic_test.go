package encoder

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/model/assets"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
	"memebench/model/onnx"
)

// roundingText returns smallText with a matrix of weights after its embeddings, made by
// product, whose result is an output.
func roundingText(t *testing.T, product func(g *onnx.Graph) (out string)) []byte {
	return smallText(t, func(g *onnx.Graph) {
		g.Node("Tanh", []string{product(g)}, []string{"result"})
		g.Output("result", onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(4))
	})
}

// matrix is of integers, with one scale per column.
func matrix() (weights []int8, scales []float32) {
	for _, v := range encodertest.Noise("matrix", 6*4) {
		weights = append(weights, int8(v*127))
	}
	return weights, []float32{0.01, 0.02, 0.03, 0.04}
}

// dynamicProduct quantises the embeddings at run time.
func dynamicProduct(g *onnx.Graph) string {
	weights, scales := matrix()
	g.Node("DynamicQuantizeLinear", []string{"inner"}, []string{"q", "scale", "zero"})
	sum := g.Op("MatMulInteger", []string{"q", g.Int8s("weights", weights, 6, 4), "zero"})
	sum = g.Op("Cast", []string{sum}, onnx.Int("to", int(onnx.Float32)))
	return g.Op("Mul", []string{sum, g.Op("Mul", []string{"scale", g.Floats("scales", scales, 4)})})
}

func floatProduct(g *onnx.Graph) string {
	weights, scales := matrix()
	floats := make([]float32, len(weights))
	for i, w := range weights {
		floats[i] = float32(w) * scales[i%4]
	}
	return g.Op("MatMul", []string{"inner", g.Floats("weights", floats, 6, 4)})
}

// staticProduct rounds the embeddings to integers and takes them back.
func staticProduct(g *onnx.Graph) string {
	by := []string{g.Floats("step", []float32{0.01}), g.Uint8s("middle", []uint8{128})}
	q := g.Op("QuantizeLinear", append([]string{"inner"}, by...))
	weights, _ := matrix()
	w := g.Op("DequantizeLinear", []string{g.Int8s("weights", weights, 6, 4), g.Floats("wide", []float32{0.01})})
	return g.Op("MatMul", []string{g.Op("DequantizeLinear", append([]string{q}, by...)), w})
}

// apart is newAdding whose built files are in a cache of their own.
func apart(t *testing.T) (adding, *assets.Cache) {
	a := newAdding(t)
	built, err := assets.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a.packs.files = encodertest.Apart{Cache: assetstest.Cache(t, PackAssets(DefaultPack)...), Built: built}
	return a, built
}

// addText adds a pack whose captions are read by this model.
func (a adding) addText(t *testing.T, name string, model []byte) PackSpec {
	t.Helper()
	a.write(t, name+".onnx", model)
	spec, err := a.add(t, `{"name": "`+name+`", "text": {"name": "own", "file": "`+name+`.onnx", "inputs": {"input_ids": "tokens"}, "output": "result", "tokenizer": "tokenizer.json", "varies": true}}`)
	if err != nil {
		t.Fatal(name, err)
	}
	return spec
}

func (a adding) caption(t *testing.T, pack, caption string) []float32 {
	t.Helper()
	p, err := a.packs.Open(t.Context(), pack)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	v, err := p.Text.EncodeText(t.Context(), caption)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Products that a model has in integers are done in floats, so that its features are
// the same everywhere.
func TestAddDynamicallyQuantized(t *testing.T) {
	a, built := apart(t)
	a.write(t, "dynamic.onnx", roundingText(t, dynamicProduct))
	if _, err := a.add(t, `{"name": "dynamic", "text": {"file": "dynamic.onnx", "inputs": {"input_ids": "tokens"}, "output": "result", "tokenizer": "tokenizer.json"}, "image": {"file": "image.onnx", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`); err == nil {
		t.Error("an image encoder of no model is added")
	}
	if files, err := filepath.Glob(filepath.Join(built.Dir(), "derived", "*.onnx")); err != nil || len(files) > 0 {
		t.Errorf("of a pack that was refused there is %q, %v", files, err)
	}
	if spec := a.addText(t, "dynamic", roundingText(t, dynamicProduct)); spec.Text.Varies {
		t.Error("it is said to vary")
	}
	a.addText(t, "floats", roundingText(t, floatProduct))
	got, want := a.caption(t, "dynamic", "the cat"), a.caption(t, "floats", "the cat")
	if c := cosine(got, want); c < 1-1e-9 {
		t.Errorf("cosine %.9f with the features in floats", c)
	}
	files, err := filepath.Glob(filepath.Join(built.Dir(), "derived", "floats-*.onnx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("built %q, %v", files, err)
	}
	if freed, err := a.packs.Remove("dynamic"); err != nil || freed == 0 {
		t.Errorf("removed: %d bytes freed, %v", freed, err)
	}
	if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
		t.Errorf("what was built is still there: %v", err)
	}
}

// Features of a model that rounds in another way belong to one kind of machine, and
// say so.
func TestAddRounding(t *testing.T) {
	a, _ := apart(t)
	spec := a.addText(t, "static", roundingText(t, staticProduct))
	if described, err := a.packs.Describe("static"); err != nil || !spec.Text.Varies || !described.Text.Varies || described.Image.Varies {
		t.Errorf("added as %+v, described as %+v and %+v, %v", spec.Text, described.Text, described.Image, err)
	}
	here, err := a.packs.Inputs("static")
	if err != nil || here[0].Encoder != "own on "+machine(a.packs.files) || !strings.Contains(here[0].Encoder, processor()) {
		t.Fatalf("%+v, %v", here, err)
	}
	s, err := a.packs.find("static")
	if err != nil {
		t.Fatal(err)
	}
	s.text.machine = "another"
	if there, _, err := findText(s.text); err != nil || there.digest == here[0].Digest || there.name == here[0].Encoder {
		t.Errorf("on another machine %q, %v", there.name, err)
	}
	s.text.arithmetic = plain
	if there, _, err := findText(s.text); err != nil || there.digest == here[0].Digest || there.name != "own" {
		t.Errorf("if it did not round: %q, %v", there.name, err)
	}
}

// A pack that was added before arithmetic was asked for is looked at when it is used.
func TestAddedEarlier(t *testing.T) {
	a, _ := apart(t)
	for name, product := range map[string]func(*onnx.Graph) string{"dynamic": dynamicProduct, "static": staticProduct, "floats": floatProduct} {
		a.addText(t, name, roundingText(t, product))
		want, err := a.packs.Inputs(name)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(a.packs.folder, name+".json")
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		earlier, _, ok := strings.Cut(string(kept), ",\n  \"arithmetic\": ")
		if !ok {
			t.Fatalf("%s has no arithmetic", kept)
		}
		if err := os.WriteFile(path, []byte(earlier+"}"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := a.packs.Inputs(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != string(kept) {
			t.Errorf("%s: what was found out is not kept: %s, %v", name, now, err)
		}
	}
	path := filepath.Join(a.packs.folder, "dynamic.json")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), `"dequantized"`, `"roman"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.packs.Inputs("dynamic"); err == nil || !strings.Contains(err.Error(), `text: arithmetic "roman"`) {
		t.Errorf("another arithmetic: %v", err)
	}
}

// The models that memebench fetches compute as their specs say, and none varies.
func TestArithmeticOfAssets(t *testing.T) {
	files := assetstest.Cache(t, slices.Concat(PackAssets(DefaultPack), PackAssets("resnet"))...)
	for _, spec := range []encoderSpec{bgeSmall, residualThin} {
		path, err := files.Path(spec.File)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := arithmeticOf(path); err != nil || got != spec.arithmetic {
			t.Errorf("%s: %q, %v, want %q", spec.Name, got, err, spec.arithmetic)
		}
	}
	packs := NewPacks(files, "")
	for _, name := range PackNames() {
		if spec, err := packs.Describe(name); err != nil || spec.Text.Varies || spec.Image.Varies {
			t.Errorf("%s: %+v, %+v, %v", name, spec.Text, spec.Image, err)
		}
	}
}
