package onnx

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"
)

func outlined(t *testing.T, model []byte) []byte {
	t.Helper()
	got, err := Outline(bytes.NewReader(model), int64(len(model)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestOutline(t *testing.T) {
	for _, name := range []string{"ops.onnx", "quantized.onnx", "nested.onnx", "dynamic.onnx"} {
		model := read(t, name)
		outline := outlined(t, model)
		want, err := Describe(model)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Describe(outline); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
		if got, err := Quantized(outline); err != nil || got != (name == "quantized.onnx" || name == "dynamic.onnx") {
			t.Errorf("%s: quantized %v, %v", name, got, err)
		}
		if len(outline) >= len(model) {
			t.Errorf("%s: %d bytes of %d", name, len(outline), len(model))
		}
	}
}

// reading counts what is read of a model.
type reading struct {
	io.ReaderAt
	bytes int
}

func (r *reading) ReadAt(p []byte, at int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, at)
	r.bytes += n
	return n, err
}

// Weights are stepped over, also where they are long enough to be worth it.
func TestOutlineReadsNoWeights(t *testing.T) {
	g := New("large")
	x := g.Input("x", Float32, Any("B"), Size(1000))
	for range 4 {
		x = g.Op("MatMul", []string{x, g.Floats(g.Fresh("w"), make([]float32, 1e6), 1000, 1000)})
	}
	g.Output(x, Float32, Any("B"), Size(1000))
	model, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{ReaderAt: bytes.NewReader(model)}
	outline, err := Outline(r, int64(len(model)))
	if err != nil {
		t.Fatal(err)
	}
	if len(outline) > 1000 || r.bytes > len(model)/10 {
		t.Errorf("an outline of %d bytes, for which %d of %d were read", len(outline), r.bytes, len(model))
	}
}

func TestOutlineRefuses(t *testing.T) {
	model := read(t, "ops.onnx")
	for name, junk := range map[string][]byte{
		"text": []byte("hello"), "half": model[:len(model)/2], "long": appendMessage(nil, modelGraph, model)[:20],
	} {
		if _, err := Outline(bytes.NewReader(junk), int64(len(junk))); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Outline(bytes.NewReader(model[:50]), int64(len(model))); !errors.Is(err, ErrFormat) {
		t.Errorf("cut short behind our back: %v", err)
	}
	large := appendMessage(nil, modelMetadata, make([]byte, maxOutline+1))
	if _, err := Outline(bytes.NewReader(large), int64(len(large))); !errors.Is(err, ErrFormat) {
		t.Errorf("metadata without end: %v", err)
	}
}
