package features

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A crash may cut the file at any byte. What was whole before the cut is there,
// and the file can be written to again.
func TestCutAnywhere(t *testing.T) {
	const width, rows = 2, 3
	dir := t.TempDir()
	path, b := cacheFile(t, dir, width, rows)
	for cut := range len(b) {
		if err := os.WriteFile(path, b[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		f := openCache(t, dir, width)
		whole := max(0, (cut-headerSize)/rowSize(width))
		mustHold(t, f, whole)
		if torn := cut < headerSize || (cut-headerSize)%rowSize(width) != 0; torn != (len(f.Notice()) == 1) {
			t.Errorf("cut at %d: notice %q", cut, f.Notice())
		}
		appendTo(t, f, whole, rows)
		closeCache(t, f)
		if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("cut at %d and mended: the file differs from the first one", cut)
		}
	}
	if _, err := os.Stat(path + ".aside"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a cut file was set aside: %v", err)
	}
}

// Any changed byte of the header sets the file aside; any changed byte of a row
// costs that row only. No wrong vector ever comes out, and what is lost can be
// appended anew.
func TestChangedAnywhere(t *testing.T) {
	const width, rows = 2, 3
	dir := t.TempDir()
	path, b := cacheFile(t, dir, width, rows)
	for at := range len(b) {
		changed := bytes.Clone(b)
		changed[at] ^= 0x40
		if err := os.WriteFile(path, changed, 0o644); err != nil {
			t.Fatal(err)
		}
		f := openCache(t, dir, width)
		if at < headerSize {
			mustHold(t, f, 0)
			if aside, err := os.ReadFile(path + ".aside"); err != nil || !bytes.Equal(aside, changed) {
				t.Fatalf("byte %d changed: what was set aside is not the file: %v", at, err)
			}
			if len(f.Notice()) != 1 || !strings.Contains(f.Notice()[0], "set aside") {
				t.Errorf("byte %d changed: notice %q", at, f.Notice())
			}
		} else {
			lost := (at - headerSize) / rowSize(width)
			for i := range rows {
				got, ok := get(f, testKey(i))
				if ok != (i != lost) || ok && !slices.Equal(got, testVector(i, width)) {
					t.Fatalf("byte %d changed: key %d: %v, found %v", at, i, got, ok)
				}
			}
		}
		appendTo(t, f, 0, rows)
		closeCache(t, f)
		f = openCache(t, dir, width)
		for i := range rows {
			if got, ok := get(f, testKey(i)); !ok || !slices.Equal(got, testVector(i, width)) {
				t.Fatalf("byte %d changed and mended: key %d: %v, found %v", at, i, got, ok)
			}
		}
		closeCache(t, f)
	}
}

// A power cut can leave rows whose bytes never reached the disk.
func TestZeroTail(t *testing.T) {
	dir := t.TempDir()
	path, b := cacheFile(t, dir, 4, 5)
	if err := os.WriteFile(path, append(b, make([]byte, 10*rowSize(4)+7)...), 0o644); err != nil {
		t.Fatal(err)
	}
	f := openCache(t, dir, 4)
	mustHold(t, f, 5)
	if len(f.Notice()) != 1 || !strings.Contains(f.Notice()[0], fmt.Sprintf("cut off %d bytes", 10*rowSize(4)+7)) {
		t.Errorf("notice %q", f.Notice())
	}
}

func TestAnotherHeader(t *testing.T) {
	encoder, err := parseDigest(testEncoder)
	if err != nil {
		t.Fatal(err)
	}
	later := makeHeader(encoder, 2)
	binary.LittleEndian.PutUint32(later[8:], 2)
	binary.LittleEndian.PutUint32(later[48:], slowCRC32C(later[:48]))
	for _, test := range []struct {
		file []byte
		says string
	}{
		{makeHeader([32]byte{1}, 2), "it belongs to another encoder"},
		{makeHeader(encoder, 3), "its vectors are 3 wide, want 2"},
		{later, "it has format version 2, want 1"},
		{[]byte("hello"), "it is not a file of features"},
		{bytes.Repeat([]byte("hello"), 100), "it is not a file of features"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, testEncoder+".features"), test.file, 0o644); err != nil {
			t.Fatal(err)
		}
		f := openCache(t, dir, 2)
		if n := f.Notice(); len(n) != 1 || !strings.Contains(n[0], test.says) {
			t.Errorf("notice %q, want one that says %q", n, test.says)
		}
		appendTo(t, f, 0, 1)
		mustHold(t, f, 1)
	}
}

// A value that is not finite does not come out even if its checksum is right.
func TestNotFinite(t *testing.T) {
	dir := t.TempDir()
	path, b := cacheFile(t, dir, 2, 1)
	b = appendRow(b, testKey(1), []float32{1, float32(math.NaN())})
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	f := openCache(t, dir, 2)
	if v, ok := get(f, testKey(1)); ok {
		t.Errorf("got %v", v)
	}
	mustHold(t, f, 1)
}

// The file may be cut short while it is mapped. Touching the missing pages is a
// fault, which must cost the rows and not the process.
func TestCutWhileOpen(t *testing.T) {
	const width, rows = 1000, 20
	dir := t.TempDir()
	cacheFile(t, dir, width, rows)
	f := openCache(t, dir, width)
	mustHold(t, f, rows)
	if err := os.Truncate(f.path, f.offset(2)); err != nil {
		t.Fatal(err)
	}
	for i := 4; i < rows; i++ { // rows 2 and 3 share pages with what is left
		if _, ok := get(f, testKey(i)); ok {
			t.Fatalf("key %d is still there", i)
		}
	}
	for i := range 2 {
		if _, ok := get(f, testKey(i)); !ok {
			t.Errorf("key %d is gone, though its row is not", i)
		}
	}
}

// Without a mapping, as on systems that have none, rows are read from the file.
func TestUnmapped(t *testing.T) {
	dir := t.TempDir()
	cacheFile(t, dir, 10, 5)
	f := openCache(t, dir, 10)
	if mapped := f.mapped != nil; mapped != (runtime.GOOS != "windows" && runtime.GOOS != "plan9") {
		t.Errorf("mapped: %v on %s", mapped, runtime.GOOS)
	}
	unmapFile(f.mapped)
	f.mapped = nil
	mustHold(t, f, 5)
}
