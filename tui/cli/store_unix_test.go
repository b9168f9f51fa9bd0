//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"memebench/db"
	"memebench/labels"
)

// starterDir is the folder of the starter workspace in this environment.
func starterDir(t *testing.T, env []string) string {
	t.Helper()
	for _, e := range env {
		if data, ok := strings.CutPrefix(e, "XDG_DATA_HOME="); ok {
			return filepath.Join(data, "memebench", "starter")
		}
	}
	t.Fatal("no data folder in the environment")
	return ""
}

// run runs a command beside the workbench and returns what it prints.
func run(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, errs, code := tried(t, env, "", args...)
	if code != 0 {
		t.Fatalf("memebench %s: exit status %d: %s", strings.Join(args, " "), code, errs)
	}
	return out
}

// TestStoreCutWhileOpen cuts the store short under an open workbench: the next key
// is told, nothing is called saved, and it can be left by a key and by a signal,
// with a status that says that something is wrong.
func TestStoreCutWhileOpen(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 4096} {
		for name, leave := range map[string]func(x *terminal){
			"q":       byQ,
			"SIGTERM": func(x *terminal) { x.cmd.Process.Signal(syscall.SIGTERM) },
		} {
			env := offline(t)
			x := start(t, 120, 30, env)
			x.see("1-5 label")
			x.see("could be had from nowhere")
			x.label(labels.Positive)
			if err := os.Truncate(filepath.Join(starterDir(t, env), "memebench.db"), size); err != nil {
				t.Fatal(err)
			}
			x.press("l")
			x.see("it was cut to")
			x.fails("2", "✗ NOT saved")
			leave(x)
			if code := x.end(); code == 0 {
				t.Errorf("cut to %d, left by %s: exit status 0:\n%s", size, name, x.text())
			}
			if s := x.raw.String(); strings.Contains(s, "runtime error") || strings.Contains(s, "goroutine ") {
				t.Errorf("cut to %d, left by %s: it says %q", size, name, s)
			}
		}
	}
}

// TestReadersBesideTheWorkbench reads and backs up a workspace that is open in a
// workbench, also in one that does not move.
func TestReadersBesideTheWorkbench(t *testing.T) {
	t.Parallel()
	env := append(offline(t), "XDG_RUNTIME_DIR="+t.TempDir())
	x := start(t, 120, 30, env)
	x.see("1-5 label")
	x.see("could be had from nowhere")
	x.label(labels.Positive)
	const said = `"annotator":"ada","level":"positive"`
	if out := run(t, env, "export", "--format", "jsonl"); strings.Count(out, said) != 1 {
		t.Errorf("the label is %d times in the export", strings.Count(out, said))
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	run(t, env, "backup", file)
	if err := x.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if out := run(t, env, "export", "--format", "jsonl"); strings.Count(out, said) != 1 {
		t.Errorf("of one that stands still: the label is %d times in the export", strings.Count(out, said))
	}
	if err := x.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	x.press("u")
	x.see("took back 4 positive")
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	run(t, env, "restore", file)
	if out := run(t, env, "export", "--format", "jsonl"); strings.Count(out, said) != 1 {
		t.Errorf("after it was restored the label is %d times in the export", strings.Count(out, said))
	}
	daily, _ := filepath.Glob(filepath.Join(db.BackupDir(filepath.Join(starterDir(t, env), "memebench.db")), "memebench-daily-*.db"))
	if len(daily) != 1 {
		t.Errorf("backups of the day: %v", daily)
	}
}
