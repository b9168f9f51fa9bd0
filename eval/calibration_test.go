package eval

import (
	"math"
	"testing"

	"memebench/labels"
)

type calibrationCase struct {
	Name          string
	Logits        [][labels.Levels]float64
	Levels        []int
	Temperature   float64
	Before, After Metric
	Bins          []struct {
		N           int
		Sure, Right Metric
	}
}

func (c calibrationCase) truth() (levels []labels.Level) {
	for _, l := range c.Levels {
		levels = append(levels, labels.Level(l))
	}
	return levels
}

// readCalibrations reads testdata/calibration.json, made by calibration.py.
func readCalibrations(t *testing.T) (cases []calibrationCase) {
	t.Helper()
	readReference(t, "calibration.json", &cases)
	if len(cases) != 3 {
		t.Fatalf("%d cases, want 3", len(cases))
	}
	return cases
}

func TestCalibrateFindsWhatSciPyFinds(t *testing.T) {
	for _, c := range readCalibrations(t) {
		got := Calibrate(c.Logits, c.truth())
		if got == nil || got.N != len(c.Logits) || math.Abs(got.Temperature-c.Temperature) > 1e-5 {
			t.Errorf("%s: %+v, scipy has %v", c.Name, got, c.Temperature)
			continue
		}
		if math.Abs(float64(got.ECEBefore-c.Before)) > 1e-12 || math.Abs(float64(got.ECEAfter-c.After)) > 1e-4 {
			t.Errorf("%s: ECE %v and %v, want %v and %v", c.Name, got.ECEBefore, got.ECEAfter, c.Before, c.After)
		}
		if !(got.LogLossAfter < got.LogLossBefore) {
			t.Errorf("%s: log loss %v and %v", c.Name, got.LogLossBefore, got.LogLossAfter)
		}
		if again := Calibrate(c.Logits, c.truth()); *again != *got {
			t.Errorf("%s: %+v the second time", c.Name, again)
		}
		for _, z := range c.Logits {
			if p, q := argmax(tempered(z, 1)), argmax(tempered(z, 1/got.Temperature)); p != q {
				t.Errorf("%s: the temperature changed the level from %d to %d", c.Name, p, q)
			}
		}
	}
}

func argmax(p [labels.Levels]float64) int {
	best := 0
	for k, v := range p {
		if v > p[best] {
			best = k
		}
	}
	return best
}

func TestCalibrateAtItsBounds(t *testing.T) {
	logits, truth := make([][labels.Levels]float64, CalibrationRows), make([]labels.Level, CalibrationRows)
	for i := range logits {
		truth[i] = labels.Level(i % labels.Levels)
		logits[i][truth[i]] = 4
	}
	if c := Calibrate(logits, truth); math.Abs(c.Temperature-MinTemperature) > 1e-9 {
		t.Errorf("all right: temperature %v, want %v", c.Temperature, MinTemperature)
	}
	for i := range truth {
		truth[i] = (truth[i] + 1) % labels.Levels
	}
	if c := Calibrate(logits, truth); math.Abs(c.Temperature-MaxTemperature) > 1e-9 {
		t.Errorf("all wrong: temperature %v, want %v", c.Temperature, MaxTemperature)
	}
	if c := Calibrate(logits[1:], truth[1:]); c != nil {
		t.Errorf("too few rows: %+v", c)
	}
	logits[0][0] = math.Inf(1)
	if c := Calibrate(logits, truth); c != nil {
		t.Errorf("an infinite logit: %+v", c)
	}
}

func TestReliabilityIsWhatNumPyHas(t *testing.T) {
	same := func(a, b Metric) bool {
		return a.Defined() == b.Defined() && !(math.Abs(float64(a-b)) > 1e-12)
	}
	for _, c := range readCalibrations(t) {
		bins := Reliability(answered(c.Logits, c.truth(), 1), len(c.Bins))
		for i, want := range c.Bins {
			if got := bins[i]; got.N != want.N || !same(got.Sure, want.Sure) || !same(got.Right, want.Right) {
				t.Errorf("%s: bin %d is %+v, numpy has %+v", c.Name, i, got, want)
			}
		}
	}
	// The upper end of a bin belongs to it, and no row is lost at the ends.
	row := func(p float64) Row { return Row{Probs: [labels.Levels]float64{p}} }
	bins := Reliability([]Row{row(0), row(.5), row(1), {True: labels.NoLevel}}, 2)
	if bins[0].N != 2 || bins[1].N != 1 || bins[0].Right != 1 {
		t.Errorf("%+v", bins)
	}
}

func TestECEByHand(t *testing.T) {
	row := func(right bool, p float64) Row {
		r := Row{True: labels.Neutral, Pred: labels.Neutral}
		r.Probs[labels.Neutral] = p
		if !right {
			r.True = labels.Positive
		}
		return r
	}
	for _, c := range []struct {
		rows []Row
		want Metric
	}{
		{nil, undefined},
		{[]Row{row(true, 1)}, 0},
		{[]Row{row(false, 1)}, 1},
		// Two bins: 0.9 and 0.92 with one right, 0.5 right.
		{[]Row{row(true, 0.9), row(false, 0.92), row(true, 0.5)}, Metric((0.82 + 0.5) / 3)},
		{[]Row{row(true, 0.75), {True: labels.NoLevel}}, 0.25},
	} {
		got := ECE(c.rows)
		if got.Defined() != c.want.Defined() || got.Defined() && math.Abs(float64(got-c.want)) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.rows, got, c.want)
		}
	}
}
