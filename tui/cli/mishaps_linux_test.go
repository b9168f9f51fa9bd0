package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/soaktest"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/tui/cli"
)

// TestMishaps has programs at work in one workspace, and at a random moment one of the
// mishaps: each time, every label that was called saved is there, the store is sound, what was
// to be written is whole or absent, and the next program repairs and goes on.
func TestMishaps(t *testing.T) {
	t.Parallel()
	w := newWorked(t)
	soaktest.Run(t, "crash", 50, 1000, w.round)
	w.t = t
	w.mustEnd("encode")
	w.mustEnd("verify")
}

// worked is a workspace in which programs meet with mishaps.
type worked struct {
	t       *testing.T // the round's
	r       *rand.Rand
	figures soaktest.Figures
	program string
	n       int    // its number
	top     string // the folder around it, with what goes in and comes out
	env     []string

	started []*exec.Cmd
	over    sync.WaitGroup // what looks at them

	mu    sync.Mutex
	saved []savedLabel
	after func() // looks at what was to be written, once the programs have ended
}

// savedLabel is a label that was called saved.
type savedLabel struct {
	annotator string
	meme      uint64 // its number
	level     labels.Level
}

// newWorked makes a workspace with memes that are encoded, and a version.
func newWorked(t *testing.T) *worked {
	t.Helper()
	return newWorkedIn(t, t.TempDir(), nil)
}

