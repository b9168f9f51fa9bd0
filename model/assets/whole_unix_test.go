//go:build unix

package assets

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A process that is killed while it builds a file leaves nothing that is taken for
// it, and the next one builds it and clears up.
func TestDerivedKilled(t *testing.T) {
	c := testCache(t, "")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "DERIVE_JOB="+c.dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	says := bufio.NewScanner(out)
	if !says.Scan() || says.Text() != "half <nil>" {
		t.Fatalf("it says %q", says.Text())
	}
	if left := entries(t, filepath.Join(c.dir, "derived")); len(left) != 2 {
		t.Errorf("while it builds: %q", left)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	path, err := c.Derived("graph", func(w io.Writer) error {
		_, err := io.WriteString(w, "whole")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "whole" {
		t.Errorf("the file holds %q", b)
	}
	if left := entries(t, filepath.Dir(path)); !slices.Equal(left, []string{"graph", "graph.lock", "graph.ok"}) {
		t.Errorf("afterwards: %q", left)
	}
}

// What a killed fetch had unpacked and not brought to its place goes with the next
// fetch, from whatever source that one takes its file.
func TestUnpackedAndKilled(t *testing.T) {
	body := content(60, 1000)
	s := serve(t, whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	write(t, c.work(".memebench.7.part", "a.bin"), body)
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body) // and nothing in the work folder
}

// A file of the cache that cannot be read, or leads elsewhere, is fetched again; it
// keeps nothing of what was wrong with it, and nothing elsewhere is written to.
func TestInPlaceOfWhatIsWrong(t *testing.T) {
	folder, body := t.TempDir(), content(61, 1000)
	write(t, filepath.Join(folder, "a.bin"), body)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	write(t, elsewhere, []byte("theirs"))
	for name, spoil := range map[string]func(file string) error{
		"no permissions": func(file string) error {
			write(t, file, []byte("x"))
			return os.Chmod(file, 0)
		},
		"a link to a file":  func(file string) error { return os.Symlink(elsewhere, file) },
		"a link to nowhere": func(file string) error { return os.Symlink("nowhere", file) },
	} {
		t.Run(name, func(t *testing.T) {
			c := testCache(t, folder, asset("a", body))
			file := c.file(c.assets[0])
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := spoil(file); err != nil {
				t.Fatal(err)
			}
			if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, "a", body)
			if st, err := os.Lstat(file); err != nil || !st.Mode().IsRegular() || st.Mode().Perm()&0o444 == 0 {
				t.Errorf("the file is %v (%v)", st.Mode(), err)
			}
		})
	}
	if b, err := os.ReadFile(elsewhere); string(b) != "theirs" {
		t.Errorf("the file elsewhere holds %q (%v)", b, err)
	}
}

// Where there is no room, the sentence says whose room it is and what to do. A limit on
// the size of files stands for a full disk.
func TestNoRoom(t *testing.T) {
	const childVariable = "NO_ROOM_JOB"
	if text := os.Getenv(childVariable); text != "" {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100_000, Max: 100_000}); err != nil {
			t.Fatal(err)
		}
		os.Exit(fetchJob(text))
	}
	body := content(62, 300_000)
	s := serve(t, whole(body))
	c := testCache(t, "", asset("a", body, s.source()))
	text, err := json.Marshal(job{c.dir, c.assets})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestNoRoom$")
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	out, err := cmd.CombinedOutput()
	want := "there is no room for it in " + c.dir + ": free some, or name a folder on another disk in " + CacheVariable
	if err == nil || !strings.Contains(string(out), want) || strings.Contains(string(out), syscall.EFBIG.Error()) {
		t.Errorf("%v: %s\nwant %q", err, out, want)
	}
	if said := string(out); strings.Contains(said, "from nowhere") || strings.Contains(said, FolderVariable+" to") {
		t.Errorf("another source is asked for: %s", said)
	}
	mustNotHave(t, c, "a")
	// What had come is kept, and the download goes on when there is room.
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	if asked := s.asked(); asked[len(asked)-1] != "bytes=100000-" {
		t.Errorf("ranges asked for %q: it began anew", asked)
	}
}

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}
