//go:build unix && !linux

package cli

import (
	"os/exec"
	"strconv"
	"strings"
)

// resident returns how many bytes of a process's memory are resident, and false where
// that is not known. Only ps knows it on these systems without C; it counts in KiB.
func resident(pid int) (int64, bool) {
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	return n << 10, err == nil
}
