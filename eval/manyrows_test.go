//go:build !race

// Of so many rows the race detector would make ten times as much, on ways on which it looks in
// other tests: they are tried without.

package eval

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/labels"
)

// Of many groups the intervals are what the percentiles of so many would be, but for the
// luck of 100 resamples.
func TestBootstrapOfManyGroups(t *testing.T) {
	rows := someRows(manyGroups+5, 1, func(i int) bool { return i%3 > 0 })
	for i := range rows {
		rows[i].Probs = [5]float64{.1, .1, .1, .1, .1}
		rows[i].Probs[rows[i].Pred] = .6
	}
	many, few := Bootstrap(rows), Bootstrap(rows[:manyGroups])
	for name, pair := range map[string][2]Interval{
		"accuracy": {many.Accuracy, few.Accuracy}, "macro-F1": {many.MacroF1, few.MacroF1}, "QWK": {many.QWK, few.QWK},
		"log loss": {many.LogLoss, few.LogLoss}, "ECE": {many.ECE, few.ECE},
	} {
		width := float64(pair[1][1] - pair[1][0])
		for end := range pair[0] {
			if d := math.Abs(float64(pair[0][end] - pair[1][end])); !(d < .25*width) || width == 0 {
				t.Errorf("%s of one group more than %d: %v, of those %v", name, manyGroups, pair[0], pair[1])
			}
		}
	}
	if all := Bootstrap(someRows(manyGroups+5, 1, func(int) bool { return true })); all.Accuracy != (Interval{1, 1}) {
		t.Errorf("all right: %v", all.Accuracy)
	}
}

// What many rows are worth fewer permutations say as well.
func TestChanceOfManyRows(t *testing.T) {
	rows := someRows(250_000, 1, func(i int) bool { return i%3 > 0 })
	c := newGrouped(rows).chance()
	if c.Permutations != 400 || math.Abs(float64(c.Accuracy.Mean)-.2) > .002 || c.Accuracy.P != Metric(1./401) {
		t.Errorf("%+v", c)
	}
}

// The intervals of a guess are then made as those of the model beside it: even to both sides.
func TestGuessOfManyGroups(t *testing.T) {
	b := StratifiedGuess([labels.Levels]int{1, 2, 3, 4, 5}, someRows(manyGroups+5, 1, func(i int) bool { return i%3 > 0 }))
	for name, m := range map[string]struct {
		whole Metric
		in    Interval
	}{"accuracy": {b.Accuracy, b.Intervals.Accuracy}, "macro-F1": {b.MacroF1, b.Intervals.MacroF1}, "MAE": {b.MAE, b.Intervals.MAE}} {
		if below, above := m.whole-m.in[0], m.in[1]-m.whole; !(below > 0) || math.Abs(float64(below-above)) > 1e-12 {
			t.Errorf("%s %v within %v", name, m.whole, m.in)
		}
	}
	if b.Intervals.QWK != (Interval{0, 0}) {
		t.Errorf("QWK within %v", b.Intervals.QWK)
	}
}

// Below 20 and above 10,000 memes a kappa has no interval, the share always has.
func TestAgreementOfFewAndOfVeryMany(t *testing.T) {
	for n, want := range map[int]bool{leastGroups - 1: false, leastGroups: true, mostDrawn: true, mostDrawn + 1: false} {
		var c confusion
		for i := range n {
			c[i%labels.Levels][(i*i+i/7)%labels.Levels]++
		}
		a := newAgree(c)
		if a.CI95.Defined() != want || !a.Equal.CI95.Defined() {
			t.Errorf("of %d memes kappa has the interval %v and the share %v", n, a.CI95, a.Equal.CI95)
		}
	}
}

