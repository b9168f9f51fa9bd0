package dataset

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// What a tool has asked annotators, or a list has of each of them, is theirs. What else stands in
// their rows is of the meme, and in each of them the same: a level there was given before, by
// others or by nobody.

// crowds are the tools that write a row for each answer, by the plain names of columns: of who has
// given it, of whether it was taken, and how those begin that have what was answered. Those of what
// was asked begin with input.
var crowds = []struct{ who, status, answers string }{
	{"workerid", "assignmentstatus", "answer."},              // Mechanical Turk
	{"assignment.worker_id", "assignment.status", "output."}, // Toloka
}

// crowd finds out whether the table is one of such a tool, of Prodigy or of Appen, and which column
// says what was rejected. One that was exported from here has their columns, and levels of its own.
func (d *deciding) crowd() {
	if d.m.exported || slices.Contains(d.plain, plainName(StateColumn)) {
		return
	}
	if i := slices.Index(d.plain, "answer"); d.tool == formatProdigy && i >= 0 {
		d.m.status = fieldAt(d.columns, i)
	}
	if i := slices.Index(d.plain, "tainted"); i >= 0 && slices.Contains(d.plain, "unit_id") { // Appen: a judgment that it does not count
		d.m.status = fieldAt(d.columns, i)
	}
	for _, c := range crowds {
		if !slices.Contains(d.plain, c.who) {
			continue
		}
		d.input = "input."
		if i := slices.Index(d.plain, c.status); i >= 0 {
			d.m.status = fieldAt(d.columns, i)
		}
		for i, p := range d.plain {
			if strings.HasPrefix(p, c.answers) {
				d.asked = append(slices.Clip(d.asked), d.columns[i])
			}
		}
	}
}

// isAnswer reports whether a column has what annotators have answered.
func (d *deciding) isAnswer(f field) bool {
	return f.at() >= 0 && slices.Contains(d.asked, d.columns[f.at()])
}

// besideKey reports whether a column is there because annotators have answered: by what is in it no
// meme is known.
func (m *mapping) besideKey(column string) bool {
	return slices.Contains(m.asked, column) || slices.Contains(m.ofMeme, column)
}

// areAnswers reports whether one of some columns has what annotators have answered.
func (d *deciding) areAnswers(columns []voiceColumn) bool {
	return slices.ContainsFunc(columns, func(v voiceColumn) bool { return d.isAnswer(v.field) })
}

// answers are the columns with what annotators have answered.
func (d *deciding) answers() (at []field) {
	for i := range d.columns {
		if f := fieldAt(d.columns, i); d.isAnswer(f) {
			at = append(at, f)
		}
	}
	return at
}

// ownLevel reports whether the levels are the memes' own, beside what annotators have answered:
// then they are none of theirs. In Prodigy what was answered may stand beside what the meme had,
// and in a table of a crowd what a column has that is not among what was asked.
func (d *deciding) ownLevel() bool {
	switch {
	case d.spec.AnnotatorColumn == NoColumn:
		return d.m.level.is() || d.m.highest
	case d.spec.AnnotatorColumn != "", d.m.exported:
		return false
	case len(d.m.asked) == 0 || d.tool == formatProdigy:
		return false
	case d.m.level.is():
		return d.isOfMeme(d.m.level)
	case d.m.highest:
		return !slices.ContainsFunc(d.m.voices, func(v voiceColumn) bool { return !d.isOfMeme(v.field) })
	}
	return false
}

// isOfMeme reports whether a column is the memes' own in a table of answers.
func (d *deciding) isOfMeme(f field) bool {
	return f.at() >= 0 && !d.isAnswer(f) && strings.HasPrefix(d.plain[f.at()], d.input)
}

