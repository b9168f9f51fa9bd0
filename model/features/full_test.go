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

// A folder that cannot be is told of with what to do: there is no room for it, or something is in its way,
// which is left as it is.
func TestNoFolder(t *testing.T) {
	full := &fs.PathError{Op: "mkdir", Path: "/x/features", Err: syscall.ENOSPC}
	if got, want := noFolder("/x/features", full), "features: no room in /x/features: free some, and do it again"; got.Error() != want {
		t.Errorf("%v, want %s", got, want)
	}
	at := t.TempDir()
	file, link := filepath.Join(at, "file"), filepath.Join(at, "link")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Symlink(filepath.Join(at, "away"), link)); err != nil {
		t.Fatal(err)
	}
	digest := strings.Repeat("ab", 32)
	for dir, want := range map[string]string{
		file:                            file + " is a file: want a folder; a cache that is removed is made again",
		link:                            link + " is a link that leads to no folder",
		filepath.Join(link, "features"): link + " is a link that leads to no folder",
	} {
		if _, err := Open(dir, digest, 4); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("opened: %v, want %s", err, want)
		}
	}
	if _, err := Check(file, func() error { return nil }); err == nil || !strings.Contains(err.Error(), "is a file: want a folder") {
		t.Errorf("checked: %v", err)
	}
	if _, err := os.Lstat(link); err != nil {
		t.Errorf("the link: %v", err)
	}
}
