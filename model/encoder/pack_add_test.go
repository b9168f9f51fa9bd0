package encoder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
	"memebench/model/onnx"
)

// smallText returns an ONNX model of a vocabulary's embeddings, with inputs and an
// output by other names than the usual ones: states [batch, tokens, 6], and their
// first features as pooled [batch, 6].
func smallText(t testing.TB, mistake func(g *onnx.Graph)) []byte {
	g := onnx.New("small text")
	ids := g.Input("tokens", onnx.Int64, onnx.Any("b"), onnx.Any("n"))
	table := g.Floats("table", encodertest.Noise("table", 960), 160, 6)
	g.Node("Gather", []string{table, ids}, []string{"inner"})
	sentence := g.Op("ReduceMean", []string{"inner"}, onnx.Ints("axes", 1)) // so that a token depends on its neighbours
	g.Node("Tanh", []string{g.Op("Add", []string{"inner", sentence})}, []string{"states"})
	g.Node("ReduceMean", []string{"states"}, []string{"pooled"}, onnx.Ints("axes", 1), onnx.Int("keepdims", 0))
	g.Output("states", onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(6))
	g.Output("pooled", onnx.Float32, onnx.Any("b"), onnx.Size(6))
	if mistake != nil {
		mistake(g)
	}
	b, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// adding is the real default pack and a folder for others, and a folder with the
// files of a spec.
type adding struct {
	packs *Packs
	dir   string
}

func newAdding(t testing.TB) adding {
	a := adding{NewPacks(assetstest.Cache(t, PackAssets(DefaultPack)...), t.TempDir()), t.TempDir()}
	a.write(t, "text.onnx", smallText(t, nil))
	a.write(t, "image.onnx", encodertest.Image(t))
	a.write(t, "tokenizer.json", encodertest.Fixture(t, "../tokenizer/testdata/mini-tokenizer.json"))
	return a
}

func (a adding) write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(a.dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a adding) add(t testing.TB, spec string) (PackSpec, error) {
	t.Helper()
	a.write(t, "spec.json", []byte(spec))
	return a.addSpec(t.Context())
}

// addSpec adds the pack of spec.json. The assets are there already.
func (a adding) addSpec(ctx context.Context) (PackSpec, error) {
	fetch := func(context.Context, []string) error { return nil }
	return a.packs.Add(ctx, filepath.Join(a.dir, "spec.json"), fetch, func(string) {})
}

const smallSpec = `{"name": "small",
	"text": {"name": "table", "file": "text.onnx", "inputs": {"input_ids": "tokens"}, "output": "states", "tokenizer": "tokenizer.json"},
	"image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`

// A pack whose image encoder reads frames as well has a modality more, and is
// described and added again with it.
func TestAddPackWithFrames(t *testing.T) {
	a := newAdding(t)
	if _, err := a.add(t, strings.Replace(smallSpec, `"name": "small",`, `"name": "small", "frames": true,`, 1)); err != nil {
		t.Fatal(err)
	}
	in, err := a.packs.Inputs("small")
	if err != nil || len(in) != 3 || in[2].Modality != FramesModality || in[2].Width != 10 {
		t.Errorf("inputs %+v, %v", in, err)
	}
	for name, want := range map[string]bool{"small": true, "default+frames": true, DefaultPack: false} {
		if spec, err := a.packs.Describe(name); err != nil || spec.Frames != want {
			t.Errorf("%s: frames %t, %v, want %t", name, spec.Frames, err, want)
		}
	}
}

// What an added pack takes over of the default one is fetched, what it adds is not.
func TestAssetsOfAnAddedPack(t *testing.T) {
	a := newAdding(t)
	if _, err := a.add(t, `{"name": "own", "image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`); err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(PackAssets(DefaultPack), func(name string) bool { return name == liteZero.File })
	if got, err := a.packs.Assets("own"); err != nil || !slices.Equal(got, want) {
		t.Errorf("assets %q, %v, want %q", got, err, want)
	}
	if _, err := a.packs.Assets("other"); !errors.Is(err, ErrNoPack) {
		t.Errorf("of no pack: %v", err)
	}
}

func TestAddPack(t *testing.T) {
	a := newAdding(t)
	spec, err := a.add(t, smallSpec)
	if err != nil {
		t.Fatal(err)
	}
	if spec.Image.Name != "image.onnx" || spec.Image.Preprocess.Mean != ImageNetPreprocess.Mean || spec.Text.Pooling != MeanPooling {
		t.Errorf("defaults: %+v, %+v", spec.Image, spec.Text)
	}
	if names := a.packs.Names(); !slices.Equal(names, append(PackNames(), "small")) {
		t.Errorf("names %q", names)
	}
	in, err := a.packs.Inputs("small")
	if err != nil || in[0].Width != 6 || in[1].Width != 5 || in[0].Encoder != "table" {
		t.Fatalf("inputs %+v, %v", in, err)
	}
	pack, err := a.packs.Open(t.Context(), "small")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	if !slices.Equal(pack.Inputs(), in) {
		t.Errorf("opened %+v, from the files %+v", pack.Inputs(), in)
	}
	for _, caption := range []string{"hello", "the cat"} {
		if v, err := pack.Text.EncodeText(t.Context(), caption); err != nil || len(v) != 6 || length(v) < 0.999 || length(v) > 1.001 {
			t.Errorf("%q: %v, %v", caption, v, err)
		}
	}
	if v, err := pack.Image.EncodeImage(t.Context(), openFixture(t, "pictures/20.png")); err != nil || len(v) != 5 {
		t.Errorf("picture: %v, %v", v, err)
	}
	// A described pack can be added again under another name.
	described, err := a.packs.Describe("small")
	if err != nil {
		t.Fatal(err)
	}
	described.Name, described.Frames = "again", true
	b, err := json.Marshal(described)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.add(t, string(b)); err != nil {
		t.Fatal(err)
	}
	if again, err := a.packs.Inputs("again"); err != nil || len(again) != 3 || !slices.Equal(again[:2], in) {
		t.Errorf("described and added again: %+v, want %+v, %v", again, in, err)
	}
}

// Each pooling takes what it says, and each has a digest of its own.
func TestAddPackPoolings(t *testing.T) {
	a := newAdding(t)
	digests := map[string]string{}
	vectors := map[string][]float32{}
	for name, output := range map[string]string{"mean": "states", "cls": "states", "none": "pooled", "inner": "inner"} {
		pooling := map[string]string{"inner": "mean"}[name]
		if pooling == "" {
			pooling = name
		}
		spec := `{"name": "` + name + `", "text": {"file": "text.onnx", "inputs": {"input_ids": "tokens"}, "output": "` + output +
			`", "pooling": "` + pooling + `", "tokenizer": "tokenizer.json"}}`
		if _, err := a.add(t, spec); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pack, err := a.packs.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if vectors[name], err = pack.Text.EncodeText(t.Context(), "the cat"); err != nil {
			t.Fatal(err)
		}
		if other := digests[pack.Text.Digest()]; other != "" {
			t.Errorf("%s and %s have one digest", name, other)
		}
		digests[pack.Text.Digest()] = name
		if pack.Image.Name() != liteZero.Name {
			t.Errorf("the side that is left out is %s", pack.Image.Name())
		}
		if err := pack.Close(); err != nil {
			t.Fatal(err)
		}
	}
	encodertest.Near(t, vectors["none"], vectors["mean"]) // the model's own mean, and ours
	for _, pair := range [][2]string{{"mean", "cls"}, {"mean", "inner"}} {
		if slices.Equal(vectors[pair[0]], vectors[pair[1]]) {
			t.Errorf("%s and %s give the same features", pair[0], pair[1])
		}
	}
}

// Which of the model's inputs gets what is of the digest, too: of another wiring the features are others.
func TestInputsAreOfTheDigest(t *testing.T) {
	of := func(inputs map[string]string) string { return Spec{Inputs: inputs}.taken() }
	wired := of(map[string]string{"input_ids": "a", "attention_mask": "b"})
	if other := of(map[string]string{"input_ids": "b", "attention_mask": "a"}); other == wired || of(nil) == wired {
		t.Errorf("both are %q", wired)
	}
	if same := of(map[string]string{"input_ids": "input_ids"}); same != of(nil) {
		t.Errorf("the usual names are %q", same)
	}
}

func TestAddPackRefuses(t *testing.T) {
	a := newAdding(t)
	a.write(t, "floats.onnx", smallText(t, func(g *onnx.Graph) { g.Input("more", onnx.Float32, onnx.Any("b"), onnx.Any("n")) }))
	for name, vectors := range map[string]int{"constant.onnx": 160, "few.onnx": 158, "fixed.onnx": 160} {
		g := onnx.New(name)
		tokens := onnx.Any("n")
		if name == "fixed.onnx" {
			tokens = onnx.Size(7)
		}
		x := g.Input("input_ids", onnx.Int64, onnx.Any("b"), tokens)
		table := g.Floats("t", make([]float32, 6*vectors), vectors, 6)
		g.Node("Gather", []string{table, x}, []string{"y"})
		g.Output("y", onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(6))
		b, err := g.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		a.write(t, name, b)
	}
	picture := func(name string, output func(g *onnx.Graph, x string)) {
		g := onnx.New(name)
		output(g, g.Input("x", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(16), onnx.Size(16)))
		b, err := g.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		a.write(t, name, b)
	}
	picture("scalar.onnx", func(g *onnx.Graph, x string) {
		g.Output(g.Op("ReduceMean", []string{x}, onnx.Int("keepdims", 0)), onnx.Float32)
	})
	picture("random.onnx", func(g *onnx.Graph, x string) {
		means := g.Op("ReduceMean", []string{x}, onnx.Ints("axes", 2, 3), onnx.Int("keepdims", 0))
		g.Output(g.Op("Add", []string{means, g.Op("RandomNormalLike", []string{means})}), onnx.Float32, onnx.Any("b"), onnx.Size(3))
	})
	a.write(t, "parted.onnx", encodertest.Fixture(t, "../../onnx/testdata/parted.onnx"))
	imageSpec := func(file string) string {
		return `{"name": "x", "image": {"file": "` + file + `", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`
	}
	text := func(fields string) string {
		return `{"name": "x", "text": {"tokenizer": "tokenizer.json", ` + fields + `}}`
	}
	const named = `"file": "text.onnx", "inputs": {"input_ids": "tokens"}, `
	for _, c := range []struct{ name, spec, want string }{
		{"no JSON", "name: x", "spec.json: it is not a spec of encoders: want a JSON file that names the model's file"},
		{"a model", "\x08\x07\x12\x07pytorch", "it is not a spec of encoders"},
		{"another value", "[1]", "it is not a spec of encoders"},
		{"as large as a model", strings.Repeat(" ", maxSpecFile+1), "it is not a spec of encoders"},
		{"nothing", "", "it is not a spec of encoders"},
		{"cut short", `{"name": "x", "text`, "it ends before its JSON object does"},
		{"a slip", "{\n\"name\": \"x\"\n\"text\": {}}", "spec.json: line 3 is not JSON: look for a comma"},
		{"no recipe", `{"name": "x", "image": {"file": "image.onnx", "preprocess": "x"}}`, "spec.json: preprocess: a string where an object belongs"},
		{"a list", `{"name": "x", "text": [1]}`, "spec.json: text: a list where an object belongs"},
		{"a fraction", `{"name": "x", "frames": 1.5}`, "spec.json: frames: a number where true or false belongs"},
		{"two", smallSpec + "{}", "something after the end"},
		{"unknown field", `{"name": "x", "texts": {}}`, `unknown field "texts"`},
		{"kind", `{"name": "x", "text": {"heads": "many"}}`, "text.heads: a string where a number belongs"},
		{"no name", `{"text": {}}`, "name: want 1 to 60 letters"},
		{"path as a name", `{"name": "../x", "text": {}}`, "name: want 1 to 60 letters"},
		{"built-in name", `{"name": "default", "text": {}}`, "memebench has a pack of that name"},
		{"no encoder", `{"name": "x"}`, "neither text nor image"},
		{"no file", text(`"name": "y"`), "text: file: want the model's file"},
		{"no tokenizer", `{"name": "x", "text": {"file": "text.onnx"}}`, "tokenizer: want the model's tokenizer.json"},
		{"absent", text(`"file": "gone.onnx"`), "gone.onnx: put it there, or correct the spec"},
		{"a folder", text(`"file": "."`), "it is a folder, not a plain file"},
		{"digest", text(named + `"sha256": "0123456789"`), "the spec says 0123456789: it is another file"},
		{"no digest", text(named + `"sha256": "0123"`), "want 8 to 64 lower-case hex digits"},
		{"network", text(`"file": "text.onnx", "network": "resnet50"`), `network "resnet50": want bert`},
		{"heads", text(named + `"heads": 4`), "heads 4: want a positive number, with the network bert"},
		{"state dict", text(`"file": "text.onnx", "network": "bert"`), "not a file of torch.save"},
		{"pooling", text(named + `"pooling": "max"`), `pooling "max": want mean, cls, last, eos or none`},
		{"input", text(`"file": "text.onnx", "output": "states"`), `an input "tokens": say in the spec's inputs`},
		{"role", text(`"file": "text.onnx", "inputs": {"ids": "tokens"}`), `inputs: "ids": want input_ids`},
		{"two outputs", text(named + `"pooling": "mean"`), "has the outputs states, pooled: say in the spec's output"},
		{"no such output", text(named + `"output": "logits"`), `no node of the model produces the tensor "logits"`},
		{"form", text(named + `"output": "states", "pooling": "none"`), "want [batch, features]"},
		{"kind of input", text(`"file": "floats.onnx", "inputs": {"input_ids": "tokens", "attention_mask": "more"}`), "input more is float32 of 2 dimensions, want int64"},
		{"few tokens", text(`"file": "few.onnx"`), "does not take all tokens of the tokenizer: do they belong together?"},
		{"a fixed number of tokens", text(`"file": "fixed.onnx"`), "input input_ids takes 7 tokens, no more and no less: say so in the spec's pad"},
		{"prefix", `{"name": "x", "text": {"prefix": "\u001b[2J", ` + named + `"output": "states", "tokenizer": "tokenizer.json"}}`, "prefix"},
		{"tokens", `{"name": "x", "text": {"max_tokens": -1, ` + named + `"output": "states", "tokenizer": "tokenizer.json"}}`, "max_tokens -1: want 1 to 512"},
		{"two tokens", `{"name": "x", "text": {"max_tokens": 2, ` + named + `"output": "states", "tokenizer": "tokenizer.json"}}`, "2 tokens leave no room beside 2 special ones"},
		{"padding", `{"name": "x", "text": {"pad": {"length": 0}, ` + named + `"output": "states", "tokenizer": "tokenizer.json"}}`, "pad: length 0 and id 0"},
		{"norm", `{"name": "x", "text": {"norm": true, ` + named + `"output": "states", "tokenizer": "tokenizer.json"}}`, "norm is for pictures"},
		{"picture's prefix", `{"name": "x", "image": {"file": "image.onnx", "prefix": "a"}}`, "prefix, max_tokens and pad are for captions"},
		{"always the same", text(`"file": "constant.onnx"`), "two captions have the same features"},
		{"no model", text(`"file": "tokenizer.json"`), "not an ONNX model"},
		{"no tokenizer.json", `{"name": "x", "text": {"tokenizer": "text.onnx", ` + named + `"output": "states"}}`, "tokenizer.json: not a tokenizer file"},
		{"recipe", `{"name": "x", "image": {"file": "image.onnx", "pooling": "mean"}}`, "gives the shape [1 3 224 224], the model wants [b, 3, 16, 16]"},
		{"crop", `{"name": "x", "image": {"file": "image.onnx", "preprocess": {"crop": 0}}}`, "crop 0: want 1 to"},
		{"recipe's field", `{"name": "x", "image": {"file": "image.onnx", "preprocess": {"size": 2}}}`, `preprocess: unknown field "size"`},
		{"image pooling", `{"name": "x", "image": {"file": "image.onnx", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`, "want float32 [batch, features] for pooling none"},
		{"no dimensions", imageSpec("scalar.onnx"), "The shape has no dimensions"},
		{"other features each time", imageSpec("random.onnx"), "image: a picture has other features when it is encoded again"},
		{"weights elsewhere", imageSpec("parted.onnx"), "image.file: parted.onnx has its weights in another file, parted.data: save it as one file"},
	} {
		if _, err := a.add(t, c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
		t.Errorf("packs %q: a refused one is kept", names)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a.write(t, "spec.json", []byte(smallSpec))
	if _, err := a.addSpec(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// An encoder that makes no numbers of one picture, here of one colour, is taken, and says it of
// that picture alone.
func TestNoNumbersOfAPicture(t *testing.T) {
	a := newAdding(t)
	g := onnx.New("spread")
	x := g.Input("x", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(16), onnx.Size(16))
	sides := onnx.Ints("axes", 2, 3)
	least := g.Op("ReduceMin", []string{x}, sides)
	spread := g.Op("Sub", []string{g.Op("ReduceMax", []string{x}, sides), least})
	even := g.Op("Div", []string{g.Op("Sub", []string{x, least}), spread})
	g.Output(g.Op("ReduceMean", []string{even}, sides, onnx.Int("keepdims", 0)), onnx.Float32, onnx.Any("b"), onnx.Size(3))
	b, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "spread.onnx", b)
	if _, err := a.add(t, `{"name": "spread", "image": {"file": "spread.onnx", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`); err != nil {
		t.Fatal(err)
	}
	pack, err := a.packs.Open(t.Context(), "spread")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	if _, err := pack.Image.EncodeImage(t.Context(), trialPicture(20)); err != nil {
		t.Error(err)
	}
	var bad *ItemError
	if _, err := pack.Image.EncodeImage(t.Context(), image.NewRGBA(image.Rect(0, 0, 32, 32))); !errors.As(err, &bad) || !errors.Is(err, ErrNoFeatures) || !strings.Contains(err.Error(), "makes no numbers of it: feature 0 is NaN") {
		t.Errorf("a black picture: %v", err)
	}
}

// A caption in which a tokenizer finds nothing, as none puts tokens of its own around it, is told of
// by itself, and keeps no other from being encoded.
func TestNoTokensOfACaption(t *testing.T) {
	a := newAdding(t)
	vocab := map[string]int{}
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		vocab[string(c)] = len(vocab)
	}
	letters, err := json.Marshal(map[string]any{"model": map[string]any{"type": "BPE", "vocab": vocab, "merges": []string{}}})
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "letters.json", letters)
	spec := `{"name": "letters", "text": {"file": "text.onnx", "inputs": {"input_ids": "tokens"}, "output": "states", "tokenizer": "letters.json"}}`
	if _, err := a.add(t, spec); err != nil {
		t.Fatal(err)
	}
	pack, err := a.packs.Open(t.Context(), "letters")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	if _, err := pack.Text.EncodeText(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	var bad *ItemError
	if _, err := pack.Text.EncodeText(t.Context(), "42!"); !errors.As(err, &bad) || !errors.Is(err, ErrNoFeatures) || !strings.Contains(err.Error(), "gives no tokens for its caption") {
		t.Errorf("numbers: %v", err)
	}
}

// waning is a context that is cancelled when it has been asked so many times.
type waning struct {
	context.Context
	asked, times int
}

func (w *waning) Err() error {
	if w.asked++; w.asked > w.times {
		return context.Canceled
	}
	return nil
}

// A large file is hashed no further when that is cancelled, and its pack is not
// kept.
func TestAddPackCancelledInAFile(t *testing.T) {
	a := newAdding(t)
	large := make([]byte, 5<<20)
	a.write(t, "text.onnx", large)
	whole := &waning{Context: t.Context(), times: 1 << 20}
	sum := sha256.Sum256(large)
	if digest, err := fileDigest(whole, bytes.NewReader(large), int64(len(large))); err != nil || digest != hex.EncodeToString(sum[:]) {
		t.Errorf("digest %s, %v, want %x", digest, err, sum)
	}
	if whole.asked < 5 {
		t.Fatalf("the context is looked at %d times in 5 MB", whole.asked)
	}
	a.write(t, "spec.json", []byte(smallSpec))
	if _, err := a.addSpec(&waning{Context: t.Context(), times: 3}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
		t.Errorf("packs %q", names)
	}
}

// What was added is held to what it was.
func TestAddedPackWithOtherFiles(t *testing.T) {
	a := newAdding(t)
	if _, err := a.add(t, smallSpec); err != nil {
		t.Fatal(err)
	}
	was, err := a.packs.Inputs("small")
	if err != nil {
		t.Fatal(err)
	}
	a.write(t, "text.onnx", smallText(t, nil)) // the same bytes at another time
	if now, err := a.packs.Inputs("small"); err != nil || !slices.Equal(now, was) {
		t.Errorf("written anew: %+v, %v", now, err)
	}
	a.write(t, "text.onnx", smallText(t, func(g *onnx.Graph) { g.Metadata("a", "b") }))
	if _, err := a.packs.Inputs("small"); err == nil || !strings.Contains(err.Error(), "is not the file that was added") {
		t.Errorf("another file: %v", err)
	}
	if err := os.Remove(filepath.Join(a.dir, "text.onnx")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.packs.Open(t.Context(), "small"); err == nil || !strings.Contains(err.Error(), "put it back, or add the pack again") {
		t.Errorf("no file: %v", err)
	}
	kept := filepath.Join(a.packs.folder, "small.json")
	if err := os.WriteFile(kept, []byte(`{"name": "small", "text": {"file": "x", "tokenizer": "y"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.packs.Inputs("small"); err == nil || !strings.Contains(err.Error(), "text: 0 features, want 1 to 65536; add it again") {
		t.Errorf("a spec without a width: %v", err)
	}
	if _, err := a.packs.Inputs("other"); !errors.Is(err, ErrNoPack) || !strings.Contains(err.Error(), "want one of "+strings.Join(a.packs.Names(), ", ")) {
		t.Errorf("another name: %v", err)
	}
	a.packs.folder = kept // no folder
	if _, err := a.packs.Inputs("small"); err == nil || errors.Is(err, ErrNoPack) || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("in a folder that cannot be read: %v", err)
	}
}

// The seed pack is described before its files are there, and what is described
// is a spec that can be read.
func TestSeedSpec(t *testing.T) {
	spec, err := NewPacks(missing{}, "").Describe(SeedPack)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsePackSpec(b)
	if err != nil || got.Text.Network != "bert" || got.Image.File != residualThin.File || *got.Image.Preprocess != OpenNSFWPreprocess {
		t.Errorf("%+v, %v", got, err)
	}
}

// A pack of the seed's networks, with small weights, works from its state dicts
// to features.
func TestAddPackOfStateDicts(t *testing.T) {
	a := newAdding(t)
	a.packs.files = broken{Files: a.packs.files, dir: t.TempDir()} // keeps what is derived out of the user's cache
	a.write(t, "bert.pth", encodertest.Fixture(t, "../network/testdata/bert.pth"))
	if _, err := a.add(t, `{"name": "bert", "text": {"file": "bert.pth", "network": "bert", "heads": 2, "tokenizer": "tokenizer.json"}}`); err != nil {
		t.Fatal(err)
	}
	in, err := a.packs.Inputs("bert")
	if err != nil || in[0].Width != 16 {
		t.Errorf("inputs %+v, %v", in, err)
	}
}

func FuzzPackSpec(f *testing.F) {
	f.Add([]byte(smallSpec))
	f.Add([]byte(`{"name": "x", "image": {"file": "a", "preprocess": {"std": [0, 1, 1]}}}`))
	f.Add([]byte(`{"name": "x", "text": {"file": "a", "network": "bert", "tokenizer": "b"}, "files": {"a": {"sha256": "00"}}, "widths": {"text": 3}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := parsePackSpec(data); err == nil {
			for _, side := range s.sides() {
				if side.spec.File == "" || side.modality == ImageModality && side.spec.Preprocess.Validate() != nil {
					t.Errorf("accepted %+v", side.spec)
				}
			}
			b, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parsePackSpec(b); err != nil {
				t.Errorf("written and read again: %v\n%s", err, b)
			}
		}
		if a, err := parseAdded(data); err == nil && packName(a.Name) != nil {
			t.Errorf("accepted the name %q", a.Name)
		}
	})
}
