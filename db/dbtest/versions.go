package dbtest

import (
	"testing"

	"memebench/eval"
)

// SettingStore keeps small strings.
type SettingStore interface {
	Setting(name string) (string, bool, error)
	SetSetting(name, value string) error
}

// Settings tests that settings are there once they are set, empty ones too.
func Settings(t *testing.T, s SettingStore) {
	t.Helper()
	has := func(name, want string, there bool) {
		t.Helper()
		if v, ok, err := s.Setting(name); err != nil || v != want || ok != there {
			t.Errorf("setting %s: %q, %v, %v; want %q, %v", name, v, ok, err, want, there)
		}
	}
	has("a", "", false)
	for _, v := range []string{"one", "two", ""} {
		if err := s.SetSetting("a", v); err != nil {
			t.Fatal(err)
		}
		has("a", v, true)
	}
	has("b", "", false)
}

// VersionStore keeps the versions of the model.
type VersionStore interface {
	Versions() ([]eval.Version, error)
	Served() (string, error)
	RenameVersion(id, name string) error
	DeleteVersion(id string) (string, error)
}

// Versions tests that versions are listed, named and deleted; train adds one. The first
// is served.
func Versions(t *testing.T, s VersionStore, train func(seq uint64, origin *eval.Origin) (id string, err error)) {
	t.Helper()
	served := func(want string) {
		t.Helper()
		if id, err := s.Served(); err != nil || id != want {
			t.Errorf("%q is served, %v; want %q", id, err, want)
		}
	}
	served("")
	var ids []string
	for range 3 {
		id, err := train(0, nil)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
		served(ids[0])
	}
	listed := func(names ...string) {
		t.Helper()
		versions, err := s.Versions()
		if err != nil || len(versions) != len(ids) {
			t.Fatalf("%d versions, %v; want %d", len(versions), err, len(ids))
		}
		for i, v := range versions {
			if v.ID != ids[i] || v.Name != names[i] {
				t.Errorf("version %d is %s, called %q; want %s, called %q", i, v.ID, v.Name, ids[i], names[i])
			}
		}
	}
	listed("", "", "")
	if err := s.RenameVersion(ids[1], "best"); err != nil {
		t.Fatal(err)
	}
	if err := s.RenameVersion(ids[2], "best"); err == nil {
		t.Error("two versions have one name")
	}
	listed("", "best", "")
	if err := s.RenameVersion(ids[1], ""); err != nil {
		t.Fatal(err)
	}
	listed("", "", "")
	if _, err := s.DeleteVersion(ids[0]); err == nil {
		t.Error("the served version was deleted")
	}
	if id, err := s.DeleteVersion(ids[1]); err != nil || id != ids[1] {
		t.Fatalf("deleted %q, %v", id, err)
	}
	ids = []string{ids[0], ids[2]}
	listed("", "")
}
