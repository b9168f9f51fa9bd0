//go:build !race

// The race detector would take ten times as long over all these weights, on ways on which it looks
// in other tests: they are tried without.

package network

import (
	"os"
	"testing"

	"memebench/model/encoder/encodertest"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// The residual networks give torchvision's features.
func TestResNetsEqualTorchvision(t *testing.T) {
	orttest.Start(t)
	shapes := networkShapes(t)
	image := encodertest.Noise("image", 3*resNetSize*resNetSize)
	for i := range image {
		image[i] *= 2
	}
	nets := []resNet{resNet18, resNet34, resNet50}
	if os.Getenv("MEMEBENCH_SLOW_TESTS") == "1" {
		nets = append(nets, resNet101, resNet152) // the deepest two take as long as all other tests of encoders
	}
	for _, r := range nets {
		t.Run(r.name, func(t *testing.T) {
			base := "resnet18"
			if r.expansion == 4 {
				base = "resnet50"
			}
			s := orttest.Open(t, marshalled(t)(Build(r.name, invent(deeper(shapes[base], r.blocks)), 0)), ort.Options{Threads: 2})
			out := make([]ort.Tensor, 1)
			if err := s.Run(t.Context(), []ort.Tensor{ort.Floats(image, 1, 3, resNetSize, resNetSize)}, out); err != nil {
				t.Fatal(err)
			}
			encodertest.Near(t, out[0].Float32, readFloats(t, r.name+".f32"))
		})
	}
}
