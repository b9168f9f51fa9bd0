package near

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"memebench/labels"
)

// random returns prints that have as many bits set as those of pictures, half of them, and
// near copies of some with so many bits changed that they are just near, or just not.
func random(rng *rand.Rand, n int) (prints []labels.Print) {
	for len(prints) < n {
		var p labels.Print
		for _, i := range rng.Perm(256)[:128] {
			p[i/8] |= 1 << (i % 8)
		}
		prints = append(prints, p)
		if rng.IntN(4) == 0 {
			for _, i := range rng.Perm(256)[:rng.IntN(2*Most)] {
				p[i/8] ^= 1 << (i % 8)
			}
			prints = append(prints, p)
		}
	}
	return prints[:n]
}

// TestIndexFindsAll compares what the index finds with what comparing all with all does.
func TestIndexFindsAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	prints := random(rng, 1500)
	owners := make([]int32, len(prints))
	for i := range owners {
		owners[i] = int32(i)
	}
	x, near := NewIndex(prints, owners), 0
	for i := range prints {
		var want []int32
		for k := range prints {
			if Distance(&prints[i], &prints[k]) <= Most {
				want = append(want, int32(k))
			}
		}
		near += len(want) - 1
		var got []int32
		x.Near(&prints[i], func(owner int32) { got = append(got, owner) })
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Fatalf("near print %d are %v, want %v", i, got, want)
		}
	}
	if near < 200 {
		t.Errorf("only %d prints are near another one", near)
	}
}

func TestIndexOfNothing(t *testing.T) {
	NewIndex(nil, nil).Near(&labels.Print{}, func(int32) { t.Error("something is near in an empty index") })
}

// BenchmarkNear makes an index, and asks it for what is near to each of 1,000 of its prints.
func BenchmarkNear(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		prints := random(rand.New(rand.NewPCG(1, 6)), n)
		owners := make([]int32, n)
		b.Run(fmt.Sprintf("make %d", n), func(b *testing.B) {
			for b.Loop() {
				NewIndex(prints, owners)
			}
		})
		x := NewIndex(prints, owners)
		b.Run(fmt.Sprintf("ask %d", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				x.Near(&prints[i*7919%n], func(int32) {})
			}
		})
	}
}
