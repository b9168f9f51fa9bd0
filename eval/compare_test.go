package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"memebench/labels"
)

// A comparison is what statsmodels and scikit-learn make of the same rows and
// the same resamples (testdata/compare.json, made by compare.py beside it).
func TestCompareEqualsStatsmodels(t *testing.T) {
	var cases []struct {
		Name  string
		Rows  [][2]int   // true, group
		Pairs [][][2]int // by repeat: first, second
		Want  Comparison
	}
	readReference(t, "compare.json", &cases)
	if len(cases) != 5 {
		t.Fatalf("%d cases, want 5", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			first, second := make([][]Row, len(c.Pairs)), make([][]Row, len(c.Pairs))
			for repeat, pairs := range c.Pairs {
				for i, r := range c.Rows {
					row := Row{Meme: labels.MemeID(fmt.Sprint(i)), True: labels.Level(r[0]), Group: fmt.Sprint("g", r[1])}
					a, b := row, row
					a.sayWith(labels.Level(pairs[i][0]), .4)
					b.sayWith(labels.Level(pairs[i][1]), .6)
					first[repeat], second[repeat] = append(first[repeat], a), append(second[repeat], b)
				}
			}
			got, err := CompareRepeated(first, second)
			if err != nil {
				t.Fatal(err)
			}
			want := c.Want
			if got.N != want.N || got.Groups != want.Groups || got.Discordant != want.Discordant ||
				got.FirstRight != want.FirstRight || got.SecondRight != want.SecondRight || got.Repeats != want.Repeats || got.Seed != want.Seed {
				t.Errorf("counts %+v, want %+v", got, want)
			}
			same(t, "macro-F1 of the first", got.FirstMacroF1, want.FirstMacroF1)
			same(t, "macro-F1 of the second", got.SecondMacroF1, want.SecondMacroF1)
			same(t, "difference", got.MacroF1Delta, want.MacroF1Delta)
			same(t, "accuracy", got.AccuracyDelta, want.AccuracyDelta)
			sameInterval(t, "difference", got.CI95, want.CI95)
			same(t, "P(better)", got.ProbImproved, want.ProbImproved)
			same(t, "QWK", got.QWKDelta, want.QWKDelta)
			sameInterval(t, "QWK", got.QWKCI95, want.QWKCI95)
			same(t, "log loss", got.LogLossDelta, want.LogLossDelta)
			sameInterval(t, "log loss", got.LogLossCI95, want.LogLossCI95)
			same(t, "p", got.P, want.P)
			// Of a p-value the order of magnitude counts, down to the last of them.
			if math.Abs(float64(got.McNemarP/want.McNemarP-1)) > 1e-9 {
				t.Errorf("p = %g, statsmodels has %g", float64(got.McNemarP), float64(want.McNemarP))
			}
		})
	}
}

// sayWith gives the row a prediction, with this probability.
func (r *Row) sayWith(l labels.Level, p float64) {
	r.Pred = l
	for k := range r.Probs {
		r.Probs[k] = (1 - p) / (labels.Levels - 1)
	}
	r.Probs[l] = p
}

// Which of the two comes first makes no difference but for the signs.
func TestCompareTurnsRound(t *testing.T) {
	var first, second [][]Row
	for r := range 3 {
		a := someRows(200, 2, func(i int) bool { return (i+r)%3 > 0 })
		b := someRows(200, 2, func(i int) bool { return (i+2*r)%4 > 0 })
		for i := range a {
			a[i].sayWith(a[i].Pred, .5)
			b[i].sayWith(b[i].Pred, .6)
		}
		first, second = append(first, a), append(second, b)
	}
	there, err := CompareRepeated(first, second)
	if err != nil {
		t.Fatal(err)
	}
	back, err := CompareRepeated(second, first)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "difference", back.MacroF1Delta, -there.MacroF1Delta)
	same(t, "lower end", back.CI95[0], -there.CI95[1])
	same(t, "QWK", back.QWKCI95[0], -there.QWKCI95[1])
	same(t, "log loss", back.LogLossCI95[0], -there.LogLossCI95[1])
	same(t, "P(better)", back.ProbImproved, 1-there.ProbImproved)
	same(t, "p", back.P, there.P)
	same(t, "p of McNemar", back.McNemarP, there.McNemarP)
	if back.FirstRight != there.SecondRight || back.Discordant != there.Discordant || there.Discordant == 0 {
		t.Errorf("there %+v, back %+v", there, back)
	}
	if there.Outcome == Unclear || (there.Outcome == SecondBetter) != (back.Outcome == FirstBetter) {
		t.Errorf("there %s, back %s", there.Outcome, back.Outcome)
	}
}

