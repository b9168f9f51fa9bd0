//go:build unix

package cli

import "golang.org/x/sys/unix"

// underShell reports whether a shell with job control has started this program, and
// can go on with it when it is suspended: such a shell gives each job a process
// group of its own. Where the program leads its session (a terminal's only command)
// nobody would.
func underShell() bool {
	session, err := unix.Getsid(0)
	return err == nil && unix.Getpgrp() != session
}
