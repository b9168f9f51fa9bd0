package db

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"memebench/labels"
)

func TestAllSettings(t *testing.T) {
	d := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	if all, err := d.Settings(); err != nil || all != nil {
		t.Errorf("of a new store: %v, %v", all, err)
	}
	for _, s := range []labels.Setting{{Name: "z", Value: "1"}, {Name: "cursor/Zoë", Value: ""}, {Name: "z", Value: "2"}} {
		if err := d.SetSetting(s.Name, s.Value); err != nil {
			t.Fatal(err)
		}
	}
	want := []labels.Setting{{Name: "cursor/Zoë", Value: ""}, {Name: "z", Value: "2"}}
	if all, err := d.Settings(); err != nil || !slices.Equal(all, want) {
		t.Errorf("%v, %v; want %v", all, err, want)
	}
	for _, s := range []labels.Setting{{Name: "", Value: "x"}, {Name: "\xff", Value: "x"}, {Name: "x", Value: "\xff"}} {
		if err := d.SetSetting(s.Name, s.Value); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}