// The p-value of McNemar's test is that of one repeat, and of two or more twice the median of
// theirs, at most 1.
func TestMcNemarOfRepeats(t *testing.T) {
	first := someRows(40, 1, func(i int) bool { return i%2 == 0 })
	second := func(more int) []Row { return someRows(40, 1, func(i int) bool { return i%2 == 0 || i/2 < more }) }
	one := func(more int) Metric {
		c, err := Compare(first, second(more))
		if err != nil {
			t.Fatal(err)
		}
		return c.McNemarP
	}
	for _, c := range []struct {
		more []int // rows that the second alone has right, by repeat
		want Metric
	}{
		{[]int{6}, one(6)}, {[]int{6, 6}, 2 * one(6)}, {[]int{6, 8}, one(6) + one(8)}, {[]int{5, 6, 9}, 2 * one(6)}, {[]int{1, 2}, 1},
	} {
		var a, b [][]Row
		for _, more := range c.more {
			a, b = append(a, first), append(b, second(more))
		}
		got, err := CompareRepeated(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(got.McNemarP-c.want)) > 1e-12 {
			t.Errorf("%v: p = %v, want %v", c.more, got.McNemarP, c.want)
		}
	}
}

// Folds that fall out differently make a difference less sure than one assignment of them
// says.
func TestCompareHasTheVarianceOfRepeats(t *testing.T) {
	var first, second [][]Row
	for r := range 4 {
		first = append(first, someRows(400, 1, func(i int) bool { return i%2 == 0 }))
		second = append(second, someRows(400, 1, func(i int) bool { return i%2 == 0 || i%(4-r) == 1 }))
	}
	one, err := Compare(first[1], second[1])
	if err != nil {
		t.Fatal(err)
	}
	all, err := CompareRepeated(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := one.CI95[1]-one.CI95[0], all.CI95[1]-all.CI95[0]; !(b > 1.5*a) || all.Repeats != 4 {
		t.Errorf("%v wide with four repeats, %v with one", b, a)
	}
	if _, err := CompareRepeated(first, second[:3]); !errors.Is(err, ErrOtherRows) {
		t.Errorf("three repeats against four: %v", err)
	}
}

func TestCompareOfTooLittle(t *testing.T) {
	right := func(int) bool { return true }
	wrong := func(int) bool { return false }
	c, err := Compare(nil, nil)
	if err != nil || c.N != 0 || c.MacroF1Delta.Defined() || c.ProbImproved.Defined() || c.McNemarP != 1 || c.Verdict() != "there are no rows that both can be evaluated on" {
		t.Errorf("of nothing: %+v, %v, %s", c, err, c.Verdict())
	}
	c, err = Compare(someRows(57, 3, wrong), someRows(57, 3, right))
	if err != nil || c.N != 57 || c.Groups != 19 || c.CI95.Defined() || c.ProbImproved.Defined() || c.SecondRight != 57 || !strings.Contains(c.Verdict(), "too few") {
		t.Errorf("of 19 groups: %+v, %v", c, err)
	}
	// What cannot be evaluated by both is left out.
	first, second := someRows(10, 1, wrong), someRows(10, 1, right)
	first[3].Pred, second[4].Pred, first[5].True, second[5].True = labels.NoLevel, 9, labels.NoLevel, labels.NoLevel
	if c, err = Compare(first, second); err != nil || c.N != 7 || c.Discordant != 7 {
		t.Errorf("%d rows, %v; want 7", c.N, err)
	}
}

func TestCompareRefusesOtherRows(t *testing.T) {
	rows := someRows(10, 1, func(int) bool { return true })
	for name, change := range map[string]func([]Row) []Row{
		"fewer":            func(r []Row) []Row { return r[1:] },
		"another meme":     func(r []Row) []Row { r[2].Meme = "x"; return r },
		"another truth":    func(r []Row) []Row { r[2].True = 4; return r },
		"in another group": func(r []Row) []Row { r[2].Group = "x"; return r },
	} {
		if _, err := Compare(rows, change(append([]Row(nil), rows...))); !errors.Is(err, ErrOtherRows) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompareText(t *testing.T) {
	c, err := Compare(someRows(100, 1, func(i int) bool { return i%2 > 0 }), someRows(100, 1, func(i int) bool { return i%8 > 0 }))
	if err != nil {
		t.Fatal(err)
	}
	c.First, c.Second, c.Split, c.Known, c.Disputed = "v3", "first try\x1b[2J", "val", 2, 1
	var b strings.Builder
	if err := c.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"against v3, on val, 100 rows", "-> 0.8", "right alone     v3 0, first try", "p < 0.001", "2 rows that one", "left out        1 meme on which annotators differ, without a gold level", "is better"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Errorf("control characters: %q", b.String())
	}
}

// A review that follows one of the two versions is said, with whom it flatters.
func TestCompareSaysWhomAReviewFlatters(t *testing.T) {
	row := func(id labels.MemeID, level, pred labels.Level) Row { return Row{Meme: id, True: level, Pred: pred} }
	was := map[labels.MemeID]labels.Level{"changed": 1, "kept": 2, "new": labels.NoLevel}
	one := []Row{row("changed", 3, 3), row("kept", 2, 2), row("new", 0, 0), row("other", 4, 4)}
	none := []Row{row("changed", 3, 1), row("kept", 2, 2), row("new", 0, 2), row("other", 4, 4)}
	flagged := Comparison{Flagged: 2}
	if got := flagged.Flattered(); got != "a review has flagged 2 memes, which are not among these rows: that flatters the one that had them wrong" {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		first, second [][]Row
		want          string
	}{
		{[][]Row{none}, [][]Row{none}, ""},
		{[][]Row{one}, [][]Row{none}, "a review has changed 2 labels to what v1 says, 0 to what v2 says: that flatters v1"},
		{[][]Row{none}, [][]Row{one}, "a review has changed 0 labels to what v1 says, 2 to what v2 says: that flatters v2"},
		{[][]Row{one, one}, [][]Row{one, none}, "a review has changed 2 labels to what v1 says, 1 to what v2 says (means of 2 repeats): that flatters both"},
	} {
		got := Comparison{First: "v1", Second: "v2", Repeats: len(c.first)}
		got.CountFollowed(c.first, c.second, was)
		if got.Flattered() != c.want {
			t.Errorf("%q, want %q", got.Flattered(), c.want)
		}
		var b strings.Builder
		if err := got.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if line := "beware          " + c.want + "\n"; strings.Contains(b.String(), "beware") != (c.want != "") || c.want != "" && !strings.Contains(b.String(), line) {
			t.Errorf("want %q in\n%s", line, b.String())
		}
	}
}

// Of several repeats the counts are means, and McNemar's p-value is not of them.
func TestCompareTextOfRepeats(t *testing.T) {
	for repeats, want := range map[int][]string{
		1: {"v2 40\n", "(exact, two-sided)\n"},
		2: {"v2 40 (means of 2 repeats)\n", "(exact, two-sided; twice the median of 2 repeats)\n"},
	} {
		first := repeatedRows(repeats, 100, 1, func(_, i int) bool { return i%2 > 0 })
		second := repeatedRows(repeats, 100, 1, func(_, i int) bool { return i%5 > 0 })
		c, err := CompareRepeated(first, second)
		if err != nil {
			t.Fatal(err)
		}
		c.First, c.Second, c.Split = "v1", "v2", CVRows
		var b strings.Builder
		if err := c.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%d repeats: no %q in\n%s", repeats, w, b.String())
			}
		}
	}
}

