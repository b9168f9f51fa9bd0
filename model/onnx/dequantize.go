package onnx

// Dequantize returns the model with those products of matrices done in floats whose
// activations it quantises at run time, as dynamic quantisation writes them:
//
//	x ─ DynamicQuantizeLinear ─ MatMulInteger by w ─ Cast ─ Mul by both scales
//
// becomes MatMul of x by the weights in float32, (w-zero)·scale. Products of another
// form are left as they are, and a model that has none of this form is returned as it
// is. The model is not changed.
func Dequantize(model []byte) ([]byte, error) {
	changed := false
	out, err := withGraph(model, func(graph []byte) ([]byte, error) {
		q, err := readQuantized(graph)
		if err != nil {
			return nil, err
		}
		if err := q.findProducts(); err != nil {
			return nil, err
		}
		changed = len(q.products) > 0
		return q.rewritten(graph)
	})
	if err == nil && !changed {
		return model, nil
	}
	return out, err
}

// operator is a node as Dequantize needs it.
type operator struct {
	node
	op      string
	in, out []string // by place; an input that is left out is ""
	to      int64    // what a Cast makes
	graphs  [][]byte // in attributes
}

// quantized is a graph whose products are looked at.
type quantized struct {
	nodes     []operator
	producer  map[string]int
	readers   map[string][]int // nodes that read a tensor, also inside of their graphs
	outputs   map[string]bool  // of the graph
	tensors   map[string][]byte
	known     map[string]bool    // names
	products  map[int]product    // by the node that makes the product's result
	made      map[[3]string]bool // weights that have been put into floats
	additions []byte             // the initializers with those
}

// product is a product of matrices as it will be.
type product struct{ x, weights string }

func readQuantized(graph []byte) (*quantized, error) {
	q := &quantized{
		producer: map[string]int{}, readers: map[string][]int{}, outputs: map[string]bool{},
		tensors: map[string][]byte{}, known: map[string]bool{}, products: map[int]product{}, made: map[[3]string]bool{},
	}
	for f, err := range fields(graph) {
		if err != nil {
			return nil, err
		}
		switch {
		case f.isMessage(graphNode):
			o, err := parseOperator(f.bytes)
			if err != nil {
				return nil, err
			}
			i := len(q.nodes)
			for _, name := range o.outputs {
				q.producer[name], q.known[name] = i, true
			}
			for _, name := range o.inputs {
				q.readers[name] = append(q.readers[name], i)
			}
			q.nodes = append(q.nodes, o)
		case f.isMessage(graphOutput):
			name, err := stringField(f.bytes, valueName)
			if err != nil {
				return nil, err
			}
			q.outputs[name] = true
		case f.isMessage(graphInitializer):
			name, err := stringField(f.bytes, tensorName)
			if err != nil {
				return nil, err
			}
			q.tensors[name], q.known[name] = f.bytes, true
		}
	}
	return q, nil
}

func parseOperator(message []byte) (o operator, err error) {
	if o.node, err = parseNode(message, 0); err != nil {
		return o, err
	}
	for f, err := range fields(message) {
		switch {
		case err != nil:
			return o, err
		case f.isMessage(nodeInput):
			o.in = append(o.in, string(f.bytes))
		case f.isMessage(nodeOutput):
			o.out = append(o.out, string(f.bytes))
		case f.isMessage(nodeOp):
			o.op = string(f.bytes)
		case f.isMessage(nodeAttribute):
			name, err := stringField(f.bytes, attributeName)
			if err != nil {
				return o, err
			}
			for a, err := range fields(f.bytes) {
				if err != nil {
					return o, err
				}
				switch {
				case name == "to" && a.number == attributeInt && a.varint():
					o.to = int64(a.value)
				case a.isMessage(attributeGraph), a.isMessage(attributeGraphs):
					o.graphs = append(o.graphs, a.bytes)
				}
			}
		}
	}
	return o, nil
}

// findProducts fills products and additions.
func (q *quantized) findProducts() error {
	for _, n := range q.nodes {
		if n.op != "MatMulInteger" || len(n.in) < 3 || len(n.out) != 1 {
			continue
		}
		quantize, ok := q.producedBy(n.in[0], "DynamicQuantizeLinear")
		if !ok || len(quantize.in) != 1 || len(quantize.out) != 3 || n.in[0] != quantize.out[0] || n.in[2] != quantize.out[2] {
			continue
		}
		cast, ok := q.only(n.out[0], "Cast")
		if !ok || q.nodes[cast].to != int64(Float32) {
			continue
		}
		result, ok := q.only(q.nodes[cast].out[0], "Mul")
		if !ok {
			continue
		}
		scale, ok := q.factor(q.nodes[result], quantize.out[1], q.nodes[cast].out[0])
		if !ok {
			continue
		}
		zero := ""
		if len(n.in) > 3 {
			zero = n.in[3]
		}
		weights, err := q.floats(n.in[1], scale, zero)
		if err != nil {
			return err
		}
		if weights != "" {
			q.products[result] = product{quantize.in[0], weights}
		}
	}
	return nil
}

