package model

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// The features themselves are compared in TestImagesEqualReference.
func TestEfficientNetRefusesOtherNetworks(t *testing.T) {
	for file, want := range map[string]string{
		"legacy.pth":    "has no _conv_stem.weight: is it another network?",
		"captions.json": "not a file of torch.save",
		"absent.pth":    "no such file",
	} {
		err := writeEfficientNetLite0(io.Discard, filepath.Join("testdata", "encoders", file))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	_, err := buildEfficientNetLite0(stateDict{"_conv_stem.weight": {shape: []int{32, 3, 5, 5}, data: make([]float32, 32*3*25)}})
	if err == nil || !strings.Contains(err.Error(), "has the shape [32 3 5 5], want [32 3 3 3]") {
		t.Errorf("another kernel: %v", err)
	}
}
