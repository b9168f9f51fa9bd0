//go:build unix

package cli_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Who stops reading, as head does, ends a command with the status of SIGPIPE, and is told nothing.
func TestStatusWhereNobodyReads(t *testing.T) {
	t.Parallel()
	env := offline(t)
	ws := captions(t, env, "hello")
	program, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	var errs strings.Builder
	cmd := exec.Command(program, "list", "-w", ws)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = w, &errs
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 141 || errs.Len() > 0 {
		t.Errorf("%v: %s", err, errs.String())
	}
}

// Who interrupts labelling line by line is told what is kept, and a script has the status for it.
func TestStatusOfInterruptedLines(t *testing.T) {
	t.Parallel()
	env := offline(t)
	ws := captions(t, env, "hello")
	program, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	cmd := exec.Command(program, "--plain", "-w", ws)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('>'); err != nil { // it asks
		t.Error(err)
	}
	err = cmd.Process.Signal(os.Interrupt)
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // with the status
	if code := cmd.ProcessState.ExitCode(); err != nil || code != 130 || !strings.Contains(errs.String(), "interrupted: what was done so far is kept") {
		t.Errorf("exit status %d, %v: %s", code, err, errs.String())
	}
}
