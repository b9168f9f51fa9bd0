//go:build !amd64

package kernel

// assembly returns nothing: there is none for this processor.
func assembly() []arithmetic { return nil }

// pause does nothing: without assembly nobody waits.
func pause() {}
