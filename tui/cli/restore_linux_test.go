package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A backup that may not be read is what the error is about, and not the workspace, and no workspace is
// made for it.
func TestRestoreOfWhatMayNotBeRead(t *testing.T) {
	withoutRoot(t)
	if os.Geteuid() == 0 { // root may read everything by another right
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_DAC_READ_SEARCH, 0, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
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
