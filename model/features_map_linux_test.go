package model

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// resident returns how much of a mapped file is in this process's memory, in kB.
func resident(t *testing.T, path string) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	inside, total := false, 0
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		switch {
		case strings.Contains(f[0], "-"):
			inside = f[len(f)-1] == path
		case inside && f[0] == "Rss:":
			kB, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatal(err)
			}
			total += kB
		}
	}
	return total
}

func TestFeaturesRest(t *testing.T) {
	const rows, width = 1000, 256
	f := openFeatures(t, t.TempDir(), width)
	defer closeFeatures(t, f)
	appendTo(t, f, 0, rows)
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	mustHold(t, f, rows)
	if kB := resident(t, f.path); kB < rows*width*4/1024 {
		t.Errorf("%d kB are resident after all rows were read", kB)
	}
	f.rest()
	if kB := resident(t, f.path); kB != 0 {
		t.Errorf("%d kB are resident at rest", kB)
	}
	if got, ok := get(f, testKey(7)); !ok || !slices.Equal(got, testVector(7, width)) {
		t.Error("a row is lost after the rest")
	}
}

func TestTrainingLeavesNoFeaturesInMemory(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	r.mustTrain(t, TrainOptions{})
	if kB := resident(t, r.features[r.text.Digest()].path); kB != 0 {
		t.Errorf("%d kB of features are resident after a training", kB)
	}
}
