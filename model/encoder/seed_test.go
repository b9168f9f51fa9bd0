package encoder

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
	"memebench/model/ort"
)

// bundled is what the generator of tensorflow's testdata has computed of a BERT.
type bundled struct {
	Captions []struct {
		Caption string
		IDs     []int64
		States  []float32 // of the last layer: all, or some
	}
	Masked []struct {
		Caption, Word string
		Score         float64
	}
}

// states returns the tokens of a caption and the last hidden states.
func states(t *testing.T, text Text, caption string) (ids []int64, x []float32) {
	t.Helper()
	e := text.(*textEncoder)
	ids = e.tokenizer.Encode(caption)
	out, err := e.run(t.Context(), ids, ort.Tensor{})
	if err != nil {
		t.Fatal(err)
	}
	return ids, out.Float32
}

// A BERT of two layers from a TensorFlow bundle, by the names that Google's have, gives
// the reference's hidden states, and features are their mean.
func TestBundleBecomesAnEncoder(t *testing.T) {
	a := newAdding(t)
	a.packs.files = broken{Files: a.packs.files, dir: t.TempDir()} // keeps what is derived out of the user's cache
	a.write(t, "bert.zip", encodertest.Fixture(t, "../tensorflow/testdata/two-layers.zip"))
	if _, err := a.add(t, `{"name": "two-layers", "text": {"file": "bert.zip", "network": "bert", "tokenizer": "tokenizer.json"}}`); err != nil {
		t.Fatal(err)
	}
	pack, err := a.packs.Open(t.Context(), "two-layers")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	var want bundled
	encodertest.FixtureJSON(t, "../tensorflow/testdata/two-layers.json", &want)
	for _, c := range want.Captions {
		ids, x := states(t, pack.Text, c.Caption)
		if !slices.Equal(ids, c.IDs) {
			t.Errorf("%q: tokens %v, want %v", c.Caption, ids, c.IDs)
			continue
		}
		encodertest.Near(t, x, c.States)
		got, err := pack.Text.EncodeText(t.Context(), c.Caption)
		if err != nil || cosine(got, meanPool(c.States, 16)) < 0.999999 {
			t.Errorf("%q: features %v, %v", c.Caption, got, err)
		}
	}
	if len(want.Captions) != 5 {
		t.Errorf("%d captions", len(want.Captions))
	}
}

// A bundle that is damaged, or another network's, is refused when it is added.
func TestBundleRefused(t *testing.T) {
	a := newAdding(t)
	a.packs.files = broken{Files: a.packs.files, dir: t.TempDir()}
	whole := encodertest.Fixture(t, "../tensorflow/testdata/two-layers.zip")
	const bert = `{"name": "x", "text": {"file": "bert.zip", "network": "bert", "tokenizer": "tokenizer.json"}}`
	damaged := slices.Clone(whole)
	damaged[2000]++
	for name, c := range map[string]struct {
		file       []byte
		spec, want string
	}{
		"damaged": {damaged, bert, "is damaged: its checksum is wrong"},
		"heads":   {whole, strings.Replace(bert, `"bert",`, `"bert", "heads": 3,`, 1), "3 attention heads do not divide 16"},
		"network": {whole, `{"name": "x", "image": {"file": "bert.zip", "network": "resnet50"}}`, "a TensorFlow bundle is read for bert alone"},
	} {
		a.write(t, "bert.zip", c.file)
		if _, err := a.add(t, c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// The seed pack is there without a word, and reads pictures by the resnet pack's network
// until the user adds another one under its name; removed, that is the built-in one again.
func TestSeedPackTakesAnotherHalf(t *testing.T) {
	a := newAdding(t)
	check := func(when, text, image string, builtIn bool) {
		t.Helper()
		spec, err := a.packs.find(SeedPack)
		if err != nil || spec.text.Name != text || spec.image.Name != image || a.packs.BuiltIn(SeedPack) != builtIn {
			t.Errorf("%s: %s, %s, built in %v, %v", when, spec.text.Name, spec.image.Name, a.packs.BuiltIn(SeedPack), err)
		}
		if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
			t.Errorf("%s: packs %q", when, names)
		}
	}
	check("at first", bertBase.Name, residualThin.Name, true)
	if _, err := a.packs.Remove(SeedPack); err == nil || !strings.Contains(err.Error(), "comes with memebench") {
		t.Errorf("removed: %v", err)
	}
	const half = `{"name": "seed", "image": {"name": "mine", "file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`
	a.write(t, "spec.json", []byte(half))
	// What is missing is asked for: BERT, and not the network that is replaced.
	var asked []string
	fetch := func(_ context.Context, assets []string) error {
		asked = assets
		return errMissing
	}
	if _, err := a.packs.Add(t.Context(), filepath.Join(a.dir, "spec.json"), fetch, func(string) {}); err == nil {
		t.Error("added without its files")
	}
	if want := []string{RuntimeAsset, bertBase.File, bertBase.Tokenizer}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	// Tried elsewhere, since BERT is large.
	a.packs.TryApart(func(context.Context, []byte, int64) ([]byte, error) {
		return []byte(`{"widths": {"text": 768, "image": 5}}`), nil
	})
	if _, err := a.addSpec(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("added", bertBase.Name, "mine", false)
	// One that was added when the seed pack was the user's alone has the default pack's.
	kept := filepath.Join(a.packs.folder, "seed.json")
	before, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	for base, text := range map[string]string{"": bgeSmall.Name, "resnet": ""} {
		changed := strings.Replace(string(before), `"base": "seed"`, `"base": "`+base+`"`, 1)
		if err := os.WriteFile(kept, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if spec, err := a.packs.find(SeedPack); spec.text.Name != text || (err == nil) != (text != "") {
			t.Errorf("base %q: %s, %v", base, spec.text.Name, err)
		}
	}
	if _, err := a.packs.Remove(SeedPack); err != nil {
		t.Fatal(err)
	}
	check("removed", bertBase.Name, residualThin.Name, true)
}
