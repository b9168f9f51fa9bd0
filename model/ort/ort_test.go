//go:build cgo

package ort_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// affine returns a model that computes y = x·w + b for w [2,3], and passes an
// int64 input through.
func affine(t testing.TB) []byte {
	g := onnx.New("affine")
	x := g.Input("x", onnx.Float32, onnx.Any("B"), onnx.Size(2))
	ids := g.Input("ids", onnx.Int64, onnx.Any("B"))
	w := g.Floats("w", []float32{1, 2, 3, 4, 5, 6}, 2, 3)
	b := g.Floats("b", []float32{0.5, 0.25, 0}, 3)
	g.Node("Gemm", []string{x, w, b}, []string{"y"})
	g.Node("Identity", []string{ids}, []string{"same"})
	g.Output("y", onnx.Float32, onnx.Any("B"), onnx.Size(3))
	g.Output("same", onnx.Int64, onnx.Any("B"))
	g.Metadata("answer", "42")
	return marshal(t, g)
}

func marshal(t testing.TB, g *onnx.Graph) []byte {
	t.Helper()
	model, err := g.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func TestSessionDescribesItself(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{})
	if in := s.Inputs(); len(in) != 2 || in[0].Name != "x" || in[0].Elem != onnx.Float32 || !slices.Equal(in[0].Dims, []onnx.Dim{onnx.Any("B"), onnx.Size(2)}) || in[1].Elem != onnx.Int64 {
		t.Errorf("inputs: %+v", in)
	}
	if out := s.Outputs(); len(out) != 2 || out[0].Name != "y" || out[1].Name != "same" {
		t.Errorf("outputs: %+v", out)
	}
	if s.Metadata()["answer"] != "42" {
		t.Errorf("metadata: %v", s.Metadata())
	}
	if v := ort.Version(); !strings.HasPrefix(v, "1.") {
		t.Errorf("version %q", v)
	}
}

func TestRunWritesInPlaceAndAllocatesOnDemand(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{Threads: 2})
	want := []float32{1.5, 2.25, 3, 4.5, 5.25, 6, 5.5, 7.25, 9}
	x := ort.Floats([]float32{1, 0, 0, 1, 1, 1}, 3, 2)
	ids := ort.Ints([]int64{7, 8, 9}, 3)

	y := make([]float32, 9)
	outputs := []ort.Tensor{ort.Floats(y, 3, 3), {}}
	for range 3 {
		clear(y)
		outputs[1] = ort.Tensor{}
		if err := s.Run(t.Context(), []ort.Tensor{x, ids}, outputs); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(y, want) {
			t.Errorf("y = %v, want %v", y, want)
		}
		if got := outputs[1]; !slices.Equal(got.Int64, []int64{7, 8, 9}) || !slices.Equal(got.Shape, []int64{3}) {
			t.Errorf("same = %+v", got)
		}
	}
}

func TestRunOfNoRows(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{})
	outputs := make([]ort.Tensor, 2)
	if err := s.Run(t.Context(), []ort.Tensor{ort.Floats([]float32{}, 0, 2), ort.Ints([]int64{}, 0)}, outputs); err != nil {
		t.Fatal(err)
	}
	if got := outputs[0].Shape; !slices.Equal(got, []int64{0, 3}) {
		t.Errorf("shape %v, want [0 3]", got)
	}
}

