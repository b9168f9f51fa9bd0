package kernel

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/model/ort"
	"memebench/model/ort/orttest"
	"memebench/model/tape"
)

// shape is a network of the kind that is supported: pathways that are joined, and
// layers after it.
type shape struct {
	inputs  []int // features
	widths  []int // of the pathways
	hidden  []int // of the layers after them
	classes int
	dropout bool // after each hidden layer
}

func (s shape) String() string {
	return fmt.Sprintf("%v-%v-%v-%d", s.inputs, s.widths, s.hidden, s.classes)
}

func (s shape) record() (*tape.Tape, tape.Node) {
	t := &tape.Tape{}
	linear := func(x tape.Node, name string, out int) tape.Node {
		return t.Gemm(x, t.Param(name+"/w", x.Width, out), t.Param(name+"/b", out))
	}
	var x tape.Node
	var paths []tape.Node
	for i, in := range s.inputs {
		name := fmt.Sprint("x", i)
		paths = append(paths, t.Mask(t.Relu(linear(t.Features(name, in), name, s.widths[i])), name))
	}
	if x = paths[0]; len(paths) > 1 {
		x = t.Concat(paths...)
	}
	for i, width := range s.hidden {
		if x = t.Relu(linear(x, fmt.Sprint("h", i), width)); s.dropout {
			x = t.Dropout(x)
		}
	}
	return t, linear(x, "out", s.classes)
}

// shapes have sizes below, at and beside the multiples of a tile's, any number of
// modalities and any depth.
var shapes = []shape{
	{inputs: []int{1}, widths: []int{1}, classes: 2},
	{inputs: []int{8}, widths: []int{32}, hidden: []int{32}, classes: 5},
	{inputs: []int{30, 50}, widths: []int{9, 9}, hidden: []int{7}, classes: 5},
	{inputs: []int{384, 130}, widths: []int{64, 33}, hidden: []int{48}, classes: 5, dropout: true},
	{inputs: []int{20, 3, 129, 64}, widths: []int{40, 31, 5, 64}, hidden: []int{65, 12, 100}, classes: 40, dropout: true},
}

// sampled is a batch of made-up rows.
type sampled struct {
	rows                      int
	features, masks, dropouts [][]float32
	targets                   []float32
	scale                     float32
	rate                      float64
}

// sample draws a batch: masks have rows that lack a modality, which are the last
// in every batch, and dropouts zeros. Each seed has a learning rate of its own.
func (s shape) sample(t *tape.Tape, rows int, seed uint64) sampled {
	b := sampled{rows: rows, scale: 1 / float32(rows), rate: 1e-2 / float64(1+seed)}
	for _, in := range s.inputs {
		seed += 100
		b.features = append(b.features, random(rows*in, seed))
	}
	thin := func(width int, lost func(row int) bool) []float32 {
		seed += 100
		rng := rand.New(rand.NewPCG(seed, 1))
		m := make([]float32, rows*width)
		for i := range m {
			if rng.Float64() > 0.25 && !lost(i/width) {
				m[i] = 1 / 0.75
			}
		}
		return m
	}
	for i, width := range t.Masks() {
		b.masks = append(b.masks, thin(width, func(row int) bool { return i == 0 && row%4 == 3 }))
	}
	for _, width := range t.Dropouts() {
		b.dropouts = append(b.dropouts, thin(width, func(int) bool { return false }))
	}
	b.targets = random(rows*s.classes, seed+1)
	for i, v := range b.targets {
		b.targets[i] = float32(math.Abs(float64(v)))
	}
	return b
}

func (b sampled) batch() Batch {
	return Batch{Rows: b.rows, Scale: b.scale, Rate: b.rate, Fill: func(k int, to Row) {
		for i, x := range b.features {
			copy(to.Features[i], x[k*len(to.Features[i]):])
		}
		for i, m := range b.masks {
			copy(to.Masks[i], m[k*len(to.Masks[i]):])
		}
		for i := range to.Dropouts {
			copy(to.Dropouts[i], b.dropouts[i][k*len(to.Dropouts[i]):])
		}
		copy(to.Targets, b.targets[k*len(to.Targets):])
	}}
}

