//go:build unix

package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ours reports whether a file belongs to the user of this process.
func ours(st fs.FileInfo) bool {
	sys, ok := st.Sys().(*syscall.Stat_t)
	return ok && int(sys.Uid) == os.Geteuid()
}

// openMade opens what this process has made at path, and returns what that is and the folder that it
// lies in; ok is false for what is not this user's, has other names or is a link: somebody else who
// may write to the folder may have put that there. Nor does a link that takes the folder's place
// meanwhile lead elsewhere: both are looked at in the folder that was opened.
func openMade(path string) (f *os.File, st, dir fs.FileInfo, ok bool) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, nil, nil, false
	}
	defer folder.Close() // only read from
	f, err = folder.OpenFile(filepath.Base(path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, nil, false
	}
	st, err = f.Stat()
	named, errNamed := folder.Lstat(filepath.Base(path)) // a link is followed within the folder
	dir, errDir := folder.Stat(".")
	if err == nil && errNamed == nil && errDir == nil && os.SameFile(st, named) && ours(st) &&
		(st.IsDir() || st.Mode().IsRegular() && st.Sys().(*syscall.Stat_t).Nlink == 1) {
		return f, st, dir, true
	}
	f.Close() // only read from
	return nil, nil, nil, false
}

// GiveToFolder opens what this process has made at path to those whose folder it lies in, as far as
// it may: what root has made belongs to the folder's owner and group, and where a group may write
// to the folder, what it may read there it may write, whatever the umask. What may be somebody
// else's is left as it is: see openMade.
func GiveToFolder(path string) { give(path, true) }

// GiveToOwner is GiveToFolder for what is open to a group already, or to none, as it shall be.
func GiveToOwner(path string) { give(path, false) }

func give(path string, group bool) {
	f, st, dir, ok := openMade(path)
	if !ok {
		return
	}
	defer f.Close() // only its owner and permissions were written
	in, was := dir.Sys().(*syscall.Stat_t), st.Sys().(*syscall.Stat_t)
	uid, shared := -1, group && dir.Mode()&fs.ModeSticky == 0 && dir.Mode().Perm()&0o020 != 0
	if os.Geteuid() == 0 && in.Uid != 0 {
		uid = int(in.Uid)
	}
	if (uid >= 0 || shared && was.Gid != in.Gid) && f.Chown(uid, int(in.Gid)) != nil {
		return
	}
	if perm := st.Mode().Perm(); shared && perm&0o040 != 0 && perm&0o020 == 0 {
		_ = f.Chmod(st.Mode()&(fs.ModeSetgid|fs.ModeSticky) | perm | 0o020)
	}
}

// TakeOverFolder is [TakeOver] of a folder that this process has made at path, and that is still empty.
func TakeOverFolder(path string, was fs.FileInfo) {
	f, st, _, ok := openMade(path)
	if !ok {
		return
	}
	defer f.Close() // only its owner and permissions were written
	if _, err := f.Readdirnames(1); st.IsDir() && errors.Is(err, io.EOF) {
		TakeOver(f, was)
	}
}

// keepOwner gives f the owner and group of the file that it will replace, as far
// as this process may, and returns the permissions that it shall have: those of
// that file, but where the group could not be kept, no more for the group that it
// has than for everybody.
func keepOwner(f *os.File, was fs.FileInfo) fs.FileMode {
	mode := was.Mode().Perm()
	old, ok := was.Sys().(*syscall.Stat_t)
	st, err := f.Stat()
	if !ok || err != nil {
		return mode
	}
	now, ok := st.Sys().(*syscall.Stat_t)
	if !ok || old.Uid == now.Uid && old.Gid == now.Gid || f.Chown(int(old.Uid), int(old.Gid)) == nil {
		return mode
	}
	if old.Gid != now.Gid && f.Chown(-1, int(old.Gid)) != nil {
		mode &^= 0o070 &^ (mode << 3)
	}
	return mode
}
