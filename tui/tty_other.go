//go:build !unix

package tui

import (
	"os"
	"time"
)

// ProbeTTY asks nothing where a terminal cannot be read with a deadline; what
// it would have found stays unknown.
func ProbeTTY(*os.File, time.Duration, bool) (Terminal, error) { return Terminal{}, nil }

func cellSize(interface{ Fd() uintptr }) (w, h int) { return 0, 0 }
