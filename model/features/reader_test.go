package features

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"
)

func openReader(t *testing.T, dir string, width int) *Cache {
	t.Helper()
	f, err := OpenReader(dir, testEncoder, width)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeCache(t, f) })
	return f
}

// A reader has what the file has, beside the one that writes it, and leaves everything as it is.
func TestReader(t *testing.T) {
	const width, n = 3, 40
	dir := t.TempDir()
	path, was := cacheFile(t, dir, width, n)
	writer := openCache(t, dir, width)
	appendTo(t, writer, n, n+2) // pending
	r := openReader(t, dir, width)
	mustHold(t, r, n)
	if damaged, err := r.Mend(t.Context()); err != nil || damaged != 0 {
		t.Errorf("%d rows damaged, %v", damaged, err)
	}
	appendTo(t, r, n, n+5)
	mustHold(t, r, n+5)
	if err := r.Flush(); err != nil {
		t.Error(err)
	}
	closeCache(t, r)
	if _, ok := get(r, testKey(0)); ok {
		t.Error("it reads after it was closed")
	}
	if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, was) {
		t.Errorf("%d bytes were %d: %v", len(is), len(was), err)
	}
	mustHold(t, writer, n+2)
	closeCache(t, writer)
	mustHold(t, openReader(t, dir, width), n+2)
}

// More than is kept in memory before it is written stays there.
func TestReaderKeepsAllInMemory(t *testing.T) {
	const width = 1024
	rows := 2*spillBytes/rowSize(width) + 3
	dir := filepath.Join(t.TempDir(), "not there")
	r := openReader(t, dir, width)
	mustHold(t, r, 0)
	appendTo(t, r, 0, rows)
	mustHold(t, r, rows)
	closeCache(t, r)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
}

// Damaged rows, an unfinished end and files of something else are as if they were not there, and stay.
func TestReaderOfDamage(t *testing.T) {
	const width, n = 3, 20
	dir := t.TempDir()
	path, whole := cacheFile(t, dir, width, n)
	size := rowSize(width)
	row := func(i int) int { return headerSize + i*size }
	for name, c := range map[string]struct {
		change func([]byte) []byte
		rows   int
	}{
		"a row":            {func(b []byte) []byte { b[row(4)+40]++; return b }, n - 1},
		"the last row":     {func(b []byte) []byte { b[row(n-1)+40]++; return b }, n - 1},
		"half a row more":  {func(b []byte) []byte { return append(b, b[row(0):row(0)+size/2]...) }, n},
		"cut in the midst": {func(b []byte) []byte { return b[:row(7)+5] }, 7},
		"cut header":       {func(b []byte) []byte { return b[:10] }, 0},
		"empty":            {func([]byte) []byte { return nil }, 0},
		"another file":     {func(b []byte) []byte { return bytes.Repeat([]byte("x"), len(b)) }, 0},
	} {
		b := c.change(bytes.Clone(whole))
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		r := openReader(t, dir, width)
		if _, err := r.Mend(t.Context()); err != nil || r.Len() != c.rows || len(r.Notice()) > 0 {
			t.Errorf("%s: %d rows, %v, %q", name, r.Len(), err, r.Notice())
		}
		appendTo(t, r, 0, n)
		mustHold(t, r, n)
		closeCache(t, r)
		if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, b) {
			t.Errorf("%s: the file has changed: %v", name, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*"+asideSuffix)); err != nil || len(left) > 0 {
		t.Errorf("set aside: %q, %v", left, err)
	}
}

// The one that writes moves rows and makes the file shorter while it is read.
func TestReaderBesideMend(t *testing.T) {
	const width, n = 3, 40
	dir := t.TempDir()
	path, whole := cacheFile(t, dir, width, n)
	b := bytes.Clone(whole)
	b[headerSize+5*rowSize(width)+40]++
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, writer := openReader(t, dir, width), openCache(t, dir, width)
	if _, err := writer.Mend(t.Context()); err != nil {
		t.Fatal(err)
	}
	last, ok := get(writer, testKey(n-1))
	cosines, err := r.Cosines(t.Context(), last, rowsOf(t, r, 4, 5, n-1), r.Moved())
	if err != nil || !ok {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, false} {
		if has := !math.IsNaN(float64(cosines[i])); has != want {
			t.Errorf("cosine %d: %v", i, cosines[i])
		}
	}
	for i := range n {
		got, ok := get(r, testKey(i))
		if want := i != 5 && i != n-1; ok != want { // the last row is in the place of the damaged one
			t.Errorf("row %d is there: %v, %v", i, ok, got)
		}
	}
}
