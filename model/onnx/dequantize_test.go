package onnx

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"
)

func TestDequantize(t *testing.T) {
	model := read(t, "dynamic.onnx")
	before := bytes.Clone(model)
	got, err := Dequantize(model)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(model, before) {
		t.Error("the model was changed")
	}
	ops, names := summary(t, got)
	if want := []string{"MatMul", "MatMul", "MatMul", "MatMul"}; !reflect.DeepEqual(ops, want) {
		t.Errorf("nodes %v, want %v", ops, want)
	}
	if want := []string{"w.floats", "v.floats", "u.floats", "info:hidden"}; !reflect.DeepEqual(names, want) {
		t.Errorf("initializers and value infos %v, want %v", names, want)
	}
	weights, err := Floats(got)
	want := map[string]Tensor{
		"w.floats": {[]int{3, 2}, []float32{-63, 0.5, 2, 1, 3, 31.75}}, // (w - [-1 0])·[0.5 0.25]
		"v.floats": {[]int{2, 2}, []float32{-14, 496, 0, 2}},
		"u.floats": {[]int{2, 2}, []float32{0.125, 0.25, 0.375, 0.5}},
	}
	if err != nil || !reflect.DeepEqual(weights, want) {
		t.Errorf("weights %v, %v", weights, err)
	}
	was, err := Describe(model)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := Describe(got); err != nil || !reflect.DeepEqual(is, was) {
		t.Errorf("inputs and outputs %+v, %v, want %+v", is, err, was)
	}
	if again, err := Dequantize(got); err != nil || &again[0] != &got[0] {
		t.Errorf("a second time changed the model (%v)", err)
	}
}

func TestDequantizeLeavesOtherForms(t *testing.T) {
	for _, name := range []string{"ops.onnx", "quantized.onnx", "nested.onnx", "otherwise.onnx"} {
		model := read(t, name)
		if got, err := Dequantize(model); err != nil || &got[0] != &model[0] {
			t.Errorf("%s was changed (%v)", name, err)
		}
	}
	for name, junk := range map[string][]byte{"text": []byte("hello"), "half": read(t, "dynamic.onnx")[:400]} {
		if _, err := Dequantize(junk); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Weights that do not fill their shape, or lack a scale for a column, are not taken.
func TestDequantizeOddWeights(t *testing.T) {
	model := read(t, "dynamic.onnx")
	for what, change := range map[string][2]string{
		"another column of scales": {"\x08\x02\x10\x01\x22\x08\x00\x00\x00\x3f", "\x08\x03\x10\x01\x22\x08\x00\x00\x00\x3f"},
		"no such scale":            {"\x42\x07w_scale", "\x42\x07w_scalE"},
	} {
		if bytes.Count(model, []byte(change[0])) != 1 {
			t.Fatalf("%s: the model has %d of those", what, bytes.Count(model, []byte(change[0])))
		}
		got, err := Dequantize(bytes.Replace(model, []byte(change[0]), []byte(change[1]), 1))
		if err != nil {
			t.Fatal(what, err)
		}
		if ops, _ := summary(t, got); ops[0] != "DynamicQuantizeLinear" || ops[1] != "MatMulInteger" || ops[len(ops)-1] != "MatMul" {
			t.Errorf("%s: nodes %v, want the first product left as it is", what, ops)
		}
	}
}

// Weights that two products share are put into floats once, and by one scale: a product with
// another one stays as it is.
func TestDequantizeSharedWeights(t *testing.T) {
	for second, want := range map[string]int{"half": 2, "double": 1} {
		g := New("shared")
		x := g.Input("x", Float32, Size(1), Size(2))
		g.Node("DynamicQuantizeLinear", []string{x}, []string{"q", "scale", "zero"})
		w := g.Int8s("w", []int8{2, -4}, 2, 1)
		g.Floats("half", []float32{0.5})
		g.Floats("double", []float32{2})
		for _, s := range []string{"half", second} {
			product := g.Op("Cast", []string{g.Op("MatMulInteger", []string{"q", w, "zero"})}, Int("to", int(Float32)))
			both := g.Op("Mul", []string{"scale", s})
			g.Output(g.Op("Mul", []string{product, both}), Float32, Size(1), Size(1))
		}
		model, err := g.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Dequantize(model)
		if err != nil {
			t.Fatal(err)
		}
		ops, _ := summary(t, got)
		if n := len(slices.DeleteFunc(slices.Clone(ops), func(op string) bool { return op != "MatMul" })); n != want {
			t.Errorf("second scale %s: %v, want %d products in floats", second, ops, want)
		}
		if weights, err := Floats(got); err != nil || !reflect.DeepEqual(weights["w.floats"], Tensor{[]int{2, 1}, []float32{1, -2}}) {
			t.Errorf("second scale %s: %v, %v", second, weights, err)
		}
	}
}

func FuzzDequantize(f *testing.F) {
	for _, name := range []string{"dynamic.onnx", "otherwise.onnx", "nested.onnx"} {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, model []byte) {
		got, err := Dequantize(model)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%v", err)
			}
			return
		}
		if _, err := Quantized(got); err != nil && !errors.Is(err, ErrFormat) {
			t.Errorf("what came out: %v", err)
		}
		outline, err := Outline(bytes.NewReader(got), int64(len(got)))
		if err != nil {
			return // groups, which no model has
		}
		if len(outline) > len(got) {
			t.Errorf("an outline of %d bytes of a model of %d", len(outline), len(got))
		}
	})
}
