//go:build unix

package atomicfile

import (
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

// GiveToFolder opens what this process has made at path to those whose folder it lies in, as far as it may: what
// root has made belongs to the folder's owner and group, and where a group may write to the folder, what it may
// read there it may write, whatever the umask. Nothing is done to what is not this user's, has other
// names or is a link: somebody else who may write to the folder may have put that there.
func GiveToFolder(path string) {
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !ours(st) {
		return
	}
	in, ok := dir.Sys().(*syscall.Stat_t)
	was, known := st.Sys().(*syscall.Stat_t)
	if !ok || !known || !st.IsDir() && (!st.Mode().IsRegular() || was.Nlink != 1) {
		return
	}
	uid, shared := -1, dir.Mode()&fs.ModeSticky == 0 && dir.Mode().Perm()&0o020 != 0
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