func TestRunRefusesWhatDoesNotFit(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{})
	x, ids := ort.Floats(make([]float32, 2), 1, 2), ort.Ints(make([]int64, 1), 1)
	y, same := ort.Floats(make([]float32, 3), 1, 3), ort.Ints(make([]int64, 1), 1)
	for _, c := range []struct {
		name            string
		inputs, outputs []ort.Tensor
		want            string
	}{
		{"too few inputs", []ort.Tensor{x}, []ort.Tensor{y, same}, "got 1 inputs"},
		{"too few outputs", []ort.Tensor{x, ids}, []ort.Tensor{y}, "1 outputs"},
		{"no data", []ort.Tensor{{}, ids}, []ort.Tensor{y, same}, `input "x": the tensor has no shape`},
		{"wrong type", []ort.Tensor{ort.Ints(make([]int64, 2), 1, 2), ids}, []ort.Tensor{y, same}, "float32"},
		{"short data", []ort.Tensor{ort.Floats(make([]float32, 1), 1, 2), ids}, []ort.Tensor{y, same}, "do not fill"},
		{"long data", []ort.Tensor{ort.Floats(make([]float32, 3), 1, 2), ids}, []ort.Tensor{y, same}, "do not fill"},
		{"negative", []ort.Tensor{ort.Floats(nil, -1, 2), ids}, []ort.Tensor{y, same}, "out of range"},
		{"overflow", []ort.Tensor{ort.Floats(make([]float32, 2), math.MaxInt64, 3), ids}, []ort.Tensor{y, same}, "out of range"},
		{"wrong width", []ort.Tensor{ort.Floats(make([]float32, 3), 1, 3), ids}, []ort.Tensor{y, same}, "dimension"},
		{"wrong output", []ort.Tensor{x, ids}, []ort.Tensor{ort.Floats(make([]float32, 6), 2, 3), same}, "shape"},
		{"both", []ort.Tensor{{Shape: []int64{1, 2}, Float32: make([]float32, 2), Int64: make([]int64, 2)}, ids}, []ort.Tensor{y, same}, "both"},
	} {
		err := s.Run(t.Context(), c.inputs, c.outputs)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want … %s …", c.name, err, c.want)
		} else if !strings.HasPrefix(err.Error(), "run model: ") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestRunIsSafeForConcurrentUse(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{})
	var wg sync.WaitGroup
	for k := range 8 {
		wg.Go(func() {
			y := make([]float32, 3)
			for range 50 {
				outputs := []ort.Tensor{ort.Floats(y, 1, 3), {}}
				if err := s.Run(t.Context(), []ort.Tensor{ort.Floats([]float32{float32(k), 0}, 1, 2), ort.Ints([]int64{int64(k)}, 1)}, outputs); err != nil {
					t.Error(err)
					return
				}
				if f := float32(k); y[0] != f+0.5 || y[1] != 2*f+0.25 || outputs[1].Int64[0] != int64(k) {
					t.Errorf("run %d got %v", k, y)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestClosedSessionRefusesToRun(t *testing.T) {
	s := orttest.Open(t, affine(t), ort.Options{})
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Run(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("run after close: %v", err)
	}
}

// A model's file makes the session that its bytes make.
func TestOpenFile(t *testing.T) {
	orttest.Start(t)
	path := filepath.Join(t.TempDir(), "model.onnx")
	if err := os.WriteFile(path, affine(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ort.OpenFile(path, ort.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := os.Remove(path); err != nil { // it is not read again
		t.Fatal(err)
	}
	if in, out := s.Inputs(), s.Outputs(); len(in) != 2 || len(out) != 2 || s.Metadata()["answer"] != "42" {
		t.Errorf("%+v, %+v, %v", in, out, s.Metadata())
	}
	out := make([]ort.Tensor, 2)
	if err := s.Run(t.Context(), []ort.Tensor{ort.Floats([]float32{1, 1}, 1, 2), ort.Ints([]int64{7}, 1)}, out); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(out[0].Float32, []float32{5.5, 7.25, 9}) || !slices.Equal(out[1].Int64, []int64{7}) {
		t.Errorf("%+v", out)
	}
}

func TestOpenRefusesGarbage(t *testing.T) {
	orttest.Start(t)
	path := filepath.Join(t.TempDir(), "model.onnx")
	unknown := onnx.New("unknown")
	unknown.Node("NoSuch\x1b[31mOperator", []string{unknown.Input("x", onnx.Float32, onnx.Size(1))}, []string{"y"})
	unknown.Output("y", onnx.Float32, onnx.Size(1))
	for name, model := range map[string][]byte{
		"empty":            nil,
		"text":             []byte("<!doctype html><html>not found</html>"),
		"half":             affine(t)[:100],
		"unknown operator": marshal(t, unknown),
	} {
		if err := os.WriteFile(path, model, 0o600); err != nil {
			t.Fatal(err)
		}
		for how, open := range map[string]func() (*ort.Session, error){
			"bytes": func() (*ort.Session, error) { return ort.Open(model, ort.Options{}) },
			"file":  func() (*ort.Session, error) { return ort.OpenFile(path, ort.Options{}) },
		} {
			s, err := open()
			if err == nil {
				t.Errorf("%s, %s: opened", name, how)
				s.Close()
				continue
			}
			if strings.ContainsAny(err.Error(), "\x1b\n") || !strings.HasPrefix(err.Error(), "open model: ") {
				t.Errorf("%s, %s: %q", name, how, err)
			}
		}
	}
	if _, err := ort.Open(affine(t), ort.Options{Threads: -1}); err == nil {
		t.Error("opened with -1 threads")
	}
	if _, err := ort.OpenFile(path+".missing", ort.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestStartAndStop(t *testing.T) {
	path := orttest.Library(t)
	orttest.Start(t)
	if err := ort.Start(path); err != nil {
		t.Errorf("second start of the same library: %v", err)
	}
	dir := t.TempDir()
	if err := ort.Start(filepath.Join(dir, "other.so")); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("start of another library: %v", err)
	}
	s, err := ort.Open(affine(t), ort.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := ort.Stop(); err == nil || !strings.Contains(err.Error(), "still open") {
		t.Errorf("stop with an open session: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := ort.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if v := ort.Version(); v != "" {
		t.Errorf("version %q after stop", v)
	}
	if _, err := ort.Open(affine(t), ort.Options{}); err == nil || !strings.Contains(err.Error(), "not started") {
		t.Errorf("open after stop: %v", err)
	}
	if err := ort.Start(filepath.Join(dir, "none.so")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing library: %v", err)
	}
	if err := ort.Start(dir); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("folder: %v", err)
	}
	junk := filepath.Join(dir, "junk.so")
	if err := os.WriteFile(junk, []byte("this is no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ort.Start(junk); err == nil || !strings.HasPrefix(err.Error(), "onnx runtime: cannot load") {
		t.Errorf("junk: %v", err)
	}
	orttest.Start(t)
	s, err = ort.Open(affine(t), ort.Options{})
	if err != nil {
		t.Fatalf("open after a restart: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// BenchmarkRun shows what a run costs beside the work of the model.
func BenchmarkRun(b *testing.B) {
	s := orttest.Open(b, affine(b), ort.Options{})
	inputs := []ort.Tensor{ort.Floats(make([]float32, 2), 1, 2), ort.Ints(make([]int64, 1), 1)}
	outputs := []ort.Tensor{ort.Floats(make([]float32, 3), 1, 3), ort.Ints(make([]int64, 1), 1)}
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Run(b.Context(), inputs, outputs); err != nil {
			b.Fatal(err)
		}
	}
}
