//go:build unix

package features

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The lock is open to whom the features are open to: in a workspace of a group whoever comes second
// encodes, too. What root makes among another user's files is that user's.
func TestAccess(t *testing.T) {
	in := t.TempDir()
	uid := os.Geteuid()
	if os.Chown(in, uid+1, -1) == nil {
		uid++
	}
	dir := filepath.Join(in, "cache", "features")
	c, err := Open(dir, strings.Repeat("ab", 32), 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	var modes []fs.FileMode
	for _, path := range []string{filepath.Dir(dir), dir, c.path, c.path + ".lock"} {
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := int(st.Sys().(*syscall.Stat_t).Uid); got != uid {
			t.Errorf("%s belongs to %d, want %d", path, got, uid)
		}
		modes = append(modes, st.Mode().Perm())
	}
	if modes[3] != modes[2] {
		t.Errorf("the features have mode %03o, their lock %03o", modes[2], modes[3])
	}
}

// Whoever may not write to the cache is told what can be done.
func TestSomebodyElsesCache(t *testing.T) {
	err := explain("/x/features", &fs.PathError{Op: "open", Path: "/x/features/y.lock", Err: syscall.EACCES})
	if want := "features: you may not write to /x/features (permission denied): it is a cache; its owner can delete it, and it is made again"; err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
