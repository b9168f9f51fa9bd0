package head

import (
	"math"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/ort/orttest"
)

// A training with enough validation rows fits a temperature. What is served is at
// that temperature, is closer to the truth on those rows, and answers the same
// levels as without one.
func TestFitCalibrates(t *testing.T) {
	orttest.Start(t)
	d := planted(700, 30, 20)
	for i, r := range d.Val { // a head that is wrong now and then, and does not know it
		if i%4 == 0 {
			d.Level[r] = labels.Level((i / 4) % labels.Levels)
		}
	}
	sure := smallConfig()
	sure.DecaySteps = 0
	h, _ := fit(t, d, sure, FitOptions{})
	c := h.Calibration
	if c == nil || c.N != len(d.Val) || c.Temperature < 1.1 {
		t.Fatalf("calibration %+v of %d rows", c, len(d.Val))
	}
	if _, err := h.Publish(t.Context()); err != nil {
		t.Error(err)
	}
	plain := *h
	plain.Calibration = nil
	with, without := judgeAll(t, h, d), judgeAll(t, &plain, d)
	for i := range with {
		if with[i].Pred != without[i].Pred {
			t.Errorf("row %d: the temperature changed the level from %v to %v", i, without[i].Pred, with[i].Pred)
		}
	}
	after, before := eval.Measure(with).LogLoss, eval.Measure(without).LogLoss
	if !(after < before) {
		t.Errorf("log loss %v, and %v without the temperature", after, before)
	}
	for name, figures := range map[string][2]eval.Metric{"before": {eval.ECE(without), c.ECEBefore}, "after": {eval.ECE(with), c.ECEAfter}} {
		if math.Abs(float64(figures[0]-figures[1])) > 1e-4 {
			t.Errorf("ECE %s: %v when served, %v recorded", name, figures[0], figures[1])
		}
	}
	d.Val = d.Val[:eval.CalibrationRows-1]
	if h, _ := fit(t, d, smallConfig(), FitOptions{}); h.Calibration != nil || h.temperature() != 1 {
		t.Errorf("%d validation rows: %+v", len(d.Val), h.Calibration)
	}
}

// judgeAll judges the validation rows by the exported head.
func judgeAll(t *testing.T, h *Head, d *Data) []eval.Row {
	t.Helper()
	probs, err := openHead(t, h).Predict(t.Context(), d.X, d.Present, len(d.Level))
	if err != nil {
		t.Fatal(err)
	}
	var rows []eval.Row
	for _, r := range d.Val {
		p := labels.Prediction{Probs: probs[r]}
		row := eval.Row{True: d.Level[r], Pred: p.Level()}
		for l, v := range probs[r] {
			row.Probs[l] = float64(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// TestPublishCalibrated exports heads of every fusion with a temperature: what is
// served is what plain arithmetic gives, and not what it gives without.
func TestPublishCalibrated(t *testing.T) {
	orttest.Start(t)
	for _, fusion := range eval.Fusions {
		h := fusedHead(t, fusion, 1, 5, 8)
		cold, err := h.ONNX()
		if err != nil {
			t.Fatal(err)
		}
		h.Calibration = &eval.Calibration{Temperature: 1.7}
		hot, err := h.Publish(t.Context())
		if err != nil {
			t.Errorf("%s: %v", fusion, err)
		}
		if slices.Equal(hot, cold) || h.check(t.Context(), cold) == nil {
			t.Errorf("%s: the temperature had no effect", fusion)
		}
	}
}
