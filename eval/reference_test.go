package eval

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// readReference reads a file of testdata into v: what other programs make of the same numbers, by
// the script of the file's name beside it.
func readReference(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
