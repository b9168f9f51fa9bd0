package tape_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
	"memebench/model/tape"
)

// Each case builds the same network twice: on a tape, and as a plain float64
// function of its parameters. The function is the oracle for values, and its
// central differences are the oracle for gradients, since differences of float32
// losses would drown in rounding.

const batch = 7

// matrix is a row-major float64 matrix with batch rows, or as many times that as
// there are tokens.
type matrix struct {
	width int
	data  []float64
}

func (m matrix) at(r, c int) float64 { return m.data[r*m.width+c] }

func gemm(x matrix, w, b []float64) matrix {
	rows := len(x.data) / x.width
	out := matrix{len(b), make([]float64, rows*len(b))}
	for r := range rows {
		for c := range b {
			sum := b[c]
			for k := range x.width {
				sum += x.at(r, k) * w[k*len(b)+c]
			}
			out.data[r*len(b)+c] = sum
		}
	}
	return out
}

func each(x matrix, f func(i int, v float64) float64) matrix {
	out := matrix{x.width, make([]float64, len(x.data))}
	for i, v := range x.data {
		out.data[i] = f(i, v)
	}
	return out
}

func relu(x matrix) matrix { return each(x, func(_ int, v float64) float64 { return math.Max(v, 0) }) }

func masked(x, m matrix) matrix {
	return each(x, func(i int, v float64) float64 { return v * m.data[i] })
}

func beside(xs ...matrix) matrix {
	var out matrix
	for _, x := range xs {
		out.width += x.width
	}
	for r := range batch {
		for _, x := range xs {
			out.data = append(out.data, x.data[r*x.width:(r+1)*x.width]...)
		}
	}
	return out
}

func crossEntropy(z, q matrix, scale float64) float64 {
	loss := 0.0
	for r := range batch {
		sum := 0.0
		for c := range z.width {
			sum += math.Exp(z.at(r, c))
		}
		for c := range z.width {
			loss -= q.at(r, c) * (z.at(r, c) - math.Log(sum))
		}
	}
	return loss * scale
}

// given is what a network is computed from.
type given struct {
	x       []matrix
	p       [][]float64
	m       []matrix // the masks
	present matrix   // [batch, masks]
	drop    []matrix // the masks of dropout
}

// network is a case: inputs by width, parameters by shape, masks by width.
type network struct {
	name     string
	features []int
	params   [][]int
	masks    []int
	record   func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node
	compute  func(in given) matrix
}

var networks = []network{
	{
		name: "loss and gemm", features: []int{4}, params: [][]int{{4, 3}, {3}},
		record:  func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node { return t.Gemm(x[0], p[0], p[1]) },
		compute: func(in given) matrix { return gemm(in.x[0], in.p[0], in.p[1]) },
	},
	{
		name: "gemm through gemm", features: []int{4}, params: [][]int{{4, 6}, {6}, {6, 5}, {5}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.Gemm(t.Gemm(x[0], p[0], p[1]), p[2], p[3])
		},
		compute: func(in given) matrix {
			return gemm(gemm(in.x[0], in.p[0], in.p[1]), in.p[2], in.p[3])
		},
	},
	{
		name: "relu", features: []int{4}, params: [][]int{{4, 5}, {5}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.Relu(t.Gemm(x[0], p[0], p[1]))
		},
		compute: func(in given) matrix { return relu(gemm(in.x[0], in.p[0], in.p[1])) },
	},
	{
		name: "mask", features: []int{4}, params: [][]int{{4, 5}, {5}}, masks: []int{5},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.Mask(t.Gemm(x[0], p[0], p[1]), "m0")
		},
		compute: func(in given) matrix { return masked(gemm(in.x[0], in.p[0], in.p[1]), in.m[0]) },
	},
	{
		name: "concat", features: []int{4, 2}, params: [][]int{{4, 3}, {3}, {2, 1}, {1}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.Concat(t.Gemm(x[1], p[2], p[3]), t.Gemm(x[0], p[0], p[1]), x[1])
		},
		compute: func(in given) matrix {
			return beside(gemm(in.x[1], in.p[2], in.p[3]), gemm(in.x[0], in.p[0], in.p[1]), in.x[1])
		},
	},
	{
		name: "a node and a parameter used twice", features: []int{3}, params: [][]int{{3, 3}, {3}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			h := t.Gemm(x[0], p[0], p[1])
			return t.Concat(h, t.Gemm(h, p[0], p[1]))
		},
		compute: func(in given) matrix {
			h := gemm(in.x[0], in.p[0], in.p[1])
			return beside(h, gemm(h, in.p[0], in.p[1]))
		},
	},
	{
		name: "head of two modalities", features: []int{6, 4},
		params: [][]int{{6, 5}, {5}, {4, 5}, {5}, {10, 4}, {4}, {4, 5}, {5}}, masks: []int{5, 5},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			a := t.Mask(t.Relu(t.Gemm(x[0], p[0], p[1])), "m0")
			b := t.Mask(t.Relu(t.Gemm(x[1], p[2], p[3])), "m1")
			return t.Gemm(t.Relu(t.Gemm(t.Concat(a, b), p[4], p[5])), p[6], p[7])
		},
		compute: func(in given) matrix {
			a := masked(relu(gemm(in.x[0], in.p[0], in.p[1])), in.m[0])
			b := masked(relu(gemm(in.x[1], in.p[2], in.p[3])), in.m[1])
			return gemm(relu(gemm(beside(a, b), in.p[4], in.p[5])), in.p[6], in.p[7])
		},
	},
}

