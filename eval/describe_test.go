package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// describedRow is a meme with its state.
type describedRow struct {
	meme  labels.Meme
	state labels.State
}

func describe(t *testing.T, rows []describedRow, in DescribeInput) Description {
	t.Helper()
	in.Rows = func(yield func(labels.Meme, labels.State) error) error {
		for _, r := range rows {
			if err := yield(r.meme, r.state); err != nil {
				return err
			}
		}
		return nil
	}
	d, err := Describe(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// labelledMeme is a meme of a group that ada has given a level.
func labelledMeme(i int, group string, split labels.Split, l labels.Level) describedRow {
	r := describedRow{
		labels.Meme{ID: labels.MemeID(fmt.Sprint("m", i)), Group: group, Split: split, Caption: strings.Repeat("so ", i%9) + "tired"},
		labels.State{Gold: labels.NoLevel},
	}
	if l.Valid() {
		r.state.Gold = l
		r.state.Current = []labels.CurrentLabel{{Annotator: "ada", Action: labels.SetLevel, Source: labels.Key, Level: l}}
	}
	return r
}

// What is counted of memes: levels, what they lack, words, groups and duplicates.
func TestDescribeCounts(t *testing.T) {
	rows := []describedRow{
		labelledMeme(0, "g1", labels.Train, 1), labelledMeme(1, "g1", labels.Train, 3), labelledMeme(2, "g1", labels.Train, 1),
		labelledMeme(3, "g4", labels.Val, 4), labelledMeme(4, "g5", labels.Test, labels.NoLevel),
		labelledMeme(5, "", labels.Train, 2), labelledMeme(6, "", labels.Train, 2),
	}
	rows[0].meme.Image = labels.Image{Name: "a.gif", Path: "/a.gif", SHA256: "ab", Format: "gif", Moving: true}
	rows[1].meme.Image = labels.Image{Name: "b.jpg"}
	rows[2].meme.Image = labels.Image{Name: "c.jpg", Path: "/c.jpg", SHA256: "cd", Fault: "it is cut"}
	rows[2].meme.Caption = " "
	rows[3].meme.Origin = labels.OriginOCR
	rows[4].meme.CrossSplit = true
	rows[4].state.Kind = labels.Disputed
	rows[6].state.Current = append(rows[6].state.Current, labels.CurrentLabel{Annotator: "team", Action: labels.SetLevel, Source: labels.Import, Level: 0},
		labels.CurrentLabel{Annotator: "ben", Action: labels.Skip, Level: labels.NoLevel})
	d := describe(t, rows, DescribeInput{Unasked: "nobody asked"})
	if got := d.Unsettled(); !slices.Equal(got, []Lack{{"disputed: no gold level, as annotators differ", 1}}) {
		t.Errorf("%+v: want the disputed one, and no flagged ones", got)
	}
	if d.Memes != 7 || d.Splits[0] != (SplitLevels{Split: labels.Train, Memes: 5, Labelled: 5, ByLevel: [5]int{0, 2, 2, 1, 0}}) ||
		d.Splits[1] != (SplitLevels{Split: labels.Val, Memes: 1, Labelled: 1, ByLevel: [5]int{4: 1}}) || d.Splits[2] != (SplitLevels{Split: labels.Test, Memes: 1, Disputed: 1}) {
		t.Errorf("splits %+v", d.Splits)
	}
	if len(d.Annotators) != 2 || d.Annotators[0] != (VoiceLevels{"ada", false, 6, [5]int{0, 2, 2, 1, 1}}) || d.Annotators[1] != (VoiceLevels{"team", true, 1, [5]int{1}}) {
		t.Errorf("annotators %+v", d.Annotators)
	}
	if d.Missing != (Missing{Caption: 1, Picture: 4, NotFound: 1, Unreadable: 1, Both: 1, Read: 1, Moving: 1}) || d.Pictures["gif"] != 1 {
		t.Errorf("missing %+v, pictures %v", d.Missing, d.Pictures)
	}
	if c := d.Captions; c.N != 6 || c.Least != 1 || c.Median != 4 || c.Most != 7 || c.Bins != [13]int{4, 2} {
		t.Errorf("captions %+v", c)
	}
	if d.Groups != (GroupSizes{5, 1, 3, 3, 1}) {
		t.Errorf("groups %+v", d.Groups)
	}
	if x := d.Duplicates; x.Pairs.N != 3 || x.Pairs.K != 1 || x.Far != 2 || x.Alpha.Memes != 1 {
		t.Errorf("duplicates %+v", x)
	}
	var b strings.Builder
	if err := d.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"7 memes in 5 groups", "team*", "1 picture not found", "gif 1", "No model was asked: nobody asked."} {
		if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), want) {
			t.Errorf("the text lacks %q:\n%s", want, b.String())
		}
	}
	for l := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(l, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
}

