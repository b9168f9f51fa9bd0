package eval

import (
	"fmt"
	"math"
	"testing"

	"memebench/labels"
)

// The intervals are those of numpy.percentile over scikit-learn's metrics of the
// same resamples (testdata/intervals.json, made by intervals.py beside it).
func TestBootstrapEqualsNumPy(t *testing.T) {
	var cases []struct {
		Name  string
		Rows  [][3 + labels.Levels]float64 // true, predicted, group, probabilities
		Drawn [2][]int
		Want  EvaluationIntervals
		Three ThreeClassIntervals
	}
	readReference(t, "intervals.json", &cases)
	if len(cases) != 3 {
		t.Fatalf("%d cases, want 3", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			for resample, drawn := range c.Drawn {
				d := derive(bootstrapSeed, uint64(resample))
				for i, want := range drawn {
					if got := d.Below(uint64(i), c.Want.Groups); got != want {
						t.Fatalf("draw %d of resample %d is group %d, in Python %d", i, resample, got, want)
					}
				}
			}
			var rows []Row
			for _, r := range c.Rows {
				rows = append(rows, Row{True: labels.Level(r[0]), Pred: labels.Level(r[1]), Group: fmt.Sprint("g", r[2]), Probs: [labels.Levels]float64(r[3:])})
			}
			got, three := bootstrap(rows, newGrouped(rows))
			if got.Groups != c.Want.Groups {
				t.Errorf("%d groups, want %d", got.Groups, c.Want.Groups)
			}
			wanted, wanted3 := fieldsOf[Interval](c.Want), fieldsOf[Interval](c.Three)
			for name, interval := range fieldsOf[Interval](got) {
				sameInterval(t, name, interval, wanted[name])
			}
			for name, interval := range fieldsOf[Interval](three) {
				sameInterval(t, name+" of three classes", interval, wanted3[name])
			}
			for l, of := range got.PerClass {
				if of.TooFew != c.Want.PerClass[l].TooFew || of.Level != labels.Level(l) {
					t.Errorf("level %d: %+v", l, of)
				}
				sameInterval(t, labels.Level(l).String(), of.F1, c.Want.PerClass[l].F1)
			}
		})
	}
}

func sameInterval(t *testing.T, name string, got, want Interval) {
	t.Helper()
	same(t, name+" lower end", got[0], want[0])
	same(t, name+" upper end", got[1], want[1])
}

// someRows returns rows of all levels, right or wrong, in groups of the size.
func someRows(n, size int, right func(i int) bool) []Row {
	rows := make([]Row, n)
	for i := range rows {
		l := labels.Level(i / size % labels.Levels)
		rows[i] = Row{True: l, Pred: l, Group: fmt.Sprint("g", i/size)}
		if !right(i) {
			rows[i].Pred = (l + 1) % labels.Levels
		}
	}
	return rows
}

func TestBootstrapOfCertainties(t *testing.T) {
	for name, c := range map[string]struct {
		right bool
		want  Interval
	}{"all right": {true, Interval{1, 1}}, "all wrong": {false, Interval{0, 0}}} {
		got := Bootstrap(someRows(50, 1, func(int) bool { return c.right }))
		if got.Accuracy != c.want {
			t.Errorf("%s: accuracy in %v, want %v", name, got.Accuracy, c.want)
		}
	}
}

// Rows that are right or wrong together say less than as many on their own.
func TestBootstrapDrawsGroups(t *testing.T) {
	together := someRows(200, 10, func(i int) bool { return i/10%2 == 0 })
	apart := make([]Row, len(together))
	for i, r := range together {
		r.Group = "" // each one on its own
		apart[i] = r
	}
	width := func(i Interval) Metric { return i[1] - i[0] }
	a, b := Bootstrap(together), Bootstrap(apart)
	if a.Groups != 20 || b.Groups != 200 {
		t.Errorf("%d and %d groups, want 20 and 200", a.Groups, b.Groups)
	}
	// The standard errors are √(1/4/20) and √(1/4/200).
	if ratio := float64(width(a.Accuracy) / width(b.Accuracy)); math.Abs(ratio-math.Sqrt(10)) > .4 {
		t.Errorf("the interval is %.2f times as wide by groups, want about √10", ratio)
	}
}

func TestBootstrapOfTooLittle(t *testing.T) {
	right := func(int) bool { return true }
	for _, n := range []int{0, 1, 19} {
		got := Bootstrap(someRows(n*3, 3, right))
		for name, interval := range fieldsOf[Interval](got) {
			if interval.Defined() {
				t.Errorf("%d groups have an interval of %s: %v", n, name, interval)
			}
		}
		if got.Groups != n || got.PerClass[0].F1.Defined() {
			t.Errorf("%d groups: %+v", n, got)
		}
	}
	// Twenty groups are enough, but not for a level with four rows.
	rows := someRows(25, 1, right)[1:]
	got := Bootstrap(rows)
	if !got.Accuracy.Defined() || got.PerClass[0].F1.Defined() || !got.PerClass[0].TooFew || !got.PerClass[1].F1.Defined() || got.PerClass[1].TooFew {
		t.Errorf("four rows of the first level: %+v", got)
	}
	// What cannot be evaluated is no group.
	if got := Bootstrap(append(rows, Row{True: labels.NoLevel, Pred: 1, Group: "x"}, Row{True: 1, Pred: 9})); got.Groups != 24 {
		t.Errorf("%d groups, want 24", got.Groups)
	}
	// One level throughout has no kappa, in any resample.
	same := make([]Row, 20)
	if got := Bootstrap(same); got.QWK.Defined() || got.Accuracy != (Interval{1, 1}) {
		t.Errorf("one level throughout: %+v", got)
	}
}

// A thousand resamples of ten thousand rows take less than a second.
func BenchmarkBootstrapTenThousand(b *testing.B) {
	rows := someRows(10_000, 1, func(i int) bool { return i%3 > 0 })
	for b.Loop() {
		Bootstrap(rows)
	}
}

func BenchmarkBootstrap(b *testing.B) {
	rows := someRows(1000, 2, func(i int) bool { return i%3 > 0 })
	for b.Loop() {
		Bootstrap(rows)
	}
}

// A fault in a resample reaches whoever asked for it: on a goroutine of its own it would end
// the program, with the terminal as the screens have left it.
func TestInParallelPanicsForTheCaller(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	inParallel(100, func(i int) {
		if i == 50 {
			panic("a fault")
		}
	})
}

// Where few resamples are drawn, an interval is 1.96 deviations to either side, as of a sample,
// within what the metric may be.
func TestNormalInterval(t *testing.T) {
	s := sample{.4, .5, .6} // whose deviation is .1
	for _, c := range []struct {
		whole, low, high Metric
	}{{.5, .304, .696}, {.1, 0, .296}, {.9, .704, 1}} {
		if i := s.normal(c.whole, 0, 1); math.Abs(float64(i[0]-c.low)) > 1e-12 || math.Abs(float64(i[1]-c.high)) > 1e-12 {
			t.Errorf("%v: %v, want %v to %v", c.whole, i, c.low, c.high)
		}
	}
	if (sample{.4}).normal(.4, 0, 1).Defined() || s.normal(undefined, 0, 1).Defined() {
		t.Error("an interval of one resample, or of no metric")
	}
}
