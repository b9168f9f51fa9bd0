package eval

import (
	"math"
	"slices"
	"testing"

	"memebench/labels"
)

func TestScarce(t *testing.T) {
	rowsOf := func(levels ...labels.Level) []Row {
		var rows []Row
		for _, l := range levels {
			rows = append(rows, Row{Meme: labels.MemeID(rune('a' + len(rows))), True: l, Pred: labels.Negative})
		}
		return rows
	}
	// enough is five rows of each of so many levels, from the lowest on.
	enough := func(n int) []labels.Level {
		var all []labels.Level
		for l := range n {
			all = append(all, slices.Repeat([]labels.Level{labels.Level(l)}, fewRows)...)
		}
		return all
	}
	for _, c := range []struct {
		rows []Row
		want []string
	}{
		{nil, nil},
		{rowsOf(enough(5)...), nil},
		{rowsOf(append(enough(4), 4, 4)...), []string{"fewer than 5 rows of very positive (2): one row more or less moves its F1 a lot, and macro-F1 with it"}},
		{rowsOf(append(enough(2), 2, 3, 3)...), []string{
			"no row is very positive: macro-F1 counts that level as 0, and over the other 4 levels it is 5/4 of what is said",
			"fewer than 5 rows of neutral (1), positive (2): one row more or less moves their F1 a lot, and macro-F1 with it",
		}},
		{rowsOf(enough(4)...), []string{"no row is very positive: macro-F1 counts that level as 0, and over the other 4 levels it is 5/4 of what is said"}},
		{rowsOf(enough(4)[5:]...), []string{"no row is very negative or very positive: macro-F1 counts these levels as 0, and over the other 3 levels it is 5/3 of what is said"}},
		{rowsOf(enough(1)...), []string{"no row is of another level than one: macro-F1 counts the others as 0, and of that level alone it is 5 times as high"}},
	} {
		if got := scarceOf(c.rows).ScarceNotes(); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
		r, err := NewRepeated([][]Row{c.rows})
		if err != nil || !slices.Equal(r.Warnings(), c.want) {
			t.Errorf("repeated: %q %v, want %q", r.Warnings(), err, c.want)
		}
		if both, err := Compare(c.rows, c.rows); err != nil || !slices.Equal(both.ScarceNotes(), c.want) {
			t.Errorf("compared: %q %v, want %q", both.ScarceNotes(), err, c.want)
		}
		if len(c.rows) == 0 {
			continue
		}
		l := newLearnable(DescribeInput{Model: &Evaluation{Metrics: Measure(c.rows)}}, &Description{})
		if got := l.Model.ScarceNotes(); !slices.Equal(got, c.want) {
			t.Errorf("described: %q, want %q", got, c.want)
		}
	}
	// What it says is what the other levels' F1 are in the mean.
	m := Measure(rowsOf(1, 2, 3))
	if over := (m.PerClass[1].F1 + m.PerClass[2].F1 + m.PerClass[3].F1) / 3; math.Abs(float64(over-m.MacroF1*5/3)) > 1e-12 {
		t.Errorf("%v over three levels, %v over all", over, m.MacroF1)
	}
}

func TestWhoseCurve(t *testing.T) {
	version := func(id string, width int) Version {
		v := Version{ID: id, Labels: len(id), Val: Metrics{N: 1}}
		v.Config.Width = width
		return v
	}
	c := LearningCurve([]Version{version("v1", 256), version("v20", 128), version("v300", 256)})
	if got, want := c.Whose(), "on the curve are the versions with the config and the encoders of v300, the newest"; got != want || len(c.Points) != 2 {
		t.Errorf("%q of %d points, want %q", got, len(c.Points), want)
	}
	if got := LearningCurve(nil).Whose(); got != "" {
		t.Errorf("%q of no version", got)
	}
}
