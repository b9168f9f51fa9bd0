package dataset

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// This file is about the columns beside the levels that were taken: which have levels as well, and
// who may have given them. Nothing is decided by it; the notes name the options that take something
// else.

// noteLevels says what is to be known of the columns beside the levels.
func (d *deciding) noteLevels() {
	d.noteLists()
	d.noteNamed()
	if d.m.ownLevel {
		d.noteOwnLevel()
	}
	if d.m.exported {
		d.noteExported()
		if d.m.level.is() {
			d.noteWhose(annotatorColumn, "whose those were that the memes came with")
		}
		return
	}
	if !d.guesses {
		return
	}
	if d.spec.LevelColumn == "" && (d.m.level.is() || d.m.voices != nil) {
		d.noteLevelsBeside()
	}
	if d.m.level.is() || d.m.highest {
		d.noteWhose(userColumn, "who has posted the memes")
	}
}

// noteExported says of an export that comes as of an annotator whose its levels are, and which
// columns have others: gold is in one that the annotator may not have written. Of a project of
// Label Studio that calls the levels otherwise it says how.
func (d *deciding) noteExported() {
	if answered := d.besideTaken(func(c candidate) bool { return c.answer && c.names > 0 }); answered != nil && d.spec.LevelColumn == "" && d.isAnswer(d.m.level) {
		d.noteInstead(answered[0], "", false)
	}
	if d.spec.Annotator == "" || d.spec.LevelColumn != "" || d.m.annotator.is() || d.spec.AnnotatorColumn != "" || !d.m.level.is() {
		return
	}
	if others := d.besideTaken(d.differs); others != nil {
		d.m.notes = append(d.m.notes, fmt.Sprintf("the levels of column %s are taken as %s's, and an export has gold there; other columns have levels as well (%s): --level COLUMN takes those instead",
			labels.Quoted(d.m.level.name), labels.Printable(d.spec.Annotator), listColumns(others)))
	}
}

// noteNamed says of an export, or a table of memes that are here, whose the levels are where both a
// column of annotators and --annotator say it.
func (d *deciding) noteNamed() {
	if !d.m.exported && d.spec.Dataset == "" || d.spec.Annotator == "" || d.spec.LevelColumn != "" || d.spec.AnnotatorColumn != "" || !d.m.level.is() || !d.m.annotator.is() || d.m.ownLevel {
		return
	}
	who := labels.Printable(d.spec.Annotator)
	d.m.notes = append(d.m.notes, fmt.Sprintf("the levels are of those whom column %s names, and %s's only where it names nobody: --level COLUMN --annotator-column %s takes those of a column as %s's",
		labels.Quoted(d.m.annotator.name), who, NoColumn, who))
}

// noteOthers says which columns have levels besides the one that was taken for its values.
func (d *deciding) noteOthers(taken candidate) {
	if slices.Contains(roleNames[roleLevel], taken.plain) {
		return
	}
	names := []string{d.columns[taken.at()]}
	for _, c := range d.candidates {
		if c.at() != taken.at() && (c.answer || !taken.answer) && c.hasNames() && !isAggregate(c.plain) {
			names = append(names, d.columns[c.at()])
		}
	}
	switch {
	case len(names) > 1 && d.m.annotator.is(): // as annotators of their own they would drop whom it names
		d.m.notes = append(d.m.notes, fmt.Sprintf("%s have levels, and those of %s are taken: --level %q%s takes those instead",
			listColumns(names[:min(len(names), mostExamples)]), labels.Quoted(names[0]), labels.Printable(names[1]), d.ofColumn()))
	case len(names) > mostExamples:
		d.m.notes = append(d.m.notes, fmt.Sprintf("%s and %d more columns have levels, and those of the first are taken: --level COLUMN,COLUMN… takes each column as an annotator of its own",
			labels.Quoted(names[0]), len(names)-1))
	case len(names) > 1:
		d.m.notes = append(d.m.notes, fmt.Sprintf("%s have levels, and those of %s are taken: --level %q takes each column as an annotator of its own",
			listColumns(names), labels.Quoted(names[0]), labels.Printable(strings.Join(names, ","))))
	}
}

