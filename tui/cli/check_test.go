package cli

import (
	"testing"

	"memebench/eval"
)

// What is left to check is counted as all numbers are, and a list that is cut says of how many.
func TestLeftToCheck(t *testing.T) {
	doubts := func(n, suspects int) eval.Check {
		c := eval.Check{Doubts: make([]eval.Doubt, n)}
		for i := range suspects {
			c.Doubts[i].Suspect = true
		}
		return c
	}
	for _, c := range []struct {
		of     eval.Check
		listed int
		want   string
	}{
		{doubts(1325, 616), 5, "5 of 1,325 labels, 616 of the 1,325 are suspects (!)"},
		{doubts(1325, 1200), 1325, "1,325 labels, 1,200 of them are suspects (!)"},
		{doubts(30, 1), 30, "30 labels, 1 of them is a suspect (!)"},
	} {
		if got := leftToCheck(c.of, eval.CheckErrors, c.listed); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
