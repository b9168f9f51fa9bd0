package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"memebench/labels/soaktest"
)

// onceDir is the folder of what is made once for several tests, as long as they run.
var onceDir string

// withOnceDir runs tests that have onceDir.
type withOnceDir struct{ *testing.M }

func (m withOnceDir) Run() (code int) {
	var err error
	if onceDir, err = os.MkdirTemp("", "memebench-once"); err != nil {
		panic(err)
	}
	defer func() {
		if err := os.RemoveAll(onceDir); err != nil {
			panic(err)
		}
	}()
	return m.M.Run()
}

// encodedMemes is how many memes of writeMemes have features in featuresOfMemes.
const encodedMemes = 60

// featuresOfMemes returns the folder of the features of writeMemes' memes. To encode
// them takes longer than the rest of most scripts, and they are the same in all.
var featuresOfMemes = sync.OnceValues(func() (features string, err error) {
	at := func(name string) string { return filepath.Join(onceDir, "memes", name) }
	env := []string{"XDG_DATA_HOME=" + at("data"), "XDG_RUNTIME_DIR=" + at(""), "MEMEBENCH_WORKSPACE=" + at("ws"), "MEMEBENCH_ANNOTATOR=", "GORACE=" + prompt}
	if err := writeMemes(encodedMemes, at("table.csv"), at("pictures")); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"import", "--format", "memotion", "--csv", at("table.csv"), "--images", at("pictures")},
		{"encode"},
	} {
		if err := commandIn(env, args...); err != nil {
			return "", err
		}
	}
	return at("ws/cache/features"), nil
})

// plainProgram is the folder of a program without the race detector.
var plainProgram = sync.OnceValues(func() (dir string, err error) {
	dir = filepath.Join(onceDir, "plain")
	out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "memebench"), "memebench").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// quickProgram is the program as it is fastest: for tests that start it very often, on ways
// on which others have the race detector look at it. A soak has it as users have it.
func quickProgram(t *testing.T) string {
	t.Helper()
	if !underRace && !soaktest.InSoak() {
		path, err := exec.LookPath("memebench")
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	dir, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "memebench")
}

// plain has a script run the program without the race detector from here on: one that
// computes for long or starts it often, on ways on which other scripts and the tests of
// packages have it looked at.
func plain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: plain")
	}
	if underRace {
		dir, err := plainProgram()
		ts.Check(err)
		ts.Setenv("PATH", dir+string(filepath.ListSeparator)+ts.Getenv("PATH"))
	}
}

// encoded gives a workspace the features of writeMemes' memes, instead of what it has
// encoded itself: encoded FOLDER.
func encoded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: encoded folder")
	}
	made, err := featuresOfMemes()
	ts.Check(err)
	features := filepath.Join(ts.MkAbs(args[0]), "cache", "features")
	ts.Check(os.RemoveAll(features))
	ts.Check(os.CopyFS(features, os.DirFS(made)))
}
