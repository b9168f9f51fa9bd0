//go:build unix

package features

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps the first size bytes of a file for reading; nil if that cannot be
// done.
func mapFile(f *os.File, size int64) []byte {
	if size <= 0 || size > math.MaxInt {
		return nil
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil
	}
	return data
}

// releasePages takes the pages that reads have brought in out of the process's
// resident memory. They stay in the system's cache of the file and come back when
// they are read again.
func releasePages(data []byte) {
	if data != nil {
		_ = unix.Madvise(data, unix.MADV_DONTNEED)
	}
}

func unmapFile(data []byte) {
	if data != nil {
		_ = unix.Munmap(data)
	}
}
