package onnx

import "google.golang.org/protobuf/encoding/protowire"

// Operators returns how often each kind of operator is in a model's graph, those of
// the graphs in attributes and of the model's own functions included. Those of other
// domains than ONNX's bear their bare names.
func Operators(model []byte) (map[string]int, error) {
	count := map[string]int{}
	for f, err := range fields(model) {
		if err != nil {
			return nil, err
		}
		switch {
		case f.isMessage(modelGraph):
			err = countOperators(count, f.bytes, graphNode, 0)
		case f.isMessage(modelFunction):
			err = countOperators(count, f.bytes, functionNode, 0)
		}
		if err != nil {
			return nil, err
		}
	}
	return count, nil
}

// countOperators adds those of a message's nodes, which are its fields of this number.
func countOperators(count map[string]int, message []byte, nodes protowire.Number, depth int) error {
	if depth > maxNesting {
		return errNesting
	}
	for f, err := range fields(message) {
		if err != nil {
			return err
		}
		if !f.isMessage(nodes) {
			continue
		}
		op, err := stringField(f.bytes, nodeOp)
		if err != nil {
			return err
		}
		count[op]++
		for a, err := range fields(f.bytes) {
			if err != nil {
				return err
			}
			if !a.isMessage(nodeAttribute) {
				continue
			}
			for g, err := range fields(a.bytes) {
				if err == nil && (g.isMessage(attributeGraph) || g.isMessage(attributeGraphs)) {
					err = countOperators(count, g.bytes, graphNode, depth+1)
				}
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
