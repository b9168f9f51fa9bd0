//go:build unix

package assets

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// ownGroup starts the client in a session of its own: a process group that can
// be killed as a whole, and no terminal on which it could ask for a password.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}

// killGroup kills the client and everything it started. The clients keep their
// own caches safe against that.
func killGroup(cmd *exec.Cmd) error {
	err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
