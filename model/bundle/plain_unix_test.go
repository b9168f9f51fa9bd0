//go:build unix

package bundle

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Opening a pipe would wait for a writer for ever.
func TestReadPipe(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mkfifo(filepath.Join(dir, CardFile), 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	_, err := Read(os.DirFS(dir))
	if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "card.json: it is a named pipe, not a plain file") {
		t.Errorf("a card that is a pipe: %v", err)
	}
}

// A file of more bytes than are read is refused before it takes as much memory.
func TestReadLongFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, CardFile)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Skip("no file with a hole here:", err)
	}
	if _, err := Read(os.DirFS(dir)); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a card of a terabyte: %v", err)
	}
}
