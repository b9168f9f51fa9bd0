//go:build unix

package db

import (
	"errors"
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

// TestRestoreOfAStoreThatIsGone restores where the store was deleted: from the folder of backups as
// open as it was, from elsewhere for whose folder it is, also where root restores.
func TestRestoreOfAStoreThatIsGone(t *testing.T) {
	dir := t.TempDir()
	path, elsewhere := filepath.Join(dir, "memebench.db"), filepath.Join(t.TempDir(), "backup.db")
	d, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	uid := os.Geteuid()
	if os.Chown(dir, uid+1, -1) == nil && os.Chown(path, uid+1, -1) == nil {
		uid++
	}
	if err := os.Chmod(path, 0o660); err != nil {
		t.Fatal(err)
	}
	daily, err := d.DailyBackup(t.Context(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Backup(t.Context(), elsewhere, nil); err != nil || d.Close() != nil {
		t.Fatal(err)
	}
	for backup, mode := range map[string]os.FileMode{daily: 0o660, elsewhere: 0o600} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), path, backup, nil); err != nil {
			t.Fatal(err)
		}
		st, err := os.Stat(path)
		if err != nil || st.Mode().Perm() != mode || int(st.Sys().(*syscall.Stat_t).Uid) != uid {
			t.Errorf("%s: %v of %+v, %v; want %v of %d", backup, st.Mode(), st.Sys(), err, mode, uid)
		}
	}
}

// TestRestoreOpensNoStore restores a store that a group might only read into a folder that it may
// write to.
func TestRestoreOpensNoStore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "memebench.db")
	d, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(dir, 0o775), os.Chmod(path, 0o640)); err != nil {
		t.Fatal(err)
	}
	daily, err := d.DailyBackup(t.Context(), 1, nil)
	if err := errors.Join(err, d.Close(), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), path, daily, nil); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
}

// TestBackupsForWhoMayReadTheStore backs up a store that a group may write, where this user may
// give files away one of another user: whoever works in it can make, read and remove what is in the
// folder of backups.
func TestBackupsForWhoMayReadTheStore(t *testing.T) {
	for mode, want := range map[os.FileMode]os.FileMode{0o600: 0o700, 0o660: 0o770, 0o640: 0o750} {
		path := filepath.Join(t.TempDir(), "memebench.db")
		d, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		uid := os.Geteuid()
		if os.Chown(path, uid+1, -1) == nil {
			uid++
		}
		file, err := d.DailyBackup(t.Context(), 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		before, err := d.keep(t.Context(), "memebench-before-import-1.db")
		if err != nil || d.Close() != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]os.FileMode{BackupDir(path): want, file: mode, before: mode} {
			st, err := os.Stat(name)
			if err != nil || st.Mode().Perm() != want || int(st.Sys().(*syscall.Stat_t).Uid) != uid {
				t.Errorf("store %03o: %s: %+v, %v, want %03o", mode, name, st.Sys(), err, want)
			}
		}
	}
}

// TestNoteForWhoMayReadTheStore opens a store of a group: the others there are told who has it.
func TestNoteForWhoMayReadTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "memebench.db")
	d, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Close(), os.Chmod(path, 0o640)); err != nil {
		t.Fatal(err)
	}
	if d, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if st, err := os.Stat(ownerPath(path)); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("the note has %v, %v", st, err)
	}
}