// What cannot be told of few rows, or of none, is said, not left to a dash.
func TestCompareTextOfFewRows(t *testing.T) {
	for n, want := range map[int]string{
		3: `v2 against v1, on test, 3 rows
macro-F1        0.600 -> 0.600, 0.000
95% interval    none: it needs 20 groups of memes; there are 3
accuracy        0.000
right alone     v1 0, v2 0
McNemar         p = 1.000 (exact, two-sided)
left out        2 rows that v1 may have learnt from
beware          no row is positive or very positive: macro-F1 counts these levels as 0, and over the other 3 levels it is 5/3 of what is said
beware          fewer than 5 rows of very negative (1), negative (1), neutral (1): one row more or less moves their F1 a lot, and macro-F1 with it
verdict         too few rows to tell (3 groups)
because         it takes 60 groups of memes; there are 3
`,
		0: `v2 against v1, on test, 0 rows
left out        2 rows that v1 may have learnt from
verdict         v1 may have learnt from all 2 rows
`,
	} {
		rows := someRows(n, 1, func(int) bool { return true })
		c, err := Compare(rows, rows)
		if err != nil {
			t.Fatal(err)
		}
		c.First, c.Second, c.Split, c.Known, c.Knowing = "v1", "v2", "test", 2, []string{"v1"}
		var b strings.Builder
		if err := c.WriteText(&b); err != nil || b.String() != want {
			t.Errorf("%v\n%s\nwant\n%s", err, b.String(), want)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	first := someRows(1000, 2, func(i int) bool { return i%3 > 0 })
	second := someRows(1000, 2, func(i int) bool { return i%4 > 0 })
	for b.Loop() {
		if _, err := Compare(first, second); err != nil {
			b.Fatal(err)
		}
	}
}

// Stores keep comparisons from when the split was called otherwise.
func TestComparisonOfOlderStore(t *testing.T) {
	for was, want := range map[string]string{"review": CVRows, "cv": CVRows, "val": "val"} {
		d := Decision{Comparison: &Comparison{Split: was, N: 61}}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var got Decision
		if err := json.Unmarshal(b, &got); err != nil || got.Comparison.Split != want || got.Comparison.N != 61 {
			t.Errorf("%s: read as %+v, %v", was, got.Comparison, err)
		}
	}
	// They looked at macro-F1 and accuracy alone: by the rule of today that shows nothing.
	var old Comparison
	if err := json.Unmarshal([]byte(`{"first":"v1","second":"v2","split":"val","n":120,"groups":110,"macro_f1_delta":0.1,"ci95":[0.05,0.15],"p_rises":0.99}`), &old); err != nil {
		t.Fatal(err)
	}
	if old.Outcome != Unclear || old.P.Defined() || old.QWKCI95.Defined() || old.LogLossDelta.Defined() || old.Repeats != 1 || old.ProbImproved != .99 {
		t.Errorf("read as %+v", old)
	}
}
