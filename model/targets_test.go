package model

import (
	"math"
	"strings"
	"testing"
	"time"

	"memebench/eval"
	"memebench/labels"
)

func TestOrdinalTargets(t *testing.T) {
	for _, c := range []struct {
		level int
		ratio float64
		want  distributionOfLevels
	}{
		{3, 0, distributionOfLevels{0, 0, 0, 1, 0}},
		{0, 0.5, distributionOfLevels{16. / 31, 8. / 31, 4. / 31, 2. / 31, 1. / 31}},
		{2, 0.5, distributionOfLevels{1. / 10, 2. / 10, 4. / 10, 2. / 10, 1. / 10}},
	} {
		got := ordinal(c.level, c.ratio)
		within(t, "distribution", got[:], c.want[:], 1e-15)
	}
}

func TestDisagreement(t *testing.T) {
	say := func(who string, l labels.Level, action labels.Action, source labels.Source) labels.Event {
		return labels.Event{Annotator: who, Level: l, Action: action, Source: source, Time: time.Unix(1, 0)}
	}
	people := func(levels ...labels.Level) (events []labels.Event) {
		for i, l := range levels {
			events = append(events, say(string(rune('a'+i)), l, labels.SetLevel, labels.Key))
		}
		return events
	}
	for name, c := range map[string]struct {
		events []labels.Event
		votes  Votes
		ok     bool
	}{
		"one":          {people(1), Votes{0, 1}, false},
		"three agree":  {people(4, 4, 4), Votes{4: 3}, false},
		"two of three": {people(2, 3, 2), Votes{0, 0, 2, 1}, true},
		"settled":      {append(people(2, 3, 2), say("z", 3, labels.Adjudicate, labels.Key)), Votes{0, 0, 2, 2}, false},
		"imports do not count beside people": {
			append(people(2), say("x", 0, labels.SetLevel, labels.Import), say("y", 1, labels.SetLevel, labels.Import)), Votes{0, 0, 1}, false},
		"imports":           {[]labels.Event{say("x", 0, labels.SetLevel, labels.Import), say("y", 1, labels.SetLevel, labels.Import), say("z", 0, labels.SetLevel, labels.Import)}, Votes{2, 1}, true},
		"two":               {people(1, 3), Votes{1: 1, 3: 1}, true},
		"a skip is no vote": {append(people(2), say("z", labels.NoLevel, labels.Skip, labels.Key)), Votes{0, 0, 1}, false},
	} {
		for i := range c.events {
			c.events[i].Seq = uint64(i + 1)
		}
		s := labels.Settle(c.events)
		if votes, ok := disagreement(s); votes != c.votes || ok != c.ok {
			t.Errorf("%s: %v, %t, want %v, %t", name, votes, ok, c.votes, c.ok)
		}
	}
}

func TestVotesAreChecked(t *testing.T) {
	for want, votes := range map[string]map[int]Votes{
		"row 3 has votes [0 0 0 0 0]":               {3: {}},
		"row 4 has votes [2 -1 0 0 0]":              {4: {2, -1}},
		"row 50 has votes [1 1 0 0 0]; there are 5": {50: {1, 1}},
	} {
		d := planted(50, 6)
		d.Votes = votes
		if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
}

// A row may have votes and no level, but only to learn from.
func TestVotesStandForALevel(t *testing.T) {
	d := planted(50, 6)
	d.Level[d.Train[0]], d.Votes = labels.NoLevel, map[int]Votes{d.Train[0]: {1, 0, 1}}
	if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err != nil {
		t.Error(err)
	}
	d.Train, d.Val = d.Train[1:], append(d.Val, d.Train[0])
	if _, _, err := Fit(t.Context(), d, smallConfig(), FitOptions{}); err == nil || !strings.Contains(err.Error(), "has no level") {
		t.Errorf("stopped on a row without a level: %v", err)
	}
}

// Votes count for the class weights by their shares, so that they make up as many
// rows as there are.
func TestClassWeightsCountVotes(t *testing.T) {
	d := &Data{Level: []labels.Level{0, 0, 1, labels.NoLevel}, Votes: map[int]Votes{3: {1: 1, 2: 3}}, Train: []int{0, 1, 2, 3}}
	got := classWeights(d, eval.WeightsBalanced)
	// 2, 1.25, 0.75, and where there are none 1, of 4 rows.
	want := [labels.Levels]float64{4. / 10, 4 / 6.25, 4. / 5, 4. / 5, 4. / 5}
	for l := range want {
		if math.Abs(got[l]-want[l]) > 1e-12 {
			t.Errorf("level %d weighs %v, want %v", l, got[l], want[l])
		}
	}
}

// What rows are learnt as changes the head; with ordinal targets it says more of
// the levels next to the one that it thinks of.
func TestOrdinalTargetsSpread(t *testing.T) {
	d := planted(400, 30)
	c := smallConfig()
	c.LabelSmoothing = 0
	near := func(ratio float64) float64 {
		c.Ordinal = ratio
		h, _ := fit(t, d, c, FitOptions{})
		sum, plain := 0.0, h.plain()
		for _, r := range d.Val {
			if !d.Present[0][r] {
				continue
			}
			p := plain.probabilities([][]float32{d.X[0][30*r : 30*r+30]}, []bool{true})
			top := 0
			for l, v := range p {
				if v > p[top] {
					top = l
				}
			}
			for l, v := range p {
				if math.Abs(float64(l-top)) == 1 {
					sum += v
				}
			}
		}
		return sum / float64(len(d.Val))
	}
	if without, with := near(0), near(0.4); with < without+0.1 {
		t.Errorf("the levels next to the likeliest have %.3f, and %.3f with ordinal targets", without, with)
	}
}
