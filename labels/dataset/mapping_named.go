package dataset

import (
	"fmt"
	"maps"
	"slices"

	"memebench/labels"
)

// namedOtherwise reports whether the numbers of a column are codes of levels that another column
// names, and not those of the scale that they seem to be on: as of categories that are numbered by
// the alphabet. Each number has one name in all rows then, and a higher one that of a lower level.
// A scale that the spec names is believed. Of a few rows nothing is told.
func (d *deciding) namedOtherwise(f field, o opinion) bool {
	scale := o.numbers.scale()
	if d.spec.Scale != "" || scale == NoScale {
		return false
	}
	numbers, names := levelReader{scale: scale}, levelReader{scale: NoScale}
columns:
	for i, c := range d.columns {
		named := map[labels.Level]labels.Level{}
		rows := 0
		for _, rec := range d.survey.first {
			number, err := numbers.read(f.of(rec.values))
			name, err2 := names.read(rec.values[i])
			switch before, seen := named[number]; {
			case err != nil || err2 != nil:
				continue columns
			case number == labels.NoLevel || name == labels.NoLevel:
			case seen && before != name:
				continue columns
			default:
				named[number] = name
				rows++
			}
		}
		if rows >= 10 && !namesRise(named) {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for its numbers are not on a scale: column %s names them otherwise: --level %q takes the names",
				labels.Quoted(d.columns[f.at()]), labels.Quoted(c), labels.Printable(c)))
			return true
		}
	}
	return false
}

// namesRise reports whether no level on a scale has the name of a lower one than the levels before
// it; two may have the same, as where the names are fewer.
func namesRise(named map[labels.Level]labels.Level) bool {
	var names []labels.Level
	for _, number := range slices.Sorted(maps.Keys(named)) {
		names = append(names, named[number])
	}
	return slices.IsSorted(names)
}
