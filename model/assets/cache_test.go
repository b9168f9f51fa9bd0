package assets

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

func TestManifest(t *testing.T) {
	var everywhere []string // assets that a platform has; that packs find theirs, package encoder tests
	for platform := range libraries {
		goos, goarch, _ := strings.Cut(platform, "/")
		seen := map[string]bool{}
		var names []string
		for _, a := range manifest(goos, goarch) {
			if b, err := hex.DecodeString(a.SHA256); err != nil || len(b) != 32 || a.SHA256 != strings.ToLower(a.SHA256) {
				t.Errorf("%s: SHA-256 %q", a.Name, a.SHA256)
			}
			if a.Bytes <= 0 || a.Licence == "" || a.About == "" || len(a.Sources) == 0 {
				t.Errorf("%s on %s is not fully described: %+v", a.Name, platform, a)
			}
			if seen[a.Name] || seen[a.File] || !plainName(a.File) {
				t.Errorf("%s on %s: name or file name %q is taken or not plain", a.Name, platform, a.File)
			}
			seen[a.Name], seen[a.File] = true, true
			if a.Name == FFmpeg {
				if platform != "linux/amd64" || !a.Program {
					t.Errorf("%s has %+v", platform, a)
				}
			} else {
				names = append(names, a.Name)
			}
			for _, s := range a.Sources {
				archive := s.Kind == Maven || s.Kind == Pip
				if s.Bytes <= 0 || archive != (s.Archive != "") || (s.Kind == Web) != (s.Member == "") ||
					s.Member != "" && !filepath.IsLocal(filepath.FromSlash(s.Member)) ||
					s.Kind == Web && (!strings.HasPrefix(s.Package, "https://") || s.Bytes != a.Bytes) {
					t.Errorf("%s: source %+v does not fit together", a.Name, s)
				}
			}
		}
		if !slices.Contains(names, Runtime) {
			t.Errorf("%s has no %s", platform, Runtime)
		}
		if everywhere == nil {
			everywhere = names
		}
		if !slices.Equal(names, everywhere) {
			t.Errorf("%s has %q, another platform %q", platform, names, everywhere)
		}
	}
	if _, err := (&Cache{}).find(Runtime); !errors.Is(err, ErrUnknown) {
		t.Errorf("a platform without a runtime: %v, want ErrUnknown", err)
	}
}

func TestOpen(t *testing.T) {
	t.Setenv(CacheVariable, "")
	t.Setenv("HOME", "/home/someone")
	t.Setenv("XDG_CACHE_HOME", "")
	if dir, err := DefaultDir(); err != nil || filepath.Base(dir) != "memebench" {
		t.Errorf("DefaultDir = %q, %v", dir, err)
	}
	named := filepath.Join(t.TempDir(), "not", "yet")
	t.Setenv(CacheVariable, named)
	c, err := Open("")
	if err != nil || c.Dir() != named {
		t.Fatalf("Open in %q: %v", named, err)
	}
	if _, err := c.Path("nonsense\x1b[2J"); !errors.Is(err, ErrUnknown) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("unknown name: %q", err)
	}
	_, err = c.Path(BGESmall)
	if !errors.Is(err, ErrMissing) {
		t.Errorf("error %v, want ErrMissing", err)
	}
	mustSay(t, err, BGESmall, "34 MB", "is not in the cache", named, FolderVariable)
	missing, err := c.Missing([]string{BGESmall, OpenNSFW})
	if err != nil || len(missing) != 2 || missing[1].Name != OpenNSFW {
		t.Errorf("Missing = %v, %v", missing, err)
	}
	if err := c.Fetch(t.Context(), []string{"nonsense"}, nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("Fetch of an unknown name: %v, want ErrUnknown", err)
	}
	if _, err := os.Stat(named); err == nil {
		t.Error("looking made the cache folder")
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	if _, err := Open(file); err == nil {
		t.Error("a file was taken for a cache folder")
	}
}

