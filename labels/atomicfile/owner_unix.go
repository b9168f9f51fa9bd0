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

// GiveToOwner gives what root has made at path to the owner and group of the folder that it lies in, as far as
// this process may: whose folder that is can go on with it.
func GiveToOwner(path string) {
	if st, err := os.Stat(filepath.Dir(path)); err == nil && os.Geteuid() == 0 {
		if in, ok := st.Sys().(*syscall.Stat_t); ok && in.Uid != 0 {
			_ = os.Lchown(path, int(in.Uid), int(in.Gid))
		}
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
