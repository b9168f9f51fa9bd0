package eval

import (
	"math"
	"slices"
	"testing"

	"memebench/labels"
)

type suspectsCase struct {
	Name           string
	Levels         []int
	Probs          [][labels.Levels]float64
	Joint          [labels.Levels][labels.Levels]int
	Suspects       []bool
	SelfConfidence []float64 `json:"self_confidence"`
	Margin         []float64
}

func (c suspectsCase) rows() (rows []Row) {
	for i, l := range c.Levels {
		best, _ := Likeliest(c.Probs[i])
		rows = append(rows, Row{True: labels.Level(l), Pred: best, Probs: c.Probs[i]})
	}
	return rows
}

// readSuspects reads testdata/suspects.json, which suspects.py makes with cleanlab.
func readSuspects(t *testing.T) (cases []suspectsCase) {
	t.Helper()
	readReference(t, "suspects.json", &cases)
	if len(cases) < 40 {
		t.Fatalf("%d cases", len(cases))
	}
	return cases
}

func TestSuspectsAreCleanlabs(t *testing.T) {
	found := 0
	for _, c := range readSuspects(t) {
		if got := ConfidentJoint(c.rows()); got != c.Joint {
			t.Errorf("%s: joint %v, want %v", c.Name, got, c.Joint)
		}
		got := Suspects(c.rows())
		if !slices.Equal(got, c.Suspects) {
			t.Errorf("%s: suspects %v, want %v", c.Name, got, c.Suspects)
		}
		for _, s := range got {
			if s {
				found++
			}
		}
	}
	if found < 100 {
		t.Errorf("%d suspects in all cases: they show little", found)
	}
}

func TestSuspicionsAreCleanlabsScores(t *testing.T) {
	for _, c := range readSuspects(t) {
		rows := c.rows()
		for i, r := range rows {
			if got := math.Exp(-ByLoss.Of(r)); math.Abs(got-c.SelfConfidence[i]) > 1e-12 {
				t.Errorf("%s, row %d: self-confidence %v, want %v", c.Name, i, got, c.SelfConfidence[i])
			}
			if got := (1 - ByMargin.Of(r)) / 2; math.Abs(got-c.Margin[i]) > 1e-12 {
				t.Errorf("%s, row %d: normalised margin %v, want %v", c.Name, i, got, c.Margin[i])
			}
		}
		order := ByLoss.Order(rows)
		if !slices.IsSortedFunc(order, func(a, b int) int {
			switch {
			case c.SelfConfidence[a] < c.SelfConfidence[b]:
				return -1
			case c.SelfConfidence[a] > c.SelfConfidence[b]:
				return 1
			}
			return a - b
		}) {
			t.Errorf("%s: order %v is not that of cleanlab's scores", c.Name, order)
		}
	}
}

func TestADistantLevelIsMoreSuspect(t *testing.T) {
	probs := [labels.Levels]float64{.1, .1, .1, .1, .6}
	near, far := Row{True: labels.Positive, Probs: probs}, Row{True: labels.VeryNegative, Probs: probs}
	if ByLoss.Of(near) != ByLoss.Of(far) || ByMargin.Of(near) != ByMargin.Of(far) {
		t.Error("loss and margin tell a neighbour from a distant level")
	}
	if n, f := ByDistance.Of(near), ByDistance.Of(far); math.Abs(n-1.2) > 1e-12 || math.Abs(f-3) > 1e-12 {
		t.Errorf("distances %v and %v, want 1.2 and 3", n, f)
	}
	if got := ByDistance.Order([]Row{near, far, near}); !slices.Equal(got, []int{1, 0, 2}) {
		t.Errorf("order %v", got)
	}
}

// What no model is to say makes no infinite loss, which JSON has not, but that of an evaluation;
// nor do no rows or one level make more than no suspects.
func TestSuspectsOfOddRows(t *testing.T) {
	never := Row{True: labels.Neutral, Probs: [labels.Levels]float64{1}}
	if got, want := ByLoss.Of(never), float64(Measure([]Row{never}).LogLoss); got != want {
		t.Errorf("loss %v, want that of an evaluation, %v", got, want)
	}
	if got := Suspects(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
	same := []Row{{True: labels.Neutral, Probs: [labels.Levels]float64{.5, .5}}, {True: labels.Neutral, Probs: [labels.Levels]float64{.5, .5}}, {True: labels.Neutral}}
	if got := Suspects(same); slices.Contains(got, true) {
		t.Errorf("%v", got)
	}
}

// The suspects do not depend on the order of the rows, where no margins are equal.
func TestSuspectsOfShuffledRows(t *testing.T) {
	for _, c := range readSuspects(t) {
		rows := c.rows()
		order := make([]int, len(rows))
		for i := range order {
			order[i] = i
		}
		NewStream(1, ForProbe).Shuffle(order)
		shuffled := make([]Row, len(rows))
		for i, r := range order {
			shuffled[i] = rows[r]
		}
		for i, s := range Suspects(shuffled) {
			if s != c.Suspects[order[i]] {
				t.Errorf("%s: row %d is %v after shuffling", c.Name, order[i], s)
			}
		}
	}
}