// What two assets of one package take, and what is there takes nothing.
func TestCost(t *testing.T) {
	jar := Source{Kind: Maven, Package: "org.example:models:1.0", Archive: "models-1.0.jar", Bytes: 500, Member: "model.onnx"}
	folder, there := t.TempDir(), content(52, 70)
	write(t, filepath.Join(folder, "there.bin"), there)
	c := testCache(t, folder, asset("a", content(50, 1000), jar), asset("b", content(51, 200), jar), asset("c", content(53, 30), web("https://example.org/c", 30)), asset("there", there, jar))
	if err := c.Fetch(t.Context(), []string{"there"}, nil); err != nil {
		t.Fatal(err)
	}
	if download, disk, err := c.Cost([]string{"a", "b", "c", "there"}); err != nil || download != 530 || disk != 1000+200+30+2*500 {
		t.Errorf("%d to download, %d on the disk, %v", download, disk, err)
	}
	if download, disk, err := c.Cost([]string{"there"}); err != nil || download != 0 || disk != 0 {
		t.Errorf("%d to download, %d on the disk, %v", download, disk, err)
	}
	if _, _, err := c.Cost([]string{"nonsense"}); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown name: %v", err)
	}
}

// The stamp spares the hashing as long as size and time agree with it; every
// change of the file is noticed, and mended by a fetch.
func TestStamp(t *testing.T) {
	body := content(40, 1000)
	other := content(41, 1000)
	for _, test := range []struct {
		name string
		harm func(t *testing.T, file string)
		good bool
	}{
		{"touched", func(t *testing.T, file string) {
			if err := os.Chtimes(file, time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"stamp lost", func(t *testing.T, file string) { remove(t, stampFile(file)) }, true},
		{"stamp garbled", func(t *testing.T, file string) { write(t, stampFile(file), []byte("memebench 1 sha256 \xff")) }, true},
		{"stamp of another digest", func(t *testing.T, file string) {
			fi, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			writeStamp(file, stamp{asset("b", other).SHA256, fi.Size(), fi.ModTime().UnixNano()})
		}, true},
		{"changed", func(t *testing.T, file string) {
			write(t, file, other)
			if err := os.Chtimes(file, time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"truncated", func(t *testing.T, file string) { write(t, file, body[:999]) }, false},
		{"emptied", func(t *testing.T, file string) { write(t, file, nil) }, false},
		{"removed", func(t *testing.T, file string) { remove(t, file) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			write(t, filepath.Join(folder, "a.bin"), body)
			first := testCache(t, folder, asset("a", body))
			if err := first.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			test.harm(t, first.file(first.assets[0]))
			// The process that fetched it and one started later must both notice.
			later, err := open(first.dir, folder, first.assets)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []*Cache{first, later} {
				if test.good {
					mustHave(t, c, "a", body)
					continue
				}
				mustNotHave(t, c, "a")
			}
			if test.good {
				if s, ok := readStamp(later.file(later.assets[0])); !ok || s.sha256 != later.assets[0].SHA256 {
					t.Errorf("the stamp was not renewed: %+v", s)
				}
			}
			if err := later.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			mustHave(t, first, "a", body)
		})
	}
}

func TestPathConcurrently(t *testing.T) {
	folder, body := t.TempDir(), content(51, 100_000)
	write(t, filepath.Join(folder, "a.bin"), body)
	c := testCache(t, folder, asset("a", body))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Error(err)
			}
			if _, err := c.Path("a"); err != nil {
				t.Error(err)
			}
			if missing, err := c.Missing([]string{"a"}); err != nil || len(missing) > 0 {
				t.Errorf("Missing = %v, %v", missing, err)
			}
			c.Status()
		})
	}
	wg.Wait()
}

