package labels

import (
	"fmt"
	"testing"
)

func TestParseShares(t *testing.T) {
	for in, want := range map[string]Shares{
		"70/10/20": {0.7, 0.1}, "100/0/0": AllTrain, "0/0/100": AllTest, "0/100/0": AllVal, "34/33/33": {0.34, 0.33},
	} {
		if got, err := ParseShares(in); err != nil || got != want {
			t.Errorf("ParseShares(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "70", "70/30", "70/20/20", "70/10/10/10", "-10/90/20", "0.7/0.1/0.2", "70/10/20%", "300/0/-200"} {
		if got, err := ParseShares(in); err == nil {
			t.Errorf("ParseShares(%q) = %v, want an error", in, got)
		}
	}
	// Whatever is assigned when test gets nothing, test gets nothing.
	for train := range 101 {
		s, err := ParseShares(fmt.Sprintf("%d/%d/0", train, 100-train))
		if err != nil || s.Train+s.Val != 1 {
			t.Errorf("with %d %% for train, train and val make up %v, %v", train, s.Train+s.Val, err)
		}
	}
}

func TestSplitAt(t *testing.T) {
	m := Meme{Split: Test, Moves: []Move{{2, Train}, {3, Val}, {5, Train}}}
	for resplits, want := range []Split{Train, Train, Val, Train, Train, Test, Test} {
		if got := m.SplitAt(uint64(resplits)); got != want {
			t.Errorf("after %d dealings the meme was in %s, want %s", resplits, got, want)
		}
	}
}

func TestSplitCounts(t *testing.T) {
	var d SplitCounts
	labelled, waiting := State{Kind: Labelled, Gold: Neutral}, State{Kind: Unlabelled, Gold: NoLevel}
	d.Count(&Meme{Split: Train}, labelled)
	d.Count(&Meme{Split: Train}, waiting)
	d.Count(&Meme{Split: Test}, labelled)
	d.Count(&Meme{Split: Val, CrossSplit: true}, labelled)
	if want := (SplitCounts{Train: SplitCount{2, 1, [Levels]int{2: 1}}, Test: SplitCount{1, 1, [Levels]int{2: 1}}, CrossSplit: 1, CrossSplitLabelled: 1}); d != want {
		t.Errorf("counted %+v, want %+v", d, want)
	}
}