func TestGradientRules(t *testing.T) {
	for _, n := range append(networks, tokenNetworks...) {
		t.Run(n.name, func(t *testing.T) { checkGradient(t, n) })
	}
}

func checkGradient(t *testing.T, n network) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(width int) ([]float32, matrix) {
		f, m := make([]float32, batch*width), matrix{width, make([]float64, batch*width)}
		for i := range f {
			f[i] = float32(rng.NormFloat64())
			m.data[i] = float64(f[i])
		}
		return f, m
	}
	var tp tape.Tape
	var inputs []ort.Tensor
	var nodes []tape.Node
	var xs, ms []matrix
	for i, w := range n.features {
		f, m := random(w)
		nodes = append(nodes, tp.Features(fmt.Sprint("x", i), w))
		inputs, xs = append(inputs, ort.Floats(f, batch, int64(w))), append(xs, m)
	}
	var params []tape.Param
	for i, shape := range n.params {
		params = append(params, tp.Param(fmt.Sprint("p", i), shape...))
	}
	logits := n.record(&tp, nodes, params)
	for _, w := range n.masks {
		f, m := random(w)
		// A mask has zeros as well.
		for i := 0; i < len(f); i += 3 {
			f[i], m.data[i] = 0, 0
		}
		inputs, ms = append(inputs, ort.Floats(f, batch, int64(w))), append(ms, m)
	}
	in := given{x: xs, m: ms}
	var present []float32
	present, in.present = random(len(n.masks))
	for i := range present {
		// Every row has the last modality, and every second row all.
		present[i] = 1
		if i/len(n.masks)%2 == 1 && (i+1)%len(n.masks) != 0 && in.present.data[i] > 0 {
			present[i] = 0
		}
		in.present.data[i] = float64(present[i])
	}
	inputs = slices.Insert(inputs, len(n.features), ort.Floats(present, batch, int64(len(n.masks))))
	for _, w := range tp.Dropouts() {
		f, m := random(w)
		for i := 0; i < len(f); i += 4 {
			f[i], m.data[i] = 0, 0
		}
		inputs, in.drop = append(inputs, ort.Floats(f, batch, int64(w))), append(in.drop, m)
	}
	targets, q := random(logits.Width)
	for i := range targets {
		targets[i] = float32(math.Abs(q.data[i]))
		q.data[i] = float64(targets[i])
	}
	const scale = 0.25
	inputs = append(inputs, ort.Floats(targets, batch, int64(logits.Width)), ort.Floats([]float32{scale}, 1))

	flat, exact := make([]float32, tp.Size()), make([]float64, tp.Size())
	for i := range flat {
		flat[i] = float32(rng.NormFloat64())
		exact[i] = float64(flat[i])
	}
	got := make([]float32, tp.Size())
	loss := make([]float32, 1)
	outputs := []ort.Tensor{ort.Floats(loss, 1)}
	for _, p := range tp.Params() {
		shape := make([]int64, len(p.Shape))
		for i, d := range p.Shape {
			shape[i] = int64(d)
		}
		inputs = append(inputs, ort.Floats(flat[p.Offset:p.Offset+p.Size()], shape...))
		outputs = append(outputs, ort.Floats(got[p.Offset:p.Offset+p.Size()], shape...))
		in.p = append(in.p, exact[p.Offset:p.Offset+p.Size()])
	}
	model, err := tp.Gradient(logits)
	if err != nil {
		t.Fatal(err)
	}
	if err := orttest.Open(t, model, ort.Options{}).Run(t.Context(), inputs, outputs); err != nil {
		t.Fatal(err)
	}
	value := func() float64 { return crossEntropy(n.compute(in), q, scale) }
	if want := value(); math.Abs(float64(loss[0])-want) > 1e-5*math.Max(1, want) {
		t.Errorf("loss %v, want %v", loss[0], want)
	}
	const h = 1e-6
	for i := range exact {
		was := exact[i]
		exact[i] = was + h
		up := value()
		exact[i] = was - h
		down := value()
		exact[i] = was
		want := (up - down) / (2 * h)
		if math.Abs(float64(got[i])-want) > 2e-6*math.Max(1, math.Abs(want)) {
			t.Errorf("gradient of value %d: %v, want %v", i, got[i], want)
		}
	}
}

