package labels

import (
	"fmt"
	"testing"
)

// TestBalance assigns memes one by one: each level keeps the shares, at every moment.
func TestBalance(t *testing.T) {
	for _, tt := range []struct {
		shares Shares
		block  int
		of60   SplitTally
	}{
		{DefaultShares, 10, SplitTally{42, 6, 12}},
		{TrainValShares, 10, SplitTally{54, 6, 0}},
		{AllVal, 1, SplitTally{0, 60, 0}},
		{Shares{Train: 0.25, Val: 0.25}, 4, SplitTally{15, 15, 30}},
		{Shares{Train: 0.33, Val: 0.33}, 100, SplitTally{}},
	} {
		if got := tt.shares.block(); got != tt.block {
			t.Errorf("%v: blocks of %d, want %d", tt.shares, got, tt.block)
		}
		var there SplitTally
		for i := range 60 {
			there.Count(tt.shares.Balance(fmt.Sprint("key ", i), there), 1)
			for k, part := range tt.shares.parts() {
				if n := float64(there.all()); float64(there[k]) > part*n+part*float64(tt.block)+1 || float64(there[k]) < part*n-part*float64(tt.block)-1 {
					t.Fatalf("%v: after %d memes the splits have %v", tt.shares, i+1, there)
				}
			}
		}
		if there != tt.of60 && tt.of60 != (SplitTally{}) {
			t.Errorf("%v: 60 memes are %v, want %v", tt.shares, there, tt.of60)
		}
	}
}

// TestBalanceMends begins with a group that has filled one split.
func TestBalanceMends(t *testing.T) {
	there := SplitTally{0, 9, 0}
	for i := range 91 {
		there.Count(DefaultShares.Balance(fmt.Sprint("key ", i), there), 1)
	}
	if want := (SplitTally{70, 10, 20}); there != want {
		t.Errorf("100 memes are %v, want %v", there, want)
	}
}

// TestBalanceDraws checks that the place in a table says nothing of the split.
func TestBalanceDraws(t *testing.T) {
	train := [10]int{}
	for set := range 1000 {
		var there SplitTally
		for i := range 10 {
			s := DefaultShares.Balance(fmt.Sprint(set, " ", i), there)
			there.Count(s, 1)
			if s == Train {
				train[i]++
			}
		}
	}
	for i, n := range train { // of 1,000 by 0.7: four standard deviations are 58
		if n < 642 || n > 758 {
			t.Errorf("the meme at place %d of ten is in train %d times of 1,000, want about 700", i, n)
		}
	}
}

func TestQuotas(t *testing.T) {
	for _, tt := range []struct {
		n    int
		want [3]int
	}{{0, [3]int{}}, {1, [3]int{1, 0, 0}}, {3, [3]int{2, 0, 1}}, {5, [3]int{4, 0, 1}}, {61, [3]int{43, 6, 12}}, {12, [3]int{9, 1, 2}}, {10, [3]int{7, 1, 2}}} {
		if got := DefaultShares.quotas(tt.n, &[3]float64{}); got != tt.want {
			t.Errorf("of %d: %v, want %v", tt.n, got, tt.want)
		}
	}
	var carried [3]float64
	sum := SplitTally{}
	for range 5 { // of 60 memes in all, 42, 6 and 12
		for i, n := range DefaultShares.quotas(12, &carried) {
			sum[i] += n
		}
	}
	if want := (SplitTally{42, 6, 12}); sum != want {
		t.Errorf("five times 12 are %v, want %v", sum, want)
	}
}
