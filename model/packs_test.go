package model

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model/assets"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/encoder/encodertest"
	"memebench/model/features"
)

// adding is a workbench with the real default pack and a folder for others, and
// a folder with the files of a spec.
type adding struct {
	*Workbench
	specs   string // folder of the packs that are added
	files   string // folder
	derived string // folder of what is built, apart from the user's own cache
}

func newAdding(t *testing.T) adding {
	t.Helper()
	a := adding{newRig(t).Workbench, t.TempDir(), t.TempDir(), t.TempDir()}
	derived, err := assets.Open(a.derived)
	if err != nil {
		t.Fatal(err)
	}
	a.packs = encoder.NewPacks(encodertest.Apart{Cache: assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...), Built: derived}, a.specs)
	a.write(t, "image.onnx", encodertest.Image(t))
	a.write(t, "tokenizer.json", mustRead(t, "encoder/tokenizer/testdata/mini-tokenizer.json"))
	a.write(t, "bert.pth", mustRead(t, "encoder/network/testdata/bert.pth"))
	return a
}

func (a adding) write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(a.files, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a adding) add(t *testing.T, spec string) {
	t.Helper()
	a.write(t, "spec.json", []byte(spec))
	if _, err := a.AddPack(t.Context(), filepath.Join(a.files, "spec.json"), nil); err != nil {
		t.Fatal(err)
	}
}

const smallSpec = `{"name": "small",
	"text": {"file": "bert.pth", "network": "bert", "heads": 2, "tokenizer": "tokenizer.json"},
	"image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`

// encoded writes features of one caption and one picture by the pack's encoders,
// and returns how many bytes they have.
func (a adding) encoded(t *testing.T, pack string) (bytes int64) {
	t.Helper()
	in, err := a.packs.Inputs(pack)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range in {
		f, err := features.Open(a.folder, in.Digest, in.Width)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Append(features.TextKey("one"), make([]float32, in.Width)), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return a.PackSpace(pack).Features
}

// A pack goes with what it has made, and leaves what is another's or the user's.
func TestRemovePack(t *testing.T) {
	a := newAdding(t)
	for _, name := range []string{"one", "two"} {
		spec := `{"name": "` + name + `", "text": {"file": "bert.pth", "network": "bert", "heads": 4, "tokenizer": "tokenizer.json"},
			"image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`
		if name == "two" { // its picture features are those of the default pack
			spec = spec[:strings.Index(spec, ",\n")] + "}"
		}
		a.add(t, spec)
	}
	one, err := a.packs.Inputs("one")
	if err != nil {
		t.Fatal(err)
	}
	both, rest := a.encoded(t, "one"), a.encoded(t, "two")
	alone := features.Size(a.folder, one[1].Digest)
	if s := a.PackSpace("one"); alone == 0 || both <= alone || s.Files == 0 {
		t.Fatalf("%d bytes of %d, %+v", alone, both, s)
	}
	built := func() []string {
		networks, err := filepath.Glob(filepath.Join(a.derived, "derived", "bert-*.onnx"))
		if err != nil {
			t.Fatal(err)
		}
		return networks
	}
	if n := len(built()); n != 1 {
		t.Fatalf("%d networks were built of one state dict", n)
	}

	r, err := a.RemovePack("one", false)
	if err != nil || r.Freed != alone || len(r.Versions) != 0 {
		t.Errorf("one: %+v, %v, want %d bytes free", r, err, alone)
	}
	if s := a.PackSpace("two"); s.Features != rest {
		t.Errorf("two has %d bytes of features, want %d as before", s.Features, rest)
	}
	if _, err := os.Stat(filepath.Join(a.files, "bert.pth")); err != nil {
		t.Errorf("the user's own file: %v", err)
	}

	// Its files are gone by now; what was built from them goes all the same.
	if err := os.Remove(filepath.Join(a.files, "bert.pth")); err != nil {
		t.Fatal(err)
	}
	if r, err = a.RemovePack("two", false); err != nil || r.Freed == 0 {
		t.Errorf("two: %+v, %v", r, err)
	}
	if left := built(); len(left) > 0 {
		t.Errorf("%q are still there", left)
	}
	if names := a.packs.Names(); !slices.Equal(names, encoder.PackNames()) {
		t.Errorf("left are %q", names)
	}
}

func TestRemovePackRefuses(t *testing.T) {
	a := newAdding(t)
	a.add(t, smallSpec)
	if _, err := a.RemovePack("../small", true); !errors.Is(err, encoder.ErrNoPack) {
		t.Errorf("no name: %v", err)
	}
	for _, name := range encoder.PackNames() {
		if _, err := a.RemovePack(name, true); err == nil || !strings.Contains(err.Error(), "comes with memebench") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.SetPack("small"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.RemovePack("small", true); err == nil || !strings.Contains(err.Error(), "this workspace uses") {
		t.Errorf("in use: %v", err)
	}
	in, err := a.packs.Inputs("small")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.store.AddVersion(eval.Version{Pack: "small", Encoders: in}, eval.Artifacts{}); err != nil {
		t.Fatal(err)
	}
	if err := a.SetPack(encoder.DefaultPack); err != nil {
		t.Fatal(err)
	}
	bytes := a.encoded(t, "small")
	if r, err := a.RemovePack("small", false); !errors.Is(err, ErrPackNeeded) || !slices.Equal(r.Versions, []string{"v1"}) {
		t.Errorf("needed: %+v, %v", r, err)
	}
	if err := a.packs.Check("small"); err != nil || a.PackSpace("small").Features != bytes {
		t.Errorf("refused and changed: %v", err)
	}
	// A damaged spec and files that are gone do not keep it: the version says which
	// features were its own.
	if err := errors.Join(os.WriteFile(filepath.Join(a.specs, "small.json"), []byte("{"), 0o600), os.RemoveAll(a.files)); err != nil {
		t.Fatal(err)
	}
	if r, err := a.RemovePack("small", true); err != nil || r.Freed != bytes {
		t.Errorf("all the same: %+v, %v, want %d bytes free", r, err, bytes)
	}
	if err := a.packs.Check("small"); !errors.Is(err, encoder.ErrNoPack) {
		t.Errorf("afterwards: %v", err)
	}
	// What its version cannot do any more is said of that version, with what helps.
	_, _, evaluating := a.Evaluate(t.Context(), "v1", "val", nil)
	_, predicting := a.Predictor(t.Context(), "v1", nil)
	for _, err := range []error{evaluating, predicting} {
		if !errors.Is(err, encoder.ErrNoPack) || !strings.HasPrefix(err.Error(), `v1 cannot read memes: no such pack of encoders: "small"`) ||
			!strings.HasSuffix(err.Error(), "memebench models promote serves another version") {
			t.Errorf("afterwards: %v", err)
		}
	}
}
