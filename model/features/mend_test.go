package features

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// Whatever bytes of the rows are changed: the damaged rows are taken out, the
// others stay, what is appended anew takes their places, and the file is whole then.
func TestMend(t *testing.T) {
	const width, n = 3, 40
	rng := rand.New(rand.NewPCG(1, 2))
	for try := range 25 {
		dir := t.TempDir()
		path, whole := cacheFile(t, dir, width, n)
		size := rowSize(width)
		b := slices.Clone(whole)
		bad := map[int]bool{}
		for range rng.IntN(12) {
			row := rng.IntN(n - 1) // a damaged last row is cut off when the file is opened
			bad[row] = true
			b[headerSize+row*size+rng.IntN(size)]++ // its key, its vector or its checksum
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		f := openCache(t, dir, width)
		appendTo(t, f, n, n+3) // pending
		if dropped, err := f.Mend(t.Context()); err != nil || dropped != len(bad) {
			t.Fatalf("try %d: %d rows of %v taken out, %v", try, dropped, bad, err)
		}
		if again, err := f.Mend(t.Context()); err != nil || again != 0 {
			t.Errorf("try %d: again %d, %v", try, again, err)
		}
		for i := range n + 3 {
			if has := f.Has(testKey(i)); has != !bad[i] {
				t.Errorf("try %d: row %d is there: %v, damaged: %v", try, i, has, bad[i])
			}
		}
		appendTo(t, f, 0, n)
		mustHold(t, f, n+3)
		closeCache(t, f)
		if st, err := os.Stat(path); err != nil || st.Size() != int64(headerSize+(n+3)*size) {
			t.Errorf("try %d: %d bytes, %v; want %d rows", try, st.Size(), err, n+3)
		}
		f = openCache(t, dir, width)
		if dropped, err := f.Mend(t.Context()); err != nil || dropped != 0 {
			t.Errorf("try %d: after it was mended: %d, %v", try, dropped, err)
		}
		mustHold(t, f, n+3)
		closeCache(t, f)
	}
}

func TestMendEnds(t *testing.T) {
	dir := t.TempDir()
	cacheFile(t, dir, 3, 5)
	f := openCache(t, dir, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Mend(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := f.Mend(t.Context()); err != nil {
		t.Errorf("after that: %v", err)
	}
	closeCache(t, f)
	f = openCache(t, dir, 3)
	closeCache(t, f)
	if _, err := f.Mend(t.Context()); err == nil {
		t.Error("a closed one was mended")
	}
}

// The file of 100,000 pictures, which the system has in memory.
func BenchmarkMend(b *testing.B) {
	f, _ := benchmarkCache(b, 1280, 100_000)
	b.SetBytes(int64(f.written * rowSize(f.width)))
	for b.Loop() {
		f.mended = false
		if n, err := f.Mend(b.Context()); err != nil || n != 0 {
			b.Fatal(n, err)
		}
	}
}
