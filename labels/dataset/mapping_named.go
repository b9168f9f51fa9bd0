package dataset

import (
	"fmt"
	"maps"
	"slices"

	"memebench/labels"
)

// namedOtherwise reports whether the numbers of a column are codes of levels that another column names, and not those of the
// scale that they seem to be on: as of categories that are numbered by the alphabet. Each number has one name in all
// rows then, and a higher one that of a lower level. A scale that the spec names is believed. Of a few rows nothing is told.
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

// namesRise reports whether no level on a scale has the name of a lower one than the levels before it; two may have the
// same, as where the names are fewer.
func namesRise(named map[labels.Level]labels.Level) bool {
	var names []labels.Level
	for _, number := range slices.Sorted(maps.Keys(named)) {
		names = append(names, named[number])
	}
	return slices.IsSorted(names)
}

// A userColumn says who has annotated, within a list of annotations; elsewhere perhaps who has posted the meme.
const userColumn = "user"

// noteUser names a column of users beside the levels, which only the import's options make annotators.
func (d *deciding) noteUser() {
	if d.m.annotator.is() {
		return
	}
	for _, f := range d.candidates([]string{userColumn}) {
		if d.says(f) && !d.isNested(f) && f.at() != d.m.caption.at() {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column: if it says whose the levels are, and not who has posted the memes, --annotator-column %q takes it",
				labels.Quoted(d.columns[f.at()]), labels.Printable(d.columns[f.at()])))
			return
		}
	}
}

// addsLevels reports whether an annotator may have added a column to a table with somebody's levels: it is for memes that are here, and
// those that were taken are names, in a column that is called like one of levels. Numbers that are named are told of elsewhere.
func (d *deciding) addsLevels() bool {
	return d.spec.Dataset != "" && d.m.level.is() && slices.Contains(roleNames[roleLevel], d.plain[d.m.level.at()]) &&
		d.survey.of(d.m.level, d.fields).opinionOf(d.m.levels).counted == 0
}

// differs reports whether a column has names of levels, and another in a row than the one that was taken. Called like what settles,
// it is told of as that, and beside answers elsewhere.
func (d *deciding) differs(f field, o opinion) bool {
	if o.names == 0 || settles(d.plain[f.at()]) || d.isAnswer(d.m.level) && !d.isAnswer(f) {
		return false
	}
	return slices.ContainsFunc(d.survey.first, func(rec record) bool {
		taken, err := d.m.levels.read(d.m.level.of(rec.values))
		other, err2 := d.m.levels.read(f.of(rec.values))
		return err == nil && err2 == nil && taken != labels.NoLevel && other != labels.NoLevel && taken != other
	})
}
