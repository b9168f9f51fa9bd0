// Package orttest starts ONNX Runtime for tests.
package orttest

import (
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/ort"
)

// Library returns the path of the ONNX Runtime library, got as the program gets
// it. Without a source at hand the test is skipped, or fails if the environment
// variable CI is set.
func Library(tb testing.TB) string {
	tb.Helper()
	return assetstest.Path(tb, "onnxruntime")
}

// Start loads the library, if that has not happened yet. It stays loaded until
// the test binary ends.
func Start(tb testing.TB) {
	tb.Helper()
	if err := ort.Start(Library(tb)); err != nil {
		tb.Fatal(err)
	}
}

// Open opens a model and closes it at the end of the test.
func Open(tb testing.TB, model []byte, o ort.Options) *ort.Session {
	tb.Helper()
	Start(tb)
	s, err := ort.Open(model, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