// TestForwardAndServe compares the two models without gradients with the oracle
// and with each other.
func TestForwardAndServe(t *testing.T) {
	for _, n := range append(networks, tokenNetworks...) {
		if len(n.masks) > 0 {
			t.Run(n.name, func(t *testing.T) { checkForward(t, n) })
		}
	}
}

func checkForward(t *testing.T, n network) {
	var tp tape.Tape
	rng := rand.New(rand.NewPCG(3, 4))
	var nodes []tape.Node
	var xs []matrix
	var inputs []ort.Tensor
	for i, w := range n.features {
		m := matrix{w, make([]float64, batch*w)}
		f := make([]float32, batch*w)
		for k := range f {
			f[k] = float32(rng.NormFloat64())
			m.data[k] = float64(f[k])
		}
		nodes, xs = append(nodes, tp.Features(fmt.Sprint("x", i), w)), append(xs, m)
		inputs = append(inputs, ort.Floats(f, batch, int64(w)))
	}
	var params []tape.Param
	for i, shape := range n.params {
		params = append(params, tp.Param(fmt.Sprint("p", i), shape...))
	}
	logits := n.record(&tp, nodes, params)
	present := make([]float32, batch*len(n.masks))
	in := given{x: xs, present: matrix{len(n.masks), make([]float64, batch*len(n.masks))}}
	for k, w := range n.masks {
		m := matrix{w, make([]float64, batch*w)}
		for r := range batch {
			v := float64((r >> k) & 1)
			present[r*len(n.masks)+k] = float32(v)
			in.present.data[r*len(n.masks)+k] = v
			for c := range w {
				m.data[r*w+c] = v
			}
		}
		in.m = append(in.m, m)
	}
	for _, w := range tp.Dropouts() { // nothing is dropped
		in.drop = append(in.drop, each(matrix{w, make([]float64, batch*w)}, func(int, float64) float64 { return 1 }))
	}
	inputs = append(inputs, ort.Floats(present, batch, int64(len(n.masks))))
	flat := make([]float32, tp.Size())
	for i := range flat {
		flat[i] = float32(rng.NormFloat64())
	}
	withParams := slices.Clone(inputs)
	for _, p := range tp.Params() {
		shape := make([]int64, len(p.Shape))
		for i, d := range p.Shape {
			shape[i] = int64(d)
		}
		part := flat[p.Offset : p.Offset+p.Size()]
		withParams = append(withParams, ort.Floats(part, shape...))
		view := make([]float64, len(part))
		for i, v := range part {
			view[i] = float64(v)
		}
		in.p = append(in.p, view)
	}

	model, err := tp.Forward(logits)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]ort.Tensor, 1)
	if err := orttest.Open(t, model, ort.Options{}).Run(t.Context(), withParams, out); err != nil {
		t.Fatal(err)
	}
	const temperature = 1.5
	g := onnx.New("served")
	if err := tp.Serve(g, logits, flat, temperature); err != nil {
		t.Fatal(err)
	}
	served, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	probs := make([]ort.Tensor, 1)
	if err := orttest.Open(t, served, ort.Options{}).Run(t.Context(), inputs, probs); err != nil {
		t.Fatal(err)
	}
	z := n.compute(in)
	for r := range batch {
		sum := 0.0
		for c := range z.width {
			sum += math.Exp(z.at(r, c) / temperature)
		}
		for c := range z.width {
			if got := float64(out[0].Float32[r*z.width+c]); math.Abs(got-z.at(r, c)) > 1e-5*math.Max(1, math.Abs(z.at(r, c))) {
				t.Errorf("logit %d,%d: %v, want %v", r, c, got, z.at(r, c))
			}
			want := math.Exp(z.at(r, c)/temperature) / sum
			if got := float64(probs[0].Float32[r*z.width+c]); math.Abs(got-want) > 1e-6 {
				t.Errorf("probability %d,%d: %v, want %v", r, c, got, want)
			}
		}
	}
}

