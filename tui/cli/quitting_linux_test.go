package cli_test

import (
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"memebench/labels/soaktest"
)

// endsAtLast is when a program that was told to end is taken for one that never will. It
// should take less than a second, and a server less than five; how long it takes is among the
// figures of the soak.
const endsAtLast = 20 * time.Second

// endsWithin is how long programs work at most until they are told to end.
func endsWithin() time.Duration {
	if soaktest.InSoak() {
		return 2 * time.Second
	}
	return time.Second
}

// TestQuitting tells the screens, or a server, to end at a random moment, while jobs run: they
// end, say what they should, and the terminal is as it was.
func TestQuitting(t *testing.T) {
	t.Parallel()
	w := newWorked(t)
	soaktest.Run(t, "quit", 50, 1000, func(t *testing.T, n int, r *rand.Rand, f soaktest.Figures) {
		w.begin(t, n, r, f)
		way := ways[n%len(ways)]
		t.Log(way.name)
		if r.IntN(2) == 0 {
			w.spoilFeatures() // so that the screens encode
		}
		var took time.Duration
		if way.server {
			took = w.stopsServer(way.signal)
		} else {
			took = w.leavesScreens(way)
		}
		f[way.name+"_ms"] = float64(took.Microseconds()) / 1000
		w.look()
	})
}

// A way to tell the program to end.
type way struct {
	name   string
	server bool
	keys   string // that are pressed
	signal syscall.Signal
}

var ways = []way{
	{name: "q", keys: "q"},
	{name: "SIGTERM", signal: syscall.SIGTERM},
	{name: "server SIGTERM", server: true, signal: syscall.SIGTERM},
	{name: "ctrl+c", keys: "\x03"},
	{name: "SIGHUP", signal: syscall.SIGHUP},
	{name: "server SIGINT", server: true, signal: syscall.SIGINT},
	{name: "SIGINT", signal: syscall.SIGINT},
}

// stopsServer tells a server to end, to which perhaps nobody has come yet.
func (w *worked) stopsServer(s syscall.Signal) (took time.Duration) {
	w.t.Helper()
	labelOverSSH(w)
	w.pause(endsWithin())
	began := time.Now()
	w.signal(s)
	w.ends()
	took = time.Since(began)
	w.endedInOrder(w.started[0])
	return took
}

// leavesScreens tells the screens to end: with keys as somebody does who answers the question
// whether to stop what runs, and presses them again where they have only closed something.
func (w *worked) leavesScreens(by way) (took time.Duration) {
	w.t.Helper()
	x, still := labelOnScreens(w)
	before := newModes(w.t)
	w.pause(endsWithin())
	began := time.Now()
	if by.signal != 0 {
		w.signal(by.signal)
	} else {
		still()
		began = w.leavesBy(x, by.keys)
	}
	w.ends()
	took = time.Since(began)
	w.endedInOrder(x.cmd)
	after, err := unix.IoctlGetTermios(int(x.pty.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		w.t.Errorf("the terminal's modes were %+v, and are %+v, %v", before, after, err)
	}
	asItWas(w.t, x.raw.Bytes())
	return took
}

// newModes are those of a terminal that nobody has had yet.
func newModes(t *testing.T) *unix.Termios {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	defer near.Close()
	modes, err := unix.IoctlGetTermios(int(far.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return modes
}

// leavesBy presses keys until the screens have ended, and returns when those were pressed that
// ended them.
func (w *worked) leavesBy(x *terminal, keys string) (pressed time.Time) {
	const question = "Quit and stop"
	for late := time.After(endsAtLast); ; {
		pressed = time.Now()
		_, _ = x.pty.Write([]byte(keys)) // unless it has ended
		again := time.After(3 * time.Second)
		for asked := strings.Contains(x.text(), question); ; {
			select {
			case <-x.news:
			case <-x.done:
				return pressed
			case <-again:
				w.figures["pressed again"]++
			case <-late:
				w.t.Errorf("it has not ended:\n%s", x.text())
				w.signal(syscall.SIGKILL)
				return pressed
			}
			if is := strings.Contains(x.text(), question); is && !asked {
				if keys == "q" {
					keys = "y"
					time.Sleep(reading) // the question
				}
				break
			}
			if time.Since(pressed) > 3*time.Second {
				break
			}
		}
	}
}

// endedInOrder wants a program to have ended by itself, and to say that nothing is wrong; or
// by the signal, if that came as its process began, before it could be caught.
func (w *worked) endedInOrder(cmd *exec.Cmd) {
	w.t.Helper()
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	early := status.Signaled() && (status.Signal() == syscall.SIGINT || status.Signal() == syscall.SIGTERM || status.Signal() == syscall.SIGHUP)
	if code := cmd.ProcessState.ExitCode(); !early && code != 0 && code != interrupted {
		w.t.Errorf("%v", cmd.ProcessState)
	}
	if early {
		w.figures["before it could be caught"]++
	}
}

// interrupted is the exit status of a command that was told to end before it had begun.
const interrupted = 130

var modeSet = regexp.MustCompile(`\x1b\[\?([0-9]+)([hl])`)

// asItWas wants a terminal to be as it was before all that was written to it: its modes, the
// cursor and its screen.
func asItWas(t *testing.T, raw []byte) {
	t.Helper()
	modes := map[string]string{}
	for _, m := range modeSet.FindAllSubmatch(raw, -1) {
		modes[string(m[1])] = string(m[2])
	}
	delete(modes, "2027") // which the terminal says that it does not know
	for mode, is := range modes {
		want := "l"
		if mode == "25" || mode == "7" { // the cursor is seen, lines wrap
			want = "h"
		}
		if is != want {
			t.Errorf("mode %s stays %s: …%q", mode, is, raw[max(0, len(raw)-200):])
		}
	}
}
