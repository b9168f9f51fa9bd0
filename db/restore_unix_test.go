//go:build unix

package db

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestRestoreKeepsOwnerAndPermissions restores a store that a group may read, and where this user may
// give files away, one of another user: it stays theirs.
func TestRestoreKeepsOwnerAndPermissions(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "memebench.db"), filepath.Join(dir, "backup.db")
	d, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Backup(t.Context(), backup, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o660); err != nil {
		t.Fatal(err)
	}
	uid := os.Geteuid()
	if os.Chown(path, uid+1, -1) == nil {
		uid++
	}
	if _, err := Restore(t.Context(), path, backup, nil); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o660 || int(st.Sys().(*syscall.Stat_t).Uid) != uid {
		t.Errorf("%+v, %v", st.Sys(), err)
	}
}
