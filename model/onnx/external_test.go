package onnx

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// elsewhere is a tensor whose values lie in the file weights.data.
func elsewhere(name string) []byte {
	entry := appendString(appendString(nil, entryKey, "location"), entryValue, "weights.data")
	offset := appendString(appendString(nil, entryKey, "offset"), entryValue, "4096")
	t := appendString(appendInt(nil, tensorType, int64(Float32)), tensorName, name)
	return appendMessage(appendMessage(t, tensorExternal, offset), tensorExternal, entry)
}

func TestExternal(t *testing.T) {
	tensor := elsewhere("w")
	node := func(field protowire.Number, message []byte) []byte {
		return appendMessage(nil, graphNode, appendMessage(nil, nodeAttribute, appendMessage(nil, field, message)))
	}
	for name, model := range map[string][]byte{
		"an initializer":       appendMessage(nil, modelGraph, appendMessage(nil, graphInitializer, tensor)),
		"a sparse one":         appendMessage(nil, modelGraph, appendMessage(nil, graphSparse, appendMessage(nil, sparseValues, tensor))),
		"its places":           appendMessage(nil, modelGraph, appendMessage(nil, graphSparse, appendMessage(nil, sparseIndices, tensor))),
		"a constant":           appendMessage(nil, modelGraph, node(attributeTensor, tensor)),
		"constants":            appendMessage(nil, modelGraph, node(attributeTensors, tensor)),
		"a sparse constant":    appendMessage(nil, modelGraph, node(attributeSparse, appendMessage(nil, sparseValues, tensor))),
		"sparse constants":     appendMessage(nil, modelGraph, node(attributeSparses, appendMessage(nil, sparseValues, tensor))),
		"of a branch":          appendMessage(nil, modelGraph, node(attributeGraph, appendMessage(nil, graphInitializer, tensor))),
		"of one of its graphs": appendMessage(nil, modelGraph, node(attributeGraphs, node(attributeTensor, tensor))),
		"of a function":        appendMessage(nil, modelFunction, appendMessage(nil, functionNode, appendMessage(nil, nodeAttribute, appendMessage(nil, attributeTensor, tensor)))),
	} {
		if file, err := External(model); file != "weights.data" || err != nil {
			t.Errorf("%s: %q, %v", name, file, err)
		}
		if file, err := External(outlined(t, model)); file != "weights.data" || err != nil {
			t.Errorf("the outline of %s: %q, %v", name, file, err)
		}
	}
	if file, err := External(read(t, "parted.onnx")); file != "parted.data" || err != nil {
		t.Errorf("as the reference writes it: %q, %v", file, err)
	}
	for _, name := range []string{"ops.onnx", "quantized.onnx", "nested.onnx", "dynamic.onnx"} {
		if file, err := External(read(t, name)); file != "" || err != nil {
			t.Errorf("%s: %q, %v", name, file, err)
		}
	}
	deep := bytes.Clone(tensor)
	for range 2 * maxNesting {
		deep = node(attributeGraph, deep)
	}
	if _, err := External(appendMessage(nil, modelGraph, deep)); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "nested") {
		t.Errorf("nested without an end: %v", err)
	}
	if _, err := External(slices.Concat(appendMessage(nil, modelGraph, nil), []byte{0x80})); !errors.Is(err, ErrFormat) {
		t.Errorf("cut short: %v", err)
	}
}
