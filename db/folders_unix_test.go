//go:build unix

package db

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"memebench/labels"
)

// TestNoFolderForBackups says which backup there is none of, and why, by no name of a temporary file, and
// leaves what is in the folder's way.
func TestNoFolderForBackups(t *testing.T) {
	d, path := told(t)
	appendAll(t, d, level(someMemes(t, d, 1)[0].ID, "ann", labels.Positive))
	dir := BackupDir(path)
	if err := os.Symlink(filepath.Join(t.TempDir(), "away"), dir); err != nil {
		t.Fatal(err)
	}
	check := func(want string) {
		t.Helper()
		_, err := d.BackupBeforeImport(t.Context())
		if err == nil || !strings.HasPrefix(err.Error(), "no backup before the import: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("before an import: %v, want %s", err, want)
		}
		_, err = d.DailyBackup(t.Context(), 3, nil)
		if err == nil || !strings.HasPrefix(err.Error(), "no backup today: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("of the day: %v, want %s", err, want)
		}
	}
	check(dir + " is a link that leads to no folder")
	if err := os.Remove(dir); err != nil {
		t.Fatal("the link is gone: ", err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	check(dir + " is a file: want a folder")
}

// TestNoTemporaryFile says why there is none where there is room.
func TestNoTemporaryFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", file)
	t.Setenv("XDG_CACHE_HOME", file)
	t.Setenv("HOME", file)
	want := "no place for a copy: there can be no file in " + file + " (" + syscall.ENOTDIR.Error() + "): set TMPDIR to a folder that takes files"
	if _, err := roomyTemp(1, "a copy"); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	t.Setenv("TMPDIR", t.TempDir())
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Error(err)
		}
	}()
	none := limit
	none.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	if _, err := roomyTemp(1, "a copy"); err == nil || !strings.HasPrefix(err.Error(), "too many files are open: raise the limit (ulimit -n)") {
		t.Errorf("%v", err)
	}
}
