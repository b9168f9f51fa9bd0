package encodertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Fixture returns a file of the tested package's testdata, which gen.py there has made.
func Fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// FixtureJSON is Fixture for a file of JSON, which it decodes.
func FixtureJSON(tb testing.TB, name string, to any) {
	tb.Helper()
	if err := json.Unmarshal(Fixture(tb, name), to); err != nil {
		tb.Fatal(name, err)
	}
}
