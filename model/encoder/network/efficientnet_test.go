package network

import (
	"strings"
	"testing"

	"memebench/model/encoder/torch"
)

// The features themselves are compared in TestImagesEqualReference.
func TestEfficientNetRefusesAnotherKernel(t *testing.T) {
	_, err := Build("efficientnet-lite0", torch.StateDict{"_conv_stem.weight": {Shape: []int{32, 3, 5, 5}, Data: make([]float32, 32*3*25)}}, 0)
	if err == nil || !strings.Contains(err.Error(), "has the shape [32 3 5 5], want [32 3 3 3]") {
		t.Errorf("another kernel: %v", err)
	}
}
