package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func say(what string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, what)
		return err
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != want {
		t.Errorf("%s holds %q (%v), want %q", path, b, err, want)
	}
}

// A file appears whole or stays as it was, and leaves nothing beside it.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	for _, text := range []string{"first", "second"} {
		if err := writeFile(nil, path, say(text)); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, text)
	}
	broken := errors.New("the store is gone")
	err := writeFile(nil, path, func(w io.Writer) error { io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	wantFile(t, path, "second")
	if found, err := os.ReadDir(dir); err != nil || len(found) != 1 {
		t.Errorf("%v beside the file (%v)", found, err)
	}

	want := "write " + filepath.Join(dir, "absent", "out.csv") + ": no such file or directory"
	if err := writeFile(nil, filepath.Join(dir, "absent", "out.csv"), say("x")); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err := writeFile(nil, dir, say("x")); err == nil {
		t.Error("a folder was written")
	}
}

// A link stays one, and its target is written.
func TestWriteFileThroughALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(target, []byte("old"), 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(nil, link, say("new")); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&os.ModeSymlink == 0 {
		t.Errorf("%s is no link any more (%v)", link, err)
	}
	wantFile(t, target, "new")
}
