//go:build !linux

package model

// background does nothing: only on Linux has a thread a priority of its own that
// any user may lower.
func background() {}
