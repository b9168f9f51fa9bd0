package onnx

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

func constants(t testing.TB) []byte {
	t.Helper()
	g := New("constants")
	x := g.Input("x", Float32, Any("B"), Size(2))
	w := g.Floats("w", []float32{1, -2.5, math.MaxFloat32, 0}, 2, 2)
	g.Floats("scalar", []float32{7})
	g.Floats("none", nil, 0, 3)
	g.Ints("axes", []int64{1}, 1)
	g.Node("MatMul", []string{x, w}, []string{"y"})
	g.Output("y", Float32, Any("B"), Size(2))
	model, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func TestFloats(t *testing.T) {
	model := constants(t)
	got, err := Floats(model)
	want := map[string]Tensor{
		"w":      {[]int{2, 2}, []float32{1, -2.5, math.MaxFloat32, 0}},
		"scalar": {nil, []float32{7}},
		"none":   {[]int{0, 3}, []float32{}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	clear(model)
	if !reflect.DeepEqual(got, want) {
		t.Error("the values share memory with the model")
	}
}

func TestFloatsRefuses(t *testing.T) {
	tensor := func(dims []int64, elem int64, name string, raw []byte) []byte {
		var b []byte
		for _, d := range dims {
			b = appendInt(b, tensorDims, d)
		}
		b = appendString(appendInt(b, tensorType, elem), tensorName, name)
		return appendMessage(b, tensorRaw, raw)
	}
	model := func(tensors ...[]byte) []byte {
		var graph []byte
		for _, t := range tensors {
			graph = appendMessage(graph, graphInitializer, t)
		}
		return appendMessage(nil, modelGraph, graph)
	}
	for name, c := range map[string]struct {
		model []byte
		want  string
	}{
		"too few values":     {model(tensor([]int64{3}, 1, "w", make([]byte, 8))), `"w" has 8 bytes`},
		"part of a value":    {model(tensor([]int64{1}, 1, "w", make([]byte, 5))), `"w" has 5 bytes`},
		"huge":               {model(tensor([]int64{1 << 20, 1 << 20, 1 << 20}, 1, "w", nil)), "out of range"},
		"negative":           {model(tensor([]int64{-1}, 1, "w", nil)), "out of range"},
		"twice":              {model(tensor(nil, 1, "w", make([]byte, 4)), tensor(nil, 1, "w", make([]byte, 4))), `two initializers "w"`},
		"no protobuf at all": {[]byte("PK\x03\x04"), ""},
	} {
		if _, err := Floats(c.model); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := Floats(model(tensor([]int64{2}, 7, "ints", make([]byte, 16)))); err != nil || len(got) != 0 {
		t.Errorf("integers: %v, %v", got, err)
	}
}

func FuzzFloats(f *testing.F) {
	f.Add(constants(f))
	f.Add(constants(f)[:40])
	f.Fuzz(func(t *testing.T, model []byte) {
		tensors, err := Floats(model)
		if err != nil {
			return
		}
		n := 0
		for _, t := range tensors {
			n += 4 * len(t.Data)
		}
		if n > len(model) {
			t.Errorf("%d bytes of values from a model of %d", n, len(model))
		}
	})
}