// A report fits a terminal of 80 columns, and a version's name cannot act on it.
func TestReportTextIsNarrowAndPlain(t *testing.T) {
	var rows []Row
	for i := range 9_999 {
		rows = append(rows, Row{True: labels.Level(i / 9000), Pred: 0})
	}
	alone := NewBaseline(rows)
	out := text(t, NewEvaluation("v1\x1b[2J", "test", rows, Baselines{Majority: MajorityBaseline([5]int{1}, rows), TextOnly: &alone, ImageOnly: &alone}))
	for _, l := range strings.Split(out, "\n") {
		if n := utf8.RuneCountInString(l); n > 80 && !strings.HasPrefix(l, "warning: ") {
			t.Errorf("%d columns: %q", n, l)
		}
		if l != strings.TrimRight(l, " ") {
			t.Errorf("spaces at the end: %q", l)
		}
	}
	if strings.ContainsRune(out, '\x1b') {
		t.Error("an escape came through")
	}
}

func TestSubsampledPromise(t *testing.T) {
	// Heads that get better as the law says: 1 - 4·n^(-1/2) of the rows are right.
	shares := CurveShares([]float64{.1, .25, .5, 1}, 800)
	var sizes []SubsampledSize
	for _, share := range shares {
		n := int(math.Round(800 * share))
		right := 1 - 4/math.Sqrt(float64(n))
		sizes = append(sizes, SubsampledSize{share, n, repeatedRows(2, 1000, 1, func(r, i int) bool {
			return NewStream(5, ForProbe, uint64(r)).Uniform(uint64(i)) < right
		})})
	}
	c, err := NewSubsampled(sizes)
	if err != nil {
		t.Fatal(err)
	}
	k := c.Check
	if c.Gain == nil || c.Gain.More != 100 || k == nil || k.From != 700 || k.To != 800 || k.Promised == nil || k.Promised.More != 100 {
		t.Fatalf("gain %+v (%s), check %+v", c.Gain, c.Why, k)
	}
	if !*k.Kept || k.Measured <= 0 || !k.CI95.Defined() {
		t.Errorf("check %+v, promised %+v", k, k.Promised)
	}
	if *k.Kept != strings.HasSuffix(k.Verdict(), "; the promise, "+k.Promised.CI95.signed()+", may hold") {
		t.Errorf("kept %t: %s", *k.Kept, k.Verdict())
	}
	// What comes after is not what the promise is made from.
	broken := slices.Clone(sizes)
	broken[len(broken)-1].Rows = repeatedRows(2, 1000, 1, func(_, i int) bool { return i%2 == 0 })
	b, err := NewSubsampled(broken)
	if err != nil {
		t.Fatal(err)
	}
	if b.Check.Promised == nil || *b.Check.Promised != *k.Promised || *b.Check.Kept || b.Check.Measured >= 0 {
		t.Errorf("after a fall %+v, promised %+v", b.Check, b.Check.Promised)
	}
	// More than was promised is not as promised either.
	rise := slices.Clone(sizes)
	rise[len(rise)-1].Rows = repeatedRows(2, 1000, 1, func(_, _ int) bool { return true })
	if r, err := NewSubsampled(rise); err != nil || *r.Check.Promised != *k.Promised || *r.Check.Kept || !(r.Check.CI95[0] > k.Promised.CI95[1]) {
		t.Errorf("after a rise %+v, %v", r.Check, err)
	}
	var text strings.Builder
	if err := b.WriteText(&text); err != nil || !strings.Contains(text.String(), ": too early to tell, as what was promised before does not hold\nchecked: ") || !strings.Contains(text.String(), ", does not hold\n") {
		t.Errorf("%v\n%s", err, text.String())
	}
	if v := (Curve{Gain: &Gain{More: 100, CI95: Interval{.001, .008}}}).Verdict(); v != "100 more labels: macro-F1 +0.001 to +0.008: likely to help, by less than 0.01" {
		t.Error(v)
	}
	few, err := NewSubsampled([]SubsampledSize{{.5, 5, repeatedRows(1, 10, 1, func(_, i int) bool { return true })}, {1, 10, repeatedRows(1, 10, 1, func(_, i int) bool { return true })}})
	if err != nil || few.Gain != nil || few.Check == nil || few.Check.Kept != nil || !strings.Contains(few.Why, "10 groups of memes") {
		t.Errorf("of ten memes: %+v, %v", few, err)
	}
}

