//go:build unix && !darwin

package cli

import (
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