// reference runs the tape in ONNX Runtime.
type reference struct {
	tape      *tape.Tape
	session   *ort.Session
	adam      *Adam
	params    []float32
	gradients []float32
}

func newReference(t *testing.T, tp *tape.Tape, logits tape.Node, params []float32) *reference {
	t.Helper()
	model, err := tp.Gradient(logits)
	if err != nil {
		t.Fatal(err)
	}
	r := &reference{tp, orttest.Open(t, model, ort.Options{}), NewAdam(len(params), 1), slices.Clone(params), make([]float32, len(params))}
	r.adam.fast = nil
	return r
}

func (r *reference) step(t *testing.T, b sampled) float64 {
	t.Helper()
	rows := int64(b.rows)
	var inputs []ort.Tensor
	add := func(vs ...[]float32) {
		for _, v := range vs {
			inputs = append(inputs, ort.Floats(v, rows, int64(len(v))/rows))
		}
	}
	add(b.features...)
	add(make([]float32, b.rows*len(b.masks))) // presence, which such tapes do not look at
	add(b.masks...)
	add(b.dropouts...)
	add(b.targets)
	inputs = append(inputs, ort.Floats([]float32{b.scale}, 1))
	loss := make([]float32, 1)
	outputs := []ort.Tensor{ort.Floats(loss, 1)}
	for _, p := range r.tape.Params() {
		shape := make([]int64, len(p.Shape))
		for i, n := range p.Shape {
			shape[i] = int64(n)
		}
		inputs = append(inputs, ort.Floats(r.params[p.Offset:p.Offset+p.Size()], shape...))
		outputs = append(outputs, ort.Floats(r.gradients[p.Offset:p.Offset+p.Size()], shape...))
	}
	if err := r.session.Run(t.Context(), inputs, outputs); err != nil {
		t.Fatal(err)
	}
	r.adam.Step(r.params, r.gradients, b.rate)
	return float64(loss[0])
}

// weights draws parameters of the size that a network starts from.
func weights(t *tape.Tape, seed uint64) []float32 {
	v := random(t.Size(), seed)
	for i := range v {
		v[i] /= 10
	}
	return v
}

