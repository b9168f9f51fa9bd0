//go:build !unix

package assets

import "os/exec"

func ownGroup(*exec.Cmd) {}

// killGroup kills the client only: what it started may live on.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
