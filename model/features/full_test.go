package features

import (
	"fmt"
	"io/fs"
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
