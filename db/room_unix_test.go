//go:build linux || darwin

package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() { children["restoreWithoutRoom"] = restoreWithoutRoom }

// restoreWithoutRoom restores where files may have 8 kB, and says what became of it.
func restoreWithoutRoom(path string) error {
	limit := syscall.Rlimit{Cur: 8 << 10, Max: 8 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	_, err := Restore(context.Background(), path, path+".backup", nil)
	fmt.Println(errors.Is(err, ErrNoRoom), err)
	return nil
}

// TestRestoreHasNoRoom wants the store named that has no room beside it, and left as it was.
func TestRestoreHasNoRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	tell(t, d)
	if _, err := d.Backup(context.Background(), path+".backup", nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	want := "true no room for another store beside " + path + ": free some on its disk, and do it again"
	if said := killAfter(t, 1, "restoreWithoutRoom", path); said[0] != want {
		t.Errorf("%q, want %q", said[0], want)
	}
	if findings := verify(t, path); findings != nil {
		t.Errorf("%v", findings)
	}
}

// TestVerifyHasNoRoomElsewhere restores, which verifies, where neither the folder for temporary
// files nor the cache can be used, and finds the folder named that had no room.
func TestVerifyHasNoRoomElsewhere(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "store.db"), filepath.Join(dir, "backup.db")
	d := openStore(t, path)
	tell(t, d)
	if _, err := d.Backup(context.Background(), backup, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"TMPDIR", "XDG_CACHE_HOME", "HOME"} {
		t.Setenv(name, filepath.Join(file, "below"))
	}
	if r, err := Restore(context.Background(), path, backup, nil); err != nil || r.Kept == "" {
		t.Errorf("%+v, %v", r, err)
	}
	s, err := newScratch(1, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.discard()
	err = s.explain(fmt.Errorf("write: %w", syscall.ENOSPC))
	if !errors.Is(err, ErrNoRoom) || !strings.Contains(err.Error(), "no room in "+dir+" for what is derived") {
		t.Errorf("%v", err)
	}
}