// evaluated are rows on which a model is right so often, in groups of one, as an evaluation.
func evaluatedAt(right float64, n int) *Evaluation {
	rng := rand.New(rand.NewPCG(7, 15))
	var rows []Row
	for i := range n {
		r := Row{Meme: labels.MemeID(fmt.Sprint("m", i)), True: labels.Level(rng.IntN(labels.Levels)), Pred: labels.Level(rng.IntN(labels.Levels))}
		if rng.Float64() < right {
			r.Pred = r.True
		}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	e := NewEvaluation("v1", CVRows, rows, Baselines{})
	return &e
}

// leftOut is an evaluation before which a review has flagged so many memes.
func leftOut(e *Evaluation, n int) *Evaluation {
	e.Flagged = n
	return e
}

// followed is an evaluation in which a review has changed so many labels to what the model says.
func followed(e *Evaluation, n int) *Evaluation {
	e.Followed = n
	return e
}

// guessing is the evaluation of a model whose answers have nothing to do with the levels.
func guessing(n int) *Evaluation {
	var rows []Row
	for i := range n {
		r := Row{Meme: labels.MemeID(fmt.Sprint("m", i)), True: labels.Level(i % labels.Levels), Pred: labels.Level(i / labels.Levels % labels.Levels)}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	e := NewEvaluation("v1", CVRows, rows, Baselines{})
	return &e
}

// naming is the evaluation of a model that gives another level than neutral to so many of 60 memes, and
// not to those that have it.
func naming(others, n int) *Evaluation {
	var rows []Row
	for i := range n {
		r := Row{Meme: labels.MemeID(fmt.Sprint("m", i)), True: 2, Pred: 2}
		switch {
		case i%60 < others:
			r.Pred = 3
		case i%20 == 19:
			r.True = 3
		}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	e := NewEvaluation("v1", CVRows, rows, Baselines{})
	return &e
}

// finding is the evaluation of a model that gives another level than neutral to 10 of 300 memes, of
// which two have it, as 13 others do.
func finding(n int) *Evaluation {
	var rows []Row
	for i := range n {
		r := Row{Meme: labels.MemeID(fmt.Sprint("m", i)), True: 2, Pred: 2}
		if i%300 < 10 {
			r.Pred = 3
		}
		if i%300 < 2 || i%300 >= 287 {
			r.True = 3
		}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	e := NewEvaluation("v1", CVRows, rows, Baselines{})
	return &e
}

// Where people share too few memes for an interval, tables and people together are what is known of labels.
func TestPeoplesAlphaOfFewSharedMemes(t *testing.T) {
	all := Alphas{Memes: 900, Ordinal: .5, OrdinalCI95: Interval{.4, .6}}
	for _, c := range []struct {
		people *Alphas
		tables bool
		says   string
	}{
		{nil, false, "On 900 memes that several have labelled, "},
		{&Alphas{}, true, "On 900 memes that several have labelled, "},
		{&Alphas{Memes: 19, Ordinal: .7, OrdinalCI95: noInterval}, true, "On 900 memes that several have labelled, "},
		{&Alphas{Memes: 20, Ordinal: .7, OrdinalCI95: Interval{.6, .8}}, false, "On 20 memes that several people have labelled, "},
	} {
		a := Agreement{Alpha: all, AlphaPeople: c.people}
		if _, tables := a.PeoplesAlpha(); tables != c.tables {
			t.Errorf("%+v: tables %v", c.people, tables)
		}
		if l := newLearnable(DescribeInput{Agreement: a}, &Description{}); !strings.Contains(l.Paragraph, c.says) {
			t.Errorf("%+v: %s", c.people, l.Paragraph)
		}
	}
}

// The ceiling is that of the reliability with the narrowest interval, whichever comes first.
func TestCeilingIsThatOfTheSurest(t *testing.T) {
	wide, narrow := Alphas{Memes: 30, Ordinal: .25, OrdinalCI95: Interval{0, .5}}, Alphas{Memes: 900, Ordinal: .64, OrdinalCI95: Interval{.49, .81}}
	for _, c := range [][2]Alphas{{wide, narrow}, {narrow, wide}} {
		d := Description{Duplicates: DuplicateLabels{Alpha: c[1]}}
		l := newLearnable(DescribeInput{Agreement: Agreement{Alpha: c[0]}}, &d)
		same(t, "ceiling", l.Ceiling, .8)
		sameInterval(t, "ceiling", l.CeilingCI95, Interval{.7, .9})
	}
}

// A model is near the ceiling where it lies in the ceiling's interval, and not below it. That of
// people is with one annotator's levels, and says nothing of gold, which several have decided.
func TestAdviceNearTheCeiling(t *testing.T) {
	twice := Alphas{Memes: 99, Ordinal: .5, OrdinalCI95: Interval{.25, .64}}
	for _, c := range []struct {
		people bool
		qwk    Metric
		near   bool
	}{{false, .45, false}, {false, .6, true}, {true, .6, false}} {
		e := Evaluation{Version: "v1", Metrics: Metrics{N: 400, QWK: c.qwk}}
		e.Intervals.QWK, e.Chance.MacroF1.P = Interval{c.qwk - .1, c.qwk + .1}, .001
		in, d := DescribeInput{Model: &e}, Description{Splits: []SplitLevels{{Labelled: 400, ByLevel: [labels.Levels]int{200, 200}}}}
		if c.people {
			in.Agreement.Alpha = twice
		} else {
			d.Duplicates.Alpha = twice
		}
		l := newLearnable(in, &d)
		if got := strings.Contains(l.Paragraph, "near what these labels allow"); got != c.near {
			t.Errorf("%+v: %s", c, l.Paragraph)
		}
		if got := strings.Contains(l.Paragraph, "with one annotator's levels"); got != c.people {
			t.Errorf("%+v: %s", c, l.Paragraph)
		}
	}
}

// Of labels that are all of one level there is nothing to be found, and no kappa.
func TestLearnableOfOneLevel(t *testing.T) {
	var rows []describedRow
	var said []Row
	for i := range 30 {
		rows = append(rows, labelledMeme(i, "", labels.Train, 3))
		said = append(said, Row{Meme: rows[i].meme.ID, True: 3, Pred: 3, Probs: [labels.Levels]float64{3: 1}})
	}
	e := NewEvaluation("v1", CVRows, said, Baselines{})
	l := describe(t, rows, DescribeInput{Model: &e}).Learnable
	for _, want := range []string{"A quadratic kappa it has none", "All labels are of one level"} {
		if !strings.Contains(l.Paragraph, want) {
			t.Errorf("lacks %q: %s", want, l.Paragraph)
		}
	}
}

// Pairs of a group are far apart that are two levels or more off, and those of neighbours are not.
func TestPairsThatAreFarApart(t *testing.T) {
	var d Description
	d.sumGroups(map[string]*groupLevels{"a": {5, [labels.Levels]int{1, 2, 0, 1, 0}}, "b": {2, [labels.Levels]int{0, 0, 0, 1, 1}}, "c": {1, [labels.Levels]int{1}}})
	if x := d.Duplicates; x.Pairs.N != 7 || x.Pairs.K != 1 || x.Far != 3 {
		t.Errorf("%+v, want 7 pairs, 1 equal, 3 far", x)
	}
}

// Duplicates with random levels are told from such with equal ones.
func TestDescribeDuplicates(t *testing.T) {
	for _, equal := range []bool{true, false} {
		rng := rand.New(rand.NewPCG(5, 15))
		var rows []describedRow
		for g := range 80 {
			l := labels.Level(rng.IntN(labels.Levels))
			for range 2 {
				if !equal {
					l = labels.Level(rng.IntN(labels.Levels))
				}
				rows = append(rows, labelledMeme(len(rows), fmt.Sprint("g", g), labels.Train, l))
			}
		}
		d := describe(t, rows, DescribeInput{Unasked: "x"})
		want := LearnablePerhaps
		if a := d.Duplicates.Alpha.Ordinal; equal && a != 1 || !equal && !(a > -.3 && a < .3) {
			t.Errorf("equal levels %v: alpha %v", equal, a)
		}
		if got := d.Learnable.Verdict; equal && got != want || !equal && got == LearnableYes {
			t.Errorf("equal levels %v: %s", equal, got)
		}
		again := describe(t, rows, DescribeInput{Unasked: "x"})
		if !slices.Equal(d.Learnable.Reliability, again.Learnable.Reliability) {
			t.Error("a second time is another")
		}
	}
}
