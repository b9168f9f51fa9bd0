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
