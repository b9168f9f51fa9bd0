package tape

import "memebench/model/onnx"

// gate is y = Σₘ aₘ∘xₘ with a = softmax over m of (z, 0), absent modalities left
// out; inputs are z and x. Since Σₘ aₘ = 1 in every unit,
//
//	dxₘ = aₘ∘dy   dzₘ = aₘ∘dy∘(xₘ - y)
type gate struct {
	plain
	modalities, width int
}

func (o gate) forward(w *writer, inputs []string) string {
	pads := w.ints(0, 0, 0, o.width)
	scores := w.reshape(w.graph.Op("Pad", []string{inputs[0], pads}), -1, o.modalities, o.width)
	absent := w.reshape(w.absence(), -1, o.modalities, 1)
	a := w.graph.Op("Softmax", []string{w.graph.Op("Add", []string{scores, absent})}, onnx.Int("axis", 1))
	x := w.reshape(inputs[1], -1, o.modalities, o.width)
	y := w.graph.Op("ReduceSum", []string{w.graph.Op("Mul", []string{a, x}), w.axes(1)}, onnx.Int("keepdims", 0))
	w.keep(y, a, x)
	return y
}

func (o gate) backward(w *writer, _ []string, y, dy string, wanted []bool) []string {
	a, x := w.kept[y][0], w.kept[y][1]
	each := w.graph.Op("Mul", []string{a, w.reshape(dy, -1, 1, o.width)})
	dx := w.reshape(each, -1, o.modalities*o.width)
	if !wanted[0] {
		return []string{"", dx}
	}
	apart := w.graph.Op("Sub", []string{x, w.reshape(y, -1, 1, o.width)})
	dz := w.reshape(w.graph.Op("Mul", []string{each, apart}), -1, o.modalities*o.width)
	// The last modality has no score.
	scores := (o.modalities - 1) * o.width
	return []string{w.split(dz, 1, []int{scores, o.width})[0], dx}
}
