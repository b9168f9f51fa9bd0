package tape

import (
	"math"

	"memebench/model/onnx"
)

// tokens lays the parameter first and the inputs one below the other:
//
//	dfirst = Σ_rows of the first token's dy   dxᵢ = the dy of token i
type tokens struct {
	first         string
	width, others int
}

func (o tokens) params() []string { return []string{o.first} }

func (o tokens) forward(w *writer, inputs []string) string {
	// The sum of [0 x₁ x₂ …] and [first 0 0 …], which needs no number of rows.
	all := o.others * o.width
	side := w.graph.Op("Concat", inputs, onnx.Int("axis", 1))
	side = w.graph.Op("Pad", []string{side, w.ints(0, o.width, 0, 0)})
	first := w.graph.Op("Pad", []string{o.first, w.ints(0, all)})
	return w.reshape(w.graph.Op("Add", []string{side, first}), -1, o.width)
}

func (o tokens) backward(w *writer, inputs []string, _, dy string, _ []bool) []string {
	widths := make([]int, 1+len(inputs))
	for i := range widths {
		widths[i] = o.width
	}
	d := w.split(w.reshape(dy, -1, (1+o.others)*o.width), 1, widths)
	w.param(o.first, w.graph.Op("ReduceSum", []string{d[0], w.axes(0)}, onnx.Int("keepdims", 0)))
	return d[1:]
}

// firstToken is the first token of each row:
//
//	dx = dy there, else 0
type firstToken struct {
	plain
	tokens, width int
}

func (o firstToken) forward(w *writer, inputs []string) string {
	rest := (o.tokens - 1) * o.width
	return w.split(w.reshape(inputs[0], -1, o.tokens*o.width), 1, []int{o.width, rest})[0]
}

func (o firstToken) backward(w *writer, _ []string, _, dy string, _ []bool) []string {
	padded := w.graph.Op("Pad", []string{dy, w.ints(0, 0, 0, (o.tokens-1)*o.width)})
	return []string{w.reshape(padded, -1, o.width)}
}

// layerNorm is y = n∘scale + shift with n = (x - mean)·r, r = 1/√(variance + ε):
//
//	dscale = Σ_rows dy∘n   dshift = Σ_rows dy
//	dx = r·(dn - mean(dn) - n·mean(dn∘n))   dn = dy∘scale
type layerNorm struct{ scale, shift string }

// NormEpsilon is what LayerNorm adds to the variance: the default of
// torch.nn.LayerNorm.
const NormEpsilon = 1e-5

func (o layerNorm) params() []string { return []string{o.scale, o.shift} }

func (o layerNorm) forward(w *writer, inputs []string) string {
	y, mean, r := w.graph.Fresh("LayerNormalization"), w.graph.Fresh("mean"), w.graph.Fresh("inverse")
	w.graph.Node("LayerNormalization", []string{inputs[0], o.scale, o.shift}, []string{y, mean, r},
		onnx.Int("axis", -1), onnx.Float("epsilon", NormEpsilon))
	w.keep(y, mean, r)
	return y
}

func (o layerNorm) backward(w *writer, inputs []string, y, dy string, wanted []bool) []string {
	mean, r := w.kept[y][0], w.kept[y][1]
	n := w.graph.Op("Mul", []string{w.graph.Op("Sub", []string{inputs[0], mean}), r})
	w.param(o.scale, w.graph.Op("ReduceSum", []string{w.graph.Op("Mul", []string{dy, n}), w.axes(0)}, onnx.Int("keepdims", 0)))
	w.param(o.shift, w.graph.Op("ReduceSum", []string{dy, w.axes(0)}, onnx.Int("keepdims", 0)))
	if !wanted[0] {
		return []string{""}
	}
	average := func(x string) string {
		return w.graph.Op("ReduceMean", []string{x}, onnx.Ints("axes", 1), onnx.Int("keepdims", 1))
	}
	dn := w.graph.Op("Mul", []string{dy, o.scale})
	along := w.graph.Op("Mul", []string{n, average(w.graph.Op("Mul", []string{dn, n}))})
	rest := w.graph.Op("Sub", []string{w.graph.Op("Sub", []string{dn, average(dn)}), along})
	return []string{w.graph.Op("Mul", []string{rest, r})}
}

