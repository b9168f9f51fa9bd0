package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// mayNotRead has programs that are started from here on obey the permissions of files that they read, also those of root.
func mayNotRead(t *testing.T) {
	t.Helper()
	withoutRoot(t)
	if os.Geteuid() == 0 { // root may read everything by another right
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_DAC_READ_SEARCH, 0, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
}

// A backup that may not be read is what the error is about, and not the workspace, and no workspace is
// made for it.
func TestRestoreOfWhatMayNotBeRead(t *testing.T) {
	mayNotRead(t)
	dir := t.TempDir()
	file, ws := filepath.Join(dir, "backup.db"), filepath.Join(dir, "ws")
	if err := os.WriteFile(file, []byte("x"), 0); err != nil {
		t.Fatal(err)
	}
	_, errs, code := tried(t, offline(t), "", "restore", file, "-w", ws)
	if code != 1 || strings.TrimSpace(errs) != "memebench: "+file+": permission denied" {
		t.Errorf("exit status %d: %s", code, errs)
	}
	if _, err := os.Stat(ws); err == nil {
		t.Error("a workspace is there")
	}
}

// Commands that only read say of a store that may not be read that it may not be read.
func TestStoreThatMayNotBeRead(t *testing.T) {
	mayNotRead(t)
	env := offline(t)
	ws := captions(t, env, "hello")
	if err := os.Chmod(filepath.Join(ws, "memebench.db"), 0); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify"}, {"list"}, {"backup"}, {"backup", filepath.Join(t.TempDir(), "b.db")}} {
		_, errs, code := tried(t, env, "", append(args, "-w", ws)...)
		if code != 1 || !strings.Contains(errs, "workspace "+ws+": you may not read it (") {
			t.Errorf("%v: exit status %d: %s", args, code, errs)
		}
	}
}

// Commands that ask the model and change nothing read a workspace that may not be written to.
func TestAskingOfWhatMayNotBeWritten(t *testing.T) {
	withoutRoot(t)
	env := offline(t)
	ws := captions(t, env, "hello")
	if err := errors.Join(os.Chmod(filepath.Join(ws, "memebench.db"), 0o444), os.Chmod(ws, 0o555)); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(ws, 0o755)
	_, errs, code := tried(t, env, "", "eval", "-w", ws) // which finds no version, there
	if !strings.Contains(errs, "note: the workspace may not be written to: it is read as it is now, and nothing is kept in it") {
		t.Errorf("exit status %d: %s", code, errs)
	}
}
