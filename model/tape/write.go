package tape

import (
	"fmt"
	"strconv"

	"memebench/model/onnx"
)

// The names of inputs and outputs besides those of features, masks and
// parameters.
const (
	Present       = "present"       // [B, M], 1 or 0
	Targets       = "targets"       // [B, C], weighted soft targets
	Scale         = "scale"         // [1], the inverse of the batch's weight
	Logits        = "logits"        // [B, C]
	Probabilities = "probabilities" // [B, C]
	Loss          = "loss"          // [1]
	Temperature   = "temperature"   // a scalar
)

// rows is the symbolic dimension B.
const rows = "B"

// writer is the state of writing a tape as an ONNX graph.
type writer struct {
	graph     *onnx.Graph
	names     []string          // of nodes, by id
	masks     []string          // names of masks, by index
	dropouts  []string          // names of the masks of dropout, by index; nil where there is no dropout
	gradients map[string]string // parameter to the name of its gradient
	constants map[string]string // to names of constants
	absent    string            // see absence
	kept      map[string][]string
}

// Serve writes the network into a graph with these parameters as constants, and
// with softmax at the end: inputs are the features in the order of their
// declaration, then "present"; the output is "probabilities". The logits are divided
// by the temperature, a constant of this name, before the softmax.
func (t *Tape) Serve(g *onnx.Graph, logits Node, params []float32, temperature float64) error {
	if t.err != nil {
		return t.err
	}
	if len(params) != t.size {
		return fmt.Errorf("tape: got %d parameters, want %d", len(params), t.size)
	}
	w := t.writer(g)
	w.presence(t)
	for _, p := range t.params {
		g.Floats(p.Name, params[p.Offset:p.Offset+p.Size()], p.Shape...)
	}
	w.forward(t)
	scaled := g.Op("Div", []string{w.names[logits.id], g.Floats(Temperature, []float32{float32(temperature)})})
	g.Node("Softmax", []string{scaled}, []string{Probabilities}, onnx.Int("axis", 1))
	g.Output(Probabilities, onnx.Float32, onnx.Any(rows), onnx.Size(logits.Width))
	return nil
}

// Forward returns the network as a model whose inputs are the features,
// "present" and the parameters, each in the order of declaration, and whose
// output is "logits".
func (t *Tape) Forward(logits Node) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	g := onnx.New("forward")
	w := t.writer(g)
	w.presence(t)
	w.parameters(t)
	w.forward(t)
	g.Node("Identity", []string{w.names[logits.id]}, []string{Logits})
	g.Output(Logits, onnx.Float32, onnx.Any(rows), onnx.Size(logits.Width))
	return g.Marshal()
}

// Gradient returns a model of the loss and its gradient. Its inputs are the
// features, "present", the masks, the masks of dropout (one [B, n] for each of
// Dropouts), "targets", "scale" and the parameters, each in the order of
// declaration; its outputs are "loss" and the gradients of the parameters in
// their order. The loss is the cross entropy of the softmax of the logits z with
// the targets q, summed over rows and classes and multiplied by the scale s:
//
//	L = -s Σᵢₖ qᵢₖ log softmax(zᵢ)ₖ     ∂L/∂zᵢₖ = s (softmax(zᵢ)ₖ Σⱼ qᵢⱼ - qᵢₖ)
//
// A parameter that the logits do not depend on is an error.
func (t *Tape) Gradient(logits Node) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	g := onnx.New("gradient")
	w := t.writer(g)
	g.Input(Present, onnx.Float32, onnx.Any(rows), onnx.Size(len(t.masks)))
	for i, m := range t.masks {
		w.masks[i] = g.Input("mask/"+m.name, onnx.Float32, onnx.Any(rows), onnx.Size(m.width))
	}
	w.dropouts = make([]string, len(t.dropouts))
	for i, n := range t.dropouts {
		w.dropouts[i] = g.Input("dropout/"+strconv.Itoa(i), onnx.Float32, onnx.Any(rows), onnx.Size(n))
	}
	classes := onnx.Size(logits.Width)
	g.Input(Targets, onnx.Float32, onnx.Any(rows), classes)
	g.Input(Scale, onnx.Float32, onnx.Size(1))
	w.parameters(t)
	w.forward(t)

	z := w.names[logits.id]
	softmax := g.Op("Softmax", []string{z}, onnx.Int("axis", 1))
	mass := g.Op("ReduceSum", []string{Targets, w.axes(1)}, onnx.Int("keepdims", 1))
	difference := g.Op("Sub", []string{g.Op("Mul", []string{softmax, mass}), Targets})
	dz := g.Op("Mul", []string{difference, Scale})

	log := g.Op("LogSoftmax", []string{z}, onnx.Int("axis", 1))
	sum := g.Op("ReduceSum", []string{g.Op("Mul", []string{log, Targets})}, onnx.Int("keepdims", 0))
	g.Node("Neg", []string{g.Op("Mul", []string{sum, Scale})}, []string{Loss})
	g.Output(Loss, onnx.Float32, onnx.Size(1))

	w.backward(t, logits, dz)
	for _, p := range t.params {
		d, ok := w.gradients[p.Name]
		if !ok {
			return nil, fmt.Errorf("tape: the logits do not depend on the parameter %q", p.Name)
		}
		g.Output(d, onnx.Float32, sizes(p.Shape)...)
	}
	return g.Marshal()
}

