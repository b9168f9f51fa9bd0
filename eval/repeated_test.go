package eval

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// repeatedRows are the rows of several repeats, right as often as this says.
func repeatedRows(repeats, n, perGroup int, right func(repeat, i int) bool) (rows [][]Row) {
	for r := range repeats {
		of := someRows(n, perGroup, func(i int) bool { return right(r, i) })
		for i := range of {
			of[i].sayWith(of[i].Pred, .5)
		}
		rows = append(rows, of)
	}
	return rows
}

func TestRepeatedIsTheMeanOfItsRepeats(t *testing.T) {
	rows := repeatedRows(3, 200, 2, func(r, i int) bool { return (i*7+r)%(r+2) > 0 })
	got, err := NewRepeated(rows)
	if err != nil {
		t.Fatal(err)
	}
	if got.N != 200 || got.Groups != 100 || got.Repeats != 3 {
		t.Errorf("counts %+v", got)
	}
	sum := Metric(0)
	for r := range rows {
		m := Measure(rows[r])
		same(t, fmt.Sprint("accuracy of ", r), got.Accuracy.Each[r], m.Accuracy)
		same(t, fmt.Sprint("QWK of ", r), got.QWK.Each[r], m.QWK)
		same(t, fmt.Sprint("log loss of ", r), got.LogLoss.Each[r], m.LogLoss)
		sum += m.MacroF1
	}
	same(t, "macro-F1", got.MacroF1.Mean, sum/3)
	a := got.Accuracy.Each
	mean := (a[0] + a[1] + a[2]) / 3
	same(t, "sd", got.Accuracy.SD, Metric(math.Sqrt(float64(((a[0]-mean)*(a[0]-mean)+(a[1]-mean)*(a[1]-mean)+(a[2]-mean)*(a[2]-mean))/2))))
	for _, e := range []Estimate{got.Accuracy, got.MacroF1, got.QWK, got.LogLoss} {
		if !(e.CI95[0] < e.Mean && e.Mean < e.CI95[1]) {
			t.Errorf("%v is not within %v", e.Mean, e.CI95)
		}
	}
	// The order of the repeats makes no difference to the mean.
	turned := [][]Row{rows[2], rows[0], rows[1]}
	again, err := NewRepeated(turned)
	if err != nil || math.Abs(float64(again.MacroF1.Mean-got.MacroF1.Mean)) > 1e-12 {
		t.Errorf("in another order %v, %v", again.MacroF1.Mean, err)
	}
}

// Repeats that differ make the interval wider than their mean alone would.
func TestRepeatedHoldsTheLuckOfRepeats(t *testing.T) {
	equal, err := NewRepeated(repeatedRows(4, 400, 1, func(_, i int) bool { return i%2 == 0 }))
	if err != nil {
		t.Fatal(err)
	}
	unlike, err := NewRepeated(repeatedRows(4, 400, 1, func(r, i int) bool { return i%4 < r }))
	if err != nil {
		t.Fatal(err)
	}
	wide := func(r Repeated) Metric { return r.Accuracy.CI95[1] - r.Accuracy.CI95[0] }
	if wide(unlike) < 2*wide(equal) || equal.Accuracy.SD != 0 {
		t.Errorf("intervals %v and %v", equal.Accuracy.CI95, unlike.Accuracy.CI95)
	}
	if one, err := NewRepeated(repeatedRows(1, 40, 1, func(_, i int) bool { return i%2 == 0 })); err != nil || one.Accuracy.SD.Defined() || !one.Accuracy.CI95.Defined() {
		t.Errorf("of one: %+v, %v", one.Accuracy, err)
	}
}

func TestRepeatedOfLittle(t *testing.T) {
	few, err := NewRepeated(repeatedRows(2, 19, 1, func(_, i int) bool { return i%2 == 0 }))
	if err != nil || few.MacroF1.CI95.Defined() || !few.MacroF1.Mean.Defined() {
		t.Errorf("19 groups: %+v, %v", few.MacroF1, err)
	}
	if _, err := NewRepeated(nil); !errors.Is(err, ErrOtherRows) {
		t.Errorf("none: %v", err)
	}
	rows := repeatedRows(2, 30, 1, func(_, i int) bool { return true })
	rows[1][3].Meme = "another"
	if _, err := NewRepeated(rows); !errors.Is(err, ErrOtherRows) {
		t.Errorf("other memes: %v", err)
	}
	none, err := NewRepeated([][]Row{nil, nil})
	if err != nil || none.N != 0 || none.MacroF1.Mean.Defined() {
		t.Errorf("no rows: %+v, %v", none, err)
	}
}

func TestAblation(t *testing.T) {
	all := repeatedRows(2, 300, 1, func(_, i int) bool { return i%10 > 0 })
	without := repeatedRows(2, 300, 1, func(_, i int) bool { return i%3 > 0 })
	c := CrossValidation{Version: "v1", Folds: 5, Config: Default()}
	var err error
	if c.Repeated, err = NewRepeated(all); err != nil {
		t.Fatal(err)
	}
	for _, a := range []struct {
		modality      string
		having, alone int
		rows          [][]Row
	}{{"text", 290, 200, without}, {"image", 300, 0, all}} {
		if err := c.Ablate(a.modality, a.having, a.alone, a.rows, all); err != nil {
			t.Fatal(err)
		}
	}
	text, image := c.Ablation[0], c.Ablation[1]
	if text.Comparison.Outcome != SecondBetter || text.Comparison.Tests != 2 || text.Comparison.First != "without text" || text.Comparison.Split != CVRows {
		t.Errorf("text: %+v", text.Comparison)
	}
	if image.Comparison.Outcome != Unclear || image.Comparison.MacroF1Delta != 0 {
		t.Errorf("image: %+v", image.Comparison)
	}
	var b strings.Builder
	if err := c.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Config of v1, cross-validated (train + val): 300 rows, 5 folds, 2 repeats", "\ntext: it helps; 290 of 300 rows have it, 200 nothing else\n",
		"\nimage: what it adds may be chance\n",
		"\nP-values are two-sided, by the rule of memebench compare: "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	for l := range strings.Lines(b.String()) {
		if len([]rune(l)) > 101 {
			t.Errorf("a line of %d: %s", len([]rune(l)), l)
		}
	}
}

