//go:build unix

package plainfile_test

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"memebench/labels/plainfile"
)

// other makes one of everything that is no regular file, by what the refusal calls
// it. On the pipe, opening would wait for ever.
func other(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	pipe, link, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "link"), filepath.Join(dir, "s")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return map[string]string{pipe: "a named pipe", link: "a named pipe", socket: "a socket", "/dev/zero": "a device", dir: "a folder"}
}

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	for path, what := range other(t) {
		f, _, err := plainfile.Open(path)
		if err == nil {
			f.Close()
		}
		_, readErr := plainfile.Read(path, 1<<20)
		_, fsErr := plainfile.ReadFS(os.DirFS(filepath.Dir(path)), filepath.Base(path), 1<<20)
		for _, err := range []error{err, readErr, fsErr} {
			if want := "it is " + what + ", not a plain file"; !errors.Is(err, plainfile.ErrNotPlain) || err.Error() != want {
				t.Errorf("%s: %v, want %q", path, err, want)
			}
		}
	}
	for _, open := range []func(string) (*os.File, fs.FileInfo, error){plainfile.Open, plainfile.OpenStream} {
		if _, _, err := open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("no file: %v", err)
		}
	}
}

// A path like /dev/fd/63 or a named pipe is read once from front to back; a device
// that is not the standard input, a folder and a socket are refused.
func TestStreamsMayBePipes(t *testing.T) {
	for path, what := range other(t) {
		if what == "a named pipe" {
			continue // waits for its writer
		}
		if f, _, err := plainfile.OpenStream(path); !errors.Is(err, plainfile.ErrNotPlain) {
			t.Errorf("%s: %v", path, err)
			if err == nil {
				f.Close()
			}
		}
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	wrote := make(chan error, 1)
	go func() { wrote <- os.WriteFile(pipe, []byte("through"), 0o600) }()
	f, _, err := plainfile.OpenStream(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != "through" {
		t.Errorf("read %q, %v", b, err)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}

func TestReadIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := plainfile.Read(path, 5); err != nil || string(b) != "12345" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := plainfile.Read(path, 4); !errors.Is(err, plainfile.ErrTooLarge) || err.Error() != "too large: at most 4 bytes are read" {
		t.Errorf("%v", err)
	}
	// A hole of 1 TB takes no room on the disk; reading it would take hours.
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Fatal(err)
	}
	if _, err := plainfile.Read(path, 3<<20); err == nil || !strings.Contains(err.Error(), "at most 3 MB") {
		t.Errorf("%v", err)
	}
}

// grows is a file that has more bytes than its size said.
type grows struct {
	fstest.MapFS
	claims int64
}

func (g grows) Stat(name string) (fs.FileInfo, error) {
	st, err := g.MapFS.Stat(name)
	return claim{st, g.claims}, err
}

type claim struct {
	fs.FileInfo
	size int64
}

func (c claim) Size() int64 { return c.size }

func TestReadOfAFileThatChanges(t *testing.T) {
	file := fstest.MapFS{"f": {Data: []byte("1234567")}}
	for _, c := range []struct {
		claims, limit int64
		want          string
		err           error
	}{
		{3, 7, "1234567", nil},
		{0, 7, "1234567", nil}, // as files of /proc have it
		{3, 6, "", plainfile.ErrTooLarge},
		{9, 9, "1234567", nil},
	} {
		b, err := plainfile.ReadFS(grows{file, c.claims}, "f", c.limit)
		if !errors.Is(err, c.err) || err == nil && string(b) != c.want {
			t.Errorf("size %d, limit %d: %q, %v", c.claims, c.limit, b, err)
		}
	}
}
