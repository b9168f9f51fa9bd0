//go:build unix

package atomicfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Where a group may write to a folder, it may write to what is made there and it may read, whatever
// the umask; what root makes in another user's folder is that user's.
func TestGiveToFolder(t *testing.T) {
	for _, tt := range []struct{ in, made, want fs.FileMode }{
		{0o775, 0o644, 0o664},
		{0o770, 0o600, 0o600}, // its owner's alone
		{0o755, 0o644, 0o644},
		{0o777 | fs.ModeSticky, 0o644, 0o644},
	} {
		dir := t.TempDir()
		uid := os.Geteuid()
		if os.Chown(dir, uid+1, -1) == nil {
			uid++
		}
		path := filepath.Join(dir, "made")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for at, mode := range map[string]fs.FileMode{dir: tt.in, path: tt.made} {
			if err := os.Chmod(at, mode); err != nil {
				t.Fatal(err)
			}
		}
		GiveToFolder(path)
		st, err := os.Stat(path)
		if err != nil || st.Mode().Perm() != tt.want || int(st.Sys().(*syscall.Stat_t).Uid) != uid {
			t.Errorf("%v in %v: %v of %+v, %v; want %v of %d", tt.made, tt.in, st.Mode(), st.Sys(), err, tt.want, uid)
		}
	}
}

// What somebody has put in the place of it is left as it is: a link to a file, or another name of one.
func TestGiveToFolderLeavesLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o775); err != nil {
		t.Fatal(err)
	}
	for name, link := range map[string]func(string, string) error{"symbolic": os.Symlink, "hard": os.Link} {
		elsewhere, path := filepath.Join(t.TempDir(), "own"), filepath.Join(dir, name)
		if err := os.WriteFile(elsewhere, nil, 0o640); err != nil {
			t.Fatal(err)
		}
		if err := link(elsewhere, path); err != nil {
			t.Fatal(err)
		}
		GiveToFolder(path)
		if st, err := os.Stat(elsewhere); err != nil || st.Mode().Perm() != 0o640 {
			t.Errorf("%s: %v, %v", name, st.Mode(), err)
		}
	}
}

// Who may write around the folder may put a link to another in its place at any moment: what lies
// there under the same name stays with its owner.
func TestGiveToFolderStaysInIt(t *testing.T) {
	around, uid := t.TempDir(), os.Geteuid()
	folder, aside, elsewhere := filepath.Join(around, "memes"), filepath.Join(around, "aside"), filepath.Join(around, "own")
	for dir, mode := range map[string]fs.FileMode{folder: 0o775, elsewhere: 0o755} {
		made := filepath.Join(dir, "made")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, mode), os.WriteFile(made, nil, 0o600), os.Chmod(made, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(folder, uid+1, -1); uid == 0 && err != nil { // others give nothing away, but open files to the group
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var swapped sync.WaitGroup
	swapped.Go(func() {
		for ctx.Err() == nil {
			if err := errors.Join(os.Rename(folder, aside), os.Symlink(elsewhere, folder), os.Remove(folder), os.Rename(aside, folder)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 20_000 {
		GiveToFolder(filepath.Join(folder, "made"))
	}
	cancel()
	swapped.Wait()
	if st, err := os.Stat(filepath.Join(elsewhere, "made")); err != nil || int(st.Sys().(*syscall.Stat_t).Uid) != uid || st.Mode().Perm() != 0o644 {
		t.Errorf("%+v, %v, want it to be as it was", st, err)
	}
}

// A folder is taken over when it was just made: not one with something in it, nor one that a link leads to.
func TestTakeOverFolder(t *testing.T) {
	like, err := os.Stat(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	empty, full, link := filepath.Join(dir, "empty"), filepath.Join(dir, "full"), filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(empty, 0o700), os.MkdirAll(filepath.Join(full, "something"), 0o700), os.Chmod(full, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(empty, link); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path, of string
		want     fs.FileMode
	}{{full, full, 0o700}, {link, empty, 0o700}, {empty, empty, like.Mode().Perm()}} {
		TakeOverFolder(tt.path, like)
		if st, err := os.Stat(tt.of); err != nil || st.Mode().Perm() != tt.want {
			t.Errorf("%s: %v, %v; want %v", filepath.Base(tt.path), st.Mode(), err, tt.want)
		}
	}
}
