package network

import (
	"bytes"
	"os"
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder/torch"
	"memebench/model/onnx"
)

// LiteWeights reads the state dict of the default image encoder.
func LiteWeights(tb testing.TB) torch.StateDict {
	tb.Helper()
	b, err := os.ReadFile(assetstest.Path(tb, "efficientnet-lite0.pth"))
	if err != nil {
		tb.Fatal(err)
	}
	d, err := torch.Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// LiteRange returns the range that the table has of an activation.
func LiteRange(name string) (low, high float64, ok bool) {
	r, ok := liteRanges[name]
	return r.low, r.high, ok
}

// LiteRanges is how many activations the table has.
var LiteRanges = len(liteRanges)

// ProbeLite builds EfficientNet-Lite0 in floats with two more outputs for each
// activation that nothing bounds, its least and its largest value, and returns their
// names.
func ProbeLite(d torch.StateDict) (model []byte, names []string, err error) {
	b := newLiteBuilder(stateDict(d), nil)
	b.bound = func(x, name string) string {
		for _, op := range []string{"ReduceMin", "ReduceMax"} {
			b.graph.Node(op, []string{x}, []string{name + op}, onnx.Ints("axes", 1, 2, 3), onnx.Int("keepdims", 0))
			b.graph.Output(name+op, onnx.Float32, onnx.Any("batch"))
		}
		names = append(names, name)
		return x
	}
	g, err := b.build()
	if err != nil {
		return nil, nil, err
	}
	model, err = g.Marshal()
	return model, names, err
}
