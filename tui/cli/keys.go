package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/tui"
)

// keysFile is where the keys of a user are, in the user's folder of settings.
const keysFile = "memebench/keys.toml"

// maxKeys is far more than keys for everything take, in bytes.
const maxKeys = 1 << 16

// readKeys reads the keys that the user has chosen; who has no such file has the program's.
func readKeys() (tui.Keys, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return tui.Keys{}, nil // nor a home, so there is no such file
	}
	path := filepath.Join(dir, filepath.FromSlash(keysFile))
	b, err := plainfile.Read(path, maxKeys)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if to, err := os.Readlink(path); err == nil {
			return tui.Keys{}, fmt.Errorf("the file of keys, %s, is a link to %s, which is not there; mend it, or move it away", labels.Printable(path), labels.Printable(to))
		}
		return tui.Keys{}, nil
	case err != nil:
		return tui.Keys{}, keysUnread(path, err)
	}
	keys, err := tui.ReadKeys(string(b))
	if err != nil {
		return tui.Keys{}, fmt.Errorf("the file of keys, %s: %w", labels.Printable(path), err)
	}
	return keys, nil
}

// keysUnread says that the file of keys at path could not be read. Who may not read it is
// often in another's home, where sudo and su leave HOME.
func keysUnread(path string, err error) error {
	remedy := "mend it, or move it away"
	if errors.Is(err, fs.ErrPermission) {
		remedy = "let yourself read it, or, if that is not your home, set HOME to yours (sudo -H does)"
	}
	return fmt.Errorf("the file of keys, %s, cannot be read: %w; %s", labels.Printable(path), plainfile.Cause(err), remedy)
}
