//go:build unix

package picture

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// Opening a pipe would wait for a writer for ever.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.jpg")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	if _, _, err := Open(context.Background(), path); !errors.Is(err, ErrNotPicture) {
		t.Errorf("pipe: %v", err)
	}
}
