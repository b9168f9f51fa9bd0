package tape

import "memebench/model/onnx"

// op is an operation with its gradient rule.
type op interface {
	// forward writes the operation and returns the name of its output.
	forward(w *writer, inputs []string) string

	// backward writes the gradient rule. The gradient with respect to the output
	// is dy. It hands the gradient with respect to each parameter to w.param, and
	// returns those with respect to the inputs; where wanted[i] is false the i-th
	// may be "".
	backward(w *writer, inputs []string, output, dy string, wanted []bool) []string

	// params returns the names of the parameters that the operation reads.
	params() []string
}

// plain is an operation without parameters.
type plain struct{}

func (plain) params() []string { return nil }

// gemm is y = x·w + b:
//
//	dx = dy·wᵀ   dw = xᵀ·dy   db = Σ_rows dy
type gemm struct{ w, b string }

func (o gemm) forward(w *writer, inputs []string) string {
	return w.graph.Op("Gemm", []string{inputs[0], o.w, o.b})
}

func (o gemm) params() []string { return []string{o.w, o.b} }

func (o gemm) backward(w *writer, inputs []string, _, dy string, wanted []bool) []string {
	w.param(o.w, w.graph.Op("Gemm", []string{inputs[0], dy}, onnx.Int("transA", 1)))
	w.param(o.b, w.graph.Op("ReduceSum", []string{dy, w.axes(0)}, onnx.Int("keepdims", 0)))
	if !wanted[0] {
		return []string{""}
	}
	return []string{w.graph.Op("Gemm", []string{dy, o.w}, onnx.Int("transB", 1))}
}

// relu is y = max(x, 0):
//
//	dx = dy where y > 0, else 0
type relu struct{ plain }

func (relu) forward(w *writer, inputs []string) string { return w.graph.Op("Relu", inputs) }

func (relu) backward(w *writer, _ []string, y, dy string, _ []bool) []string {
	// y is never negative, so its sign is the indicator of y > 0.
	return []string{w.graph.Op("Mul", []string{dy, w.graph.Op("Sign", []string{y})})}
}

// masking is y = x∘m with an m that is no parameter:
//
//	dx = dy∘m
type masking struct {
	plain
	index int
}

func (o masking) forward(w *writer, inputs []string) string {
	return w.graph.Op("Mul", []string{inputs[0], w.masks[o.index]})
}

func (o masking) backward(w *writer, _ []string, _, dy string, _ []bool) []string {
	return []string{w.graph.Op("Mul", []string{dy, w.masks[o.index]})}
}

// concat is y = [x₁ x₂ …]:
//
//	dxᵢ = the columns of dy that xᵢ became
type concat struct {
	plain
	widths []int
}

func (o concat) forward(w *writer, inputs []string) string {
	return w.graph.Op("Concat", inputs, onnx.Int("axis", 1))
}

func (o concat) backward(w *writer, inputs []string, _, dy string, _ []bool) []string {
	return w.split(dy, 1, o.widths)
}

// add is y = a + b:
//
//	da = dy   db = dy
type add struct{ plain }

func (add) forward(w *writer, inputs []string) string { return w.graph.Op("Add", inputs) }

func (add) backward(_ *writer, _ []string, _, dy string, _ []bool) []string {
	return []string{dy, dy}
}

// dropout is y = x∘m with a mask m in the gradient model, else y = x:
//
//	dx = dy∘m
type dropout struct {
	plain
	index, width int
}

func (o dropout) forward(w *writer, inputs []string) string {
	if w.dropouts == nil {
		return inputs[0]
	}
	m := w.reshape(w.dropouts[o.index], -1, o.width)
	y := w.graph.Op("Mul", []string{inputs[0], m})
	w.keep(y, m)
	return y
}

func (o dropout) backward(w *writer, _ []string, y, dy string, _ []bool) []string {
	return []string{w.graph.Op("Mul", []string{dy, w.kept[y][0]})}
}