// With size and time as in the stamp a file is not read again: this is what the
// stamp is for.
func TestStampIsTrusted(t *testing.T) {
	body := content(42, 1000)
	c := testCache(t, "", asset("a", body))
	file := c.file(c.assets[0])
	write(t, file, content(43, 1000))
	fi, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	writeStamp(file, stamp{c.assets[0].SHA256, 1000, fi.ModTime().UnixNano()})
	if _, err := c.Path("a"); err != nil {
		t.Errorf("the file was hashed in spite of its stamp: %v", err)
	}
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

func TestDerived(t *testing.T) {
	c := testCache(t, "")
	builds := 0
	build := func(w io.Writer) error {
		builds++
		_, err := io.WriteString(w, "made of something")
		return err
	}
	path, err := c.Derived("graph-1.onnx", build)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		later, err := open(c.dir, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := later.Derived("graph-1.onnx", build); err != nil || again != path {
			t.Fatalf("Derived = %q, %v; want %q", again, err, path)
		}
	}
	if builds != 1 {
		t.Errorf("built %d times, want once", builds)
	}
	// Damage, with and without its stamp: built again.
	write(t, path, []byte("made of something el"))
	if _, err := c.Derived("graph-1.onnx", build); err != nil || builds != 2 {
		t.Errorf("after a change: error %v, %d builds, want 2", err, builds)
	}
	remove(t, stampFile(path))
	if _, err := c.Derived("graph-1.onnx", build); err != nil || builds != 3 {
		t.Errorf("after the stamp was lost: error %v, %d builds, want 3", err, builds)
	}
	if b, _ := os.ReadFile(path); string(b) != "made of something" {
		t.Errorf("the file holds %q", b)
	}
	// Discarded, it is built again.
	if freed, err := c.Discard("graph-1.onnx"); err != nil || freed != int64(len("made of something")) {
		t.Errorf("discarded %d bytes, %v", freed, err)
	}
	if freed, err := c.Discard("graph-1.onnx"); err != nil || freed != 0 {
		t.Errorf("discarded %d bytes of nothing, %v", freed, err)
	}
	if _, err := c.Discard("../graph-1.onnx"); err == nil {
		t.Error("discarded a file of elsewhere")
	}
	if _, err := c.Derived("graph-1.onnx", build); err != nil || builds != 4 {
		t.Errorf("after it was discarded: error %v, %d builds, want 4", err, builds)
	}
}

// A build that fails half-way leaves nothing that could be taken for the file.
func TestDerivedFails(t *testing.T) {
	c := testCache(t, "")
	sorry := errors.New("out of ideas")
	half := func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return sorry
	}
	if _, err := c.Derived("graph", half); !errors.Is(err, sorry) {
		t.Errorf("error %v, want the one of build", err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = c.Derived("graph", func(io.Writer) error { panic("worse") })
	}()
	left, err := os.ReadDir(filepath.Join(c.dir, "derived"))
	if err != nil || len(left) != 1 || left[0].Name() != "graph.lock" {
		t.Errorf("left: %v, %v; want the lock only", left, err)
	}
	if _, err := c.Derived("graph", func(w io.Writer) error { return nil }); err != nil {
		t.Errorf("after failures: %v", err)
	}
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, ".hidden", "a b", "ü", strings.Repeat("a", 200)} {
		if _, err := c.Derived(name, half); err == nil || errors.Is(err, sorry) {
			t.Errorf("the name %q was accepted", name)
		}
	}
	if n, err := (&bounded{io.Discard, 3}).Write([]byte("four")); n != 0 || err == nil {
		t.Error("a derived file may grow without bounds")
	}
}

