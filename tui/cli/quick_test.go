package cli

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"memebench/labels/soaktest"
)

// OnceDir is the folder of what is made once for several tests, as long as they run.
var OnceDir string

// PlainProgram is the folder of a program without the race detector, and without what debuggers read: it is linked in half the time.
var PlainProgram = sync.OnceValues(func() (dir string, err error) {
	dir = filepath.Join(OnceDir, "plain")
	out, err := exec.Command("go", "build", "-ldflags=-w", "-o", filepath.Join(dir, "memebench"), "memebench").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// QuickProgram is the program as it is fastest: for tests that start it very often, on ways
// on which others have the race detector look at it. A soak has it as users have it.
func QuickProgram(t *testing.T) string {
	t.Helper()
	if !UnderRace && !soaktest.InSoak() {
		path, err := exec.LookPath("memebench")
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	dir, err := PlainProgram()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "memebench")
}
