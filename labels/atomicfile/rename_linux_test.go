package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A file system that does not put folders on the disk says EINVAL (as /proc does), and
// files can be written there all the same. What else goes wrong is said.
func TestSyncFolder(t *testing.T) {
	proc, err := os.Open("/proc/self")
	if err != nil {
		t.Fatal(err)
	}
	defer proc.Close()
	if err := proc.Sync(); !errors.Is(err, syscall.EINVAL) {
		t.Fatalf("/proc/self was put on the disk (%v): this test needs a folder that cannot be", err)
	}
	dir := t.TempDir()
	for _, c := range []struct {
		dir string
		is  error
	}{{dir, nil}, {"/proc/self", nil}, {filepath.Join(dir, "gone"), fs.ErrNotExist}} {
		if err := syncFolder(c.dir); !errors.Is(err, c.is) {
			t.Errorf("%s: %v, want %v", c.dir, err, c.is)
		}
	}
	for err, want := range map[error]bool{syscall.EINVAL: true, syscall.ENOTSUP: true, syscall.EIO: false, syscall.ENOSPC: false} {
		if isUnsupported(err) != want {
			t.Errorf("%v is passed over: %v, want %v", err, !want, want)
		}
	}
}

// asNobody has who may do everything with files be nobody, for files and on this thread, until back
// is called.
func asNobody(t *testing.T) (back func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		return func() {}
	}
	runtime.LockOSThread()
	const nobody = 65534
	if err := unix.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	return func() {
		unix.Setfsuid(0)
		runtime.UnlockOSThread()
	}
}

// Where this user may not write, that is said and nothing changes; a folder that can
// be written to but not read takes files too.
func TestForbiddenFolder(t *testing.T) {
	top := t.TempDir()
	closed, blind := filepath.Join(top, "closed"), filepath.Join(top, "blind")
	if err := firstError(os.Mkdir(closed, 0o755), os.WriteFile(filepath.Join(closed, "file"), []byte("old"), 0o666), os.Mkdir(blind, 0o777),
		os.Chmod(filepath.Dir(top), 0o755), os.Chmod(closed, 0o555), os.Chmod(blind, 0o333)); err != nil {
		t.Fatal(err)
	}
	defer asNobody(t)()
	forbidden := func(err error) {
		t.Helper()
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%v, want %v", err, fs.ErrPermission)
		}
		wantError(t, err, "permission denied")
	}
	path := filepath.Join(closed, "file")
	forbidden(Write(path, []byte("new"), Shared))
	_, err := CreateFolder(filepath.Join(closed, "folder"))
	forbidden(err)
	_, err = MakeFolder(filepath.Join(closed, "a", "b"), 0o777)
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v, want %v", err, fs.ErrPermission)
	}
	wantFile(t, path, "old")
	if got := names(t, closed); !slices.Equal(got, []string{"file"}) {
		t.Errorf("left behind: %q", got)
	}

	if err := Write(filepath.Join(blind, "file"), []byte("new"), Shared); err != nil {
		t.Error(err)
	}
	wantFile(t, filepath.Join(blind, "file"), "new")
}
