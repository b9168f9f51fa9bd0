package assets

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Files whose bytes have changed and whose size and time have not are found; others, and those that are
// not trusted anyway, are not.
func TestAltered(t *testing.T) {
	body := content(42, 1000)
	c := testCache(t, "", asset("a", body), asset("b", content(44, 1000)))
	if paths, err := (&Cache{dir: filepath.Join(t.TempDir(), "none")}).Altered(t.Context()); paths != nil || err != nil {
		t.Errorf("without a cache: %q, %v", paths, err)
	}
	stamped := func(file string, body []byte, sum string) {
		t.Helper()
		write(t, file, body)
		fi, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		writeStamp(file, stamp{sum, int64(len(body)), fi.ModTime().UnixNano()})
	}
	stamped(c.file(c.assets[0]), body, c.assets[0].SHA256)
	write(t, c.file(c.assets[1]), body) // without a stamp
	derived, err := c.Derived("x.onnx", func(w io.Writer) error { _, err := w.Write(body); return err })
	if err != nil {
		t.Fatal(err)
	}
	if paths, err := c.Altered(t.Context()); paths != nil || err != nil {
		t.Errorf("of a cache as it was: %q, %v", paths, err)
	}
	s, _ := readStamp(derived)
	stamped(c.file(c.assets[0]), content(43, 1000), c.assets[0].SHA256)
	stamped(derived, content(43, 1000), s.sha256)
	paths, err := c.Altered(t.Context())
	want := []string{derived, c.file(c.assets[0])}
	slices.Sort(want)
	if slices.Sort(paths); !slices.Equal(paths, want) || err != nil {
		t.Errorf("%q, %v, want %q", paths, err, want)
	}
	// One that was written to is not trusted any more, and read and fetched again before it is used.
	if err := os.Chtimes(derived, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if paths, err := c.Altered(t.Context()); !slices.Equal(paths, []string{c.file(c.assets[0])}) || err != nil {
		t.Errorf("with one of another time: %q, %v", paths, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Altered(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
