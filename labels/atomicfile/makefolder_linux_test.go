package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Of a link to a folder that one may not look into it is not known that it leads to nothing: who
// took the advice to remove it would lose it.
func TestALinkToWhereOneMayNotLook(t *testing.T) {
	top := t.TempDir()
	closed, link := filepath.Join(top, "closed"), filepath.Join(top, "link")
	err := errors.Join(os.Chmod(filepath.Dir(top), 0o755), os.Chmod(top, 0o755), os.MkdirAll(filepath.Join(closed, "folder"), 0o755),
		os.Symlink(filepath.Join(closed, "folder"), link), os.Chmod(closed, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(closed, 0o700) // for what removes it
	defer asNobody(t)()
	for _, path := range []string{link, filepath.Join(link, "a")} {
		if err := InTheWay(path); !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), "you may not look where the link "+link+" leads (permission denied)") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
