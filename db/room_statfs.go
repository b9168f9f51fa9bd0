//go:build linux || darwin || freebsd

package db

import "golang.org/x/sys/unix"

// freeBytes returns how many bytes this user may still write to the file system of
// a folder.
func freeBytes(dir string) (free int64, known bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
