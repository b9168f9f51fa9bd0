package eval

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// history makes versions from points: labels, macro-F1, lower and upper end.
func history(points [][4]float64) (versions []Version) {
	for i, p := range points {
		versions = append(versions, Version{
			ID: fmt.Sprint("v", i+1), Number: i + 1, Labels: int(p[0]), Val: Metrics{N: 100, MacroF1: Metric(p[1])},
			ValInterval: &Interval{Metric(p[2]), Metric(p[3])}, Encoders: []Input{{Modality: "text"}},
		})
	}
	return versions
}

// The gain is that of the law that numpy fits, and its interval that of numpy's
// percentiles (testdata/curve.json, made by curve.py beside it).
func TestLearningCurveEqualsNumPy(t *testing.T) {
	var cases []struct {
		Name   string
		Points [][4]float64
		Gain
	}
	readReference(t, "curve.json", &cases)
	if len(cases) != 6 {
		t.Fatalf("%d cases, want 6", len(cases))
	}
	verdicts := map[string]string{
		"still rising": ": likely to help", "few validation rows": "too early to tell", "flat": "unlikely to help",
		"fewer labels than it looks ahead": "60 more labels", "more scatter than the intervals have": ": likely to help",
		"intervals of all widths": "too early to tell",
	}
	for _, c := range cases {
		got := LearningCurve(history(c.Points))
		if got.Gain == nil || got.Gain.More != c.More || len(got.Points) != len(c.Points) {
			t.Errorf("%s: %+v", c.Name, got)
			continue
		}
		for _, f := range [][2]Metric{{got.Gain.Expected, c.Expected}, {got.Gain.CI95[0], c.CI95[0]}, {got.Gain.CI95[1], c.CI95[1]}} {
			if math.Abs(float64(f[0]-f[1])) > 1e-9 {
				t.Errorf("%s: gain %+v, numpy has %v in %v", c.Name, *got.Gain, float64(c.Expected), c.CI95)
				break
			}
		}
		if v := got.Verdict(); !strings.Contains(v, verdicts[c.Name]) {
			t.Errorf("%s: %s", c.Name, v)
		}
	}
}

func TestLearningCurveOfTooLittle(t *testing.T) {
	if c := LearningCurve(nil); c.Gain != nil || c.Verdict() != "too early to tell: no version was trained here yet" {
		t.Errorf("of nothing: %+v", c)
	}
	at := func(labels ...float64) (points [][4]float64) {
		for _, n := range labels {
			points = append(points, [4]float64{n, .3, .2, .4})
		}
		return points
	}
	if c := LearningCurve(history(at(10, 20, 30, 40))); c.Gain != nil || !strings.Contains(c.Why, "4 of 5 points") {
		t.Errorf("four points: %s", c.Why)
	}
	if c := LearningCurve(history(at(100, 125, 150, 175, 199))); c.Gain != nil || !strings.Contains(c.Why, "(100, now 199)") {
		t.Errorf("not twice as many: %s", c.Why)
	}
	if c := LearningCurve(history(at(0, 125, 150, 175, 199))); c.Gain != nil {
		t.Errorf("from nothing: %+v", c)
	}
	// Equal points are no reason to hope, nor a division by zero.
	if c := LearningCurve(history(at(100, 125, 150, 175, 200))); c.Gain == nil || math.Abs(float64(c.Gain.Expected)) > 1e-9 {
		t.Errorf("flat: %+v", c.Gain)
	}
}

// A head that does not get better is not promised to, however its metrics rise
// with validation rows that have ever more of the levels: those of few rows are
// on the curve, and not in the guess.
func TestLearningCurveNeedsRowsOfEachLevel(t *testing.T) {
	versions := history([][4]float64{{50, .1, 0, .2}, {100, .2, .1, .3}, {150, .3, .2, .4}, {200, .3, .2, .4}, {250, .3, .2, .4}, {300, .3, .2, .4}, {350, .3, .2, .4}})
	for i := range versions {
		for l := range 3 { // there are but three levels
			versions[i].Val.PerClass[l].Support = 3 + i
		}
	}
	c := LearningCurve(versions)
	if c.Gain == nil || len(c.Points) != 7 || math.Abs(float64(c.Gain.Expected)) > 1e-9 {
		t.Errorf("five points of seven: %+v, %s", c.Gain, c.Why)
	}
	versions[2].Val.PerClass[1].Support = 4
	if c := LearningCurve(versions); c.Gain != nil || !strings.Contains(c.Verdict(), "4 of 5 points have 5 validation rows of each level") {
		t.Errorf("four points: %s", c.Verdict())
	}
	versions[6].Val.PerClass[4].Support = 1 // a level that no one had before
	if c := LearningCurve(versions); c.Gain != nil || !strings.Contains(c.Why, "0 of 5") {
		t.Errorf("a new level: %s", c.Why)
	}
}

// Only what can be compared is on the curve, one point for each number of labels.
func TestLearningCurveLeavesOut(t *testing.T) {
	versions := history([][4]float64{{30, .1, 0, .2}, {20, .2, 0, .3}, {30, .3, 0, .4}, {40, .4, 0, .5}, {50, .5, 0, .6}, {60, .6, 0, .7}, {70, .7, 0, .8}})
	versions[3].Val, versions[2].ValInterval = Metrics{}, nil // no rows; too few for an interval
	versions[4].Encoders = []Input{{Modality: "image"}}
	versions[5].Resplits = 1
	versions = append(versions, history([][4]float64{{10, .1, 0, .2}})...)
	versions[7].Config.Epochs, versions[6].Config.Seed = 2, 7 // an experiment; another seed is none
	versions = append(versions[7:], versions[:7]...)
	got := LearningCurve(versions)
	var at []string
	for _, p := range got.Points {
		at = append(at, fmt.Sprint(p.Labels, p.Version))
	}
	if fmt.Sprint(at) != "[20v2 30v3 70v7]" {
		t.Errorf("points %v", at)
	}
}

func BenchmarkLearningCurve(b *testing.B) {
	var points [][4]float64
	for i := range 400 {
		f := .6 - 1/math.Sqrt(float64(i+10))
		points = append(points, [4]float64{float64(25 * (i + 1)), f, f - .05, f + .05})
	}
	versions := history(points)
	for b.Loop() {
		LearningCurve(versions)
	}
}
