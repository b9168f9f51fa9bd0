package model

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model/assets"
	"memebench/model/features"
)

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

// apart are files that keep what is derived apart from the user's own cache.
type apart struct {
	Files
	derived *assets.Cache
}

func (a apart) Derived(name string, build func(io.Writer) error) (string, error) {
	return a.derived.Derived(name, build)
}

func (a apart) Discard(name string) (int64, error) { return a.derived.Discard(name) }

// A pack goes with what it has made, and leaves what is another's or the user's.
func TestRemovePack(t *testing.T) {
	a := newAdding(t)
	derived, err := assets.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a.packs.files = apart{a.packs.files, derived}
	a.write(t, "bert.pth", mustRead(t, filepath.Join("testdata", "networks", "bert.pth")))
	for _, name := range []string{"one", "two"} {
		spec := `{"name": "` + name + `", "text": {"file": "bert.pth", "network": "bert", "heads": 4, "tokenizer": "tokenizer.json"},
			"image": {"file": "image.onnx", "pooling": "mean", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`
		if name == "two" { // its picture features are those of the default pack
			spec = spec[:strings.Index(spec, ",\n")] + "}"
		}
		if _, err := a.add(t, spec); err != nil {
			t.Fatal(err)
		}
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
		spec, err := a.packs.find("two")
		if err != nil {
			t.Fatal(err)
		}
		return spec.built()
	}()[0]

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
	if freed, err := a.packs.files.Discard(built); err != nil || freed != 0 {
		t.Errorf("%s was still there, with %d bytes, %v", built, freed, err)
	}
	if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
		t.Errorf("left are %q", names)
	}
}

func TestRemovePackRefuses(t *testing.T) {
	a := newAdding(t)
	if _, err := a.add(t, smallSpec); err != nil {
		t.Fatal(err)
	}
	if _, err := a.RemovePack("../small", true); !errors.Is(err, ErrNoPack) {
		t.Errorf("no name: %v", err)
	}
	for _, name := range PackNames() {
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
	if err := a.SetPack(DefaultPack); err != nil {
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
	if err := errors.Join(os.WriteFile(filepath.Join(a.packs.folder, "small.json"), []byte("{"), 0o600), os.RemoveAll(a.files)); err != nil {
		t.Fatal(err)
	}
	if r, err := a.RemovePack("small", true); err != nil || r.Freed != bytes {
		t.Errorf("all the same: %+v, %v, want %d bytes free", r, err, bytes)
	}
	if err := a.packs.Check("small"); !errors.Is(err, ErrNoPack) {
		t.Errorf("afterwards: %v", err)
	}
}
