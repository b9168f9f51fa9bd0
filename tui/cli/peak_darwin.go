package cli

import "syscall"

// peakResident returns the most memory that the process has had, in bytes, which
// is how macOS counts it.
func peakResident() (int64, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return u.Maxrss, true
}
