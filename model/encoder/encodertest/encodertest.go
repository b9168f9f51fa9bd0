// Package encodertest gives tests an encoder that is small, their fixtures, and a place of their own
// for what is built.
package encodertest

import (
	"io"
	"testing"

	"memebench/model/assets"
	"memebench/model/onnx"
)

// Apart are files that keep what is derived in another cache.
type Apart struct {
	*assets.Cache
	Built *assets.Cache
}

// Derived has the file built in a.Built.
func (a Apart) Derived(name string, build func(io.Writer) error) (string, error) {
	return a.Built.Derived(name, build)
}

// Discard removes the file from a.Built.
func (a Apart) Discard(name string) (int64, error) { return a.Built.Discard(name) }

// Image returns an ONNX model of one convolution: maps [batch, 5, 8, 8] of a
// picture [batch, 3, 16, 16].
func Image(tb testing.TB) []byte {
	tb.Helper()
	weights := make([]float32, 5*3*2*2)
	for i := range weights {
		weights[i] = float32(i) / 100
	}
	g := onnx.New("small image")
	x := g.Input("pixels", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(16), onnx.Size(16))
	g.Node("Conv", []string{x, g.Floats("w", weights, 5, 3, 2, 2)}, []string{"maps"}, onnx.Ints("kernel_shape", 2, 2), onnx.Ints("strides", 2, 2))
	g.Output("maps", onnx.Float32, onnx.Any("b"), onnx.Size(5), onnx.Size(8), onnx.Size(8))
	b, err := g.Marshal()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
