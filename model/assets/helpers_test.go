package assets

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMain lets the test binary stand in for other programs: for a package
// client, when it is started under a client's name, and for a second memebench.
func TestMain(m *testing.M) {
	if behave, ok := fakeClients[filepath.Base(os.Args[0])]; ok {
		os.Exit(behave())
	}
	if job := os.Getenv("FETCH_JOB"); job != "" {
		os.Exit(fetchJob(job))
	}
	if dir := os.Getenv("DERIVE_JOB"); dir != "" {
		os.Exit(deriveJob(dir))
	}
	// The tests bring their own clients, folders and servers.
	for _, v := range []string{"PATH", FolderVariable, CacheVariable, "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		os.Unsetenv(v)
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0") // else each stand-in takes a second to end under -race
	os.Exit(m.Run())
}

// job is what fetchJob, a second memebench, is asked to do.
type job struct {
	Dir    string
	Assets []Asset
}

// fetchJob fetches every asset of the job and prints the phases it goes through.
func fetchJob(text string) int {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		fmt.Println(err)
		return 2
	}
	c, err := open(j.Dir, "", j.Assets)
	if err == nil {
		var names []string
		for _, a := range j.Assets {
			names = append(names, a.Name)
		}
		err = c.Fetch(context.Background(), names, func(p Progress) { fmt.Println(p.Phase) })
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// deriveJob builds half of a derived file, says so and waits to be killed.
func deriveJob(dir string) int {
	c, err := open(dir, "", nil)
	if err == nil {
		_, err = c.Derived("graph", func(w io.Writer) error {
			_, err := io.WriteString(w, "half")
			fmt.Println("half", err)
			select {}
		})
	}
	fmt.Println(err)
	return 1
}

// content returns n bytes that do not compress, the same for the same seed.
func content(seed uint64, n int) []byte {
	var key [32]byte
	key[0] = byte(seed)
	b := make([]byte, n)
	_, _ = rand.NewChaCha8(key).Read(b)
	return b
}

// asset describes body as an asset.
func asset(name string, body []byte, sources ...Source) Asset {
	sum := sha256.Sum256(body)
	return Asset{Name: name, File: name + ".bin", Bytes: int64(len(body)), SHA256: hex.EncodeToString(sum[:]), Sources: sources}
}

// zipOf returns a zip file with the given members.
func zipOf(t *testing.T, members map[string][]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, body := range members {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func testCache(t *testing.T, folder string, manifest ...Asset) *Cache {
	t.Helper()
	c, err := open(t.TempDir(), folder, manifest)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t *testing.T, file string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// mustHave fails unless the cache gives the asset with exactly these bytes, and
// nothing unfinished lies about.
func mustHave(t *testing.T, c *Cache, name string, body []byte) {
	t.Helper()
	path, err := c.Path(name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, body) {
		t.Fatalf("%s holds other bytes than it should", path)
	}
	if left, err := os.ReadDir(c.work()); err == nil {
		t.Errorf("%d entries are left in the work folder, first %s", len(left), left[0].Name())
	}
}

// mustNotHave fails unless the asset is missing.
func mustNotHave(t *testing.T, c *Cache, name string) {
	t.Helper()
	if path, err := c.Path(name); !errors.Is(err, ErrMissing) {
		t.Fatalf("Path = %q, %v; want ErrMissing", path, err)
	}
}

// mustSay fails unless the error's text has all the parts, in this order.
func mustSay(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", parts)
	}
	rest := err.Error()
	for _, part := range parts {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("the error\n%v\ndoes not say %q, or not in its place", err, part)
		}
		rest = after
	}
}

// phases collects the phases of a fetch, without repetitions.
type phases []Phase

func (p *phases) hear(news Progress) {
	if len(*p) == 0 || (*p)[len(*p)-1] != news.Phase {
		*p = append(*p, news.Phase)
	}
}

func (p phases) mustBe(t *testing.T, want ...Phase) {
	t.Helper()
	if !slices.Equal(p, want) {
		t.Errorf("phases %v, want %v", p, want)
	}
}
