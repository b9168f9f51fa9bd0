package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A folder that cannot be made leaves what is in its way, such as a link to a disk that is not
// mounted, and says what that is; so does a folder that is filled there.
func TestInTheWay(t *testing.T) {
	at := t.TempDir()
	for name, to := range map[string]string{"link": filepath.Join(at, "away", "disk"), "circle": "other", "other": "circle"} {
		if err := os.Symlink(to, filepath.Join(at, name)); err != nil {
			t.Skip(err)
		}
	}
	if err := errors.Join(os.WriteFile(filepath.Join(at, "file"), nil, 0o600), os.Mkdir(filepath.Join(at, "real"), 0o700),
		os.Symlink("real", filepath.Join(at, "good"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"link": "link is a link that leads to no folder (", "link/a/b": "link is a link that leads to no folder (",
		"circle": "circle is a link that leads to no folder (", "circle/a": "circle is a link that leads to no folder (",
		"file": "file is a file: want a folder", "file/a/b": "file is a file: want a folder",
	} {
		path := filepath.Join(at, filepath.FromSlash(name))
		made, err := MakeFolder(path, 0o777)
		if err == nil || !strings.Contains(err.Error(), want) || made != nil {
			t.Errorf("%s: %v, made %q", name, err, made)
		}
		if strings.Contains(name, "/") {
			_, err := CreateFolder(filepath.Join(path, "new"))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("filled in %s: %v", name, err)
			}
		}
	}
	for _, name := range []string{"link", "circle", "other", "file"} {
		if _, err := os.Lstat(filepath.Join(at, name)); err != nil {
			t.Errorf("it is gone: %v", err)
		}
	}
	if _, err := os.Lstat(filepath.Join(at, "away")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what the link leads to: %v", err)
	}
	for _, name := range []string{"good", "good/a/b", "real/c", "."} {
		if _, err := MakeFolder(filepath.Join(at, filepath.FromSlash(name)), 0o700); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was made is told, the innermost first, and goes again.
func TestUnmake(t *testing.T) {
	dir := t.TempDir()
	made, err := MakeFolder(filepath.Join(dir, "a", "b"), 0o700)
	if want := []string{filepath.Join(dir, "a", "b"), filepath.Join(dir, "a")}; err != nil || !slices.Equal(made, want) {
		t.Errorf("%q, %v", made, err)
	}
	if Unmake(made); len(names(t, dir)) != 0 {
		t.Error("what was made is there")
	}
}