func TestMistakesAreErrors(t *testing.T) {
	var bad tape.Tape
	x := bad.Features("x", 4)
	z := bad.Gemm(x, bad.Param("w", 3, 2), bad.Param("b", 2))
	if _, err := bad.Gradient(z); err == nil || !strings.Contains(err.Error(), "width 4") {
		t.Errorf("gemm of the wrong width: %v", err)
	}
	if _, err := bad.Forward(z); err == nil {
		t.Error("gemm of the wrong width: no error from Forward")
	}
	var idle tape.Tape
	x = idle.Features("x", 4)
	z = idle.Gemm(x, idle.Param("w", 4, 2), idle.Param("b", 2))
	idle.Param("unused", 3)
	if _, err := idle.Gradient(z); err == nil || !strings.Contains(err.Error(), `"unused"`) {
		t.Errorf("unused parameter: %v", err)
	}
	if err := idle.Serve(onnx.New("g"), z, make([]float32, 3), 1); err == nil || !strings.Contains(err.Error(), "want 13") {
		t.Errorf("too few parameters: %v", err)
	}
	var twice tape.Tape
	x = twice.Features("x", 2)
	z = twice.Gemm(twice.Gemm(x, twice.Param("w", 2, 2), twice.Param("b", 2)), twice.Param("w", 2, 2), twice.Param("c", 2))
	if _, err := twice.Forward(z); err == nil || !strings.Contains(err.Error(), `"w" is taken`) {
		t.Errorf("two parameters of one name: %v", err)
	}
}

func TestShapesAreChecked(t *testing.T) {
	for want, wrong := range map[string]func(t *tape.Tape, x, y tape.Node){
		"add: ":            func(t *tape.Tape, x, y tape.Node) { t.Add(x, y) },
		"gate: 0 masks":    func(t *tape.Tape, x, y tape.Node) { t.Gate(x, y) },
		"gate: 2 masks":    func(t *tape.Tape, x, y tape.Node) { t.Gate(t.Mask(x, "a"), t.Mask(y, "b")) },
		"tokens: node 1":   func(t *tape.Tape, x, y tape.Node) { t.Tokens(t.Param("p", 4), x, y) },
		"layer norm: x":    func(t *tape.Tape, x, y tape.Node) { t.LayerNorm(x, t.Param("p", 4), t.Param("q", 3)) },
		"attention: 1 tok": func(t *tape.Tape, x, y tape.Node) { t.Attention(t.Mask(y, "a"), 1, false) },
		"width 4, 1 masks": func(t *tape.Tape, x, y tape.Node) {
			t.Attention(t.Tokens(t.Param("p", 4), t.Mask(x, "a")), 1, false)
		},
		"2 tokens": func(t *tape.Tape, x, y tape.Node) { t.Concat(t.Tokens(t.Param("p", 4), x)) },
		`mask "a"`: func(t *tape.Tape, x, y tape.Node) { t.Mask(t.Tokens(t.Param("p", 4), x), "a") },
	} {
		var tp tape.Tape
		x, y := tp.Features("x", 4), tp.Features("y", 6)
		wrong(&tp, x, y)
		if _, err := tp.Forward(x); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
}
