package encoder

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
	"memebench/model/onnx"
)

// tower is a small network with the inputs and the output of one that is published: text of a
// vocabulary's embeddings, image of one convolution.
func textTower(g *onnx.Graph, vocabulary, width int, ids, output string, elem onnx.Elem, pooled bool, masks ...string) {
	in := g.Input(ids, elem, onnx.Any("b"), onnx.Any("n"))
	table := g.Floats("table", encodertest.Noise("table", vocabulary*width), vocabulary, width)
	states := g.Op("Gather", []string{table, in})
	for _, mask := range masks {
		m := g.Op("Cast", []string{g.Input(mask, elem, onnx.Any("b"), onnx.Any("n"))}, onnx.Int("to", int(onnx.Float32)))
		m = g.Op("Unsqueeze", []string{m, g.Ints(mask+" axis", []int64{2}, 1)})
		// So that a token depends on those that the mask lets it see.
		states = g.Op("Add", []string{states, g.Op("ReduceSum", []string{g.Op("Mul", []string{states, m}), g.Ints(mask+" tokens", []int64{1}, 1)})})
	}
	if pooled {
		g.Node("ReduceMean", []string{states}, []string{output}, onnx.Ints("axes", 1), onnx.Int("keepdims", 0))
		g.Output(output, onnx.Float32, onnx.Any("b"), onnx.Size(width))
		return
	}
	g.Node("Tanh", []string{states}, []string{output})
	g.Output(output, onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(width))
}

// imageTower looks at patches of 32 pixels: [batch, width] or [batch, patches, width].
func imageTower(g *onnx.Graph, width int, output string, pooled bool) {
	x := g.Input("pixel_values", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(224), onnx.Size(224))
	maps := g.Op("Conv", []string{x, g.Floats("kernel", encodertest.Noise("kernel", width*3*32*32), width, 3, 32, 32)}, onnx.Ints("kernel_shape", 32, 32), onnx.Ints("strides", 32, 32))
	if pooled {
		g.Node("Flatten", []string{g.Op("GlobalAveragePool", []string{maps})}, []string{output})
		g.Output(output, onnx.Float32, onnx.Any("b"), onnx.Size(width))
		return
	}
	flat := g.Op("Reshape", []string{maps, g.Ints("shape", []int64{0, int64(width), 49}, 3)})
	g.Node("Transpose", []string{flat}, []string{output}, onnx.Ints("perm", 0, 2, 1))
	g.Output(output, onnx.Float32, onnx.Any("b"), onnx.Size(49), onnx.Size(width))
}

