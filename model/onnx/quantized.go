package onnx

import (
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// Quantized reports whether part of a model is computed in integers of a few bits: it
// has an operator that makes or multiplies those, or weights in them (an initializer
// that DequantizeLinear reads), which ONNX Runtime multiplies so where it can. The
// graphs in attributes and the model's own functions count.
func Quantized(model []byte) (bool, error) {
	for f, err := range fields(model) {
		if err != nil {
			return false, err
		}
		found := false
		switch {
		case f.isMessage(modelGraph):
			found, err = quantizes(f.bytes, graphNode, 0)
		case f.isMessage(modelFunction):
			found, err = quantizes(f.bytes, functionNode, 0)
		}
		if found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// quantizes looks at a message's nodes, which are its fields of this number.
func quantizes(message []byte, nodes protowire.Number, depth int) (bool, error) {
	if depth > maxNesting {
		return false, errNesting
	}
	constants := map[string]bool{}
	for f, err := range fields(message) {
		if err != nil {
			return false, err
		}
		if nodes == graphNode && f.isMessage(graphInitializer) {
			name, err := stringField(f.bytes, tensorName)
			if err != nil {
				return false, err
			}
			constants[name] = true
		}
	}
	for f, err := range fields(message) {
		if err != nil {
			return false, err
		}
		if !f.isMessage(nodes) {
			continue
		}
		o, err := parseOperator(f.bytes)
		if err != nil {
			return false, err
		}
		if inIntegers(o.op) || o.op == "DequantizeLinear" && len(o.in) > 0 && constants[o.in[0]] {
			return true, nil
		}
		for _, graph := range o.graphs {
			if found, err := quantizes(graph, graphNode, depth+1); found || err != nil {
				return found, err
			}
		}
	}
	return false, nil
}

// inIntegers reports whether an operator of ONNX or of ONNX Runtime rounds
// activations to a few bits, or takes such. It goes by their names: QLinearConv,
// ConvInteger, DynamicQuantizeLSTM, QAttention, MatMulNBits …
func inIntegers(op string) bool {
	if len(op) > 1 && op[0] == 'Q' && 'A' <= op[1] && op[1] <= 'Z' {
		return true
	}
	for _, part := range []string{"Quantize", "Integer", "NBits", "Bnb4", "FpQ4"} {
		if strings.Contains(op, part) {
			return op != "GatherBlockQuantized"
		}
	}
	return false
}
