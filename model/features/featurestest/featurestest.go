// Package featurestest measures, for tests, what mapped features take.
package featurestest

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// Resident returns how much of the mapped file at path is in this process's
// memory, in kB. Only Linux can tell.
func Resident(t *testing.T, path string) int {
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
