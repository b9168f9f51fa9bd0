package encoder

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The fixtures in testdata are made by gen.py there.

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func fixtureJSON(tb testing.TB, name string, to any) {
	tb.Helper()
	if err := json.Unmarshal(fixture(tb, name), to); err != nil {
		tb.Fatal(name, err)
	}
}

type captionCase struct {
	Caption string
	IDs     []int64
}

func captionCases(tb testing.TB) []captionCase {
	var c []captionCase
	fixtureJSON(tb, "captions.json", &c)
	if len(c) < 50 {
		tb.Fatalf("%d captions only", len(c))
	}
	return c
}