// writer declares the features, which every model has.
func (t *Tape) writer(g *onnx.Graph) *writer {
	w := &writer{
		graph:     g,
		names:     make([]string, t.nodes),
		masks:     make([]string, len(t.masks)),
		gradients: map[string]string{},
		constants: map[string]string{},
		kept:      map[string][]string{},
	}
	for _, f := range t.features {
		w.names[f.node.id] = g.Input(f.name, onnx.Float32, onnx.Any(rows), onnx.Size(f.node.Width))
	}
	return w
}

// presence makes the masks columns of the input "present".
func (w *writer) presence(t *Tape) {
	w.graph.Input(Present, onnx.Float32, onnx.Any(rows), onnx.Size(len(t.masks)))
	for i := range t.masks {
		column := w.graph.Ints("column_"+strconv.Itoa(i), []int64{int64(i)}, 1)
		w.masks[i] = w.graph.Op("Gather", []string{Present, column}, onnx.Int("axis", 1))
	}
}

func (w *writer) parameters(t *Tape) {
	for _, p := range t.params {
		w.graph.Input(p.Name, onnx.Float32, sizes(p.Shape)...)
	}
}

func (w *writer) forward(t *Tape) {
	for _, s := range t.steps {
		w.names[s.output.id] = s.op.forward(w, w.inputs(s))
	}
}

func (w *writer) backward(t *Tape, logits Node, dz string) {
	// Only nodes that depend on a parameter need a gradient; features do not.
	trained := make([]bool, t.nodes)
	for _, s := range t.steps {
		trained[s.output.id] = len(s.op.params()) > 0
		for _, in := range s.inputs {
			trained[s.output.id] = trained[s.output.id] || trained[in.id]
		}
	}
	gradient := make([]string, t.nodes)
	gradient[logits.id] = dz
	for i := len(t.steps) - 1; i >= 0; i-- {
		s := t.steps[i]
		dy := gradient[s.output.id]
		if dy == "" || !trained[s.output.id] {
			continue
		}
		wanted := make([]bool, len(s.inputs))
		for k, in := range s.inputs {
			wanted[k] = trained[in.id]
		}
		for k, d := range s.op.backward(w, w.inputs(s), w.names[s.output.id], dy, wanted) {
			if wanted[k] {
				id := s.inputs[k].id
				gradient[id] = w.sum(gradient[id], d)
			}
		}
	}
}

// param adds to the gradient of a parameter, which may be used more than once.
func (w *writer) param(name, d string) {
	w.gradients[name] = w.sum(w.gradients[name], d)
}

func (w *writer) sum(a, b string) string {
	if a == "" {
		return b
	}
	return w.graph.Op("Add", []string{a, b})
}

func (w *writer) inputs(s step) []string {
	names := make([]string, len(s.inputs))
	for i, in := range s.inputs {
		names[i] = w.names[in.id]
	}
	return names
}

// absence returns a tensor [B, M] that is 0 where a modality is present and so
// low where it is absent that softmax makes nothing of it.
func (w *writer) absence() string {
	if w.absent == "" {
		missing := w.graph.Op("Sub", []string{Present, w.scalar(1)})
		w.absent = w.graph.Op("Mul", []string{missing, w.scalar(1e30)})
	}
	return w.absent
}

// keep remembers what the gradient rule of the operation with this output needs.
func (w *writer) keep(output string, names ...string) { w.kept[output] = names }

// axes returns a constant with one axis to reduce over.
func (w *writer) axes(axis int) string { return w.ints(axis) }

// ints returns a constant: a shape, axes or pads.
func (w *writer) ints(values ...int) string {
	key := fmt.Sprint("ints", values)
	if w.constants[key] == "" {
		wide := make([]int64, len(values))
		for i, v := range values {
			wide[i] = int64(v)
		}
		w.constants[key] = w.graph.Ints(w.graph.Fresh("ints"), wide, len(wide))
	}
	return w.constants[key]
}

// scalar returns a constant number.
func (w *writer) scalar(v float32) string {
	key := fmt.Sprint("scalar", v)
	if w.constants[key] == "" {
		w.constants[key] = w.graph.Floats(w.graph.Fresh("scalar"), []float32{v})
	}
	return w.constants[key]
}

// reshape gives x another shape, of which one dimension may be -1: what is left.
func (w *writer) reshape(x string, shape ...int) string {
	return w.graph.Op("Reshape", []string{x, w.ints(shape...)})
}

// split cuts x along an axis.
func (w *writer) split(x string, axis int, sizes []int) []string {
	out := make([]string, len(sizes))
	for i := range out {
		out[i] = w.graph.Fresh("Split")
	}
	w.graph.Node("Split", []string{x, w.ints(sizes...)}, out, onnx.Int("axis", axis))
	return out
}

func sizes(shape []int) []onnx.Dim {
	dims := make([]onnx.Dim, len(shape))
	for i, n := range shape {
		dims[i] = onnx.Size(n)
	}
	return dims
}
