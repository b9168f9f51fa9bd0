package report

import (
	"fmt"

	"memebench/eval"
)

// slices puts what parts of the rows give into the document; nil leaves no trace.
func (d *Document) slices(s *eval.Slices) {
	if s == nil {
		return
	}
	d.heading("Slices")
	for _, by := range s.By {
		t := Table{
			Caption: "By " + by.By + ".", Words: 1,
			Head: []string{"Slice", "rows", "accuracy", "95% interval", "macro-F1", "95% interval", "accuracy against the others", "p, adjusted"},
		}
		if by.Overlap {
			t.Caption = "By " + by.By + "; a row may be in several slices."
		}
		for i := range by.Slices {
			one := &by.Slices[i]
			t.Rows = append(t.Rows, []string{
				one.Title(), fmt.Sprint(one.N), one.Accuracy.String(), one.Intervals.Accuracy.String(),
				one.MacroF1.String(), one.Intervals.MacroF1.String(), difference(one.AccuracyDelta), pValue(one.PAdjusted),
			})
		}
		d.table(t)
	}
	d.say("%s The macro-F1 of a slice that lacks a level is low for that alone.", s.Note)
}

// pValue is a p-value that is never written as 0.
func pValue(p eval.Metric) string {
	if p < .001 {
		return "<0.001"
	}
	return p.String()
}
