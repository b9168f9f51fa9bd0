package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// whole is a scratch file in dir, as somebody else has written it.
func whole(t *testing.T, dir, text string) (*os.File, Scratch) {
	t.Helper()
	s, err := NewScratch(dir, "file", 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteString(text); err != nil {
		t.Fatal(err)
	}
	return s.File, s
}

func TestRename(t *testing.T) {
	dir := t.TempDir()
	path, link, folder := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "folder")
	if err := firstError(os.Symlink("file", link), os.Mkdir(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		to     string
		rename func(*os.File, string) error
		is     error
		holds  string // what to holds then
	}{
		{path, RenameNew, nil, "0"},
		{path, RenameNew, fs.ErrExist, "0"},
		{link, RenameNew, fs.ErrExist, "0"},
		{path, Rename, nil, "3"},
		{link, Rename, nil, "4"}, // in place of the link, not of what it leads to
		{filepath.Join(dir, "gone", "file"), Rename, fs.ErrNotExist, ""},
		{filepath.Join(dir, "gone", "file"), RenameNew, fs.ErrNotExist, ""},
		{folder, Rename, syscall.EEXIST, ""},
		{folder, RenameNew, fs.ErrExist, ""},
	} {
		f, s := whole(t, dir, fmt.Sprint(i))
		err := c.rename(f, c.to)
		if !errors.Is(err, c.is) {
			t.Errorf("renamed to %s: %v, want %v", c.to, err, c.is)
		}
		if err != nil {
			wantError(t, err, "") // nothing of the temporary path
		}
		if _, err := f.Stat(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("renamed to %s, the file is open (%v)", c.to, err)
		}
		s.Discard()
		if c.holds != "" {
			wantFile(t, c.to, c.holds)
		}
	}
	wantFile(t, path, "3")
	if got := names(t, dir); !slices.Equal(got, []string{"file", "folder", "link"}) {
		t.Errorf("left behind: %q", got)
	}
}

func TestIsNoRoom(t *testing.T) {
	full := fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: ".memebench.1.part", Err: syscall.ENOSPC})
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false}, {fs.ErrPermission, false}, {full, true}, {fmt.Errorf("x: %w", cause(full)), true},
		{errors.New("file resize error: " + syscall.EDQUOT.Error()), true},
	} {
		if IsNoRoom(c.err) != c.want {
			t.Errorf("%v: %v, want %v", c.err, !c.want, c.want)
		}
	}
	wantError(t, cause(full), "there is no room for it on the disk, and nothing was changed: free some, and do it again")
}
