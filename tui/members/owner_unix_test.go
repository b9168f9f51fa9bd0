//go:build unix

package members

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"memebench/labels"
)

// What root makes first in the folder of a service, that service can read.
func TestFilesOfWhoseFolderItIs(t *testing.T) {
	dir := t.TempDir()
	uid := os.Geteuid()
	if os.Chown(dir, uid+1, -1) == nil {
		uid++
	}
	if err := In(dir).Add(Member{Name: "ann", Role: labels.RoleOwner, Key: newKey(t)}); err != nil {
		t.Fatal(err)
	}
	if _, err := InvitationsIn(dir, time.Now).Invite(1, time.Hour); err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 4 {
		t.Errorf("%v, %v; want two files and their locks", all, err)
	}
	for _, e := range all {
		st, err := os.Stat(filepath.Join(dir, e.Name()))
		if err != nil || st.Mode().Perm() != 0o600 || int(st.Sys().(*syscall.Stat_t).Uid) != uid {
			t.Errorf("%s: %v of %+v, %v; want it to be of %d alone", e.Name(), st.Mode(), st.Sys(), err, uid)
		}
	}
}

// Whoever may not read the file of keys is told whose it has to be.
func TestKeysOfSomebodyElse(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: FileName, Err: syscall.EACCES}
	if err := notRead(FileName, denied); err.Error() != FileName+": permission denied: it has to belong to whoever runs this" || !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}
