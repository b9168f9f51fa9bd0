//go:build !unix

package cli

import "os/exec"

// detach has nothing to do: programs are not tied to the terminal here.
func detach(*exec.Cmd) {}
