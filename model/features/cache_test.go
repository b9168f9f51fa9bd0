package features

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var testEncoder = strings.Repeat("ab", 32)

// testVector is the vector of key number n: different for each n, with values of
// either sign and of many sizes.
func testVector(n, width int) []float32 {
	v := make([]float32, width)
	for i := range v {
		v[i] = float32(math.Sin(float64(n*width+i))) * float32(math.Exp2(float64((n+i)%40-20)))
	}
	return v
}

func testKey(n int) [32]byte { return TextKey(fmt.Sprint("caption ", n)) }

func openCache(t testing.TB, dir string, width int) *Cache {
	t.Helper()
	f, err := Open(dir, testEncoder, width)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// get returns a copy of the vector of a key.
func get(f *Cache, key [32]byte) ([]float32, bool) {
	vector := make([]float32, f.width)
	if !f.Read(vector, key) {
		return nil, false
	}
	return vector, true
}

func closeCache(t testing.TB, f *Cache) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t testing.TB, f *Cache, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		if err := f.Append(testKey(n), testVector(n, f.width)); err != nil {
			t.Fatal(err)
		}
	}
}

// mustHold fails unless f has exactly the vectors of keys 0 to n-1.
func mustHold(t testing.TB, f *Cache, n int) {
	t.Helper()
	if f.Len() != n {
		t.Fatalf("Len = %d, want %d", f.Len(), n)
	}
	for i := range n {
		got, ok := get(f, testKey(i))
		if !ok || !slices.Equal(got, testVector(i, f.width)) {
			t.Fatalf("key %d: %v, found %v; want %v", i, got, ok, testVector(i, f.width))
		}
	}
	if _, ok := get(f, testKey(n)); ok {
		t.Fatalf("key %d is there", n)
	}
}

// cacheFile writes a file of rows 0 to n-1 and returns its path and bytes.
func cacheFile(t testing.TB, dir string, width, n int) (string, []byte) {
	t.Helper()
	f := openCache(t, dir, width)
	appendTo(t, f, 0, n)
	closeCache(t, f)
	b, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return f.path, b
}

