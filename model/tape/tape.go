package tape

import "fmt"

// Node is an intermediate result: a float32 tensor of shape [B, Width].
type Node struct {
	id    int
	Width int
}

// Param is a parameter: a float32 tensor whose values are those of the flat
// vector from Offset on, in row-major order.
type Param struct {
	Name   string
	Shape  []int
	Offset int
}

// Size returns the number of the parameter's values.
func (p Param) Size() int {
	n := 1
	for _, d := range p.Shape {
		n *= d
	}
	return n
}

// Tape is a record of a forward pass. The zero value is an empty one. It is
// written by one goroutine; once complete it may be read by many.
type Tape struct {
	nodes    int
	steps    []step
	features []feature
	masks    []mask
	params   []Param
	size     int
	err      error
}

// step is one operation applied.
type step struct {
	op     op
	inputs []Node
	output Node
}

type feature struct {
	name string
	node Node
}

type mask struct {
	name  string
	width int
}

// Features declares an input of the network: one row of so many features for
// each row of a run.
func (t *Tape) Features(name string, width int) Node {
	n := t.node(width)
	t.features = append(t.features, feature{name, n})
	return n
}

// Param declares a parameter at the end of the flat vector.
func (t *Tape) Param(name string, shape ...int) Param {
	p := Param{Name: name, Shape: shape, Offset: t.size}
	t.params = append(t.params, p)
	t.size += p.Size()
	return p
}

// Params returns the parameters in the order of the flat vector.
func (t *Tape) Params() []Param { return t.params }

// Size returns the length of the flat vector.
func (t *Tape) Size() int { return t.size }

// Gemm records x·w + b, with x [B,in], w [in,out] and b [out].
func (t *Tape) Gemm(x Node, w, b Param) Node {
	if len(w.Shape) != 2 || w.Shape[0] != x.Width || len(b.Shape) != 1 || b.Shape[0] != w.Shape[1] {
		t.fail("gemm: x has width %d, w is %v and b is %v", x.Width, w.Shape, b.Shape)
		return x
	}
	return t.record(gemm{w.Name, b.Name}, w.Shape[1], x)
}

// Relu records max(x, 0). Its gradient at 0 is 0, as in PyTorch.
func (t *Tape) Relu(x Node) Node { return t.record(relu{}, x.Width, x) }

// Mask records the product of x and a mask of this name. When the gradient is
// taken, the mask is an input of shape [B, x.Width], and so can be dropout,
// presence or both. In the other models it is a column of the input "present"
// [B, M], which has one for each mask in the order of declaration: there, a mask
// keeps or drops a whole row.
func (t *Tape) Mask(x Node, name string) Node {
	t.masks = append(t.masks, mask{name, x.Width})
	return t.record(masking{len(t.masks) - 1}, x.Width, x)
}

// Concat records the nodes side by side.
func (t *Tape) Concat(xs ...Node) Node {
	widths := make([]int64, len(xs))
	sum := 0
	for i, x := range xs {
		widths[i] = int64(x.Width)
		sum += x.Width
	}
	return t.record(concat{widths}, sum, xs...)
}

func (t *Tape) record(o op, width int, inputs ...Node) Node {
	out := t.node(width)
	t.steps = append(t.steps, step{o, inputs, out})
	return out
}

func (t *Tape) node(width int) Node {
	t.nodes++
	return Node{id: t.nodes - 1, Width: width}
}

func (t *Tape) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("tape: "+format, args...)
	}
}
