package dataset

import (
	"slices"

	"memebench/labels"
)

// withColumns returns d with the columns of more that it lacks added at its end, and for
// each column of more its place among them, so that rows that were kept under the
// old columns still fit.
func withColumns(d, more labels.Dataset) (labels.Dataset, []int) {
	columns := distinct(d.Columns)
	known := placesOf(columns)
	places := make([]int, len(more.Columns))
	for i, c := range distinct(more.Columns) {
		at, has := known[c]
		if !has { // distinct, so it does not come again
			at = len(columns)
			columns = append(columns, c)
		}
		places[i] = at
	}
	merged := d
	merged.Columns = make([]string, len(columns))
	for i, c := range columns {
		merged.Columns[i] = c.name
	}
	if merged.Level == "" {
		merged.Level = more.Level
	}
	for _, v := range append([]string{more.Level}, more.Voices...) { // another table calls its level otherwise
		if v != "" && !merged.SaysLevel(v) {
			merged.Voices = append(slices.Clone(merged.Voices), v)
		}
	}
	if merged.Key == nil {
		merged.Key = more.Key
	}
	return merged, places
}
