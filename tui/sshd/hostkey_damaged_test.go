package sshd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDamagedHostKeys wants the key's file and the fault named where the host key is none, or is no file.
func TestDamagedHostKeys(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	if err := checkHostKey(path); err != nil { // makes one
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range []string{"", "hello\n", string(whole[:len(whole)/2])} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := checkHostKey(path); err == nil || !strings.HasPrefix(err.Error(), "the host key "+path+" cannot be used (no key found): ") {
			t.Errorf("%d bytes: %v", len(damaged), err)
		}
	}
	if err := checkHostKey(dir); err == nil || !strings.HasPrefix(err.Error(), "the host key "+dir+" cannot be used (it is a folder, not a plain file): ") {
		t.Errorf("a folder: %v", err)
	}
}

// TestAHostKeyThatCannotBeMade wants its file and the flag named where there is none and no place for one.
func TestAHostKeyThatCannotBeMade(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Symlink(filepath.Join(t.TempDir(), "gone", "away"), folder); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "host")
	if err := checkHostKey(path); err == nil || !strings.HasPrefix(err.Error(), "the host key "+path+" cannot be made (") || !strings.HasSuffix(err.Error(), "--host-key") {
		t.Errorf("got %v", err)
	}
}

// TestAHostKeyThatCannotBeLookedAt wants the flag named where a file is in the way, as where another's home is closed.
func TestAHostKeyThatCannotBeLookedAt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(file, "host")
	if err := checkHostKey(path); err == nil || !strings.HasPrefix(err.Error(), "the host key "+path+" cannot be looked at (") || !strings.HasSuffix(err.Error(), "--host-key") {
		t.Errorf("got %v", err)
	}
}
