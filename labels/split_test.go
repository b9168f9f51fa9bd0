package labels

import (
	"fmt"
	"math"
	"testing"
)

func TestParseSplit(t *testing.T) {
	for _, s := range []Split{Train, Val, Test} {
		if got, err := ParseSplit(string(s)); err != nil || got != s {
			t.Errorf("ParseSplit(%q) = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "all", "Train", "trainval", "dev"} {
		if got, err := ParseSplit(s); err == nil || got != "" {
			t.Errorf("ParseSplit(%q) = %q, %v; want an error", s, got, err)
		}
	}
}

func TestDealKeepsItsShares(t *testing.T) {
	const n = 20_000
	for _, c := range []struct {
		name   string
		shares Shares
		want   map[Split]float64
	}{
		{"default", DefaultShares, map[Split]float64{Train: .7, Val: .1, Test: .2}},
		{"trainval", TrainValShares, map[Split]float64{Train: .9, Val: .1}},
		{"train", AllTrain, map[Split]float64{Train: 1}},
		{"val", AllVal, map[Split]float64{Val: 1}},
		{"test", AllTest, map[Split]float64{Test: 1}},
	} {
		got := map[Split]int{}
		for i := range n {
			got[c.shares.Assign(fmt.Sprintf("caption:%d", i))]++
		}
		for _, s := range []Split{Train, Val, Test} {
			p := c.want[s]
			// Four standard deviations of a binomial; none for 0 and 1.
			if off, allowed := math.Abs(float64(got[s])/n-p), 4*math.Sqrt(p*(1-p)/n); off > allowed {
				t.Errorf("%s: %d of %d in %s, want a share of %g", c.name, got[s], n, s, p)
			}
		}
	}
}

// Stored splits were assigned by this rule: a change of it would assign new memes of a
// group elsewhere. Beside each key: the first eight bytes of what sha256sum says,
// over 2⁶⁴.
func TestDealIsTheSameForEver(t *testing.T) {
	for key, want := range map[string]Split{
		"caption:9":  Train, // 0.687
		"caption:38": Val,   // 0.730
		"caption:27": Val,   // 0.774
		"image:00":   Test,  // 0.940
	} {
		if got := DefaultShares.Assign(key); got != want {
			t.Errorf("Deal(%q) = %s, want %s", key, got, want)
		}
	}
}
