package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The file of keys is in the user's folder of settings. What is wrong in it is said with
// its path, before anything begins.
func TestTheFileOfKeys(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} { // of each system
		t.Setenv(name, home)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "memebench", "keys.toml")
	if _, err := readKeys(); err != nil {
		t.Errorf("without the file: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`label = ["&", "é", '"', "'", "("]`: "",
		"":                                  "",
		`skip = "u"`:                        `"u" would mean both undo and skip on Label`,
		`undo = ["u"`:                       "is not TOML",
		strings.Repeat("# long\n", 20_000):  "cannot be read",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readKeys()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%.30q: %v, want %s", text, err, want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere.toml", path); err == nil { // where there are links
		if _, err := readKeys(); err == nil || !strings.Contains(err.Error(), "is a link to nowhere.toml") {
			t.Errorf("a link to nothing: %v", err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := readKeys(); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a folder: %v", err)
	}
	if err := keysUnread(path, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}); !strings.Contains(err.Error(), "set HOME to yours") || strings.Contains(err.Error(), "move it away") {
		t.Errorf("the file of another: %v", err)
	}
}
