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

func TestCurveShares(t *testing.T) {
	for _, c := range []struct {
		asked []float64
		all   int
	}{{[]float64{.1, .25, .5, 1}, 1000}, {[]float64{1}, 300}, {[]float64{.9, .95}, 5000}, {nil, 40}, {[]float64{.5}, 199}, {[]float64{.1, .25, .5, 1}, 95}} {
		got := CurveShares(c.asked, c.all)
		from := float64(checkFrom(c.all)) / float64(c.all)
		at := slices.Index(got, from)
		if !slices.IsSorted(got) || got[len(got)-1] != 1 || at < curvePoints-1 || got[0] > from/2 || got[0] <= 0 {
			t.Errorf("%v of %d: %v", c.asked, c.all, got)
		}
		for _, share := range c.asked {
			if near := math.Abs(share-from)*float64(c.all) < 1; slices.Contains(got, share) == (near && share != from) {
				t.Errorf("%v of %d: %v lacks, or has beside the check's own, %v", c.asked, c.all, got, share)
			}
		}
	}
	if got := CurveShares([]float64{1}, 1); !slices.Equal(got, []float64{1}) {
		t.Errorf("of one label: %v", got)
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