func open(t testing.TB, tp *tape.Tape, logits tape.Node, way arithmetic, threads int) *Network {
	t.Helper()
	n, err := build(tp, logits, Options{Train: 70, Forward: 70, Threads: threads}, way)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// TestStepEqualsONNXRuntime trains networks of all shapes here and there, on
// batches of sizes that are no multiples of a tile's.
func TestStepEqualsONNXRuntime(t *testing.T) {
	ways := needAssembly(t)
	for _, s := range shapes {
		for _, way := range ways {
			t.Run(way.name+"/"+s.String(), func(t *testing.T) {
				tp, logits := s.record()
				n := open(t, tp, logits, way, 2)
				params := weights(tp, 1)
				n.Restore(params, nil, nil, 0)
				want := newReference(t, tp, logits, params)
				p, m, v := make([]float32, len(params)), make([]float32, len(params)), make([]float32, len(params))
				for step, rows := range []int{64, 1, 13, 70, 8} {
					b := s.sample(tp, rows, uint64(step))
					loss, wanted := n.Step(b.batch()), want.step(t, b)
					if !(math.Abs(loss-wanted) <= 1e-5*max(1, wanted)) {
						t.Errorf("step %d: loss %v, want %v", step+1, loss, wanted)
					}
					if steps := n.Save(p, m, v); steps != step+1 {
						t.Errorf("%d steps, want %d", steps, step+1)
					}
					near(t, fmt.Sprintf("step %d: first moments", step+1), m, want.adam.M, 1e-5)
					near(t, fmt.Sprintf("step %d: second moments", step+1), v, want.adam.V, 1e-5)
					// Where a gradient is next to nothing, Adam makes a whole step of its
					// rounding; the networks go on from the same parameters.
					n.Restore(want.params, want.adam.M, want.adam.V, step+1)
				}
			})
		}
	}
}

// forwardOracle computes the logits of a batch in float64.
func (s shape) forwardOracle(params []float32, b sampled) []float32 {
	var out []float32
	for r := range b.rows {
		at := params
		linear := func(x []float64, width int, relu bool) []float64 {
			y := make([]float64, width)
			for j := range y {
				y[j] = float64(at[len(x)*width+j])
				for k, v := range x {
					y[j] += v * float64(at[k*width+j])
				}
				if relu {
					y[j] = max(y[j], 0)
				}
			}
			at = at[(len(x)+1)*width:]
			return y
		}
		var x []float64
		for i, in := range s.inputs {
			f := make([]float64, in)
			for k := range f {
				f[k] = float64(b.features[i][r*in+k])
			}
			for j, v := range linear(f, s.widths[i], true) {
				x = append(x, v*float64(b.masks[i][r*s.widths[i]+j]))
			}
		}
		for _, width := range s.hidden {
			x = linear(x, width, true)
		}
		for _, v := range linear(x, s.classes, false) {
			out = append(out, float32(v))
		}
	}
	return out
}

func TestForward(t *testing.T) {
	for _, way := range needAssembly(t) {
		for _, s := range shapes {
			tp, logits := s.record()
			n := open(t, tp, logits, way, 3)
			params := weights(tp, 5)
			n.Restore(params, nil, nil, 0)
			for _, rows := range []int{70, 1, 9} {
				b := s.sample(tp, rows, 9)
				got := make([]float32, rows*s.classes)
				n.Forward(b.batch(), got)
				near(t, fmt.Sprintf("%s: %v, %d rows", way.name, s, rows), got, s.forwardOracle(params, b), 1e-5)
			}
		}
	}
}

// The same bits come out with any number of goroutines and with any assembly, and
// when a training is interrupted and gone on with in another network.
func TestStepsAreReproducible(t *testing.T) {
	ways := needAssembly(t)
	s := shapes[len(shapes)-1]
	tp, logits := s.record()
	size := tp.Size()
	run := func(way arithmetic, threads, interrupted int) []float32 {
		n := open(t, tp, logits, way, threads)
		n.Restore(weights(tp, 1), nil, nil, 0)
		p, m, v := make([]float32, size), make([]float32, size), make([]float32, size)
		for step := range 6 {
			if step == interrupted {
				steps := n.Save(p, m, v)
				n = open(t, tp, logits, way, threads)
				n.Restore(p, m, v, steps)
			}
			rows := []int{64, 70, 3}[step%3]
			n.Step(s.sample(tp, rows, uint64(step)).batch())
			n.Forward(s.sample(tp, 20, 7).batch(), make([]float32, 20*s.classes))
		}
		n.Save(p, m, v)
		return slices.Concat(p, m, v)
	}
	want := run(ways[0], 1, -1)
	for _, way := range ways {
		for _, threads := range []int{1, 2, 7} {
			for _, interrupted := range []int{-1, 3} {
				if !slices.Equal(run(way, threads, interrupted), want) {
					t.Errorf("%s, %d threads, interrupted before step %d: other parameters", way.name, threads, interrupted)
				}
			}
		}
	}
}

// Features of an absent modality have no effect, and neither have rows of batches
// that came before.
func TestNothingIsLeftOver(t *testing.T) {
	way := needAssembly(t)[0]
	s := shapes[2]
	tp, logits := s.record()
	train := func(before bool) []float32 {
		n := open(t, tp, logits, way, 2)
		b := s.sample(tp, 13, 4)
		if before {
			n.Restore(weights(tp, 2), nil, nil, 0)
			n.Step(s.sample(tp, 70, 3).batch())
			n.Forward(s.sample(tp, 70, 3).batch(), make([]float32, 70*s.classes))
			for r := 3; r < 13; r += 4 { // without the first modality
				for k := range s.inputs[0] {
					b.features[0][r*s.inputs[0]+k] = 1e6
				}
			}
		}
		size := tp.Size()
		n.Restore(weights(tp, 1), make([]float32, size), make([]float32, size), 0)
		n.Step(b.batch())
		p := make([]float32, size)
		n.Save(p, nil, nil)
		return p
	}
	if !slices.Equal(train(false), train(true)) {
		t.Error("what must have no effect has one")
	}
}

func TestUnsupported(t *testing.T) {
	needAssembly(t)
	linear := func(t *tape.Tape, x tape.Node, name string, out int) tape.Node {
		return t.Gemm(x, t.Param(name+"/w", x.Width, out), t.Param(name+"/b", out))
	}
	for want, record := range map[string]func(t *tape.Tape, x tape.Node) tape.Node{
		"read twice": func(t *tape.Tape, x tape.Node) tape.Node {
			h := linear(t, x, "h", 4)
			return linear(t, t.Concat(h, h), "out", 3)
		},
		"used twice": func(t *tape.Tape, x tape.Node) tape.Node {
			w, b := t.Param("w", 6, 6), t.Param("b", 6)
			return t.Gemm(t.Gemm(x, w, b), w, b)
		},
		"not of a layer's":          func(t *tape.Tape, x tape.Node) tape.Node { return linear(t, t.Relu(x), "out", 3) },
		"features are concatenated": func(t *tape.Tape, x tape.Node) tape.Node { return linear(t, t.Concat(x), "out", 3) },
		"something else than": func(t *tape.Tape, x tape.Node) tape.Node {
			return linear(t, t.Relu(t.Mask(linear(t, x, "h", 4), "m")), "out", 3)
		},
		"more than fully connected": func(t *tape.Tape, x tape.Node) tape.Node {
			h := linear(t, x, "h", 4)
			return linear(t, t.LayerNorm(h, t.Param("scale", 4), t.Param("shift", 4)), "out", 3)
		},
		"follows the last layer": func(t *tape.Tape, x tape.Node) tape.Node { return t.Relu(linear(t, x, "out", 3)) },
		"not the last layer's":   func(_ *tape.Tape, x tape.Node) tape.Node { return x },
		"all of it": func(t *tape.Tape, x tape.Node) tape.Node {
			t.Features("spare", 3)
			return linear(t, x, "out", 3)
		},
		"gemm: x has width 6": func(t *tape.Tape, x tape.Node) tape.Node { return t.Gemm(x, t.Param("w", 5, 4), t.Param("b", 4)) },
	} {
		tp := &tape.Tape{}
		logits := record(tp, tp.Features("x", 6))
		n, err := New(tp, logits, Options{Train: 4, Forward: 4})
		if n != nil || err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, ErrUnsupported) != (want != "gemm: x has width 6") {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
}

// A team does every unit once, however its members are scheduled, and is gone
// when it is closed.
func TestTeam(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, size := range []int{1, 2, 9} {
		team := newTeam(size)
		for round := range 300 {
			units := round % 17
			done := make([]int, units)
			team.run(units, func(unit, who int) {
				if who < 0 || who >= size {
					t.Errorf("goroutine %d of %d", who, size)
				}
				done[unit]++
			})
			for unit, n := range done {
				if n != 1 {
					t.Fatalf("%d goroutines: unit %d of %d was done %d times", size, unit, units, n)
				}
			}
			if round == 100 {
				for _, m := range team.members {
					for !m.asleep.Load() {
						runtime.Gosched()
					}
				}
			}
		}
		team.close()
	}
	// A member that has said that it ends may not be gone yet.
	for late := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(late); {
		time.Sleep(time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, were %d", after, before)
	}
}
