//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"memebench/labels"
)

// A label that could not be saved, or the whole store where it was taken away, is in a
// file that the program names at its end, with a command that brings it back; and the
// exit status says that something is wrong.
func TestRescue(t *testing.T) {
	t.Parallel()
	const lost = `"annotator":"ada","level":"negative"`
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		leave func(x *terminal)
	}{
		"the folder is removed":                {removed, byQ},
		"the folder is removed, SIGTERM":       {removed, by(syscall.SIGTERM)},
		"another file takes the store's place": {replaced, byQ},
		"the store is cut":                     {cut, byQ},
		"the store is cut, SIGTERM":            {cut, by(syscall.SIGTERM)},
		"an older copy is copied over it":      {overwritten, byQ},
		"the terminal goes":                    {replaced, by(syscall.SIGHUP)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := offline(t)
			top, dir := threeTexts(t, env, "my memes")
			run(t, env, "backup", filepath.Join(top, "backup.db"), "-w", dir)
			copied, err := os.ReadFile(filepath.Join(dir, "memebench.db"))
			if err == nil {
				err = os.WriteFile(filepath.Join(top, "copy.db"), copied, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			x := start(t, 120, 30, env, "-w", dir)
			x.label(labels.Positive)
			c.spoil(t, dir)
			x.fails("2", "NOT saved")
			c.leave(x)
			if code := x.end(); code != 1 {
				t.Errorf("exit status %d:\n%s", code, x.raw.String())
			}
			command := namedCommand.FindStringSubmatch(x.raw.String())
			if command == nil {
				t.Fatalf("no command is named:\n%q", x.raw.String())
			}
			if command[1][:6] == "import" {
				run(t, env, "restore", filepath.Join(top, "backup.db"), "-w", dir)
			}
			inShell(t, env, command[1])
			out := run(t, env, "export", "--format", "jsonl", "-w", dir)
			if strings.Count(out, lost) != 1 || !strings.Contains(out, `"level":"positive"`) {
				t.Errorf("after %q the workspace has\n%s", command[1], out)
			}
			run(t, env, "verify", "-w", dir)
		})
	}
}

// What was saved line by line before the store was cut is in a file that is named, whatever came of the lines behind it.
func TestRescueLineByLine(t *testing.T) {
	t.Parallel()
	closes := func(_ *os.Process, in io.WriteCloser) error { return in.Close() }
	says := func(_ *os.Process, in io.WriteCloser) error {
		_, err := io.WriteString(in, "2 negative\n3 negative\n")
		return errors.Join(err, in.Close())
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		leave func(p *os.Process, in io.WriteCloser) error
		code  int
	}{
		"a line failed before":  {cut, closes, 3},
		"lines follow":          {cut, says, 1},
		"a part cannot be read": {scribbled, says, 1},
		"interrupted":           {cut, func(p *os.Process, _ io.WriteCloser) error { return p.Signal(syscall.SIGINT) }, 130},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := offline(t)
			top, dir := threeTexts(t, env, "my memes")
			run(t, env, "backup", filepath.Join(top, "backup.db"), "-w", dir)
			ctx, cancel := context.WithTimeoutCause(t.Context(), stuckAfter, errors.New("label - took too long, and was stopped"))
			defer cancel()
			cmd := exec.CommandContext(ctx, "memebench", "label", "-", "-w", dir)
			cmd.Env = append(os.Environ(), env...)
			var said strings.Builder
			cmd.Stderr = &said
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			answers := bufio.NewScanner(out)
			for _, line := range []string{"1 positive", "9 positive"} {
				if _, err := io.WriteString(in, line+"\n"); err != nil || !answers.Scan() {
					t.Fatalf("%q is not answered: %v %v %v", line, err, answers.Err(), context.Cause(ctx))
				}
			}
			c.spoil(t, dir)
			if err := c.leave(cmd.Process, in); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // which is its status
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit status %d, want %d: %v", code, c.code, context.Cause(ctx))
			}
			command := namedCommand.FindStringSubmatch(said.String())
			if command == nil {
				t.Fatalf("no command is named:\n%s", said.String())
			}
			if n := strings.Count(said.String(), "store is damaged"); n != 1 {
				t.Errorf("it is said %d times:\n%s", n, said.String())
			}
			run(t, env, "restore", filepath.Join(top, "backup.db"), "-w", dir)
			inShell(t, env, command[1])
			if out := run(t, env, "export", "--format", "jsonl", "-w", dir); !strings.Contains(out, `"level":"positive"`) {
				t.Errorf("after %q the workspace has\n%s", command[1], out)
			}
		})
	}
}

