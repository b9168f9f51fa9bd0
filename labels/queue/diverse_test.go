package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"memebench/labels"
)

func TestKCentre(t *testing.T) {
	b, err := os.ReadFile("testdata/kcentre.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Rows, Centres [][]float32
		N             int
		Order         []int
	}
	if err := json.Unmarshal(b, &cases); err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for i, c := range cases {
		got, err := kCentre(t.Context(), c.Rows, c.Centres, c.N)
		if err != nil || !slices.Equal(got, c.Order) {
			t.Errorf("case %d: %v (%v), want %v", i, got, err, c.Order)
		}
	}
	// On several goroutines it is the same.
	rng := rand.New(rand.NewPCG(5, 6))
	rows := make([][]float32, 3000)
	for i := range rows {
		rows[i] = []float32{rng.Float32(), rng.Float32(), rng.Float32(), rng.Float32(), rng.Float32()}
	}
	got, err := kCentre(t.Context(), rows, nil, 40)
	if err != nil {
		t.Fatal(err)
	}
	nearest := func(i int, among []int) float32 {
		d := float32(1e9)
		for _, j := range among {
			d = min(d, distance(rows[i], rows[j]))
		}
		return d
	}
	for k := 1; k < len(got); k++ {
		for i := range rows {
			if nearest(i, got[:k]) > nearest(got[k], got[:k]) {
				t.Fatalf("choice %d is row %d, and row %d is farther", k, got[k], i)
			}
		}
	}
	if rows, err := kCentre(t.Context(), rows[:3], nil, 40); len(rows) != 3 || err != nil {
		t.Errorf("%v of three rows (%v)", rows, err)
	}
}

func TestDiverse(t *testing.T) {
	w := plain(700)
	for i := range w {
		if i%5 == 0 {
			w[i].Split = labels.Val
		}
	}
	w.say("ben", 2, 3, 4)
	l := make1(t, w, Diverse, w.input("ada"))
	n := 0
	for i, it := range l.Items {
		if it.How() == ByName {
			n++
			if it.Seq()%7 == 0 {
				t.Errorf("#%d has no features and is chosen by them", it.Seq())
			}
			if i >= l.Ordered {
				t.Errorf("place %d is chosen, behind the %d in order", i+1, l.Ordered)
			}
		}
	}
	if n != Batch || l.Items[l.Ordered-1].How() != ByName {
		t.Errorf("%d chosen, the last at %d", n, l.Ordered)
	}
	in := w.input("ada")
	in.Features = func(context.Context, []uint64) ([][]float32, error) { return nil, errors.New("no encoder") }
	if _, err := Make(t.Context(), Diverse, in); err == nil || err.Error() != "queue diverse: no encoder" {
		t.Errorf("%v", err)
	}
}

func BenchmarkMake(b *testing.B) {
	w := plain(100_000)
	for i := range w {
		w[i].Split = []labels.Split{labels.Train, labels.Train, labels.Train, labels.Val, labels.Test}[i%5]
	}
	for i := range uint64(2000) {
		w.say("ada", 40*i+7)
	}
	for _, name := range []string{Random, Uncertain, Margin, Mixed} {
		b.Run(fmt.Sprint(name, "/100k"), func(b *testing.B) {
			for b.Loop() {
				make1(b, w, name, w.input("ada"))
			}
		})
	}
}

// What the first page of Diverse takes, with features as wide as those of the default
// encoders.
func BenchmarkDiverse(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	w := plain(20_000)
	for i := range uint64(400) {
		w.say("ada", 40*i+7)
	}
	const width = 384 + 1280
	all := make([]float32, (Pool+Centres)*width)
	for i := range all {
		all[i] = rng.Float32()
	}
	in := w.input("ada")
	in.Features = func(_ context.Context, seqs []uint64) ([][]float32, error) {
		x := make([][]float32, len(seqs))
		for i := range x {
			x[i] = all[i*width : (i+1)*width]
		}
		return x, nil
	}
	for b.Loop() {
		make1(b, w, Diverse, in)
	}
}
