//go:build !windows && !plan9 && !solaris && !aix && !android

package db

import (
	"os"
	"syscall"
)

// unlock releases the lock that bbolt takes on these systems.
func unlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
