package tape

import "fmt"

// Node is an intermediate result: a float32 tensor of shape [B·Tokens, Width]
// in which the tokens of a row lie one below the other. Most nodes have one token,
// and so the shape [B, Width].
type Node struct {
	id     int
	Width  int
	Tokens int
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
	dropouts []int // features of each, for one row
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
	n := t.node(width, 1)
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

// Dropouts returns, for each Dropout and each Attention with dropout in the order
// of declaration, how many values its mask has for one row.
func (t *Tape) Dropouts() []int { return t.dropouts }

// Gemm records x·w + b, with x [·,in], w [in,out] and b [out], on each token.
func (t *Tape) Gemm(x Node, w, b Param) Node {
	if len(w.Shape) != 2 || w.Shape[0] != x.Width || len(b.Shape) != 1 || b.Shape[0] != w.Shape[1] {
		t.fail("gemm: x has width %d, w is %v and b is %v", x.Width, w.Shape, b.Shape)
		return x
	}
	return t.record(gemm{w.Name, b.Name}, Node{Width: w.Shape[1], Tokens: x.Tokens}, x)
}

// Relu records max(x, 0). Its gradient at 0 is 0, as in PyTorch.
func (t *Tape) Relu(x Node) Node { return t.record(relu{}, x, x) }

// Mask records the product of x, of one token, and a mask of this name. When the gradient is
// taken, the mask is an input of shape [B, x.Width], and so can be dropout,
// presence or both. In the other models it is a column of the input "present"
// [B, M], which has one for each mask in the order of declaration: there, a mask
// keeps or drops a whole row.
func (t *Tape) Mask(x Node, name string) Node {
	if x.Tokens != 1 {
		t.fail("mask %q: x has %d tokens", name, x.Tokens)
	}
	t.masks = append(t.masks, mask{name, x.Width})
	return t.record(masking{index: len(t.masks) - 1}, x, x)
}

// Dropout records the product of x and a mask of the same shape, in the gradient
// model, where the masks are inputs (see Gradient); in the other models it is
// nothing.
func (t *Tape) Dropout(x Node) Node {
	return t.record(dropout{index: t.drop(x.Width * x.Tokens), width: x.Width}, x, x)
}

// drop declares the mask of a dropout.
func (t *Tape) drop(size int) int {
	t.dropouts = append(t.dropouts, size)
	return len(t.dropouts) - 1
}

// Concat records the nodes, of one token each, side by side.
func (t *Tape) Concat(xs ...Node) Node {
	widths := make([]int, len(xs))
	sum := 0
	for i, x := range xs {
		if x.Tokens != 1 {
			t.fail("concat: node %d has %d tokens", i, x.Tokens)
		}
		widths[i] = x.Width
		sum += x.Width
	}
	return t.record(concat{widths: widths}, Node{Width: sum, Tokens: 1}, xs...)
}

// Add records x + y, of equal shape.
func (t *Tape) Add(x, y Node) Node {
	if x.Width != y.Width || x.Tokens != y.Tokens {
		t.fail("add: the shapes are %d×%d and %d×%d", x.Tokens, x.Width, y.Tokens, y.Width)
	}
	return t.record(add{}, x, x, y)
}

// Gate records the mean of the modalities, weighted unit by unit. The tape's
// masks are those of the modalities, M of them; x [B, M·width] has the modalities
// side by side, and z [B, (M-1)·width] a score for each unit of all but the last,
// whose score is 0:
//
//	y = Σₘ aₘ∘xₘ     a = softmax over the present m of (z₁ … z_M-1, 0)
//
// For two modalities that is the sigmoid gate of Arevalo et al. ("Gated multimodal
// units for information fusion", ICLR workshop 2017): a₁ = σ(z), a₂ = 1 - σ(z).
// Where one modality is present y is that one, exactly. Where none is, y is the
// mean of what the masks have left, which is 0.
func (t *Tape) Gate(z, x Node) Node {
	m := len(t.masks)
	if m < 2 || x.Tokens != 1 || z.Tokens != 1 || x.Width%m != 0 || z.Width != x.Width/m*(m-1) {
		t.fail("gate: %d masks, x has width %d and z has width %d", m, x.Width, z.Width)
		return x
	}
	return t.record(gate{modalities: m, width: x.Width / m}, Node{Width: x.Width / m, Tokens: 1}, z, x)
}

// Tokens records a sequence for each row: the parameter first [width], the same
// for all rows, and after it one token for each of the nodes [B, width].
func (t *Tape) Tokens(first Param, xs ...Node) Node {
	width := first.Size()
	for i, x := range xs {
		if x.Tokens != 1 || x.Width != width || len(first.Shape) != 1 {
			t.fail("tokens: node %d has width %d, the first token is %v", i, x.Width, first.Shape)
			return x
		}
	}
	return t.record(tokens{first: first.Name, width: width, others: len(xs)}, Node{Width: width, Tokens: 1 + len(xs)}, xs...)
}

// First records the first token of each row of x: [B, width].
func (t *Tape) First(x Node) Node {
	return t.record(firstToken{tokens: x.Tokens, width: x.Width}, Node{Width: x.Width, Tokens: 1}, x)
}

// LayerNorm records torch.nn.LayerNorm on each token: less its mean, divided by
// the root of its (biased) variance plus NormEpsilon, times scale [width], plus shift
// [width].
func (t *Tape) LayerNorm(x Node, scale, shift Param) Node {
	if len(scale.Shape) != 1 || scale.Size() != x.Width || len(shift.Shape) != 1 || shift.Size() != x.Width {
		t.fail("layer norm: x has width %d, scale is %v and shift is %v", x.Width, scale.Shape, shift.Shape)
	}
	return t.record(layerNorm{scale: scale.Name, shift: shift.Name}, x, x)
}

// Attention records scaled dot-product attention between the tokens of each row,
// in several heads (Vaswani et al., "Attention is all you need", 2017): qkv has
// for each token its query, key and value side by side, each of width n, and the
// h-th of so many heads takes the h-th part of each. The result, of width n, has
// the heads side by side, as torch.nn.MultiheadAttention has before its output
// projection.
//
// The first token is always there; the others, as many as the tape has masks, are
// the masked modalities, and no token attends to an absent one. With drop, there
// is dropout on the attention weights, as in PyTorch.
func (t *Tape) Attention(qkv Node, heads int, drop bool) Node {
	if qkv.Tokens != 1+len(t.masks) || heads < 1 || qkv.Width%(3*heads) != 0 {
		t.fail("attention: %d tokens of width %d, %d masks and %d heads", qkv.Tokens, qkv.Width, len(t.masks), heads)
		return qkv
	}
	o := attention{tokens: qkv.Tokens, heads: heads, width: qkv.Width / 3, dropout: -1}
	if drop {
		o.dropout = t.drop(heads * qkv.Tokens * qkv.Tokens)
	}
	return t.record(o, Node{Width: o.width, Tokens: qkv.Tokens}, qkv)
}

// record applies an operation; shape says what its output is like.
func (t *Tape) record(o op, shape Node, inputs ...Node) Node {
	out := t.node(shape.Width, shape.Tokens)
	t.steps = append(t.steps, step{o, inputs, out})
	return out
}

func (t *Tape) node(width, tokens int) Node {
	t.nodes++
	return Node{id: t.nodes - 1, Width: width, Tokens: tokens}
}

func (t *Tape) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("tape: "+format, args...)
	}
}
