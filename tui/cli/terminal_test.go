//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"memebench/labels"
)

// stuckAfter is how long the screen may stay as it is while something is waited for.
// It is no measurement: a busy machine may take its time, a hang must end.
const stuckAfter = time.Minute

// hopeless is how long something is waited for while the screen goes on changing, as it does for ever where
// something turns on it.
const hopeless = 5 * stuckAfter

// mostPresses is how often a key is pressed that comes too soon each time: on a machine that is very busy it does
// some times, on none always.
const mostPresses = 50

// terminal runs the program on a pseudo terminal and keeps the screen that a
// person would see.
type terminal struct {
	t    testing.TB
	cmd  *exec.Cmd
	pty  *os.File
	done chan struct{} // closed when the program's output has ended

	silent bool         // it answers no question that it is asked
	take   func([]byte) // is given what the program writes, with mu held; nil shows all of it

	mu     sync.Mutex
	screen *vt.Emulator
	raw    bytes.Buffer
	erased int           // of raw: see redrawn
	news   chan struct{} // one token when the screen has changed
}

// The cells of the terminals that are played here, in pixels.
const cellWidth, cellHeight = 9, 19

// built is the program as a user has it, with the race detector if the test has it.
// All but the test of how it starts are content with the test's own binary, which
// needs no second build: see TestMain.
func built(t *testing.T) string {
	t.Helper()
	args := []string{"build", "-o", filepath.Join(t.TempDir(), "memebench"), "-ldflags=-w"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("the test does not know how it was built")
	}
	if slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, "memebench")...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	return args[2]
}

// newTerminal prepares a window of this size. Nothing of the environment says
// what it can do.
func newTerminal(t testing.TB, width, height int, env []string, args ...string) *terminal {
	t.Helper()
	path, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	return newTerminalOf(t, path, width, height, env, args...)
}

// newTerminalOf is newTerminal for another build of the program.
func newTerminalOf(t testing.TB, path string, width, height int, env []string, args ...string) *terminal {
	x := &terminal{
		t: t, cmd: exec.Command(path, args...), done: make(chan struct{}),
		screen: vt.NewEmulator(width, height), news: make(chan struct{}, 1),
	}
	x.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "TERM_PROGRAM=", "LC_TERMINAL=", "TMUX=", "NO_COLOR=", "CI=", "MEMEBENCH_IMAGE="), env...)
	return x
}

// start runs the program in a window of this size.
func start(t testing.TB, width, height int, env []string, args ...string) *terminal {
	t.Helper()
	x := newTerminal(t, width, height, env, args...)
	x.run()
	return x
}

// run starts the program and reads what it writes until the test ends.
func (x *terminal) run() {
	x.t.Helper()
	var err error
	if x.pty, err = pty.StartWithSize(x.cmd, winsize(x.screen.Width(), x.screen.Height())); err != nil {
		x.t.Fatal(err)
	}
	// The emulator's own answers must be read, or it stops; a silent terminal
	// drops them.
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		b := make([]byte, 4096)
		for {
			n, err := x.screen.Read(b)
			if err != nil {
				return
			}
			if !x.silent {
				x.pty.Write(b[:n])
			}
		}
	}()
	read := make(chan []byte)
	go func() {
		defer close(read)
		for {
			b := make([]byte, 32<<10)
			n, err := x.pty.Read(b)
			read <- b[:n]
			if err != nil {
				return
			}
		}
	}()
	go func() {
		defer close(x.done)
		var held []byte
		for more := true; more; {
			var b []byte
			var late <-chan time.Time
			if held != nil {
				late = time.After(20 * time.Millisecond)
			}
			select {
			case b, more = <-read:
			case <-late:
			}
			x.mu.Lock()
			x.raw.Write(b)
			whole := append(held, b...)
			held = nil
			if len(b) > 0 {
				whole, held = cutBeforeWord(whole)
			}
			if x.take != nil {
				x.take(whole)
			} else {
				x.screen.Write(whole)
			}
			x.mu.Unlock()
			select {
			case x.news <- struct{}{}:
			default:
			}
		}
	}()
	x.t.Cleanup(func() {
		x.cmd.Process.Kill()
		x.pty.Close()
		<-x.done
		// Not screen.Close, which races with Read.
		x.screen.InputPipe().(io.Closer).Close()
		<-answered
	})
}

// cutBeforeWord cuts what was read before its last word, which may go on with the next
// read: the emulator takes characters of several code points for one only when they
// come together. A word that is longer than any such character is cut.
func cutBeforeWord(b []byte) (whole, word []byte) {
	const longest = 4096
	from := max(0, len(b)-longest)
	i := from + bytes.LastIndexFunc(b[from:], func(r rune) bool { return r <= ' ' })
	if i+1 == len(b) || i < from && from > 0 {
		return b, nil
	}
	return b[:i+1], slices.Clone(b[i+1:])
}

func winsize(width, height int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(width), Rows: uint16(height), X: uint16(width * cellWidth), Y: uint16(height * cellHeight)}
}

// resize changes the size of the window.
func (x *terminal) resize(width, height int) {
	x.t.Helper()
	x.mu.Lock()
	x.screen.Resize(width, height)
	x.mu.Unlock()
	if err := pty.Setsize(x.pty, winsize(width, height)); err != nil {
		x.t.Fatal(err)
	}
}