// noteLevelsBeside says which column has levels besides those that were taken: what settles them,
// or else what an annotator may have added.
func (d *deciding) noteLevelsBeside() {
	if settled := d.besideTaken(d.mayBeSettled); settled != nil {
		of := ""
		if d.m.annotator.is() { // they are none of those whom the column names
			of = " --annotator-column " + NoColumn
		}
		d.noteInstead(settled[0], of, true)
		return
	}
	if !d.addsLevels() {
		return
	}
	if added := d.besideTaken(d.differs); added != nil {
		d.noteInstead(added[0], d.ofColumn(), !d.m.annotator.is())
	}
}

// besideTaken are the columns that were not taken, of which all values may be levels and is holds.
func (d *deciding) besideTaken(is func(candidate) bool) (columns []string) {
	for _, c := range d.candidates {
		if c.at() != d.m.level.at() && !d.m.isVoice(c.at()) && c.unknown == 0 && is(c) {
			columns = append(columns, d.columns[c.at()])
		}
	}
	return columns
}

// mayBeSettled reports whether a column settles the levels taken: it is called like corrected or
// agreed ones, and has some, as names or on their scale.
func (d *deciding) mayBeSettled(c candidate) bool {
	scale := d.m.levels.scale
	return settles(c.plain) && (c.names > 0 || c.counted > 0 && c.numbers.low >= scale.lowest() && c.numbers.high <= scale.highest())
}

// addsLevels reports whether an annotator may have added a column to a table with somebody's
// levels: it is for memes that are here, and those that were taken are names, in a column that is
// called like one of levels. Numbers that are named are told of elsewhere.
func (d *deciding) addsLevels() bool {
	return d.m.level.is() && slices.Contains(roleNames[roleLevel], d.plain[d.m.level.at()]) &&
		d.survey.of(d.m.level, d.fields).opinionOf(d.m.levels).counted == 0
}

// differs reports whether a column has names of levels, and another in a row than the one that was
// taken. Called like what settles, it is told of as that, and beside answers elsewhere.
func (d *deciding) differs(c candidate) bool {
	if c.names == 0 || settles(c.plain) || d.isAnswer(d.m.level) && !c.answer && !d.m.exported {
		return false
	}
	return slices.ContainsFunc(d.survey.first, func(rec record) bool {
		taken, err := d.m.levels.read(d.m.level.of(rec.values))
		other, err2 := d.m.levels.read(c.of(rec.values))
		return err == nil && err2 == nil && taken != labels.NoLevel && other != labels.NoLevel && taken != other
	})
}

// noteInstead says how the levels of a column are taken, of whom another option tells, and whether
// they can come besides.
func (d *deciding) noteInstead(column, of string, besides bool) {
	note := fmt.Sprintf("column %s has levels as well, and stays a column: --level %q%s takes those instead", labels.Quoted(column), labels.Printable(column), of)
	if besides {
		note += ", and a second import with another --annotator takes them besides"
	}
	d.m.notes = append(d.m.notes, note)
}

// A userColumn says who has annotated, within a list of annotations; elsewhere perhaps who has
// posted the meme.
const userColumn = "user"

// noteWhose names a column of users or annotators beside the levels, which only the import's
// options make annotators, and what it may have instead.
func (d *deciding) noteWhose(name, instead string) {
	if d.m.annotator.is() || d.spec.AnnotatorColumn != "" {
		return
	}
	for _, f := range d.calledLike([]string{name}) {
		if d.says(f) && !d.isNested(f) && f.at() != d.m.caption.at() {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column: if it says whose the levels are, and not %s, --annotator-column %q takes it",
				labels.Quoted(d.columns[f.at()]), instead, labels.Printable(d.columns[f.at()])))
			return
		}
	}
}
