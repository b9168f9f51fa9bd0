package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// names lists a folder, hidden files too.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestWriteFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	fill := func(text string, err error) error {
		return writeFolder(dir, func(create func(string) (io.Writer, error)) error {
			for _, name := range []string{"one", "two"} {
				w, err := create(name)
				if err != nil {
					return err
				}
				if _, err := io.WriteString(w, text+name); err != nil {
					return err
				}
			}
			return err
		})
	}
	wantOne := func(want string) {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, "one"))
		if err != nil || string(b) != want {
			t.Errorf("one holds %q, %v; want %q", b, err, want)
		}
		if list := names(t, dir); len(list) != 2 {
			t.Errorf("the folder holds %q", list)
		}
	}
	broken := errors.New("broken off")
	if err := fill("", broken); !errors.Is(err, broken) {
		t.Errorf("a write that fails: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a write that failed left a folder: %v", err)
	}
	if err := fill("first ", nil); err != nil {
		t.Fatal(err)
	}
	wantOne("first one")
	if err := fill("broken ", broken); !errors.Is(err, broken) {
		t.Errorf("a write that fails: %v", err)
	}
	wantOne("first one")
	if err := fill("second ", nil); err != nil {
		t.Fatal(err)
	}
	wantOne("second one")

	file := filepath.Join(dir, "one")
	dir = file
	if err := fill("", nil); err == nil {
		t.Error("files were written into a file")
	}
}
