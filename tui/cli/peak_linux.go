package cli

import "syscall"

// peakResident returns the most memory that the process has had, in bytes. Linux
// counts it in KiB.
func peakResident() (int64, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return int64(u.Maxrss) << 10, true
}
