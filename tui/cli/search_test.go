package cli

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"memebench/labels"
)

func TestInOrder(t *testing.T) {
	hits := labels.Hits{Count: 4, Seqs: []uint64{1, 2, 5, 9}}
	for _, c := range []struct {
		limit, count int
		want         []uint64
	}{{0, 3, []uint64{9, 1, 5}}, {2, 3, []uint64{9, 1}}, {7, 3, []uint64{9, 1, 5}}} {
		if got := inOrder(hits, []uint64{9, 3, 1, 4, 5}, c.limit); got.Count != c.count || !slices.Equal(got.Seqs, c.want) {
			t.Errorf("at most %d: %+v", c.limit, got)
		}
	}
}

func TestJSONArray(t *testing.T) {
	for n, want := range []string{"[]\n", "[\n{\"a\":\"<0>\"}\n]\n", "[\n{\"a\":\"<0>\"},\n{\"a\":\"<1>\"}\n]\n"} {
		var b bytes.Buffer
		a := newJSONArray(&b)
		for i := range n {
			if err := a.add(map[string]string{"a": fmt.Sprintf("<%d>", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.end(); err != nil || b.String() != want {
			t.Errorf("%d values: %q, error %v", n, b.String(), err)
		}
	}
}
