//go:build unix

package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/tui/cli"
)

// TestSilentTerminal runs commands on a terminal that answers no question: they
// must neither ask one nor wait for the answer, and their output is clean.
func TestSilentTerminal(t *testing.T) {
	t.Parallel()
	program := built(t) // the order of its initialisation is its own
	for _, args := range [][]string{{"--help"}, {"models", "--json"}} {
		env := home(t, t.TempDir())
		apart := exec.Command(program, args...) // where there is no terminal
		apart.Env = append(os.Environ(), env...)
		since := time.Now()
		if out, err := apart.CombinedOutput(); err != nil {
			t.Fatalf("memebench %s: %v: %s", strings.Join(args, " "), err, out)
		}
		took := time.Since(since)
		x := newTerminal(t, 100, 30, env, args...)
		x.cmd.Path = program
		x.silent = true
		x.run()
		// Bubble Tea v1 waits five seconds for an answer as it is loaded. A machine that is busy is so without a terminal, too.
		select {
		case <-x.done:
		case <-time.After(4*time.Second + 3*took):
			t.Errorf("memebench %s waits for the terminal: it takes %v where there is none", strings.Join(args, " "), took)
		}
		if code := x.end(); code != 0 {
			t.Errorf("memebench %s: exit status %d:\n%s", strings.Join(args, " "), code, x.text())
		}
		if raw := x.raw.String(); strings.Contains(raw, "\x1b") {
			t.Errorf("memebench %s prints escape sequences: %q", strings.Join(args, " "), raw)
		}
	}
}

// TestOffline opens the starter workspace of a new user with an empty cache and
// no way to fill it: everything but the predictions works, and a restart comes
// back to the same meme.
func TestOffline(t *testing.T) {
	t.Parallel()
	env := offline(t)
	x := start(t, 100, 30, env)
	x.see("1-5 label")
	x.see("could be had from nowhere") // what is missing and how to get it
	x.label(labels.Positive)
	x.label(labels.Negative)
	before := x.text()
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	x = start(t, 100, 30, env)
	meme := memeLine(before)
	x.wait("the same meme, "+meme, func(s string) bool { return strings.Contains(s, meme) })
}

