package kernel

import "unsafe"

// misaligned returns how many values lie before the first that begins at a
// multiple of 64 bytes.
func misaligned(v []float32) int {
	past := int(uintptr(unsafe.Pointer(&v[0])) % (4 * lane))
	return (4*lane - past) % (4 * lane) / 4
}