func TestDerivedConcurrently(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	builds := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c, err := open(dir, "", nil)
			if err == nil {
				_, err = c.Derived("graph", func(w io.Writer) error {
					mu.Lock()
					defer mu.Unlock()
					builds++
					_, err := w.Write(content(50, 100_000))
					return err
				})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if builds != 1 {
		t.Errorf("built %d times, want once", builds)
	}
}

// Two processes want the same file: one downloads it, the other says that it
// waits, and finds it there.
func TestTwoProcesses(t *testing.T) {
	body := content(44, 100_000)
	asked, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		close(asked) // panics, and so fails the fetch, if there is a second request
		<-release
		whole(body)(w, r)
	})
	c := testCache(t, "", asset("a", body, s.source()))
	text, err := json.Marshal(job{c.dir, c.assets})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	start := func() (*exec.Cmd, *bufio.Scanner) {
		cmd := exec.CommandContext(t.Context(), self)
		cmd.Env = append(os.Environ(), "FETCH_JOB="+string(text))
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		return cmd, bufio.NewScanner(out)
	}
	first, firstSays := start()
	<-asked
	second, secondSays := start()
	if !secondSays.Scan() || secondSays.Text() != string(Waiting) {
		t.Fatalf("the second process says %q, want %q", secondSays.Text(), Waiting)
	}
	close(release)
	for secondSays.Scan() {
		t.Errorf("the second process says %q after waiting", secondSays.Text())
	}
	for firstSays.Scan() {
		if firstSays.Text() == string(Waiting) {
			t.Error("the first process waited")
		}
	}
	if err := errors.Join(first.Wait(), second.Wait()); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
}

func TestWaitCancelled(t *testing.T) {
	c := testCache(t, "", asset("a", content(45, 10)))
	other := flock.New(filepath.Join(c.dir, "fetch.lock"))
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	defer other.Unlock()
	stop := errors.New("the user has had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	var note string
	err := c.Fetch(ctx, []string{"a"}, func(p Progress) { note = p.Note; cancel(stop) })
	if !errors.Is(err, stop) || note != "another memebench is fetching" {
		t.Errorf("error %v, note %q", err, note)
	}
}

func TestUnwritable(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), nil)
	c, err := open(filepath.Join(dir, "file", "cache"), "", []Asset{asset("a", content(46, 10))})
	if err != nil {
		t.Fatal(err)
	}
	mustSay(t, c.Fetch(t.Context(), []string{"a"}, nil), "fetch: cache folder: ", "name another in "+CacheVariable)
}

func TestStatus(t *testing.T) {
	folder, body := t.TempDir(), content(47, 1000)
	write(t, filepath.Join(folder, "a.bin"), body)
	c := testCache(t, folder, asset("a", body), asset("b", body[:10]))
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	s := c.Status()
	if s.Dir != c.dir || s.Folder != folder || len(s.Assets) != 2 || len(s.Clients) != 3 {
		t.Fatalf("status %+v", s)
	}
	if a := s.Assets[0]; a.Err != nil || a.Path != c.file(a.Asset) {
		t.Errorf("the asset that is there: %+v", a)
	}
	if b := s.Assets[1]; !errors.Is(b.Err, ErrMissing) || b.Path != "" {
		t.Errorf("the asset that is missing: %+v", b)
	}
	for _, client := range s.Clients {
		if client.Path != "" {
			t.Errorf("%s found at %s without a PATH", client.Kind, client.Path)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode 中":                       "plain ünïcode 中",
		"\x1b[31;1mred\x1b[0m":                  "red",
		"\x1b]0;title\x07x":                     "]0;titlex",
		"two\r\nlines\tand\u2028more":           "two lines andmore",
		"\u202etxt.exe\u200b\xff":               "txt.exe",
		"at https://me:secret@host/path@v1 now": "at https://host/path@v1 now",
		"":                                      "",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
	if got := []rune(sentence(strings.Repeat("ü", 1000))); len(got) != 301 {
		t.Errorf("a sentence has %d characters, want 301", len(got))
	}
}

func TestTail(t *testing.T) {
	var kept tail
	var all strings.Builder
	for i := range 3000 {
		line := fmt.Sprintf("line %d %s\n", i, strings.Repeat("x", i%100))
		all.WriteString(line)
		if n, err := kept.Write([]byte(line)); n != len(line) || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if want := all.String()[all.Len()-tailBytes:]; kept.String() != want {
		t.Error("the tail is not the end of what was written")
	}
	big := strings.Repeat("y", 3*tailBytes) + "end"
	if _, err := kept.Write([]byte(big)); err != nil || kept.String() != big[len(big)-tailBytes:] {
		t.Error("the tail of one large write is not its end")
	}
}