// producedBy returns the node that a tensor comes from, if it is of this kind.
func (q *quantized) producedBy(tensor, op string) (operator, bool) {
	i, ok := q.producer[tensor]
	if !ok || q.nodes[i].op != op {
		return operator{}, false
	}
	return q.nodes[i], true
}

// only returns the one node that reads a tensor, if it is of this kind and has one
// output.
func (q *quantized) only(tensor, op string) (int, bool) {
	r := q.readers[tensor]
	if len(r) != 1 || q.outputs[tensor] || q.nodes[r[0]].op != op || len(q.nodes[r[0]].out) != 1 {
		return 0, false
	}
	return r[0], true
}

// factor returns the weights' scale, where mul multiplies a product by it and by the
// activation's scale.
func (q *quantized) factor(mul operator, activation, product string) (scale string, ok bool) {
	both, ok := other(mul.in, product)
	if !ok {
		return "", false
	}
	scales, ok := q.producedBy(both, "Mul")
	if !ok {
		return "", false
	}
	return other(scales.in, activation)
}

// other returns the input of two that is not this one.
func other(in []string, this string) (string, bool) {
	if len(in) != 2 || in[0] != this && in[1] != this {
		return "", false
	}
	if in[0] == this {
		return in[1], true
	}
	return in[0], true
}

// floats adds the weights of this name in floats and returns what they are called
// then, or "" for weights of a form that is not known: a matrix of eight bits, with one
// scale and zero for all or one per column.
func (q *quantized) floats(weights, scale, zero string) (string, error) {
	name := weights + ".floats"
	of := [3]string{weights, scale, zero}
	if q.made[of] {
		return name, nil
	}
	if q.known[name] { // by another scale, or by chance
		return "", nil
	}
	w, err := readNumbers(q.tensors[weights])
	if err != nil || len(w.dims) != 2 || w.elem != Int8 && w.elem != Uint8 {
		return "", err
	}
	columns := w.dims[1]
	zeros := numbers{elem: w.elem, data: []float32{0}}
	if zero != "" {
		if zeros, err = readNumbers(q.tensors[zero]); err != nil {
			return "", err
		}
	}
	s, err := readNumbers(q.tensors[scale])
	each := func(n numbers, elem Elem) bool { return n.elem == elem && (len(n.data) == 1 || len(n.data) == columns) }
	if err != nil || !each(zeros, w.elem) || !each(s, Float32) {
		return "", err
	}
	for row := w.data; len(row) > 0; row = row[columns:] {
		for i, v := range row[:columns] {
			row[i] = (v - zeros.data[i%len(zeros.data)]) * s.data[i%len(s.data)]
		}
	}
	q.made[of], q.known[name] = true, true
	q.additions = appendMessage(q.additions, graphInitializer, tensor(name, Float32, rawFloats(w.data), w.dims))
	return name, nil
}

// rewritten returns the graph with the products in floats, without what nothing
// needs then.
func (q *quantized) rewritten(graph []byte) ([]byte, error) {
	if len(q.products) == 0 {
		return graph, nil
	}
	nodes := make([]node, len(q.nodes))
	for i, n := range q.nodes {
		nodes[i] = n.node
		if p, ok := q.products[i]; ok {
			nodes[i].inputs = []string{p.x, p.weights}
		}
	}
	outputs := make([]string, 0, len(q.outputs))
	for name := range q.outputs {
		outputs = append(outputs, name)
	}
	needed, keep := needs(nodes, q.producer, outputs...)
	out := make([]byte, 0, len(graph)+len(q.additions))
	next, added := 0, false
	for f, err := range fields(graph) {
		if err != nil {
			return nil, err
		}
		switch {
		case f.isMessage(graphNode):
			i := next
			next++
			if p, ok := q.products[i]; ok && keep[i] {
				out = appendMessage(out, graphNode, matMul(p, q.nodes[i].out[0]))
				continue
			}
			if !keep[i] {
				continue
			}
		case f.isMessage(graphInitializer), f.isMessage(graphSparse):
			name, err := initializerName(f)
			if err != nil {
				return nil, err
			}
			if !needed[name] {
				continue
			}
		case f.isMessage(graphValueInfo):
			name, err := stringField(f.bytes, valueName)
			if err != nil {
				return nil, err
			}
			if !needed[name] {
				continue
			}
		}
		if f.number > graphInitializer && !added {
			out, added = append(out, q.additions...), true
		}
		out = append(out, f.whole...)
	}
	if !added {
		out = append(out, q.additions...)
	}
	return out, nil
}

func matMul(p product, out string) []byte {
	n := appendString(nil, nodeInput, p.x)
	n = appendString(n, nodeInput, p.weights)
	n = appendString(n, nodeOutput, out)
	return appendString(n, nodeOp, "MatMul")
}
