package features

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"memebench/labels/atomicfile"
)

// A full disk is said in a sentence, with the folder and what to do.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	c, err := Open(dir, strings.Repeat("ab", 32), 4)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.explain(&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
	if want := fmt.Sprintf("features: no room in %s: free some, and do it again", dir); err.Error() != want || !atomicfile.IsNoRoom(err) {
		t.Errorf("%v", err)
	}
	if err := c.explain(syscall.EIO); atomicfile.IsNoRoom(err) || !strings.HasSuffix(err.Error(), syscall.EIO.Error()) {
		t.Errorf("%v", err)
	}
}

// A folder that cannot be is told of with what to do: there is no room for it, or something is in its way.
func TestNoFolder(t *testing.T) {
	for want, err := range map[string]error{
		"features: no room in /x/features: free some, and do it again":                                                         syscall.ENOSPC,
		"features: there can be no folder /x/features (not a directory): remove what is in its way, which a cache makes again": syscall.ENOTDIR,
	} {
		if got := noFolder("/x/features", &fs.PathError{Op: "mkdir", Path: "/x/features", Err: err}); got.Error() != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	dir := filepath.Join(t.TempDir(), "features")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(dir), "link")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Skip(err)
	}
	if _, err := Open(link, strings.Repeat("ab", 32), 3); !errors.Is(err, atomicfile.ErrDeadLink) || strings.Contains(err.Error(), "in its way") {
		t.Errorf("a link to nothing: %v", err)
	}
	if _, err := Check(dir, func() error { return nil }); err == nil || !strings.Contains(err.Error(), "remove what is in its way") {
		t.Errorf("a file in its place: %v", err)
	}
}