func TestSweepRule(t *testing.T) {
	base := Default()
	slow, wide := base, base
	slow.LearningRate, wide.Width, wide.Seed = 3e-4, 512, 7
	heads := func(right func(i int) bool) [][]Row {
		return repeatedRows(2, 300, 1, func(_, i int) bool { return right(i) })
	}
	s, err := NewSweep("s", "val", []SweepRows{
		{base, []string{"v1", "v2"}, heads(func(i int) bool { return i%2 > 0 })},
		{slow, []string{"v3", "v4"}, heads(func(i int) bool { return i%10 > 0 })},
		{wide, []string{"v5", "v6"}, heads(func(i int) bool { return i%2 > 0 || i == 4 })},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.Best != 1 || s.Configs[1].Differs != "lr 0.0003" || s.Configs[2].Differs != "width 512" || s.Configs[0].Comparison != nil {
		t.Errorf("%+v", s)
	}
	if c := s.Configs[2].Comparison; c.Outcome != Unclear || c.Tests != 2 || c.First != "s.1" || c.Second != "s.3" {
		t.Errorf("%+v", c)
	}
	var b strings.Builder
	if err := s.WriteText(&b); err != nil || !strings.Contains(b.String(), "resamples of 300 groups") || !strings.Contains(strings.Join(strings.Fields(b.String()), " "), PNote("2 comparisons with config 1")) {
		t.Errorf("%v, and intervals or p-values are not said to be of something:\n%s", err, b.String())
	}
	b.Reset()
	if err := s.WriteText(&b); err != nil || !strings.Contains(b.String(), "Best: config 2 (v3, v4): better than config 1") || !strings.Contains(b.String(), "s on val, 300 rows: 3 configs, 2 seeds each") || !strings.Contains(b.String(), "\nVal has chosen it") {
		t.Errorf("%v\n%s", err, b.String())
	}
	// One that is higher by chance alone does not take the base's place.
	s, err = NewSweep("s", CVRows, []SweepRows{{base, nil, heads(func(i int) bool { return i%2 > 0 })}, {wide, nil, heads(func(i int) bool { return i%2 > 0 || i == 4 })}})
	if err != nil || s.Best != 0 || !strings.Contains(s.Reason, "more than chance") {
		t.Errorf("best %d: %s, %v", s.Best, s.Reason, err)
	}
	// Of several that are better it is the highest, wherever that stands.
	better := []SweepRows{{base, nil, heads(func(i int) bool { return i%2 > 0 })}, {slow, nil, heads(func(i int) bool { return i%10 > 0 })}, {wide, nil, heads(func(i int) bool { return i%5 > 0 })}}
	first, err := NewSweep("s", "val", better)
	better[1], better[2] = better[2], better[1]
	second, err2 := NewSweep("s", "val", better)
	if err = errors.Join(err, err2); err != nil || first.Best != 1 || second.Best != 2 || first.Configs[2].Comparison.Outcome != SecondBetter {
		t.Errorf("best %d and %d: %+v, %v", first.Best, second.Best, first.Configs[2].Comparison, err)
	}
	b.Reset()
	if err := s.WriteText(&b); err != nil || !strings.HasPrefix(b.String(), "s cross-validated (train + val), 300 rows: 2 configs") {
		t.Errorf("%v\n%s", err, b.String())
	}
	if d := ConfigDifferences(base, wide); len(d) != 2 || d[0] != (Difference{"width", "256", "512"}) || d[1].Setting != "seed" {
		t.Errorf("%v", d)
	}
	if got := SweepVersion("lr", 1, 2); got != "lr.2.3" || CheckName(got) != nil {
		t.Errorf("called %q", got)
	}
}

// A verdict follows from what the model finds and what labels say twice.
func TestLearnable(t *testing.T) {
	again := func(noise int, n int) Agreement { // people who differ by up to so many levels
		rng := rand.New(rand.NewPCG(3, 15))
		var counts confusion
		for range n {
			l := rng.IntN(labels.Levels)
			counts[l][min(4, max(0, l+rng.IntN(2*noise+1)-noise))]++
		}
		return Agreement{Self: map[string]Kappas{"ada": NewKappas(counts)}}
	}
	guesses := Agreement{Self: map[string]Kappas{"ada": NewKappas(confusion{{8, 8, 8, 8, 8}, {8, 8, 8, 8, 8}, {8, 8, 8, 8, 8}, {8, 8, 8, 8, 8}, {8, 8, 8, 8, 8}})}}
	rows := []describedRow{labelledMeme(0, "", labels.Train, 1)}
	for _, c := range []struct {
		name    string
		in      DescribeInput
		verdict string
		says    []string
	}{
		{"a model that finds something", DescribeInput{Model: evaluatedAt(.5, 400)}, LearnableYes, []string{"Yes. Fewer than 20 memes", "In brackets are 95% intervals.", "with labels permuted it is", "(p < .001)", "Whether more labels would help is not measured here"}},
		{"a model whose answers a review has taken", DescribeInput{Model: followed(evaluatedAt(.5, 400), 12)}, LearnableYes, []string{"A review has changed 12 labels to what the model says, which flatters these figures."}},
		{"a model whose errors a review has left out", DescribeInput{Model: leftOut(evaluatedAt(.5, 400), 2)}, LearnableYes, []string{"A review has flagged 2 memes, which are left out: that flatters these figures where the model had them wrong."}},
		{"a model that guesses", DescribeInput{Model: evaluatedAt(0, 400)}, LearnableNo, []string{"No: near noise.", "no better than with labels permuted", "overlap 2"}},
		{"people who agree, a model that guesses", DescribeInput{Model: evaluatedAt(0, 400), Agreement: again(1, 100)}, LearnablePerhaps, []string{"Perhaps. Asked again 100 times", "would reach", "People agree more than the model finds"}},
		{"people who guess, a model that guesses", DescribeInput{Model: evaluatedAt(0, 400), Agreement: guesses}, LearnableNo, []string{"People do not agree"}},
		{"people who guess, and no model", DescribeInput{Unasked: "none was trained", Agreement: guesses}, LearnableNo, []string{"No model was asked: none was trained."}},
		{"a model that guesses on few memes", DescribeInput{Model: guessing(50)}, LearnableUnknown, []string{"Too early to tell.", "no better than with labels permuted"}},
		{"a model that gives one level", DescribeInput{Model: naming(1, 400)}, LearnableUnknown, []string{"Too early to tell.", "It gives 98% of them one level, neutral, and so cannot show what there is to learn.", "overlap 2"}},
		{"a model that gives mostly one level", DescribeInput{Model: naming(4, 400)}, LearnableNo, []string{"No: near noise."}},
		{"a model that gives one level, and finds some of another", DescribeInput{Model: finding(6000)}, LearnablePerhaps, []string{"Its quadratic kappa is .12"}},
		{"people who guess, a model that gives one level", DescribeInput{Model: naming(1, 400), Agreement: guesses}, LearnableNo, nil},
		{"nothing", DescribeInput{Unasked: "none was trained"}, LearnableUnknown, []string{"Too early to tell."}},
		{"a model on few memes", DescribeInput{Model: evaluatedAt(.5, 10)}, LearnableUnknown, []string{"cannot be told from chance"}},
		{"a model at the ceiling", DescribeInput{Model: evaluatedAt(.9, 400), Agreement: again(3, 100)}, LearnableYes, []string{"near what these labels allow"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := describe(t, rows, c.in).Learnable
			if l.Verdict != c.verdict {
				t.Errorf("%s, want %s", l.Verdict, c.verdict)
			}
			for _, want := range c.says {
				if !strings.Contains(l.Paragraph, want) {
					t.Errorf("lacks %q: %s", want, l.Paragraph)
				}
			}
		})
	}
}
