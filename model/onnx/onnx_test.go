package onnx

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestMarshal builds the graph of testdata/gen.py and wants the bytes that the
// reference implementation wrote.
func TestMarshal(t *testing.T) {
	g := New("ops")
	x := g.Input("x", Float32, Any("batch"), Size(4), Size(8), Size(8))
	var weights []float32
	for i := range 36 {
		weights = append(weights, float32(i)/8)
	}
	w := g.Floats("w", weights, 4, 1, 3, 3)
	zero, six := g.Floats("zero", []float32{0}), g.Floats("six", []float32{6})
	fc := g.Floats("fc", []float32{-.5, -.5, -.5, -.5, -.5, -.5, -.5, -.5}, 2, 4)
	axes := g.Ints("axes", []int64{-1}, 1)
	g.Node("Conv", []string{x, w}, []string{"c"}, Int("group", 4), Ints("kernel_shape", 3, 3), Ints("pads", 0, 0, 1, 1), Ints("strides", 2, 2))
	g.Node("Clip", []string{"c", zero, six}, []string{"a"})
	g.Node("GlobalAveragePool", []string{"a"}, []string{"p"})
	g.Node("Flatten", []string{"p"}, []string{"f"}, Int("axis", 1))
	g.Node("LeakyRelu", []string{"f"}, []string{"l"}, Float("alpha", 0.25))
	g.Node("Gemm", []string{"l", fc, ""}, []string{"g"}, Int("transB", 1))
	g.Node("ReduceSum", []string{"g", axes}, []string{"s"})
	g.Node("DepthToSpace", []string{x}, []string{"d"}, Int("blocksize", 2))
	g.Output("s", Float32, Any("batch"), Size(1))
	g.Output("d", Float32, Any("batch"), Size(1), Size(16), Size(16))
	g.Metadata("made by", "memebench")
	g.Metadata("empty", "")
	got, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if want := read(t, "ops.onnx"); !bytes.Equal(got, want) {
		t.Errorf("%d bytes differ from the reference's %d", len(got), len(want))
	}
}

// The same for the element types of quantised models.
func TestMarshalQuantized(t *testing.T) {
	g := New("quantized")
	x := g.Input("x", Float32, Any("batch"), Size(2), Size(1), Size(1))
	one, zero := g.Floats("one", []float32{1}), g.Uint8s("zero", []uint8{0})
	step, middle := g.Floats("step", []float32{0.5}), g.Uint8s("middle", []uint8{128})
	w := g.Int8s("w", []int8{-127, 64, 0, 127}, 2, 2, 1, 1)
	wStep, wZero := g.Floats("w_step", []float32{0.25, 2}, 2), g.Int8s("w_zero", []int8{0, 0}, 2)
	b, bStep := g.Int32s("b", []int32{-7, math.MaxInt32}, 2), g.Floats("b_step", []float32{0.125, 1}, 2)
	g.Node("QuantizeLinear", []string{x, one, zero}, []string{"q"})
	g.Node("DequantizeLinear", []string{"q", step, middle}, []string{"d"})
	g.Node("DequantizeLinear", []string{w, wStep, wZero}, []string{"wd"}, Int("axis", 0))
	g.Node("DequantizeLinear", []string{b, bStep}, []string{"bd"}, Int("axis", 0))
	g.Node("Conv", []string{"d", "wd", "bd"}, []string{"y"})
	g.Output("y", Float32, Any("batch"), Size(2), Size(1), Size(1))
	got, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if want := read(t, "quantized.onnx"); !bytes.Equal(got, want) {
		t.Errorf("%d bytes differ from the reference's %d", len(got), len(want))
	}
}

func TestMarshalReportsMistakes(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(g *Graph)
		want  string
	}{
		{"no output", func(g *Graph) { g.Input("x", Float32, Size(1)) }, "no output"},
		{"unknown input", func(g *Graph) { g.Output(g.Op("Relu", []string{"x"}), Float32) }, `Relu: nothing produces "x"`},
		{"unknown output", func(g *Graph) { g.Output("y", Float32) }, `output: nothing produces "y"`},
		{"name twice", func(g *Graph) {
			g.Input("x", Float32, Size(1))
			g.Floats("x", []float32{1}, 1)
			g.Output("x", Float32)
		}, `initializer: the name "x" is taken`},
		{"short data", func(g *Graph) { g.Output(g.Floats("w", make([]float32, 5), 2, 3), Float32) }, "5 values do not fill the shape [2 3]"},
		{"short bytes", func(g *Graph) { g.Output(g.Int8s("w", make([]int8, 5), 2, 3), Float32) }, "5 values do not fill the shape [2 3]"},
		{"huge shape", func(g *Graph) { g.Output(g.Ints("w", nil, 1<<20, 1<<20), Int64) }, "out of range"},
		{"no name", func(g *Graph) { g.Output(g.Input("", Float32), Float32) }, "needs a name"},
	} {
		g := New("bad")
		c.build(g)
		if _, err := g.Marshal(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want … %s …", c.name, err, c.want)
		}
	}
}

func TestFreshAvoidsTakenNames(t *testing.T) {
	g := New("g")
	x := g.Input("Relu_1", Float32, Size(1))
	g.Output(g.Op("Relu", []string{x}), Float32, Size(1))
	if _, err := g.Marshal(); err != nil {
		t.Error(err)
	}
}

