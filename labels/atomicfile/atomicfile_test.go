package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// names lists a folder, hidden files too.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != want {
		t.Errorf("%s holds %q (%v), want %q", path, b, err, want)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), ".memebench.") {
		t.Errorf("%v, want %q", err, want)
	}
}

// begun begins a file and writes to it.
func begun(t *testing.T, path, text string) *File {
	t.Helper()
	f, err := Create(path, Shared)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("n", 255)) // as long as a name can be
	for _, want := range []string{"first", "second, and longer", ""} {
		if err := Write(path, []byte(want), Shared); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, want)
	}
	folder := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(folder, "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(dir, "gone", "file")
	wantError(t, Write(absent, nil, Shared), "write "+absent+": no such file or directory")
	wantError(t, Write(folder, nil, Shared), "write "+folder+": it is a folder: want the name of a file")
	wantError(t, Write(absent+string(filepath.Separator), nil, Shared), "it is a folder")
	wantError(t, Write("", nil, Shared), "it is a folder")
	if got := names(t, dir); !slices.Equal(got, []string{"folder", filepath.Base(path)}) {
		t.Errorf("left behind: %q", got)
	}
}

// Until it is committed a file is not there, or as it was; discarded, it stays so.
func TestCommitAndDiscard(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	if err := Write(one, []byte("old"), Shared); err != nil {
		t.Fatal(err)
	}
	a, b := begun(t, one, "new"), begun(t, two, "new")
	wantFile(t, one, "old")
	a.Discard()
	a.Discard()
	b.Discard()
	if got := names(t, dir); !slices.Equal(got, []string{"one"}) {
		t.Errorf("after both were discarded: %q", got)
	}
	wantFile(t, one, "old")

	a, b = begun(t, one, "new one"), begun(t, two, "new two")
	if err := firstError(a.Commit(), b.Commit()); err != nil {
		t.Fatal(err)
	}
	a.Discard() // too late
	wantFile(t, one, "new one")
	wantFile(t, two, "new two")
	if got := names(t, dir); len(got) != 2 {
		t.Errorf("left behind: %q", got)
	}
}

// A link stays one and its target is replaced; one that leads nowhere is refused.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	target, link, next, dangling := filepath.Join(dir, "target"), filepath.Join(dir, "link"), filepath.Join(dir, "next"), filepath.Join(dir, "dangling")
	for _, l := range [][2]string{{"target", link}, {"link", next}, {"nowhere", dangling}} {
		if err := os.Symlink(l[0], l[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(next, []byte("new"), Shared); err != nil {
		t.Fatal(err)
	}
	wantFile(t, target, "new")
	wantError(t, Write(dangling, []byte("x"), Shared), "it is a link to where nothing is")
	circle := filepath.Join(t.TempDir(), "circle")
	if err := os.Symlink(circle, circle); err != nil {
		t.Fatal(err)
	}
	wantError(t, Write(circle, []byte("x"), Shared), "it is a link to where nothing is")
	for _, l := range []string{link, next, dangling} {
		if st, err := os.Lstat(l); err != nil || st.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more (%v)", l, err)
		}
	}
	if got := names(t, dir); len(got) != 4 {
		t.Errorf("left behind: %q", got)
	}
}

func TestFolder(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "a", "b")
	fill := func() *Folder {
		t.Helper()
		d, err := CreateFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"one", "in/two"} {
			w, err := d.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(name)); err != nil {
				t.Fatal(err)
			}
		}
		return d
	}
	fill().Discard()
	if got := names(t, top); got != nil {
		t.Errorf("left behind: %q", got)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d := fill()
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	d.Discard() // too late
	wantFile(t, filepath.Join(dir, "one"), "one")
	wantFile(t, filepath.Join(dir, "in", "two"), "in/two")
	if got := names(t, filepath.Dir(dir)); len(got) != 1 {
		t.Errorf("left behind: %q", got)
	}
	_, err := CreateFolder(dir)
	wantError(t, err, "write "+dir+": the folder is not empty: want a new one")

	// The folder has got something meanwhile.
	dir = filepath.Join(top, "c")
	d = fill()
	if err := firstError(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "theirs"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := d.Commit(); err == nil {
		t.Error("a folder with files was replaced")
	}
	d.Discard()
	if got := names(t, top); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("left behind: %q", got)
	}

	// A link to a folder is followed, one to nowhere is refused.
	dir = filepath.Join(top, "link")
	if err := os.Symlink("nowhere", dir); err != nil {
		t.Fatal(err)
	}
	_, err = CreateFolder(dir)
	wantError(t, err, "it is a link to where nothing is")
	if err := os.Mkdir(filepath.Join(top, "nowhere"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := fill().Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(top, "nowhere", "one"), "one")
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
