package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// Put keeps no file open, so that a folder can have more files than a process.
func TestPut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	d, err := CreateFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Discard()
	w, err := d.Create("in/first")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "in/b"} {
		if err := d.Put(name, strings.NewReader("bytes of "+name)); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.files) != 1 {
		t.Errorf("%d files are open, want the one that was begun", len(d.files))
	}
	if err := d.Put("a", strings.NewReader("")); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second file of a name: %v", err)
	}
	broken := errors.New("broken")
	if err := d.Put("c", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("what cannot be read: %v", err)
	}
	if _, err := io.WriteString(w, "written later"); err != nil {
		t.Fatal(err)
	}
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "bytes of a", "in/b": "bytes of in/b", "in/first": "written later"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}
