//go:build !amd64

package kernel

// assembly returns nothing: there is none for this processor.
func assembly() []arithmetic { return nil }

// center leaves all to plain Go.
func center(_, _, _ []float32, _ float32) int { return 0 }

// products leaves all to plain Go.
func products(_, _ []float32, _ *[2][sumLanes]float32) int { return 0 }

// pause does nothing: without assembly nobody waits.
func pause() {}
