//go:build !linux && !darwin

package cli

// peakResident has no answer: the system counts it in another way, or not at all.
func peakResident() (int64, bool) { return 0, false }
