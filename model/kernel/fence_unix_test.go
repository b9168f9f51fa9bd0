//go:build unix

package kernel

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// fenced returns a copy of the values that ends where a page begins that must not
// be touched: reading or writing a single value too far ends the test with a
// fault.
func fenced(t *testing.T, v []float32) []float32 {
	t.Helper()
	page := unix.Getpagesize()
	size := roundUp(max(len(v)*4, 1), page)
	region, err := unix.Mmap(-1, 0, size+page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Munmap(region); err != nil {
			t.Error(err)
		}
	})
	if err := unix.Mprotect(region[size:], unix.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	if len(v) == 0 {
		return nil
	}
	out := unsafe.Slice((*float32)(unsafe.Pointer(&region[size-len(v)*4])), len(v))
	copy(out, v)
	return out
}
