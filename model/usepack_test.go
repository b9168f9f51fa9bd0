package model

import (
	"errors"
	"testing"

	"memebench/eval"
)

// A pack whose files are others by now is not used: the workspace keeps the one that it has.
func TestUsePackOfOtherFiles(t *testing.T) {
	r := newRig(t)
	other := errors.New("it is not the file that was added")
	r.packInputs = func(pack string) ([]eval.Input, error) {
		if pack == "default+frames" {
			return nil, other
		}
		return r.pack(pack).Inputs(), nil
	}
	if err := r.UsePack(t.Context(), "default+frames", nil); !errors.Is(err, other) {
		t.Errorf("%v", err)
	}
	if pack, err := r.Pack(); err != nil || pack != "default" {
		t.Errorf("%q, %v", pack, err)
	}
	if err := r.UsePack(t.Context(), "resnet", nil); err != nil {
		t.Error(err)
	}
	if pack, err := r.Pack(); err != nil || pack != "resnet" {
		t.Errorf("%q, %v", pack, err)
	}
}
