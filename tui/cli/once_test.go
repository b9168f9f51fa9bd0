package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"memebench/tui/cli"
)

// withOnceDir runs tests that have cli.OnceDir.
type withOnceDir struct{ *testing.M }

func (m withOnceDir) Run() (code int) {
	var err error
	if cli.OnceDir, err = os.MkdirTemp("", "memebench-once"); err != nil {
		panic(err)
	}
	defer func() {
		if err := os.RemoveAll(cli.OnceDir); err != nil {
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
	at := func(name string) string { return filepath.Join(cli.OnceDir, "memes", name) }
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

// race has a script run the program with the race detector from here on, or no longer, where
// the tests have it: race on, race off. Scripts begin without it, as they start hundreds of
// programs, one after the other; those in which much goes on at once have it.
func race(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || args[0] != "on" && args[0] != "off" {
		ts.Fatalf("usage: race on|off")
	}
	if !cli.UnderRace {
		return
	}
	dir, err := cli.PlainProgram()
	ts.Check(err)
	first := dir + string(filepath.ListSeparator)
	path := strings.TrimPrefix(ts.Getenv("PATH"), first)
	if args[0] == "off" {
		path = first + path
	}
	ts.Setenv("PATH", path)
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