func TestDescribe(t *testing.T) {
	got, err := Describe(read(t, "ops.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Description{
		Inputs: []Value{{"x", Float32, []Dim{Any("batch"), Size(4), Size(8), Size(8)}}},
		Outputs: []Value{
			{"s", Float32, []Dim{Any("batch"), Size(1)}},
			{"d", Float32, []Dim{Any("batch"), Size(1), Size(16), Size(16)}},
		},
		Metadata: map[string]string{"made by": "memebench", "empty": ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// "scale" is an input with an initializer and need not be fed; 9 is bool.
	if got, err = Describe(read(t, "nested.onnx")); err != nil {
		t.Fatal(err)
	}
	if want := []Value{{"x", Float32, []Dim{Any("B"), Size(2)}}, {"y", Float32, []Dim{Any("B"), Size(2)}}, {"flag", 9, nil}}; !reflect.DeepEqual(got.Inputs, want) {
		t.Errorf("inputs %+v, want %+v", got.Inputs, want)
	}
}

// summary lists what is left of a graph.
func summary(t *testing.T, model []byte) (ops, names []string) {
	t.Helper()
	for f, err := range fields(model) {
		if err != nil {
			t.Fatal(err)
		}
		if !f.isMessage(modelGraph) {
			continue
		}
		for f, err := range fields(f.bytes) {
			if err != nil {
				t.Fatal(err)
			}
			var s string
			switch f.number {
			case graphNode:
				s, err = stringField(f.bytes, nodeOp)
				ops = append(ops, s)
			case graphInitializer:
				s, err = stringField(f.bytes, tensorName)
				names = append(names, s)
			case graphValueInfo:
				s, err = stringField(f.bytes, valueName)
				names = append(names, "info:"+s)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return ops, names
}

func TestCut(t *testing.T) {
	model := read(t, "nested.onnx")
	before := bytes.Clone(model)
	got, err := Cut(model, "feature", Float32, Any("B"), Size(2))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(model, before) {
		t.Error("the model was changed")
	}
	d, err := Describe(got)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Value{{"feature", Float32, []Dim{Any("B"), Size(2)}}}; !reflect.DeepEqual(d.Outputs, want) {
		t.Errorf("outputs %+v, want %+v", d.Outputs, want)
	}
	if len(d.Inputs) != 2 || d.Inputs[0].Name != "x" || d.Inputs[1].Name != "flag" {
		t.Errorf("inputs %+v, want x and flag", d.Inputs)
	}
	ops, names := summary(t, got)
	if want := []string{"Mul", "Neg", "Clip", "If", "Add"}; !reflect.DeepEqual(ops, want) {
		t.Errorf("nodes %v, want %v", ops, want)
	}
	if want := []string{"scale", "top", "inner", "info:hidden"}; !reflect.DeepEqual(names, want) {
		t.Errorf("initializers and value infos %v, want %v", names, want)
	}
	again, err := Cut(got, "feature", Float32, Any("B"), Size(2))
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("a second cut changed the model (%v)", err)
	}
}

func TestCutRefuses(t *testing.T) {
	model := read(t, "nested.onnx")
	for _, tensor := range []string{"", "x", "scale", "then_out", "nothing\x1b[0m"} {
		if _, err := Cut(model, tensor, Float32); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("cut at %q: %v", tensor, err)
		}
	}
	for name, junk := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "html": []byte("<html>"), "half": model[:len(model)/2], "two graphs": append(bytes.Clone(model), model...),
	} {
		if _, err := Cut(junk, "feature", Float32); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCutBoundsNesting hides an If in an If in an If …
func TestCutBoundsNesting(t *testing.T) {
	graph := []byte{}
	for range 100 {
		n := appendString(nil, nodeOutput, "y")
		n = appendMessage(n, nodeAttribute, appendMessage(nil, attributeGraph, graph))
		graph = appendMessage(nil, graphNode, n)
	}
	if _, err := Cut(appendMessage(nil, modelGraph, graph), "y", Float32); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "nested") {
		t.Errorf("%v", err)
	}
}

func FuzzCut(f *testing.F) {
	for _, name := range []string{"ops.onnx", "nested.onnx"} {
		f.Add(read(f, name), "feature")
		f.Add(read(f, name), "a")
	}
	f.Add(protowire.AppendTag(nil, modelGraph, protowire.BytesType), "y")
	f.Fuzz(func(t *testing.T, model []byte, tensor string) {
		_, whole := Describe(model)
		if whole != nil && !errors.Is(whole, ErrFormat) {
			t.Errorf("describe: %v", whole)
		}
		cut, err := Cut(model, tensor, Float32, Any("B"), Size(2))
		if err != nil {
			return
		}
		d, err := Describe(cut)
		if err != nil && whole != nil && errors.Is(err, ErrFormat) {
			return // what is kept of a model that is damaged is damaged
		}
		if err != nil {
			t.Fatalf("a cut model cannot be described: %v", err)
		}
		if len(d.Outputs) != 1 || d.Outputs[0].Name != tensor {
			t.Errorf("outputs %+v, want %q", d.Outputs, tensor)
		}
	})
}