// TestMistypedWorkspace opens a workspace that is not there: it is not made, and how one
// is made is said.
func TestMistypedWorkspace(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mems")
	x := start(t, 200, 30, offline(t), "-w", dir)
	if code := x.end(); code != 1 || !strings.Contains(x.text(), fmt.Sprintf("no workspace in %s: memebench import -w %[1]s … makes one", dir)) {
		t.Errorf("exit status %d:\n%s", code, x.text())
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}

// memeLine finds the name of the meme on a screen.
func memeLine(s string) string {
	for _, word := range strings.Fields(s) {
		if strings.HasSuffix(word, ".png") {
			return word
		}
	}
	return "no meme"
}

// TestWorkbench is the loop by keyboard: predictions of the starter head appear, a
// first version is trained and promoted, fifty labels are given, the model is
// retrained and promoted; on the matrix a cell of errors is opened and a meme
// relabelled, esc comes back to the cell and shows the change, and r to the same
// cell with the metrics of a new version.
func TestWorkbench(t *testing.T) {
	t.Parallel()
	env := encodedStarter(t)
	// Here r alone trains: fifty labels would have it trained by themselves too.
	x := start(t, 140, 45, env, "config", "set", "retrain.every", "0")
	x.see("retrain.every is 0")
	if code := x.end(); code != 0 {
		t.Fatalf("config: exit status %d", code)
	}
	x = start(t, 200, 50, env)
	x.wait("the starter head", starterHead)
	x.press("r")
	x.see("v1 is trained") // and not served by itself: v0 has learnt from these memes
	x.press("T")
	x.press("p")
	x.yes("Serve v1")
	x.see("v1 is served now")
	x.press("L")
	x.see("Model v1")
	for i := range 50 {
		x.label(labels.Level(i % labels.Levels))
	}
	x.press("r")
	x.see("v2 is trained")
	x.press("T")
	x.see("v2 against v1")
	x.press("p")
	x.yes("Serve v2")
	x.see("v2 is served now")
	x.press("E")
	// Out of fold takes fifteen trainings, too long for a race-checked program: on
	// to the next split.
	x.see("evaluating v2 on cv")
	x.press("]x")
	x.see("v2 served · ")

	row, col, n := errorCell(t, x)
	x.press("\r")
	meme := memeLine(x.wait("a meme of the cell", func(s string) bool {
		return strings.Contains(s, "esc matrix") && memeLine(s) != "no meme"
	}))
	level := labels.Neutral
	if row == level {
		level = labels.Positive
	}
	x.label(level)
	x.press("\x1b")
	cell := cellName(row, col)
	x.see(fmt.Sprintf("%s%d → %d · 1 relabelled", cell, n, n-1))
	x.see("1 relabelled since: r retrains")

	x.press("r")
	// A frame may come in parts, so all of it is waited for at once.
	x.wait("the same cell with the metrics of v3", func(s string) bool {
		var m, of int
		rest := strings.TrimPrefix(cellLine(s), cell)
		_, err := fmt.Sscanf(rest, "%d of %d", &m, &of)
		return (err == nil || strings.HasPrefix(rest, "no memes")) && strings.Contains(s, "v3 candidate · ") && !strings.Contains(s, "relabelled") &&
			strings.Contains(s, "v2 → v3: macro-F1 ") && strings.Contains(s, fmt.Sprintf("this cell %d → %d, 1 label changed", n, m))
	})

	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	store := openStarter(t, env)
	given := 0
	if err := store.Log(1, func(e labels.Event) error {
		if e.Annotator == "ada" && e.Source == labels.Key {
			given++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if given != 51 {
		t.Errorf("%d labels of ada in the log, want the fifty and the correction", given)
	}
	corrected, err := store.FindMeme(meme)
	if err != nil {
		t.Fatal(err)
	}
	state, err := store.State(corrected.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !state.Adjudicated || state.Gold != level {
		t.Errorf("%s after a correction in its cell: %+v, want %s by adjudication", meme, state, level)
	}
	if served, err := store.Served(); err != nil || served != "v2" {
		t.Errorf("served %q, %v, want v2", served, err)
	}
}

// starterHead reports whether a screen has a prediction of the starter head, and says
// that its preparation is over.
func starterHead(s string) bool {
	return strings.Contains(s, "Model v0") && strings.Contains(s, "the model is ready") && !strings.Contains(s, "it comes when")
}

// starterFeatures is the folder of the starter set's features, which [encodedStarter]
// has from the first program that it starts.
var starterFeatures struct {
	sync.Once
	dir string // empty when the program failed
}

// encodedStarter is home with a starter workspace that has the features of its memes,
// and in which nothing else has been done. The first test that wants one has the
// program start from nothing, as a new user does, until the starter head is there; the
// encoding, which takes longest of that, is not done again.
func encodedStarter(t *testing.T) (env []string) {
	t.Helper()
	cache := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	const features = "cache/features"
	starterFeatures.Do(func() {
		env := home(t, cache.Dir())
		x := newTerminalOf(t, cli.QuickProgram(t), 140, 45, env)
		x.run()
		x.wait("the starter head, and the end of its preparation", starterHead)
		x.press("q")
		if code := x.end(); code != 0 {
			t.Fatalf("exit status %d:\n%s", code, x.text())
		}
		dir := filepath.Join(cli.OnceDir, "starter")
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(starterDir(t, env), features))); err != nil {
			t.Fatal(err)
		}
		starterFeatures.dir = dir
	})
	if starterFeatures.dir == "" {
		t.Fatal("the starter set was not encoded: see the first test that wanted it")
	}
	env = home(t, cache.Dir())
	run(t, env, "models") // makes the workspace
	if err := os.CopyFS(filepath.Join(starterDir(t, env), features), os.DirFS(starterFeatures.dir)); err != nil {
		t.Fatal(err)
	}
	return env
}

// errorCell returns the cell on which the matrix opens, that of the most frequent
// error.
func errorCell(t *testing.T, x *terminal) (row, col labels.Level, n int) {
	t.Helper()
	line := cellLine(x.wait("a chosen cell", func(s string) bool { return cellLine(s) != "" }))
	for row := range labels.Level(labels.Levels) {
		for col := range labels.Level(labels.Levels) {
			rest, chosen := strings.CutPrefix(line, cellName(row, col))
			if _, err := fmt.Sscanf(rest, "%d of", &n); chosen && err == nil && n > 0 && row != col {
				return row, col, n
			}
		}
	}
	t.Fatalf("no error is chosen on the matrix:\n%s", x.text())
	return 0, 0, 0
}

// cellName is how the screen names a cell of the matrix.
func cellName(row, col labels.Level) string {
	return fmt.Sprintf("true %d %s, model says %d %s · ", row+1, row.Title(), col+1, col.Title())
}

// cellLine finds the line of the screen that names the chosen cell.
func cellLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "true ") && strings.Contains(line, "model says ") {
			return line
		}
	}
	return ""
}

// TestKilledWhileLabelling kills the program, without warning, once it has
// acknowledged some labels: every one of them is on disk.
func TestKilledWhileLabelling(t *testing.T) {
	t.Parallel()
	env := offline(t)
	x := start(t, 100, 30, env)
	x.see("1-5 label")
	x.see("could be had from nowhere")
	var memes []string
	for i := range 10 {
		memes = append(memes, x.label(labels.Level(i%labels.Levels)))
	}
	x.cmd.Process.Signal(syscall.SIGKILL)
	x.end()
	store := openStarter(t, env)
	for i, name := range memes {
		m, err := store.FindMeme(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.State(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if said, ok := s.Of("ada"); !ok || said.Level != labels.Level(i%5) {
			t.Errorf("%s: ada's acknowledged label %s is lost: %+v", name, labels.Level(i%5), s)
		}
	}
}

// openStarter opens the store of the starter workspace in this environment.
func openStarter(t *testing.T, env []string) *db.DB {
	t.Helper()
	store, err := db.Open(filepath.Join(starterDir(t, env), "memebench.db"), db.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}
