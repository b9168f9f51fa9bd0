//go:build unix

package dataset

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// What lies in a folder, and cannot be imported from there, is told of: nothing is left out in silence.
func TestWhatAFolderHasBesidesFilesIsTold(t *testing.T) {
	elsewhere := t.TempDir()
	put(t, elsewhere, "far.jpg", "\xff\xd8\xff")
	dir := t.TempDir()
	for _, name := range []string{"a.jpg", "sub/b.jpg", ".hidden/c.jpg"} {
		put(t, dir, name, "\xff\xd8\xff")
	}
	for name, target := range map[string]string{
		"dead1.jpg": "/nowhere/1.jpg", "sub/dead2.jpg": "dead2.jpg", ".#a.jpg": "somebody@host",
		"again.jpg": "a.jpg", "all": ".", "sub/up": "..", "far": elsewhere,
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.jpg"), 0o600); err != nil {
		t.Fatal(err)
	}
	im, err := OpenImport(t.Context(), ImportSpec{Path: dir, Probe: probe}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer im.Close()
	got := slices.DeleteFunc(slices.Clone(im.notes), func(note string) bool { return !strings.HasPrefix(note, "left out") })
	want := []string{
		"left out: 2 links that lead to no file, as dead1.jpg",
		"left out: far, a link to a folder elsewhere: import that, or name it as --images",
		"left out: pipe.jpg: it is a named pipe, not a plain file",
	}
	if !slices.Equal(got, want) {
		t.Errorf("it says\n%q, want\n%q", got, want)
	}
	if names, _, err := walk(t.Context(), dir); err != nil || len(names) != 3 {
		t.Errorf("its files are %q, %v", names, err)
	}
}

// A link to a folder elsewhere is not left out where rows name files in it, or --images names it.
func TestLinksToFoldersThatAreUsed(t *testing.T) {
	elsewhere, dir := t.TempDir(), t.TempDir()
	for _, name := range []string{"a.jpg", "in/b.jpg"} {
		put(t, elsewhere, name, "\xff\xd8\xff")
	}
	for _, link := range []string{"far", "other"} {
		if err := os.Symlink(elsewhere, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	third := t.TempDir()
	if err := os.Symlink(third, filepath.Join(dir, "third")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ row, images, want string }{
		{"a.jpg", "", "3 links to folders elsewhere, as far: import those, or name one as --images"},
		{"far/a.jpg", "", "2 links to folders elsewhere, as other: import those, or name one as --images"},
		{"far/a.jpg\nother/in/b.jpg\nfar/none.jpg", "", "third, a link to a folder elsewhere: import that, or name it as --images"},
		{"a.jpg", filepath.Join(dir, "far"), "third, a link to a folder elsewhere: import that, or name it as --images"},
		{"b.jpg", filepath.Join(elsewhere, "in"), "third, a link to a folder elsewhere: import that, or name it as --images"},
	} {
		put(t, dir, "t.csv", "image,caption\n"+strings.ReplaceAll(c.row, "\n", ",one\n")+",one\n")
		im, err := OpenImport(t.Context(), ImportSpec{Path: dir, Images: c.images, Probe: probe}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(im.notes, "left out: "+c.want) {
			t.Errorf("%q with %q: it says %q, want %q", c.row, c.images, im.notes, c.want)
		}
		im.Close()
	}
}

// Where nothing else is in a folder, that is why there are no memes in it.
func TestAFolderOfDeadLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/nowhere", filepath.Join(dir, "a.jpg")); err != nil {
		t.Fatal(err)
	}
	_, err := OpenImport(t.Context(), ImportSpec{Path: dir, Probe: probe}, nil)
	if err == nil || !strings.HasSuffix(err.Error(), "; left out: a.jpg, a link that leads to no file") {
		t.Errorf("it says %v", err)
	}
}

// A folder that cannot be read is told of by its name and the reason.
func TestFoldersThatCannotBeRead(t *testing.T) {
	var left unlisted
	for _, name := range []string{"a/locked", "b"} {
		left.folder(name, &fs.PathError{Op: "open", Path: "/x/" + name, Err: fs.ErrPermission})
	}
	if got := left.notes(); !slices.Equal(got, []string{"left out: 2 folders that cannot be read, as a/locked (permission denied)"}) {
		t.Errorf("it says %q", got)
	}
	if os.Geteuid() == 0 {
		return // who may read everything
	}
	dir := t.TempDir()
	put(t, dir, "locked/a.jpg", "")
	put(t, dir, "b.jpg", "")
	if err := os.Chmod(filepath.Join(dir, "locked"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "locked"), 0o700) })
	if _, left, err := walk(t.Context(), dir); err != nil || left.closed.n != 1 || !errors.Is(left.why, syscall.EACCES) {
		t.Errorf("%v, %+v", err, left)
	}
}
