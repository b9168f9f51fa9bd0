//go:build !unix

package media

import (
	"context"
	"os/exec"
)

func bounded(ctx context.Context, program string, args []string) *exec.Cmd {
	return exec.CommandContext(ctx, program, args...)
}
