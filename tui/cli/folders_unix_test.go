//go:build unix && !darwin

package cli

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder is where its own variable says, if that is a whole path, else in the home folder.
func TestFolders(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	t.Setenv("XDG_DATA_HOME", "/data")
	t.Setenv("XDG_STATE_HOME", "relative")
	if dir, err := dataDir(); dir != "/data/memebench" || err != nil {
		t.Errorf("%s, %v", dir, err)
	}
	if dir, err := stateDir(); dir != "/home/ada/.local/state/memebench" || err != nil {
		t.Errorf("%s, %v", dir, err)
	}
	t.Setenv("XDG_DATA_HOME", "")
	if dir, err := dataDir(); dir != "/home/ada/.local/share/memebench" || err != nil {
		t.Errorf("%s, %v", dir, err)
	}
	t.Setenv("HOME", "")
	if _, err := (&options{}).place(); err == nil || !strings.HasSuffix(err.Error(), "set HOME, or name a folder with --workspace") {
		t.Errorf("no home folder: %v", err)
	}
}

// A workspace may be below a folder whose name is not UTF-8, and its memes find their files when that is called otherwise.
func TestFolderNotUTF8(t *testing.T) {
	for _, v := range []string{"HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "MEMEBENCH_CACHE"} {
		t.Setenv(v, t.TempDir())
	}
	top := t.TempDir()
	old := filepath.Join(top, "caf\xe9", "ws")
	if err := os.MkdirAll(old, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(old, "one.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 40, 40))); err != nil {
		t.Fatal(err)
	}
	if err := command(t, old, "import", f.Name()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Dir(old), filepath.Join(top, "new")); err != nil {
		t.Fatal(err)
	}
	now, table := filepath.Join(top, "new", "ws"), filepath.Join(top, "table.csv")
	if err := command(t, now, "label", "1", "5"); err != nil {
		t.Error(err)
	}
	if err := command(t, now, "export", "--format", "csv", "--out", table); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(table); err != nil || !strings.Contains(string(text), filepath.Join(now, "one.png")) {
		t.Errorf("%s, %v", text, err)
	}
}