func TestCache(t *testing.T) {
	// 1280 × 4 bytes × 500 rows is more than two spills.
	const width, rows = 1280, 500
	dir := t.TempDir()
	f := openCache(t, dir, width)
	mustHold(t, f, 0)
	for n := range rows {
		appendTo(t, f, n, n+1)
		if got, ok := get(f, testKey(n)); !ok || !slices.Equal(got, testVector(n, width)) {
			t.Fatalf("key %d is not there right after Append", n)
		}
	}
	mustHold(t, f, rows)
	if f.written == 0 || f.written == rows {
		t.Errorf("%d of %d rows are written, want some", f.written, rows)
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	mustHold(t, f, rows)
	closeCache(t, f)

	f = openCache(t, dir, width)
	mustHold(t, f, rows)
	appendTo(t, f, 0, rows+1) // the ones that are there are left alone
	mustHold(t, f, rows+1)
	closeCache(t, f)
	f = openCache(t, dir, width)
	mustHold(t, f, rows+1)
	if f.Notice() != nil {
		t.Errorf("notice %q of a sound file", f.Notice())
	}
	if fi, err := os.Stat(f.path); err != nil || fi.Size() != headerSize+(rows+1)*int64(rowSize(width)) {
		t.Errorf("file: %v, %v; want each row once", fi.Size(), err)
	}
}

// The layout is a promise to later releases: one file byte for byte.
func TestFormat(t *testing.T) {
	_, got := cacheFile(t, t.TempDir(), 2, 1)
	key := testKey(0)
	want := []byte("MBFEAT\r\n\x01\x00\x00\x00\x02\x00\x00\x00")
	want = append(want, bytes.Repeat([]byte{0xab}, 32)...)
	want = binary.LittleEndian.AppendUint32(want, slowCRC32C(want))
	want = append(want, key[:]...)
	for _, v := range testVector(0, 2) {
		want = binary.LittleEndian.AppendUint32(want, math.Float32bits(v))
	}
	want = binary.LittleEndian.AppendUint32(want, slowCRC32C(want[52:]))
	if !bytes.Equal(got, want) {
		t.Errorf("file\n%x\nwant\n%x", got, want)
	}
	if c := slowCRC32C([]byte("123456789")); c != 0xe3069283 {
		t.Errorf("the reference CRC of the check string is %x, want e3069283", c)
	}
}

// slowCRC32C computes the CRC of RFC 3720, section 12.1, bit by bit.
func slowCRC32C(b []byte) uint32 {
	c := ^uint32(0)
	for _, v := range b {
		c ^= uint32(v)
		for range 8 {
			c = c>>1 ^ 0x82f63b78&-(c&1)
		}
	}
	return ^c
}

func TestKeys(t *testing.T) {
	key := TextKey("abc")
	// FIPS 180-4's example.
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if hex.EncodeToString(key[:]) != abc {
		t.Errorf("TextKey = %x, want the SHA-256", key)
	}
	if got, err := ImageKey(abc); err != nil || got != key {
		t.Errorf("ImageKey = %x, %v", got, err)
	}
	if got, err := ImageKey(strings.ToUpper(abc)); err != nil || got != key {
		t.Errorf("ImageKey of upper case = %x, %v", got, err)
	}
	for _, bad := range []string{"", abc[1:], abc + "0", "x" + abc[1:], "\x1b[2J"} {
		if _, err := ImageKey(bad); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("ImageKey(%q): error %q", bad, err)
		}
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		digest string
		width  int
	}{{"", 2}, {"../../etc/passwd", 2}, {testEncoder[1:] + "g", 2}, {testEncoder, 0}, {testEncoder, -1}, {testEncoder, MaxWidth + 1}} {
		if f, err := Open(dir, test.digest, test.width); err == nil || f != nil {
			t.Errorf("Open(%q, %d): %v, %v; want an error and nil", test.digest, test.width, f, err)
		}
	}
	f := openCache(t, dir, 3)
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, v := range [][]float32{nil, {1, 2}, {1, 2, 3, 4}, {1, nan, 3}, {inf, 2, 3}, {1, 2, -inf}} {
		if err := f.Append(testKey(0), v); err == nil {
			t.Errorf("the vector %v was taken", v)
		}
	}
	if err := f.Append(testKey(0), []float32{math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32}); err != nil {
		t.Errorf("the largest and smallest numbers: %v", err)
	}
	if f.Len() != 1 {
		t.Errorf("Len = %d, want 1", f.Len())
	}
	if f.Read(make([]float32, 2), testKey(0)) {
		t.Error("Read filled a vector of the wrong width")
	}
	if err := os.Mkdir(filepath.Join(dir, strings.Repeat("cd", 32)+".features"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, strings.Repeat("cd", 32), 3); err == nil {
		t.Error("a folder was opened as features")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file, testEncoder, 3); err == nil || !strings.Contains(err.Error(), file+" is a file: want a folder; a cache") {
		t.Errorf("features in a file: %v", err)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	f := openCache(t, dir, 2)
	if _, err := Open(dir, testEncoder, 2); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v, want ErrInUse", err)
	}
	if _, err := Open(dir, testEncoder, 3); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one of another width: %v, want ErrInUse", err)
	}
	other, err := Open(dir, strings.Repeat("cd", 32), 2)
	if err != nil {
		t.Fatal(err)
	}
	closeCache(t, other)
	closeCache(t, f)
	openCache(t, dir, 2)
}

func TestClosed(t *testing.T) {
	f := openCache(t, t.TempDir(), 2)
	appendTo(t, f, 0, 1)
	vector, ok := get(f, testKey(0))
	closeCache(t, f)
	closeCache(t, f)
	if !ok || !slices.Equal(vector, testVector(0, 2)) {
		t.Error("a vector did not outlive Close")
	}
	if _, ok := get(f, testKey(0)); ok {
		t.Error("a key was found after Close")
	}
	if err := f.Append(testKey(1), testVector(1, 2)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Append after Close: %v, want fs.ErrClosed", err)
	}
	if err := f.Flush(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Flush after Close: %v, want fs.ErrClosed", err)
	}
}

