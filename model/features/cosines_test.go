package features

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"
)

// rowsOf returns the rows of the keys with these numbers.
func rowsOf(t testing.TB, c *Cache, numbers ...int) []Row {
	t.Helper()
	rows := make([]Row, len(numbers))
	for i, n := range numbers {
		row, ok := c.Row(testKey(n))
		if !ok {
			t.Fatalf("key %d has no row", n)
		}
		rows[i] = row
	}
	return rows
}

// numbers are those from 0 to before n.
func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// The cosines and the order are NumPy's (testdata/cosines.py), of rows in the file, mapped
// and not, and of rows that are not written yet.
func TestCosinesAreNumPys(t *testing.T) {
	var want struct {
		Vectors [][]float32
		Cosines []float64
		Order   []int
	}
	b, err := os.ReadFile("testdata/cosines.json")
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := openCache(t, t.TempDir(), len(want.Vectors[0]))
	for i, v := range want.Vectors {
		if err := c.Append(testKey(i), v); err != nil {
			t.Fatal(err)
		}
		if i == len(want.Vectors)/2 {
			if err := c.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(how string) {
		t.Helper()
		got, err := c.Cosines(t.Context(), want.Vectors[0], rowsOf(t, c, numbers(len(want.Vectors))...), c.Moved())
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want.Cosines {
			if math.Abs(float64(got[i])-w) > 1e-6 {
				t.Errorf("%s: row %d: %v, want %v", how, i, got[i], w)
			}
		}
		order := numbers(len(got))
		slices.SortStableFunc(order, func(a, b int) int {
			if math.Abs(want.Cosines[a]-want.Cosines[b]) < 1e-9 {
				return 0 // which NumPy's rounding decides
			}
			if got[a] > got[b] {
				return -1
			}
			return 1
		})
		for i, n := range order {
			if w := want.Order[i]; n != w && math.Abs(want.Cosines[n]-want.Cosines[w]) > 1e-9 {
				t.Errorf("%s: row %d is at %d, want %d", how, n, i, w)
			}
		}
	}
	check("half written")
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	check("mapped")
	unmapFile(c.mapped)
	c.mapped = nil
	check("not mapped")
}

// A row that is damaged, zero or not there has no cosine; the others have theirs.
func TestCosinesOfDamage(t *testing.T) {
	c := openCache(t, t.TempDir(), 40)
	for i := range 5 {
		v := testVector(i, 40)
		if i == 3 {
			clear(v)
		}
		if err := c.Append(testKey(i), v); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	rows := append(rowsOf(t, c, numbers(5)...), -1, 99)
	if _, err := c.file.WriteAt([]byte{1, 2, 3}, c.offset(1)+50); err != nil {
		t.Fatal(err)
	}
	got, err := c.Cosines(t.Context(), testVector(0, 40), rows, c.Moved())
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range got {
		if is, want := !math.IsNaN(float64(x)), i == 0 || i == 2 || i == 4; is != want {
			t.Errorf("row %d: %v", i, x)
		}
	}
	if got[0] != 1 {
		t.Errorf("with itself: %v", got[0])
	}
	// What reading the row finds out, rows that were looked up before must not survive.
	before := c.Moved()
	if _, ok := get(c, testKey(1)); ok {
		t.Fatal("the damaged row was read")
	}
	if _, err := c.Cosines(t.Context(), testVector(0, 40), rows, before); !errors.Is(err, ErrMoved) {
		t.Errorf("after a row was lost: %v", err)
	}
	before = c.Moved()
	if _, err := c.Mend(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Cosines(t.Context(), testVector(0, 40), rows, before); !errors.Is(err, ErrMoved) {
		t.Errorf("after rows were moved: %v", err)
	}
}

func TestCosinesEnd(t *testing.T) {
	c := openCache(t, t.TempDir(), 8)
	if err := c.Append(testKey(0), testVector(0, 8)); err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, c, 0)
	if _, err := c.Cosines(t.Context(), testVector(0, 7), rows, c.Moved()); err == nil {
		t.Error("a vector of another width")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Cosines(ctx, testVector(0, 8), rows, c.Moved()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	closeCache(t, c)
	if _, err := c.Cosines(t.Context(), testVector(0, 8), rows, c.Moved()); err == nil {
		t.Error("after Close")
	}
}

// How long it takes to compare with 100,000 pictures (1,280 features each, 526 MB, in the
// system's cache), beside reading each row and a plain loop over its values.
func BenchmarkCosines(b *testing.B) {
	const n, width = 100_000, 1280
	c := openCache(b, b.TempDir(), width)
	v := testVector(1, width)
	rows := make([]Row, n)
	for i := range n {
		v[i%width] += .01
		if err := c.Append(testKey(i), v); err != nil {
			b.Fatal(err)
		}
		rows[i] = Row(i)
	}
	if err := c.Flush(); err != nil {
		b.Fatal(err)
	}
	q := testVector(2, width)
	b.Run("rows=100k", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Cosines(b.Context(), q, rows, c.Moved()); err != nil {
				b.Fatal(err)
			}
			c.ReleaseMemory()
		}
	})
	b.Run("plain=100k", func(b *testing.B) {
		keys := make([][32]byte, n)
		for i := range keys {
			keys[i] = testKey(i)
		}
		for b.Loop() {
			row := make([]float32, width)
			for _, key := range keys {
				if c.Read(row, key) {
					plainCosine(q, row)
				}
			}
			c.ReleaseMemory()
		}
	})
}

func plainCosine(a, b []float32) float32 {
	var ab, aa, bb float32
	for i, x := range a {
		ab, aa, bb = ab+x*b[i], aa+x*x, bb+b[i]*b[i]
	}
	return ab / float32(math.Sqrt(float64(aa)*float64(bb)))
}
