//go:build unix

package cli

import (
	"os"
	"strings"
	"testing"
)

// In a folder that was removed, paths lead nowhere.
func TestWorkspaceFromAFolderThatIsGone(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := (&options{workspace: "memes"}).place(); err == nil || !strings.HasPrefix(err.Error(), "workspace memes: the folder that you are in is not there any more: go to another one") {
		t.Errorf("%v", err)
	}
	if p, err := (&options{workspace: "/memes"}).place(); err != nil || p.dir != "/memes" {
		t.Errorf("%+v, %v", p, err)
	}
}
