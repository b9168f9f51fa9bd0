package tape

// Kind says what an operation is, for those who run a tape elsewhere than in
// ONNX Runtime.
type Kind int

// The kinds of operations; Other are all that stand here under no name of their
// own.
const (
	Other   Kind = iota
	Gemm         // Inputs[0]·Weight + Bias
	Relu         // max(Inputs[0], 0)
	Mask         // Inputs[0] times the mask Index
	Dropout      // Inputs[0] times the dropout Index in training, Inputs[0] otherwise
	Concat       // the inputs side by side
)

// Operation is one operation of a tape.
type Operation struct {
	Kind         Kind
	Inputs       []Node
	Output       Node
	Weight, Bias Param
	Index        int // of a mask or a dropout, in the order of declaration
}

// Operations returns the operations in the order in which they are applied.
func (t *Tape) Operations() []Operation {
	params := map[string]Param{}
	for _, p := range t.params {
		params[p.Name] = p
	}
	out := make([]Operation, len(t.steps))
	for i, s := range t.steps {
		o := Operation{Inputs: s.inputs, Output: s.output}
		switch op := s.op.(type) {
		case gemm:
			o.Kind, o.Weight, o.Bias = Gemm, params[op.w], params[op.b]
		case relu:
			o.Kind = Relu
		case masking:
			o.Kind, o.Index = Mask, op.index
		case dropout:
			o.Kind, o.Index = Dropout, op.index
		case concat:
			o.Kind = Concat
		}
		out[i] = o
	}
	return out
}

// Inputs returns the nodes of the features, in the order of declaration.
func (t *Tape) Inputs() []Node {
	nodes := make([]Node, len(t.features))
	for i, f := range t.features {
		nodes[i] = f.node
	}
	return nodes
}

// Masks returns the width of each mask, in the order of declaration.
func (t *Tape) Masks() []int {
	widths := make([]int, len(t.masks))
	for i, m := range t.masks {
		widths[i] = m.width
	}
	return widths
}

// Err returns what is wrong with the tape, if anything is.
func (t *Tape) Err() error { return t.err }