// A write that fails is reported, loses nothing that was taken, and succeeds
// when it is tried again.
func TestWriteFails(t *testing.T) {
	const width = 1280
	f := openCache(t, t.TempDir(), width)
	appendTo(t, f, 0, 10)
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	writable := f.file
	readOnly, err := os.Open(f.path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	f.file = readOnly
	taken := 10
	for ; taken < 1000; taken++ {
		if err = f.Append(testKey(taken), testVector(taken, width)); err != nil {
			break
		}
	}
	if err == nil {
		t.Fatal("a thousand rows were taken without being written")
	}
	if err := f.Flush(); err == nil {
		t.Error("Flush reports nothing")
	}
	mustHold(t, f, taken)
	f.file = writable
	appendTo(t, f, taken, taken+1)
	mustHold(t, f, taken+1)
	closeCache(t, f)
	mustHold(t, openCache(t, filepath.Dir(f.path), width), taken+1)
}

func TestConcurrently(t *testing.T) {
	const width, rows = 1280, 600
	dir := t.TempDir()
	f := openCache(t, dir, width)
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() { // writers that overlap
			for n := range rows {
				if err := f.Append(testKey(n), testVector(n, width)); err != nil {
					t.Error(err)
					return
				}
				if n%200 == 100*w {
					if err := f.Flush(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			dst := make([]float32, width)
			for n := range rows {
				if f.Read(dst, testKey(n)) && dst[width-1] != testVector(n, width)[width-1] {
					t.Errorf("key %d has another's vector", n)
				}
				if f.Len() > rows {
					t.Errorf("Len = %d of %d", f.Len(), rows)
				}
			}
		})
	}
	wg.Wait()
	mustHold(t, f, rows)
	closeCache(t, f)
	mustHold(t, openCache(t, dir, width), rows)
}

// Whatever bytes lie in the file: it opens, gives finite vectors or none, and
// takes rows that are there the next time.
func FuzzCache(f *testing.F) {
	const width = 2
	dir := f.TempDir()
	path, sound := cacheFile(f, dir, width, 3)
	f.Add(sound)
	f.Add(sound[:headerSize])
	f.Add(sound[:len(sound)-5])
	f.Add(append(bytes.Clone(sound), sound[headerSize:]...))
	f.Add(appendRow(bytes.Clone(sound), testKey(7), []float32{1, float32(math.Inf(1))}))
	f.Add([]byte(nil))
	f.Add([]byte(magic))
	// leave closes without waiting for the disk, which would be most of the time.
	leave := func(t *testing.T, c *Cache) {
		if err := errors.Join(c.spill(), c.release()); err != nil {
			t.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		// Also as rows behind a sound header, where the fuzzer rarely gets.
		for _, content := range [][]byte{b, append(bytes.Clone(sound[:headerSize]), b...)} {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
			c := openCache(t, dir, width)
			var keys [][32]byte
			for key := range c.index {
				keys = append(keys, key)
			}
			for _, key := range keys {
				if v, ok := get(c, key); ok && (len(v) != width || NonFinite(v) >= 0) {
					t.Errorf("vector %v", v)
				}
			}
			appendTo(t, c, 100, 101)
			leave(t, c)
			c = openCache(t, dir, width)
			if v, ok := get(c, testKey(100)); !ok || !slices.Equal(v, testVector(100, width)) {
				t.Errorf("after reopening: %v, found %v", v, ok)
			}
			if len(c.Notice()) > 0 {
				t.Errorf("after mending: notice %q", c.Notice())
			}
			leave(t, c)
		}
	})
}

// BenchmarkRead reads 10,000 rows of the default picture encoder's width
// into a matrix, as training does.
func BenchmarkRead(b *testing.B) {
	const width, rows = 1280, 10_000
	f, keys := benchmarkCache(b, width, rows)
	matrix := make([]float32, rows*width)
	b.SetBytes(rows * width * 4)
	for b.Loop() {
		for n, key := range keys {
			if !f.Read(matrix[n*width:(n+1)*width], key) {
				b.Fatal("a key is missing")
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	const width = 1280
	f := openCache(b, b.TempDir(), width)
	vector := testVector(0, width)
	b.SetBytes(width * 4)
	var key [32]byte
	for n := 0; b.Loop(); n++ {
		binary.LittleEndian.PutUint64(key[:], uint64(n))
		if err := f.Append(key, vector); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens a file of 10,000 rows.
func BenchmarkOpen(b *testing.B) {
	f, _ := benchmarkCache(b, 1280, 10_000)
	closeCache(b, f)
	for b.Loop() {
		f, err := Open(filepath.Dir(f.path), testEncoder, 1280)
		if err != nil {
			b.Fatal(err)
		}
		closeCache(b, f)
	}
}

func benchmarkCache(b *testing.B, width, rows int) (*Cache, [][32]byte) {
	b.Helper()
	f := openCache(b, b.TempDir(), width)
	vector := testVector(0, width)
	keys := make([][32]byte, rows)
	for n := range keys {
		keys[n] = testKey(n)
		if err := f.Append(keys[n], vector); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Flush(); err != nil {
		b.Fatal(err)
	}
	return f, keys
}
