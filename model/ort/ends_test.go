//go:build cgo

package ort_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"memebench/model/onnx"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// endless returns a model with a loop that never ends by itself.
func endless(t testing.TB) []byte {
	body := onnx.New("body")
	body.Input("turn", onnx.Int64)
	body.Node("Identity", []string{body.Input("go on", onnx.Bool)}, []string{"still"})
	v := body.Input("v", onnx.Float32, onnx.Any("n"))
	body.Node("Tanh", []string{v}, []string{"next"})
	body.Output("still", onnx.Bool)
	body.Output("next", onnx.Float32, onnx.Any("n"))
	g := onnx.New("endless")
	g.Node("Loop", []string{"", "", g.Input("x", onnx.Float32, onnx.Any("n"))}, []string{"y"}, g.Body("body", body))
	g.Output("y", onnx.Float32, onnx.Any("n"))
	return marshal(t, g)
}

// A run ends with its context, also inside a loop of the model, and Close waits for
// it; the session goes on to serve others.
func TestRunEndsWithItsContext(t *testing.T) {
	s := orttest.Open(t, endless(t), ort.Options{})
	for _, after := range []time.Duration{0, time.Millisecond, 100 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				err := s.Run(ctx, []ort.Tensor{ort.Floats(make([]float32, 4), 4)}, make([]ort.Tensor, 1))
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("after %v: %v", after, err)
				}
			})
		}
		wg.Wait()
		cancel()
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	began := make(chan struct{})
	go func() {
		close(began)
		ended <- s.Run(ctx, []ort.Tensor{ort.Floats(make([]float32, 4), 4)}, make([]ort.Tensor, 1))
	}()
	<-began
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("an endless run has ended well")
	}
}
