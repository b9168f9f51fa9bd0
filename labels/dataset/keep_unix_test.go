//go:build unix

package dataset

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What an import by root, or by one of a group, keeps in a workspace of others does not shut them
// out of importing.
func TestKeptForWhoseFolderItIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o775); err != nil {
		t.Fatal(err)
	}
	uid := os.Geteuid()
	if os.Chown(dir, uid+1, -1) == nil {
		uid++
	}
	path, err := keepPicture(filepath.Join(dir, "pictures"), []byte("a picture"))
	if err != nil {
		t.Fatal(err)
	}
	for at := path; at != dir; at = filepath.Dir(at) {
		st, err := os.Stat(at)
		if err != nil {
			t.Fatal(err)
		}
		shared := st.Mode().Perm()&0o060 != 0o040 // nobody else reads it, or they write it, too
		if owner := int(st.Sys().(*syscall.Stat_t).Uid); owner != uid || !shared {
			t.Errorf("%s: %v of %d, want it to be of %d", at, st.Mode(), owner, uid)
		}
	}
}