// newWorkedIn is newWorked in a folder that stays, in which more may be made; or what an
// earlier one has made there, if that was finished.
func newWorkedIn(t *testing.T, top string, more func(w *worked)) *worked {
	t.Helper()
	cache := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	w := &worked{t: t, program: cli.QuickProgram(t), top: top}
	w.env = append(os.Environ(), home(t, cache.Dir())...)
	if _, err := os.Stat(w.at("made")); err == nil {
		return w
	}
	if err := errors.Join(os.RemoveAll(top), os.MkdirAll(top, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := writeMemes(encodedMemes, w.at("table.csv"), w.at("pictures")); err != nil {
		t.Fatal(err)
	}
	w.mustEnd("import", "--format", "memotion", "--csv", w.at("table.csv"), "--images", w.at("pictures"), "--annotator", "gold")
	w.mustEnd("config", "set", "overlap", "9")
	w.mustEnd("config", "set", "blind", "after")
	features, err := featuresOfMemes()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(w.at("ws/cache/features"), os.DirFS(features)); err != nil {
		t.Fatal(err)
	}
	w.mustEnd("train", "--epochs", "3")
	if more != nil {
		more(w)
	}
	if err := os.WriteFile(w.at("made"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *worked) at(name string) string { return filepath.Join(w.top, name) }

func (w *worked) command(args ...string) *exec.Cmd {
	cmd := exec.Command(w.program, append(args, "-w", w.at("ws"))...)
	cmd.Env, cmd.Dir = w.env, w.top
	return cmd
}

// mustEnd runs a program that must do what it is to do.
func (w *worked) mustEnd(args ...string) []byte {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*stuckAfter)
	defer cancel()
	cmd := w.command(args...)
	c := exec.CommandContext(ctx, cmd.Path, cmd.Args[1:]...)
	c.Env, c.Dir = cmd.Env, cmd.Dir
	out, err := c.CombinedOutput()
	if err != nil {
		w.t.Errorf("memebench %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return out
}

// start starts a program that meets with the mishap, and calls look until it has ended.
func (w *worked) start(cmd *exec.Cmd, look func()) {
	w.t.Helper()
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.watch(cmd, look)
}

func (w *worked) watch(cmd *exec.Cmd, look func()) {
	w.started = append(w.started, cmd)
	w.over.Go(func() {
		if look != nil {
			look()
		}
		_ = cmd.Wait() // by the mishap, or by itself
	})
}

// says notes that a label was called saved.
func (w *worked) says(annotator string, meme uint64, level labels.Level) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.saved = append(w.saved, savedLabel{annotator, meme, level})
}

// A mishap happens to programs, and is over when they have ended. It returns what makes the
// workspace usable again.
type mishap struct {
	name   string
	happen func(w *worked) (undo func())
}

var mishaps = []mishap{
	{"kill", func(w *worked) func() {
		w.signal(syscall.SIGKILL)
		return func() {}
	}},
	{"kill", func(w *worked) func() { // as often as all others
		w.signal(syscall.SIGKILL)
		return func() {}
	}},
	{"kill", func(w *worked) func() {
		w.signal(syscall.SIGKILL)
		return func() {}
	}},
	{"full disk", func(w *worked) func() { // as far as a process can see
		limit := unix.Rlimit{Cur: uint64(w.r.IntN(1 << 20)), Max: unix.RLIM_INFINITY}
		for _, cmd := range w.started {
			_ = unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil) // unless it has ended
		}
		w.pause(300 * time.Millisecond)
		w.endSomehow()
		return func() {}
	}},
	{"folder gone", func(w *worked) func() {
		if err := os.Rename(w.at("ws"), w.at("gone")); err != nil {
			w.t.Fatal(err)
		}
		w.pause(300 * time.Millisecond)
		w.endSomehow()
		return func() {
			if _, err := os.Stat(w.at("ws/memebench.db")); err == nil && !w.imports() {
				w.t.Error("a store was made in the place of the one that is gone")
			}
			if err := errors.Join(os.RemoveAll(w.at("ws")), os.Rename(w.at("gone"), w.at("ws"))); err != nil {
				w.t.Fatal(err)
			}
		}
	}},
	{"read-only", func(w *worked) func() {
		w.permit(0o500)
		w.pause(300 * time.Millisecond)
		w.endSomehow()
		return func() { w.permit(0o700) }
	}},
}

// permit says what may be done in the folders of the workspace.
func (w *worked) permit(mode os.FileMode) {
	w.t.Helper()
	if err := filepath.WalkDir(w.at("ws"), func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return nil // what goes while one looks
		}
		return os.Chmod(path, mode)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *worked) signal(s syscall.Signal) {
	for _, cmd := range w.started {
		_ = cmd.Process.Signal(s) // unless it has ended
	}
}

// endSomehow kills the programs, or tells them to end.
func (w *worked) endSomehow() {
	w.signal([]syscall.Signal{syscall.SIGKILL, syscall.SIGTERM}[w.r.IntN(2)])
}

// imports reports whether an import is among the programs: one that begins when the folder has
// gone makes a new workspace, as it should.
func (w *worked) imports() bool {
	return slices.ContainsFunc(w.started, func(cmd *exec.Cmd) bool { return slices.Contains(cmd.Args, "import") })
}

// pause lets the programs work for up to so long.
func (w *worked) pause(most time.Duration) { time.Sleep(time.Duration(w.r.Int64N(int64(most)))) }

// withoutRoot has programs that are started from here on obey the permissions of files, also
// those of root: until the round's goroutine ends, and its thread with it.
func withoutRoot(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	if os.Geteuid() != 0 {
		return
	}
	if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_DAC_OVERRIDE, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
}

// begin begins a round.
func (w *worked) begin(t *testing.T, n int, r *rand.Rand, f soaktest.Figures) {
	w.t, w.r, w.figures, w.n = t, r, f, n
	w.started, w.saved, w.after = nil, nil, nil
}

func (w *worked) round(t *testing.T, n int, r *rand.Rand, f soaktest.Figures) {
	withoutRoot(t)
	w.begin(t, n, r, f)
	work := works[n%len(works)]
	m := mishaps[r.IntN(len(mishaps))]
	t.Logf("%s, %s", work.name, m.name)
	work.begin(w)
	w.pause(work.takes)
	undo := m.happen(w)
	w.ends()
	undo()
	w.look()
	f["mishap: "+m.name]++
	if len(w.saved) > 0 {
		f["labels: "+work.name] = float64(len(w.saved))
	}
}

// ends waits until the programs have ended.
func (w *worked) ends() {
	w.t.Helper()
	ended := make(chan struct{})
	go func() { w.over.Wait(); close(ended) }()
	began := time.Now()
	select {
	case <-ended:
	case <-time.After(stuckAfter):
		w.signal(syscall.SIGKILL)
		<-ended
		w.t.Errorf("the programs have not ended in %v", stuckAfter)
	}
	w.figures["end_ms"] = float64(time.Since(began).Milliseconds())
}

// look looks at what is left.
func (w *worked) look() {
	w.t.Helper()
	store, err := db.Open(w.at("ws/memebench.db"), db.Options{MustExist: true, Timeout: stuckAfter})
	if err != nil {
		w.t.Fatal(err)
	}
	log := map[savedLabel]bool{}
	numbers := map[labels.MemeID]uint64{}
	err = errors.Join(
		store.Rows(func(m labels.Meme, _ labels.State) error { numbers[m.ID] = m.Seq; return nil }),
		store.Log(0, func(e labels.Event) error {
			if e.Action == labels.SetLevel {
				log[savedLabel{e.Annotator, numbers[e.Meme], e.Level}] = true
			}
			return nil
		}),
		store.Close())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range w.saved {
		if !log[s] {
			w.t.Errorf("called saved, and lost: %+v", s)
		}
	}
	contents, findings, err := db.Verify(context.Background(), w.at("ws/memebench.db"), nil)
	if err != nil || findings != nil {
		w.t.Fatalf("the store: %v, %v", findings, err)
	}
	w.figures["events"] = float64(contents.Events)
	if w.after != nil {
		w.after()
	}
	w.rescued()
}

// rescued wants of each file that was written for what could not be saved that it can be
// brought in again, and removes it.
func (w *worked) rescued() {
	files, err := filepath.Glob(w.at("ws-*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range files {
		w.figures["rescued"]++
		if strings.HasSuffix(file, ".jsonl") {
			w.mustEnd("import", "--format", "memebench", "--file", file)
		} else if _, findings, err := db.Verify(context.Background(), file, nil); err != nil || findings != nil {
			w.t.Errorf("%s: %v, %v", file, findings, err)
		}
		if err := os.Remove(file); err != nil {
			w.t.Error(err)
		}
	}
}

// verifies wants nothing damaged, of the store and of the features.
func (w *worked) verifies() {
	w.t.Helper()
	var v struct {
		Findings, Caches []json.RawMessage
	}
	if out := w.mustEnd("verify", "--json"); json.Unmarshal(out, &v) != nil || len(v.Findings) > 0 {
		w.t.Errorf("verify: %s", out)
	}
}

// annotator is who labels in this round.
func (w *worked) annotator() string { return fmt.Sprint("ann", w.n) }
