//go:build !linux && !darwin && !freebsd

package db

// freeBytes does not know what is free on these systems.
func freeBytes(string) (free int64, known bool) { return 0, false }
