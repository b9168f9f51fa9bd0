//go:build unix

package db

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// socketLimit is how long the path of a socket may be on all systems.
const socketLimit = 100

// askForCopy has the process that shares the store at path write a copy into dst.
func askForCopy(ctx context.Context, path string, dst *os.File) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	for _, name := range socketsFor(info) {
		if !ownFolder(filepath.Dir(name)) {
			continue // whoever made it so may have put a socket there
		}
		dialer := net.Dialer{Timeout: shareTimeout}
		c, err := dialer.DialContext(ctx, "unix", name)
		if err != nil {
			continue
		}
		defer c.Close()
		defer context.AfterFunc(ctx, func() { c.Close() })()
		size, err := receive(patientReader{c})
		if err != nil {
			return err
		}
		return copyBytes(ctx, dst, patientReader{c}, size)
	}
	return errNotShared
}

// listenFor listens on the socket for the file that has this info, nil where it
// cannot. The caller has the lock of the file, so a socket that is there is left by
// a process that was killed.
func listenFor(info os.FileInfo) net.Listener {
	for _, name := range socketsFor(info) {
		_ = os.Mkdir(filepath.Dir(name), 0o700)
		if !ownFolder(filepath.Dir(name)) {
			continue
		}
		_ = os.Remove(name)
		l, err := net.Listen("unix", name)
		if err != nil {
			continue
		}
		if err := os.Chmod(name, 0o600); err != nil {
			l.Close()
			continue
		}
		return l
	}
	return nil
}

// socketsFor returns where the socket for a file may be, the best place first.
func socketsFor(info os.FileInfo) (names []string) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	var places []string
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		places = append(places, filepath.Join(dir, "memebench"))
	}
	own := fmt.Sprintf("memebench-%d", os.Geteuid())
	for _, dir := range []string{os.TempDir(), "/tmp"} {
		places = append(places, filepath.Join(dir, own))
	}
	for _, dir := range places {
		name := filepath.Join(dir, fmt.Sprintf("%x-%x.sock", st.Dev, st.Ino))
		if len(name) <= socketLimit {
			names = append(names, name)
		}
	}
	return names
}

// ownFolder reports whether a folder is this user's and nobody else may enter it.
func ownFolder(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}
