package eval

import (
	"io"
	"strconv"

	"memebench/labels"
)

// sliceWidth is the column of a slice's name.
const sliceWidth = 20

// writeText writes the slices for people, at most 80 columns wide.
func (s *Slices) writeText(w io.Writer) {
	for _, by := range s.By {
		title := "By " + labels.Printable(by.By)
		if by.Overlap {
			title += " (a row may be in several slices)"
		}
		line(w, title)
		line(w, left("Slice", sliceWidth)+right("rows", 7)+right("accuracy", 10)+right("95% interval", 13)+
			right("macro-F1", 9)+right("95% interval", 13)+right("p", 8))
		for i := range by.Slices {
			one := &by.Slices[i]
			line(w, left(cutTo(one.Title(), sliceWidth-1), sliceWidth)+right(strconv.Itoa(one.N), 7)+
				right(one.Accuracy.String(), 10)+right(known(one.Intervals.Accuracy), 13)+
				right(one.MacroF1.String(), 9)+right(known(one.Intervals.MacroF1), 13)+right(pValue(one.PAdjusted), 8))
		}
		line(w, "")
	}
	paragraph(w, s.Note+" The macro-F1 of a slice that lacks a level is low for that alone.")
}

// pValue is a p-value as people write it.
func pValue(p Metric) string {
	if p < .001 {
		return "<0.001"
	}
	return known(p)
}

// Title is what people call the slice; it may be as it came from outside.
func (s *Slice) Title() string {
	switch {
	case s.Others > 0:
		return plural(s.Others, "other value")
	case s.Value == "":
		return "(nothing)"
	}
	return s.Value
}
