package onnx

import "testing"

func TestQuantized(t *testing.T) {
	inGraph := func(op string, inputs ...string) []byte {
		n := appendString(nil, nodeOp, op)
		for _, in := range inputs {
			n = appendString(n, nodeInput, in)
		}
		return appendMessage(nil, graphNode, n)
	}
	weights := appendMessage(nil, graphInitializer, appendString(nil, tensorName, "w"))
	inside := appendMessage(nil, nodeAttribute, appendMessage(nil, attributeGraph, inGraph("DynamicQuantizeLinear")))
	for name, c := range map[string]struct {
		model []byte
		want  bool
	}{
		"floats":                      {appendMessage(nil, modelGraph, inGraph("MatMul")), false},
		"rounded rows of a table":     {appendMessage(nil, modelGraph, append(inGraph("DequantizeLinear", "rows"), weights...)), false},
		"rounded weights":             {appendMessage(nil, modelGraph, append(inGraph("DequantizeLinear", "w"), weights...)), true},
		"static activations":          {appendMessage(nil, modelGraph, inGraph("QuantizeLinear")), true},
		"a convolution in integers":   {appendMessage(nil, modelGraph, inGraph("ConvInteger")), true},
		"one with its own activation": {appendMessage(nil, modelGraph, inGraph("QLinearConv")), true},
		"weights of four bits":        {appendMessage(nil, modelGraph, inGraph("MatMulNBits")), true},
		"attention":                   {appendMessage(nil, modelGraph, inGraph("QAttention")), true},
		"in a branch":                 {appendMessage(nil, modelGraph, appendMessage(nil, graphNode, inside)), true},
		"in a function":               {appendMessage(nil, modelFunction, appendMessage(nil, functionNode, appendString(nil, nodeOp, "MatMulInteger"))), true},
	} {
		if got, err := Quantized(c.model); err != nil || got != c.want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
	dynamic, err := Dequantize(read(t, "dynamic.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Quantized(dynamic); err != nil || got {
		t.Errorf("in floats: %v, %v", got, err)
	}
}