// attention is, for each row and head, with queries q, keys k and values v of T
// tokens and n features, dropout mask m (or 1) and 0 or -∞ for present or absent
// keys:
//
//	p = softmax(q·kᵀ/√n + absence)   y = (p∘m)·v
//
//	dv = (p∘m)ᵀ·dy   dp = (dy·vᵀ)∘m   ds = p∘(dp - Σ_keys dp∘p)/√n
//	dq = ds·k        dk = dsᵀ·q
type attention struct {
	plain
	tokens, heads, width int
	dropout              int // index of its mask, -1 for none
}

// Tensors within are [1, B, heads, tokens, ·]; the leading 1 is what is left of
// the three of queries, keys and values.
func (o attention) forward(w *writer, inputs []string) string {
	g := w.graph
	three := w.reshape(inputs[0], -1, o.tokens, 3, o.heads, o.width/o.heads)
	three = g.Op("Transpose", []string{three}, onnx.Ints("perm", 2, 0, 3, 1, 4))
	parts := w.split(three, 0, []int{1, 1, 1})
	q, k, v := parts[0], parts[1], parts[2]
	scores := g.Op("Mul", []string{g.Op("MatMul", []string{q, w.turned(k)}), w.scalar(o.scale())})
	absence := w.reshape(g.Op("Pad", []string{w.absence(), w.ints(0, 1, 0, 0)}), 1, -1, 1, 1, o.tokens)
	p := g.Op("Softmax", []string{g.Op("Add", []string{scores, absence})}, onnx.Int("axis", -1))
	weights, m := p, ""
	if o.dropout >= 0 && w.dropouts != nil {
		m = w.reshape(w.dropouts[o.dropout], 1, -1, o.heads, o.tokens, o.tokens)
		weights = g.Op("Mul", []string{p, m})
	}
	y := g.Op("Transpose", []string{g.Op("MatMul", []string{weights, v})}, onnx.Ints("perm", 0, 1, 3, 2, 4))
	y = w.reshape(y, -1, o.width)
	w.keep(y, q, k, v, p, weights, m)
	return y
}

func (o attention) backward(w *writer, _ []string, y, dy string, _ []bool) []string {
	g, kept := w.graph, w.kept[y]
	q, k, v, p, weights, m := kept[0], kept[1], kept[2], kept[3], kept[4], kept[5]
	d := w.reshape(dy, 1, -1, o.tokens, o.heads, o.width/o.heads)
	d = g.Op("Transpose", []string{d}, onnx.Ints("perm", 0, 1, 3, 2, 4))
	dv := g.Op("MatMul", []string{w.turned(weights), d})
	dp := g.Op("MatMul", []string{d, w.turned(v)})
	if m != "" {
		dp = g.Op("Mul", []string{dp, m})
	}
	sum := g.Op("ReduceSum", []string{g.Op("Mul", []string{dp, p}), w.axes(4)}, onnx.Int("keepdims", 1))
	ds := g.Op("Mul", []string{p, g.Op("Sub", []string{dp, sum})})
	ds = g.Op("Mul", []string{ds, w.scalar(o.scale())})
	dq, dk := g.Op("MatMul", []string{ds, k}), g.Op("MatMul", []string{w.turned(ds), q})
	three := g.Op("Concat", []string{dq, dk, dv}, onnx.Int("axis", 0))
	three = g.Op("Transpose", []string{three}, onnx.Ints("perm", 1, 3, 0, 2, 4))
	return []string{w.reshape(three, -1, 3*o.width)}
}

func (o attention) scale() float32 { return float32(1 / math.Sqrt(float64(o.width/o.heads))) }

// turned swaps the last two of five dimensions.
func (w *writer) turned(x string) string {
	return w.graph.Op("Transpose", []string{x}, onnx.Ints("perm", 0, 1, 2, 4, 3))
}
