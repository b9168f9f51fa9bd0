package features

import (
	"slices"
	"testing"

	"memebench/model/features/featurestest"
)

func TestRest(t *testing.T) {
	const rows, width = 1000, 256
	f := openCache(t, t.TempDir(), width)
	defer closeCache(t, f)
	appendTo(t, f, 0, rows)
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	mustHold(t, f, rows)
	if kB := featurestest.Resident(t, f.path); kB < rows*width*4/1024 {
		t.Errorf("%d kB are resident after all rows were read", kB)
	}
	f.ReleaseMemory()
	if kB := featurestest.Resident(t, f.path); kB != 0 {
		t.Errorf("%d kB are resident at rest", kB)
	}
	if got, ok := get(f, testKey(7)); !ok || !slices.Equal(got, testVector(7, width)) {
		t.Error("a row is lost after the rest")
	}
}