// text is what is on the screen.
func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// press sends keys as they are typed.
func (x *terminal) press(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.pty, keys); err != nil {
		x.t.Fatalf("typing %q: %v", keys, err)
	}
}

// label gives the meme on the screen a level by its key, as a person does who has read
// it: a key that came too soon is pressed again. It returns the meme's name.
func (x *terminal) label(level labels.Level) string {
	x.t.Helper()
	var meme, number string
	x.wait("a meme", func(s string) bool {
		meme = memeLine(s)
		number = memeNumber.FindString(s)
		return number != ""
	})
	x.insists(fmt.Sprint(int(level)+1), fmt.Sprintf("saved %d %s, %s", level+1, level.Title(), number), "came before "+number+" ")
	return meme
}

// fails presses a label's key, again if it came too soon, until the screen says that
// the label is not saved.
func (x *terminal) fails(key, said string) {
	x.t.Helper()
	x.insists(key, said, "press again")
}

// insists presses a key until the screen has a text, again where it says that the key came too soon.
func (x *terminal) insists(key, said, tooSoon string) {
	x.t.Helper()
	for range mostPresses {
		time.Sleep(reading) // or the key counts for nothing
		if strings.Contains(x.text(), said) {
			return
		}
		x.press(key)
		s := x.wait(fmt.Sprintf("%q", said), func(s string) bool {
			return strings.Contains(s, said) || strings.Contains(s, tooSoon)
		})
		if strings.Contains(s, said) {
			return
		}
		// The answer goes, so that it is not taken for that to the next press.
		x.press("Q")
		x.see("Q does nothing here")
	}
	x.t.Fatalf("%s was pressed %d times, each time too soon for %q:\n%s", key, mostPresses, said, x.text())
}

// yes answers a question, as a person does who has read it: a key that came too soon is
// pressed again.
func (x *terminal) yes(question string) {
	x.t.Helper()
	x.see(question)
	for range mostPresses {
		time.Sleep(reading)
		x.press("y")
		s := x.wait("end of "+question, func(s string) bool {
			return !strings.Contains(s, question) || strings.Contains(s, "y came before the question could be read")
		})
		if !strings.Contains(s, question) {
			return
		}
		time.Sleep(letGo)
	}
	x.t.Fatalf("y was pressed %d times, each time too soon for %q:\n%s", mostPresses, question, x.text())
}

// reading is how long a person takes to read a meme or a question, here. A key that comes sooner than
// the program holds for possible counts for nothing, and one that comes again sooner for held down.
const reading = 170 * time.Millisecond

// letGo is how long a key must be away to count as pressed again: sooner, what came together because
// the machine was busy may be a key that is held down.
const letGo = 500 * time.Millisecond

var memeNumber = regexp.MustCompile(`#\d{4,}`)

// wait waits until the screen satisfies ok and returns it.
func (x *terminal) wait(what string, ok func(string) bool) string {
	x.t.Helper()
	timeout, end := time.After(stuckAfter), time.After(hopeless)
	for before := ""; ; {
		s := x.text()
		if ok(s) {
			return s
		}
		if s != before {
			before, timeout = s, time.After(stuckAfter)
		}
		select {
		case <-x.news:
		case <-x.done:
			if s := x.text(); ok(s) {
				return s
			}
			x.t.Fatalf("the program ended while waiting for %s:\n%s", what, x.text())
		case <-timeout:
			x.t.Fatalf("no %s on the screen:\n%s", what, s)
		case <-end:
			x.t.Fatalf("no %s in %v on a screen that goes on changing:\n%s", what, hopeless, s)
		}
	}
}

// see waits for a text on the screen.
func (x *terminal) see(text string) string {
	x.t.Helper()
	return x.wait(fmt.Sprintf("%q", text), func(s string) bool { return strings.Contains(s, text) })
}

// within does what must come to an end, and fails the test if it does not.
func within(t testing.TB, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(stuckAfter):
		t.Fatalf("%s: no end of it in %v", what, stuckAfter)
	}
}

// end waits for the program to end and returns its exit status.
func (x *terminal) end() int {
	x.t.Helper()
	select {
	case <-x.done:
	case <-time.After(stuckAfter):
		screen := x.text()
		x.cmd.Process.Signal(syscall.SIGQUIT) // it says where it hangs
		select {
		case <-x.done:
		case <-time.After(time.Second):
		}
		x.t.Fatalf("the program does not end:\n%s\n%s", screen, x.raw.String())
	}
	x.cmd.Wait()
	return x.cmd.ProcessState.ExitCode()
}

// home returns an environment with an empty home, the assets' cache apart.
func home(t testing.TB, cache string) []string {
	dir := t.TempDir()
	return []string{"HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "XDG_DATA_HOME=" + filepath.Join(dir, "data"), "MEMEBENCH_CACHE=" + cache, "MEMEBENCH_WORKSPACE=", "MEMEBENCH_ANNOTATOR=ada", "GORACE=" + prompt}
}

// offline is home with nothing in the cache and no way to fill it: no package
// client, no folder, no network.
func offline(t testing.TB) []string {
	return append(home(t, t.TempDir()), "PATH="+t.TempDir(), "HTTPS_PROXY=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1", "MEMEBENCH_ASSETS=")
}
