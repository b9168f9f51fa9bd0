//go:build unix

package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a killed writer has left is removed by the next one; what somebody is
// writing, and what is not of this package, stays.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	living := begun(t, filepath.Join(dir, "living"), "half")
	defer living.Discard()
	folder, err := CreateFolder(filepath.Join(dir, "bundle"))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Discard()
	scratch, err := NewScratch(dir, "store", 0o600)
	if err != nil {
		t.Fatal(err)
	}
	stays := []string{".memebench.part", ".memebench.12.part.mine", ".memebench.x.part", "out.csv", ".out.csv.123",
		filepath.Base(living.temp.Name()), filepath.Base(folder.temp.Name()), filepath.Base(scratch.folder.Name())}
	for _, name := range stays[:5] {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := fmt.Sprintf(tempName, 11)
	stays = append(stays, link)
	if err := firstError(
		os.WriteFile(filepath.Join(dir, fmt.Sprintf(tempName, 7)), []byte("left"), 0o600),
		os.MkdirAll(filepath.Join(dir, fmt.Sprintf(tempName, 8), "baselines"), 0o755),
		os.Symlink("out.csv", filepath.Join(dir, link)),
	); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(dir, "new"), nil, Shared); err != nil {
		t.Fatal(err)
	}
	want := append(stays, "new")
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("%q are there, want %q", got, want)
	}
	if err := living.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "living"), "half")
	scratch.Discard()
	if _, err := os.Stat(scratch.folder.Name()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a scratch folder that was discarded: %v", err)
	}
}

// Who writes to a folder that others sweep all the time gets what was written.
func TestSweepersAndWriters(t *testing.T) {
	dir := t.TempDir()
	done := make(chan struct{})
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		for {
			select {
			case <-done:
				return
			default:
				Sweep(dir)
			}
		}
	}()
	for i := range 50 {
		path := filepath.Join(dir, "file")
		want := fmt.Sprint(i)
		if err := Write(path, []byte(want), Shared); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, want)
		scratch, err := NewScratch(dir, "store", 0o600)
		if err != nil {
			t.Fatal(err)
		}
		scratch.Discard()
	}
	close(done)
	<-swept
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %q", got)
	}
}

// TestModes sets the process's umask, so no test of this package runs beside it.
func TestModes(t *testing.T) {
	dir := t.TempDir()
	mode := func(name string) os.FileMode {
		t.Helper()
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return st.Mode().Perm()
	}
	for _, c := range []struct {
		umask     int
		new, kept os.FileMode
	}{{0o022, 0o644, 0o600}, {0o077, 0o600, 0o664}, {0o002, 0o664, 0o444}} {
		old := syscall.Umask(c.umask)
		name := fmt.Sprintf("new %o", c.umask)
		kept := filepath.Join(dir, "kept")
		err := firstError(
			Write(filepath.Join(dir, name), nil, Shared),
			Write(filepath.Join(dir, "private "+name), nil, Private),
			os.WriteFile(kept, nil, 0o600), os.Chmod(kept, c.kept), Write(kept, []byte("x"), Shared),
		)
		var d *Folder
		if d, err = createdFolder(filepath.Join(dir, "folder of "+name), err); err == nil {
			err = d.Commit()
		}
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		folder := c.new | c.new>>2&0o111
		if mode(name) != c.new || mode("private "+name) != 0o600&c.new || mode("kept") != c.kept || mode("folder of "+name) != folder {
			t.Errorf("umask %03o: a new file %03o, a private one %03o, one that was %03o %03o, a folder %03o", c.umask,
				mode(name), mode("private "+name), c.kept, mode("kept"), mode("folder of "+name))
		}
		if err := os.Remove(kept); err != nil {
			t.Fatal(err)
		}
	}
}

// The owner and group stay where this process may give files away; what is left
// by another user is not ours to remove.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		return // nobody else may
	}
	dir := t.TempDir()
	path, theirs := filepath.Join(dir, "file"), filepath.Join(dir, fmt.Sprintf(tempName, 7))
	const uid, gid = 4321, 1234
	if err := firstError(os.WriteFile(path, nil, 0o640), os.Chown(path, uid, gid), os.WriteFile(theirs, nil, 0o600), os.Chown(theirs, uid, gid),
		Write(path, []byte("new"), Shared)); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if sys := st.Sys().(*syscall.Stat_t); sys.Uid != uid || sys.Gid != gid || st.Mode().Perm() != 0o640 {
		t.Errorf("the file belongs to %d, group %d, mode %03o", sys.Uid, sys.Gid, st.Mode().Perm())
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error(err)
	}
}

func createdFolder(path string, err error) (*Folder, error) {
	if err != nil {
		return nil, err
	}
	return CreateFolder(path)
}

// A pipe, or any other thing that is no file, is not replaced.
func TestNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(t, Write(path, nil, Shared), "what is there is no file")
	if st, err := os.Lstat(path); err != nil || st.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe is gone (%v)", err)
	}
}

// childVariable names the folder in which the test's own binary runs out of room.
const childVariable = "ATOMICFILE_TEST_NO_ROOM"

// Where there is no room, what was there stays, nothing is left beside it, and the
// sentence names the file. A limit on the size of files stands for a full disk.
func TestNoRoom(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		limit := syscall.Rlimit{Cur: 1 << 10, Max: 1 << 10}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "file")
		wantError(t, Write(path, make([]byte, 1<<20), Shared), "write "+path+": there is no room for it on the disk, and nothing was changed")
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := Write(path, []byte("old"), Shared); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestNoRoom$")
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	wantFile(t, path, "old")
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %q", got)
	}
}

// What a writer that is killed had not brought to its place is gone after the next write.
func TestKilledWriter(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		begun(t, filepath.Join(dir, "file"), "half")
		whole(t, dir, "whole, and not renamed")
		fmt.Println("written")
		time.Sleep(time.Hour) // with nothing else to do, a program that waits for ever is ended by the runtime
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil {
		t.Error(err)
	}
	if err := Write(filepath.Join(dir, "other"), nil, Shared); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 3 || !strings.HasPrefix(got[1], ".memebench.") {
		t.Errorf("while it lives: %q", got)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if err := Write(filepath.Join(dir, "other"), nil, Shared); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"other"}) {
		t.Errorf("after it was killed: %q", got)
	}
}
