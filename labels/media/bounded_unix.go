//go:build unix

package media

import (
	"context"
	"os/exec"
	"strconv"
)

// bounded is a command whose address space the shell bounds.
func bounded(ctx context.Context, program string, args []string) *exec.Cmd {
	script := "ulimit -v " + strconv.Itoa(maxMemory) + ` 2>/dev/null; exec "$0" "$@"`
	return exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, program}, args...)...)
}