// noteOwnLevel says that the levels are the memes' own, where that was found out.
func (d *deciding) noteOwnLevel() {
	if d.spec.AnnotatorColumn != "" {
		return
	}
	note := "the levels are the memes' own, and none of those who have answered something else of them"
	if d.spec.Annotator == "" {
		note += ": --annotator NAME says whose"
	}
	if c := d.numbersAnswered(); c != "" && d.spec.LevelColumn == "" {
		note += fmt.Sprintf("; --level %q%s takes the numbers that these have answered", labels.Printable(c), d.ofColumn())
	}
	d.m.notes = append(d.m.notes, note)
}

// ofColumn is the option by which levels are those of whom a column names; "" where none does.
func (d *deciding) ofColumn() string {
	if !d.m.annotator.is() {
		return ""
	}
	return fmt.Sprintf(" --annotator-column %q", labels.Printable(d.m.annotator.name))
}

// numbersAnswered is the first column with nothing but numbers that annotators have answered, which
// may be levels on a scale; "" for none.
func (d *deciding) numbersAnswered() string {
	for _, c := range d.candidates {
		if c.answer && c.counted > 0 && c.unknown == 0 {
			return d.columns[c.at()]
		}
	}
	return ""
}

// noteLists says of the first column with lists of objects that some of these have levels, which
// are nobody's here: what several have said is known by the names in it.
func (d *deciding) noteLists() {
	if !d.guesses || d.m.exported {
		return
	}
	for i, c := range d.columns {
		if i == d.m.level.at() || isPrediction(d.plain[i]) || slices.Contains(d.asked, c) {
			continue
		}
		if slices.ContainsFunc(d.survey.first, func(rec record) bool { return d.hasLevels(rec.values[i]) }) {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has objects with levels and stays a column: if each is what somebody has said of the meme, "+
				`write it as {"annotator": …, "level": …} in a list "annotations"`, labels.Quoted(c)))
			return
		}
		if several := d.severalLevels(i); several != "" {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has several levels in one value, as %s, and stays a column: write each in a column of its own, and name these by --level \"COLUMN,COLUMN\"",
				labels.Quoted(c), labels.Quoted(several)))
			return
		}
	}
}

// severalLevels is the first value of a column that has nothing but several levels, with commas
// between them, as MVSA has that of the text and that of the picture; "" for none.
func (d *deciding) severalLevels(column int) string {
	said := levelReader{words: d.m.levels.words}
	for _, rec := range d.survey.first {
		names := strings.Split(rec.values[column], ",")
		if len(names) > 1 && !slices.ContainsFunc(names, func(name string) bool { level, err := said.read(name); return err != nil || !level.Valid() }) {
			return rec.values[column]
		}
	}
	return ""
}

// hasLevels reports whether a value is a list of objects one of which has a level's name in it. One
// of a place in the meme is of that.
func (d *deciding) hasLevels(value string) bool {
	return isObjectList([]byte(value)) && slices.ContainsFunc(list([]byte(value)), func(o object) bool {
		return !isPlaced(o) && slices.ContainsFunc(o, func(m member) bool {
			text := rawText(m.value)
			switch {
			case isObjectList(m.value):
				return d.hasLevels(text)
			case strings.HasPrefix(text, "{"): // what Kili and Labelbox have of each answer
				return !isPrediction(plainName(m.name)) && d.hasLevels("["+text+"]")
			}
			level, err := levelReader{words: d.m.levels.words}.read(text)
			return err == nil && level.Valid()
		})
	})
}

// persons are the columns with the name of an annotator who is an object, annotator.email: those
// first that more rows have, and of these in personNames' order.
func (d *deciding) persons() (at []field) {
	for _, name := range personNames {
		for i, p := range d.plain {
			if outer, inner := innermost(p); inner == name && isPerson(outer) {
				at = append(at, fieldAt(d.columns, i))
			}
		}
	}
	slices.SortStableFunc(at, func(a, b field) int { return d.survey.of(b, d.fields).rowsWith() - d.survey.of(a, d.fields).rowsWith() })
	return at
}

// isPerson reports whether what is before a name within another says whose annotation it is, "annotator.".
func isPerson(outer string) bool {
	_, last := innermost(strings.TrimSuffix(outer, "."))
	return slices.Contains(roleNames[roleAnnotator], last)
}
