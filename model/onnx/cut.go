package onnx

import (
	"fmt"
	"slices"
	"strconv"
)

// maxNesting bounds how deep graphs may lie in the attributes of nodes (If,
// Loop, Scan). Real models stay below five.
const maxNesting = 32

var errNesting = fmt.Errorf("%w: graphs are nested more than %d deep", ErrFormat, maxNesting)

// Cut returns the model with one inner tensor as its only output, of the given
// type and shape (which the format does not require a model to know). Nodes,
// initializers and inputs that nothing needs any more are left out. It is how
// the features before a classifier's last layer are got at. The model is not
// changed, and weights are copied without being read.
func Cut(model []byte, tensor string, elem Elem, dims ...Dim) ([]byte, error) {
	return withGraph(model, func(graph []byte) ([]byte, error) {
		return cutGraph(graph, tensor, valueInfo(tensor, elem, dims))
	})
}

// withGraph returns the model with what edit makes of its graph.
func withGraph(model []byte, edit func(graph []byte) ([]byte, error)) ([]byte, error) {
	out := make([]byte, 0, len(model))
	found := false
	for f, err := range fields(model) {
		if err != nil {
			return nil, err
		}
		if !f.isMessage(modelGraph) {
			out = append(out, f.whole...)
			continue
		}
		if found {
			return nil, fmt.Errorf("%w: it has two graphs", ErrFormat)
		}
		found = true
		graph, err := edit(f.bytes)
		if err != nil {
			return nil, err
		}
		out = appendMessage(out, modelGraph, graph)
	}
	if !found {
		return nil, fmt.Errorf("%w: it has no graph", ErrFormat)
	}
	return out, nil
}

// node is what Cut needs to know of a node.
type node struct {
	inputs, outputs []string // inputs include what graphs in attributes use
}

func cutGraph(graph []byte, tensor string, output []byte) ([]byte, error) {
	var nodes []node
	producer := map[string]int{}
	for f, err := range fields(graph) {
		if err != nil {
			return nil, err
		}
		if !f.isMessage(graphNode) {
			continue
		}
		n, err := parseNode(f.bytes, 0)
		if err != nil {
			return nil, err
		}
		for _, name := range n.outputs {
			producer[name] = len(nodes)
		}
		nodes = append(nodes, n)
	}
	if _, ok := producer[tensor]; !ok || tensor == "" {
		return nil, fmt.Errorf("no node of the model produces the tensor %s", strconv.Quote(tensor))
	}

	needed, keep := needs(nodes, producer, tensor)
	out := make([]byte, 0, len(graph))
	next, wrote := 0, false
	for f, err := range fields(graph) {
		if err != nil {
			return nil, err
		}
		switch {
		case f.isMessage(graphNode):
			next++
			if !keep[next-1] {
				continue
			}
		case f.isMessage(graphOutput):
			continue
		case f.isMessage(graphInitializer), f.isMessage(graphSparse):
			name, err := initializerName(f)
			if err != nil {
				return nil, err
			}
			if !needed[name] {
				continue
			}
		case f.isMessage(graphInput), f.isMessage(graphValueInfo):
			name, err := stringField(f.bytes, valueName)
			if err != nil {
				return nil, err
			}
			if !needed[name] || name == tensor {
				continue
			}
		}
		if f.number > graphOutput && !wrote {
			out, wrote = appendMessage(out, graphOutput, output), true
		}
		out = append(out, f.whole...)
	}
	if !wrote {
		out = appendMessage(out, graphOutput, output)
	}
	return out, nil
}

// needs walks back from tensors: which names, and so which nodes, they need.
func needs(nodes []node, producer map[string]int, tensors ...string) (names map[string]bool, keep []bool) {
	names, keep = map[string]bool{}, make([]bool, len(nodes))
	for _, t := range tensors {
		names[t] = true
	}
	for todo := slices.Clone(tensors); len(todo) > 0; {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		i, ok := producer[name]
		if !ok || keep[i] {
			continue
		}
		keep[i] = true
		for _, in := range nodes[i].inputs {
			if !names[in] {
				names[in] = true
				todo = append(todo, in)
			}
		}
	}
	return names, keep
}

func parseNode(message []byte, depth int) (node, error) {
	var n node
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return n, err
		case f.isMessage(nodeInput) && len(f.bytes) > 0:
			n.inputs = append(n.inputs, string(f.bytes))
		case f.isMessage(nodeOutput) && len(f.bytes) > 0:
			n.outputs = append(n.outputs, string(f.bytes))
		case f.isMessage(nodeAttribute):
			for a, err := range fields(f.bytes) {
				if err != nil {
					return n, err
				}
				if !a.isMessage(attributeGraph) && !a.isMessage(attributeGraphs) {
					continue
				}
				used, err := namesUsed(a.bytes, depth+1)
				if err != nil {
					return n, err
				}
				n.inputs = append(n.inputs, used...)
			}
		}
	}
	return n, nil
}

// namesUsed returns the names that the nodes and outputs of an inner graph
// mention. Some are defined inside; keeping a node of the outer graph that
// happens to bear such a name is harmless, dropping one that is meant is not.
func namesUsed(graph []byte, depth int) ([]string, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	var names []string
	for f, err := range fields(graph) {
		switch {
		case err != nil:
			return nil, err
		case f.isMessage(graphNode):
			n, err := parseNode(f.bytes, depth)
			if err != nil {
				return nil, err
			}
			names = append(names, n.inputs...)
		case f.isMessage(graphOutput):
			name, err := stringField(f.bytes, valueName)
			if err != nil {
				return nil, err
			}
			names = append(names, name)
		}
	}
	return names, nil
}
