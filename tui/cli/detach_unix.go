//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach gives a program a session of its own: what the terminal sends to this
// program, such as that it is closed, is not for that one.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