// What the rule does not decide is said as by a comparison: in which metrics it is more than chance.
func TestAblationNamesTheMetricsThatDiffer(t *testing.T) {
	c := Comparison{Outcome: Unclear, P: .26, CI95: Interval{.035, .135}, LogLossCI95: Interval{-.02, .03}, QWKCI95: Interval{-.1, .2}}
	if got, want := (Ablation{Comparison: c}).Verdict(), "heads with it are better in macro-F1 only"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	c.CI95[0] = -.01
	if got, want := (Ablation{Comparison: c}).Verdict(), "what it adds may be chance"; got != want {
		t.Errorf("%s, want %s", got, want)
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
	if err := b.WriteText(&text); err != nil || !strings.Contains(text.String(), "not as promised") {
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

func TestCurveShares(t *testing.T) {
	for _, c := range []struct {
		asked []float64
		all   int
	}{{[]float64{.1, .25, .5, 1}, 1000}, {[]float64{1}, 300}, {[]float64{.9, .95}, 5000}, {nil, 40}, {[]float64{.5}, 199}} {
		got := CurveShares(c.asked, c.all)
		from := float64(checkFrom(c.all)) / float64(c.all)
		at := slices.Index(got, from)
		if !slices.IsSorted(got) || got[len(got)-1] != 1 || at < curvePoints-1 || got[0] > from/2 || got[0] <= 0 {
			t.Errorf("%v of %d: %v", c.asked, c.all, got)
		}
		for _, share := range c.asked {
			if !slices.Contains(got, share) {
				t.Errorf("%v of %d: %v lacks %v", c.asked, c.all, got, share)
			}
		}
	}
	if got := CurveShares([]float64{1}, 1); !slices.Equal(got, []float64{1}) {
		t.Errorf("of one label: %v", got)
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

// Every field of a config is among the differences.
func TestConfigDifferencesAreComplete(t *testing.T) {
	all := Default()
	for i := range reflect.TypeFor[Config]().NumField() {
		other(reflect.ValueOf(&all).Elem().Field(i))
	}
	if got := len(ConfigDifferences(Default(), all)); got != reflect.TypeFor[Config]().NumField() {
		t.Errorf("%d differences, want one of each of %d fields", got, reflect.TypeFor[Config]().NumField())
	}
}

func TestVersionDifferences(t *testing.T) {
	a := Version{ID: "v1", Config: Default(), Pack: "default", Labels: 100, Fingerprint: strings.Repeat("a", 64)}
	b := a
	b.ID, b.Labels, b.Fingerprint, b.Parent, b.Config.Depth = "v2", 120, strings.Repeat("b", 64), "v1", 2
	want := []Difference{{"depth", "1", "2"}, {"from", "", "v1"}, {"labels", "100", "120"}, {"rows", "aaaaaaaaaaaa", "bbbbbbbbbbbb"}}
	if got := VersionDifferences(a, b); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := VersionDifferences(a, a); len(got) != 0 {
		t.Errorf("of one with itself %v", got)
	}
	one, two := a, a
	one.Threads, two.Threads = 1, 2
	if got := VersionDifferences(one, two); !slices.Equal(got, []Difference{{"threads", "1", "2"}}) {
		t.Errorf("on one and on two threads %v", got)
	}
	if got := VersionDifferences(a, two); len(got) != 0 {
		t.Errorf("beside one of which the threads are not known %v", got)
	}
	given := Version{ID: "v3", Name: "vlm", Origin: &Origin{Name: "vlm.csv", Digest: strings.Repeat("c", 64), Predictions: 9}}
	want = []Difference{{"made by", "a training", "predictions in vlm.csv (cccccccccccc)"}}
	if got := VersionDifferences(a, given); !slices.Equal(got, want) {
		t.Errorf("beside predictions %v, want %v", got, want)
	}
	if got := VersionDifferences(given, given); len(got) != 0 {
		t.Errorf("of predictions with themselves %v", got)
	}
}

// Beside heads that are always wrong, whose macro-F1 is 0 in every resample, a comparison has
// the interval of the metric itself; and a comparison's is that of scikit-learn and numpy.
func TestRepeatedIntervalIsThatOfAComparison(t *testing.T) {
	rows := repeatedRows(3, 300, 2, func(r, i int) bool { return (i*7+r)%(r+3) > 0 })
	wrong := repeatedRows(3, 300, 2, func(int, int) bool { return false })
	r, err := NewRepeated(rows)
	if err != nil {
		t.Fatal(err)
	}
	c, err := CompareRepeated(wrong, rows)
	if err != nil {
		t.Fatal(err)
	}
	sameInterval(t, "macro-F1", r.MacroF1.CI95, c.CI95)
	same(t, "macro-F1", r.MacroF1.Mean, c.MacroF1Delta)
}
