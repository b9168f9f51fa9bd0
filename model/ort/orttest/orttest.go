// Package orttest starts ONNX Runtime for tests.
package orttest

import (
	"os"
	"testing"

	"memebench/model/ort"
)

// Library returns the path of the ONNX Runtime library, from the environment
// variable MEMEBENCH_ORT_LIB. Without it the test is skipped, but under CI, where
// nothing may go untested, it fails.
func Library(tb testing.TB) string {
	tb.Helper()
	path := os.Getenv("MEMEBENCH_ORT_LIB")
	if path == "" {
		const what = "this test runs a model: set MEMEBENCH_ORT_LIB to the ONNX Runtime library"
		if os.Getenv("CI") != "" {
			tb.Fatal(what)
		}
		tb.Skip(what)
	}
	return path
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