func marshal(t *testing.T, g *onnx.Graph) []byte {
	t.Helper()
	b, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Networks of the names, inputs, outputs and widths of the ready specs are added by them.
func TestReadySpecs(t *testing.T) {
	for name, want := range map[string]struct {
		text, image int // widths; 0: the default pack's
		tokenizer   string
	}{
		"clip-vit-base-patch32": {512, 512, "clip"},
		"multilingual-e5-small": {384, 0, "xlmr"},
		"dinov2-small":          {0, 384, ""},
	} {
		a := newAdding(t)
		spec, err := a.packs.Describe(name)
		if err != nil || !a.packs.Ready(name) {
			t.Fatal(name, err)
		}
		if want.tokenizer != "" {
			a.write(t, "tokenizer.json", encodertest.Fixture(t, "../tokenizer/testdata/families/"+want.tokenizer+".json"))
		}
		g, file := onnx.New("small"), "model.onnx"
		switch name {
		case "clip-vit-base-patch32":
			textTower(g, 900, 512, "input_ids", "text_embeds", onnx.Int64, true)
			vision := onnx.New("small")
			imageTower(vision, 512, "image_embeds", true)
			a.write(t, "vision_model.onnx", marshal(t, vision))
			file = "text_model.onnx"
		case "multilingual-e5-small":
			textTower(g, 510, 384, "input_ids", "last_hidden_state", onnx.Int64, false, "attention_mask", "token_type_ids")
		case "dinov2-small":
			imageTower(g, 384, "last_hidden_state", false)
		}
		a.write(t, file, marshal(t, g))
		b, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.add(t, string(b)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if a.packs.Ready(name) {
			t.Errorf("%s is still to be brought", name)
		}
		in, err := a.packs.Inputs(name)
		if err != nil || want.text > 0 && in[0].Width != want.text || want.image > 0 && in[1].Width != want.image {
			t.Errorf("%s: inputs %+v, %v", name, in, err)
		}
		pack, err := a.packs.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "clip-vit-base-patch32" {
			v, err := pack.Image.EncodeImage(t.Context(), trialPicture(20))
			if err != nil || math.Abs(length(v)-1) > 1e-5 {
				t.Errorf("the norm of a picture is %v: %v", length(v), err)
			}
			if n := pack.Text.(*textEncoder).tokenizer.MaxTokens(); n != 20 { // the file's own
				t.Errorf("%d tokens", n)
			}
		}
		if err := pack.Close(); err != nil {
			t.Error(err)
		}
	}
	if about := AboutReady("dinov2-small"); !strings.Contains(about, "Xenova/dinov2-small") || !strings.Contains(about, "Apache-2.0") || !strings.Contains(about, "not run") {
		t.Errorf("about a spec: %s", about)
	}
	if _, err := NewPacks(missing{}, "").Open(t.Context(), "dinov2-small"); !errors.Is(err, ErrNoPack) || !strings.Contains(err.Error(), "encoders show dinov2-small > dinov2-small.json") {
		t.Errorf("used before it was added: %v", err)
	}
	if _, err := NewPacks(missing{}, "").Describe("clip-vit-huge"); err == nil || !strings.Contains(err.Error(), "no such pack") {
		t.Errorf("an unknown one: %v", err)
	}
}

// One file has both towers; ids are int32, captions are padded and have a prefix, and the last
// token's state is taken, which the padding does not change.
func TestTwoTowersInOneFile(t *testing.T) {
	a := newAdding(t)
	a.write(t, "tokenizer.json", encodertest.Fixture(t, "../tokenizer/testdata/families/roberta.json"))
	g := onnx.New("both")
	textTower(g, 800, 16, "input_ids", "states", onnx.Int32, false, "attention_mask")
	imageTower(g, 16, "image_embeds", true)
	a.write(t, "both.onnx", marshal(t, g))
	add := func(name, options string) []float32 {
		t.Helper()
		_, err := a.add(t, `{"name": "`+name+`", "text": {"file": "both.onnx", "output": "states", "tokenizer": "tokenizer.json"`+options+`},
			"image": {"file": "both.onnx", "output": "image_embeds", "preprocess": {"resize": {"side": 224}, "crop": 224}}}`)
		if err != nil {
			t.Fatal(err)
		}
		pack, err := a.packs.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer pack.Close()
		v, err := pack.Text.EncodeText(t.Context(), "my cat says no")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	mean, last := add("mean", ""), add("last", `, "pooling": "last"`)
	for name, c := range map[string]struct {
		options string
		like    []float32
		same    bool
	}{
		"mean padded": {`, "pad": {"length": 40, "id": 1}`, mean, true},
		"last padded": {`, "pooling": "last", "pad": {"length": 40, "id": 1}`, last, true},
		"prefixed":    {`, "prefix": "query: "`, mean, false},
		"shorter":     {`, "max_tokens": 4`, mean, false},
		"mean":        {`, "pooling": "cls"`, mean, false},
	} {
		if name == "mean" {
			name = "first"
		}
		if got := add(strings.ReplaceAll(name, " ", "-"), c.options); slices.Equal(got, c.like) != c.same {
			t.Errorf("%s: the features are the same: %v, want %v", name, !c.same, c.same)
		}
	}
	in := map[string]bool{}
	for _, name := range []string{"mean", "last", "mean-padded", "last-padded", "prefixed", "shorter", "first"} {
		inputs, err := a.packs.Inputs(name)
		if err != nil || in[inputs[0].Digest] {
			t.Errorf("%s has the digest of another one: %v", name, err)
		}
		in[inputs[0].Digest] = true
	}
}

// A model that looks back, as CLIP's text encoder: its state at the first end token does not
// depend on what comes behind, be it padding or more of a caption that has the end token's name
// in it.
func TestFirstEndToken(t *testing.T) {
	a := newAdding(t)
	a.write(t, "tokenizer.json", encodertest.Fixture(t, "../tokenizer/testdata/families/roberta.json"))
	g := onnx.New("causal")
	ids := g.Input("input_ids", onnx.Int32, onnx.Any("b"), onnx.Any("n"))
	states := g.Op("Gather", []string{g.Floats("table", encodertest.Noise("table", 800*16), 800, 16), ids})
	g.Node("CumSum", []string{states, g.Ints("axis", []int64{1}, 1)}, []string{"states"})
	g.Output("states", onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(16))
	a.write(t, "text.onnx", marshal(t, g))
	spec := func(name, options string) string {
		return `{"name": "` + name + `", "text": {"file": "text.onnx", "tokenizer": "tokenizer.json"` + options + `}}`
	}
	vectors := func(name, options string) (whole, cut []float32, digest string) {
		t.Helper()
		if _, err := a.add(t, spec(name, options)); err != nil {
			t.Fatal(err)
		}
		pack, err := a.packs.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer pack.Close()
		for caption, v := range map[string]*[]float32{"my cat": &whole, "my cat</s> says no": &cut} {
			if *v, err = pack.Text.EncodeText(t.Context(), caption); err != nil {
				t.Fatal(err)
			}
		}
		return whole, cut, pack.Text.Digest()
	}
	whole, cut, digest := vectors("eos", `, "pooling": "eos"`)
	encodertest.Near(t, cut, whole)
	last, more, other := vectors("last", `, "pooling": "last"`)
	encodertest.Near(t, last, whole)
	if slices.Equal(more, whole) || digest == other {
		t.Error("the last token's state is that of the first end token")
	}
	padded, cutPadded, _ := vectors("padded", `, "pooling": "eos", "pad": {"length": 40, "id": 2}`)
	encodertest.Near(t, padded, whole) // with the end token, as CLIP's tokenizer pads
	encodertest.Near(t, cutPadded, whole)

	if _, err := a.add(t, spec("far", `, "pad": {"length": 40, "id": 4294967297}`)); err == nil || !strings.Contains(err.Error(), "4294967297 does not fit the int32") {
		t.Errorf("a padding that int32 cannot hold: %v", err)
	}
	var tokenizer map[string]any
	encodertest.FixtureJSON(t, "../tokenizer/testdata/families/roberta.json", &tokenizer)
	tokenizer["post_processor"] = nil
	b, err := json.Marshal(tokenizer)
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "tokenizer.json", b)
	if _, err := a.add(t, spec("endless", `, "pooling": "eos"`)); err == nil || !strings.Contains(err.Error(), "puts no token at the end") {
		t.Errorf("no end token: %v", err)
	}
}

// Features of pictures with the norm 1 are others than those without, and have a digest of
// their own.
func TestNormOfPictures(t *testing.T) {
	a := newAdding(t)
	lengths, digests := map[string]float64{}, map[string]bool{}
	for name, option := range map[string]string{"plain": "", "norm": `, "norm": true`} {
		if _, err := a.add(t, `{"name": "`+name+`", "image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}`+option+`}}`); err != nil {
			t.Fatal(err)
		}
		pack, err := a.packs.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		v, err := pack.Image.EncodeImage(t.Context(), trialPicture(20))
		if err != nil {
			t.Fatal(err)
		}
		lengths[name], digests[pack.Image.Digest()] = length(v), true
		if err := pack.Close(); err != nil {
			t.Error(err)
		}
	}
	if math.Abs(lengths["norm"]-1) > 1e-5 || math.Abs(lengths["plain"]-1) < 1e-3 || len(digests) != 2 {
		t.Errorf("lengths %v, %d digests", lengths, len(digests))
	}
}
