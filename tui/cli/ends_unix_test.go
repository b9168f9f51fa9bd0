//go:build unix

package cli

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// plant runs a program with a fault until it ends, and sends it the signals when it is
// ready.
func plant(t *testing.T, fault string, signals ...syscall.Signal) (out, errs, tmp string, status int) {
	t.Helper()
	path, err := exec.LookPath("planted")
	if err != nil {
		t.Fatal(err)
	}
	tmp = t.TempDir()
	cmd := exec.Command(path, fault)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+tmp, "GORACE=atexit_sleep_ms=0")
	var said strings.Builder
	cmd.Stderr = &said
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		out += lines.Text() + "\n"
		if len(signals) > 0 {
			if err := cmd.Process.Signal(signals[0]); err != nil {
				t.Fatal(err)
			}
			signals = signals[1:]
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out, said.String(), tmp, cmd.ProcessState.ExitCode()
}

// A panic on a goroutine gives the terminal back and ends the program with one
// sentence, which says where its trace is; it does not wait for what lies above. The file has no
// text that the program panicked with.
func TestFaultGivesTheTerminalBack(t *testing.T) {
	for _, fault := range []string{"panic", "stuck"} {
		out, errs, tmp, status := plant(t, fault)
		if out != "ready\ngiven back\n" || status != exitFailed {
			t.Errorf("%s: exit status %d, printed %q", fault, status, out)
		}
		files, err := filepath.Glob(filepath.Join(tmp, "memebench", "memebench-fault-*.txt"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: traces %q, %v", fault, files, err)
		}
		want := "memebench: a fault in the program ended it: index 5 of ]0;3; what was saved is kept; the trace is in " + files[0] + "\n"
		if errs != want {
			t.Errorf("%s: said %q, want %q", fault, errs, want)
		}
		trace, err := os.ReadFile(files[0])
		if st, serr := os.Stat(files[0]); err != nil || serr != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, mode %v", fault, err, serr, st.Mode())
		}
		if !strings.Contains(string(trace), "cli.planted") || !strings.HasPrefix(string(trace), "memebench ") {
			t.Errorf("%s: the trace is of another place:\n%s", fault, trace)
		}
		if strings.Contains(string(trace), "index 5") {
			t.Errorf("%s: the file has what may be a caption:\n%s", fault, trace)
		}
	}
}

// At SIGQUIT and SIGABRT the terminal is given back, and then the Go runtime shows the
// traces of all goroutines.
func TestQuitSignalGivesTheTerminalBack(t *testing.T) {
	for s, says := range map[syscall.Signal]string{syscall.SIGQUIT: "SIGQUIT: quit", syscall.SIGABRT: "SIGABRT: abort"} {
		out, errs, _, status := plant(t, "hang", s)
		if out != "ready\ngiven back\n" || status != 2 || !strings.HasPrefix(errs, says) || !strings.Contains(errs, "cli.Plant") {
			t.Errorf("%v: exit status %d, printed %q, said %.200q", s, status, out, errs)
		}
	}
}

// A program that does not heed its context ends all the same, at the second signal or
// when its grace is over, and gives the terminal back.
func TestEndsWithoutHeed(t *testing.T) {
	for _, signals := range [][]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGTERM}, {syscall.SIGHUP}, {syscall.SIGINT, syscall.SIGTERM}} {
		out, errs, _, status := plant(t, "nobody home", signals...)
		if out != "ready\ntold\ngiven back\n" || status != exitInterrupted || errs != "memebench: ended at once; what was saved before is kept\n" {
			t.Errorf("%v: exit status %d, printed %q, said %q", signals, status, out, errs)
		}
	}
}

// A signal that comes twice at once, as timeout sends it, is one wish to end in order.
func TestASignalThatComesTwiceAtOnce(t *testing.T) {
	for _, two := range [][]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGTERM, syscall.SIGTERM}, {syscall.SIGTERM, syscall.SIGHUP}} {
		out, errs, _, status := plant(t, "heeds", two...)
		if out != "ready\ntold\nended in order\n" || status != 0 || errs != "" {
			t.Errorf("%v: exit status %d, printed %q, said %q", two, status, out, errs)
		}
	}
}

// What was rescued is said also where the process ends while work is under way that does
// not heed its end.
func TestEndsWithoutHeedSayWhatWasRescued(t *testing.T) {
	_, errs, _, status := plant(t, "deaf", syscall.SIGTERM)
	if want := "memebench: they are in a file\nmemebench: ended at once; what was saved before is kept\n"; status != exitInterrupted || errs != want {
		t.Errorf("exit status %d, said %q", status, errs)
	}
}

// Under nohup the program goes on when its terminal is gone.
func TestNohup(t *testing.T) {
	path, err := exec.LookPath("planted")
	if err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{`exec "$0" ignored`: "ready\nfalse\n", `trap '' HUP; exec "$0" ignored`: "ready\ntrue\n"} {
		cmd := exec.Command("sh", "-c", script, path)
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v, want %q", script, out, err, want)
		}
	}
}