// threeTexts makes a workspace of three captions, in a folder that is called so, and returns the one around that, too.
func threeTexts(t *testing.T, env []string, name string) (top, dir string) {
	t.Helper()
	top = t.TempDir()
	dir, table := filepath.Join(top, name), filepath.Join(top, "table.csv")
	if err := os.WriteFile(table, []byte("text\none\ntwo\nthree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, env, "import", "--format", "csv", "--csv", table, "--caption", "text", "-w", dir)
	return top, dir
}

// inShell runs a command of memebench as a shell reads it.
func inShell(t *testing.T, env []string, command string) {
	t.Helper()
	sh := exec.Command("sh", "-c", "memebench "+command)
	sh.Env = append(append(os.Environ(), env...), "PATH="+os.Getenv("PATH"))
	if out, err := sh.CombinedOutput(); err != nil {
		t.Fatalf("memebench %s: %v: %s", command, err, out)
	}
}

// TestRescueOfAll takes the folder away and leaves without another key: what was said
// before is in a copy of the store.
func TestRescueOfAll(t *testing.T) {
	t.Parallel()
	env := offline(t)
	x := start(t, 120, 30, env)
	x.label(labels.Positive)
	removed(t, starterDir(t, env))
	x.press("q")
	x.wait("the end", func(s string) bool {
		if strings.Contains(s, "quit and stop it") { // something runs still
			time.Sleep(reading)
			x.press("y")
		}
		return strings.Contains(s, "to put it back")
	})
	if code := x.end(); code != 1 {
		t.Errorf("exit status %d:\n%s", code, x.raw.String())
	}
	command := namedCommand.FindStringSubmatch(x.raw.String())
	if command == nil {
		t.Fatalf("no command is named:\n%q", x.raw.String())
	}
	if strings.Contains(x.raw.String(), "could not be saved") {
		t.Errorf("it speaks of labels that could not be saved:\n%q", x.raw.String())
	}
	inShell(t, env, command[1])
	if out := run(t, env, "export", "--format", "jsonl"); !strings.Contains(out, `"annotator":"ada","level":"positive"`) {
		t.Errorf("after %q the label is not there", command[1])
	}
}

// namedCommand finds the command that brings back what was rescued.
var namedCommand = regexp.MustCompile(`to (?:add them|put it back): memebench ([^\r\n]+)`)

func byQ(x *terminal) {
	x.press("q")
	x.yes("NOT saved: quit?")
}

func by(s syscall.Signal) func(*terminal) {
	return func(x *terminal) { x.cmd.Process.Signal(s) }
}

func removed(t *testing.T, dir string) {
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
}

func replaced(t *testing.T, dir string) {
	other := filepath.Join(dir, "other")
	if err := os.WriteFile(other, []byte("another file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, filepath.Join(dir, "memebench.db")); err != nil {
		t.Fatal(err)
	}
}

func overwritten(t *testing.T, dir string) {
	older, err := os.ReadFile(filepath.Join(dir, "../copy.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "memebench.db"), older, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func cut(t *testing.T, dir string) {
	if err := os.Truncate(filepath.Join(dir, "memebench.db"), 4096); err != nil {
		t.Fatal(err)
	}
}

// scribbled spoils all pages but the first two, by which a store is known.
func scribbled(t *testing.T, dir string) {
	f, err := os.OpenFile(filepath.Join(dir, "memebench.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err == nil {
		page := int64(os.Getpagesize())
		_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, int(info.Size()-2*page)), 2*page)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
