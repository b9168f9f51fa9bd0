package encoder

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/model/assets"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
)

// What was built from a state dict goes with the last pack that has it.
func TestRemove(t *testing.T) {
	a := newAdding(t)
	derived, err := assets.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a.packs.files = encodertest.Apart{Cache: assetstest.Cache(t, PackAssets(DefaultPack)...), Built: derived}
	a.write(t, "bert.pth", encodertest.Fixture(t, "../network/testdata/bert.pth"))
	for _, name := range []string{"one", "two"} {
		if _, err := a.add(t, `{"name": "`+name+`", "text": {"file": "bert.pth", "network": "bert", "heads": 4, "tokenizer": "tokenizer.json"}}`); err != nil {
			t.Fatal(err)
		}
	}
	spec, err := a.packs.find("two")
	if err != nil {
		t.Fatal(err)
	}
	built := spec.built()[0]

	if freed, err := a.packs.Remove("one"); err != nil || freed != 0 {
		t.Errorf("one: %d bytes free, %v, though two has the same network", freed, err)
	}
	if names := a.packs.Names(); slices.Contains(names, "one") || !slices.Contains(names, "two") {
		t.Errorf("left are %q", names)
	}
	if _, err := os.Stat(filepath.Join(a.dir, "bert.pth")); err != nil {
		t.Errorf("the user's own file: %v", err)
	}
	// Its files are gone by now; what was built from them goes all the same.
	if err := os.Remove(filepath.Join(a.dir, "bert.pth")); err != nil {
		t.Fatal(err)
	}
	if freed, err := a.packs.Remove("two"); err != nil || freed == 0 {
		t.Errorf("two: %d bytes free, %v", freed, err)
	}
	if freed, err := derived.Discard(built); err != nil || freed != 0 {
		t.Errorf("%s was still there, with %d bytes, %v", built, freed, err)
	}
	if names := a.packs.Names(); !slices.Equal(names, PackNames()) {
		t.Errorf("left are %q", names)
	}
}

func TestRemoveRefuses(t *testing.T) {
	a := newAdding(t)
	for _, name := range []string{"small", "../small", ""} {
		if _, err := a.packs.Remove(name); !errors.Is(err, ErrNoPack) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range PackNames() {
		if _, err := a.packs.Remove(name); err == nil || !strings.Contains(err.Error(), "comes with memebench") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
