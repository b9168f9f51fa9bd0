package near

import (
	"errors"
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

// TestFindFindsAll compares what is found with what comparing all with all finds.
func TestFindFindsAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	prints := random(rng, 1500)
	var asked []int32
	for i := range prints {
		if i%3 > 0 {
			asked = append(asked, int32(i))
		}
	}
	got := map[int32][]int32{}
	last, steps := 0, 0
	if err := Find(prints, asked, func(done, total int) error {
		if done < last || done >= total || total != parts*len(asked) {
			t.Fatalf("%d of %d after %d", done, total, last)
		}
		last, steps = done, steps+1
		return nil
	}, func(place, other int32) { got[place] = append(got[place], other) }); err != nil {
		t.Fatal(err)
	}
	if steps < parts {
		t.Errorf("told %d times how far it is", steps)
	}
	near := 0
	for _, i := range asked {
		var want []int32
		for k := range prints {
			if Distance(&prints[i], &prints[k]) <= Most {
				want = append(want, int32(k))
			}
		}
		near += len(want) - 1
		slices.Sort(got[i])
		if found := slices.Compact(got[i]); !slices.Equal(found, want) {
			t.Fatalf("near print %d are %v, want %v", i, found, want)
		}
	}
	if near < 150 {
		t.Errorf("only %d prints are near another one", near)
	}
}

func TestFindStops(t *testing.T) {
	stop := errors.New("stop")
	if err := Find(make([]labels.Print, 1), []int32{0}, func(int, int) error { return stop }, func(int32, int32) { t.Error("it goes on") }); err != stop {
		t.Error(err)
	}
	if err := Find(nil, nil, func(int, int) error { return stop }, nil); err != nil {
		t.Error(err)
	}
}

// BenchmarkNear finds what is near to each of 1,000 prints, and to each of all.
func BenchmarkNear(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		prints := random(rand.New(rand.NewPCG(1, 6)), n)
		places := make([]int32, n)
		for i := range places {
			places[i] = int32(i * 7919 % n)
		}
		for _, asked := range []int{1000, n} {
			b.Run(fmt.Sprintf("%d of %d", asked, n), func(b *testing.B) {
				for b.Loop() {
					if err := Find(prints, places[:asked], func(int, int) error { return nil }, func(int32, int32) {}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
