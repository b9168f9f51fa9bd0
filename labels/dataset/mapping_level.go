package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"memebench/labels"
)

// decideLevel finds the column with the levels, unless the spec names it, and what its
// numbers mean.
func (d *deciding) decideLevel() error {
	d.m.loose = d.m.levels.words != nil
	switch {
	case d.spec.unlevelled:
		d.m.notes = append(d.m.notes, "it has nothing that --level or --level-map names, so it gives no levels")
		return nil
	case d.m.voices != nil:
		if columns := d.asLevels(d.m.voices); columns != nil {
			d.byHighest(columns)
			return nil
		}
		return d.accept(d.m.voices[0].field, d.together(d.m.voices))
	case d.m.level.is():
		t := d.survey.of(d.m.level, d.fields)
		return d.accept(d.m.level, t.opinionOf(d.m.levels))
	}
	if !d.guesses {
		return nil
	}
	candidates := d.candidates(d.shape.names(roleLevel))
	if voices := d.wide(); voices != nil {
		d.m.voices = voices
		return d.accept(voices[0].field, d.together(voices))
	}
	return d.guessLevel(append(candidates, d.answers()...))
}

// guessLevel finds the level among columns that are called like it, or among all others.
func (d *deciding) guessLevel(called []field) error {
	if d.spec.Format == FormatMemotion { // whose levels are names, and nothing else, in a column that it has to have
		d.m.level = called[0]
		return nil
	}
	candidates := called
	if d.shape.level == nil && !d.shape.noLevel || d.m.levels.words != nil {
		candidates = append(slices.Clone(called), d.others()...)
	}
	var unclear field
	var numbers opinion
	votes, _ := d.levelColumns() // once: a table may have thousands of columns
	voted := d.areAnswers(votes)
	for _, f := range d.answersFirst(candidates) {
		if voted && !d.isAnswer(f) {
			break
		}
		if d.isOther(f) {
			continue
		}
		if users := cmp.Or(usersOf(d.columns, d.columns[f.at()]), d.listedBeside(f)); users != "" {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for its answers may be of several or discarded, as %s says: "+
				"as lines of JSON (to_json) the same records give each answer to who gave it", labels.Quoted(d.columns[f.at()]), labels.Quoted(users)))
			continue
		}
		t := d.survey.of(f, d.fields)
		o := t.opinionOf(d.m.levels)
		is, known := d.levelIn(f, t, o)
		switch {
		case known && d.namedOtherwise(f, o):
		case known:
			d.m.level = f
			d.noteOthers(f)
			return d.accept(f, o)
		case is && !unclear.is():
			unclear, numbers = f, o
		}
	}
	return d.noLevel(unclear, numbers, called)
}

// isOther reports whether a column is known to have something else than levels that people gave, or is one of those of a
// wide table that are not looked at.
func (d *deciding) isOther(f field) bool {
	return d.survey.of(f, d.fields) == nil || isPrediction(d.plain[f.at()]) || slices.Contains([]int{d.m.image.at(), d.m.caption.at(), d.m.split.at(), d.m.annotator.at()}, f.at())
}

// levelIn reports whether the values of a column are levels, and whether it is known which: it is
// not of numbers on a scale that nothing tells.
func (d *deciding) levelIn(f field, t *tally, o opinion) (is, known bool) {
	switch {
	case d.m.levels.words != nil:
		is = o.names > 0 && d.mapped(t)
		return is, is
	case o.names > 0 && o.unknown <= o.names:
		return true, true
	case 4*o.unknown <= o.counted && !o.numbers.none() && d.named(f):
		return true, d.spec.Scale != "" || o.numbers.scale() != NoScale
	}
	return false, false
}

// noLevel does without a column of levels: with columns of their shares, or says which may have
// been meant. unclear is a column with numbers on a scale that nothing tells, if there is one.
func (d *deciding) noLevel(unclear field, numbers opinion, called []field) error {
	columns, whole := d.levelColumns()
	switch {
	case whole && d.m.levels.words == nil:
		d.byHighest(columns)
		d.noteStrange(called) // as a rating from 1 to 5, of which is_positive and is_negative were made
	case unclear.is() && d.spec.Annotator != "":
		return d.unclear(unclear, numbers)
	case unclear.is():
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may be levels: %s", labels.Quoted(unclear.name), d.meaning(numbers)))
	case d.m.levels.words != nil:
		return noLevelsIn{fmt.Errorf("%s: no column has a value that --level-map names: say which one has the levels by --level COLUMN", labels.Printable(d.file))}
	case columns != nil:
		names := d.namesOf(columns)
		d.m.notes = append(d.m.notes, fmt.Sprintf("%s have shares of levels, which may be a model's: --level %q takes the highest for the level", listColumns(names), labels.Printable(strings.Join(names, ","))))
	case called == nil && d.spec.Scale != "":
		d.m.notes = append(d.m.notes, fmt.Sprintf("no column is called like one with levels, so nothing is on --scale %s: --level COLUMN says which one has them", d.spec.Scale))
	default:
		d.noteStrange(called)
	}
	return nil
}

// others are the columns that are not called like one with levels; their values can be
// some all the same.
func (d *deciding) others() (at []field) {
	for i, p := range d.plain {
		if !slices.Contains(roleNames[roleLevel], p) {
			at = append(at, fieldAt(d.columns, i))
		}
	}
	return at
}

// named reports whether numbers in a column may be taken for levels: it is called like
// one, and neither like one with the labels of any task nor within another object, unless the scale is said.
func (d *deciding) named(f field) bool {
	outer, p := innermost(d.plain[f.at()])
	asked := slices.Contains(d.asked, d.columns[f.at()])
	return (asked || slices.Contains(roleNames[roleLevel], p)) && (d.spec.Scale != "" || !asked && outer == "" && !slices.Contains(anyTask, p))
}

// anyTask are the names of columns with the labels of any task.
var anyTask = []string{"label", "labels", "choice", "rating"}

// noteStrange says of the first column that is called like one with levels, and has
// something else, how to say what that means. Of one with the labels of any task, and of folders, it is
// said if levels are wanted: --annotator or --scale is there, or a column of annotators.
func (d *deciding) noteStrange(candidates []field) {
	wanted := d.spec.Annotator != "" || d.spec.Scale != "" || d.m.annotator.is()
	for _, f := range candidates {
		if d.isOther(f) || !wanted && (slices.Contains(anyTask, d.plain[f.at()]) || d.isAnswer(f)) {
			continue
		}
		t := d.survey.of(f, d.fields)
		if d.m.isVoice(f.at()) || d.columns[f.at()] == folderColumn && len(t.words) == 1 { // one for all
			continue
		}
		o := t.opinionOf(d.m.levels)
		name := labels.Quoted(d.columns[f.at()])
		switch {
		case o.unknown > 0:
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for %s are no levels: if they mean some, say so: --level-map %q", name, quoteSome(o.strange), exampleMap(o.strange)))
			return
		case !o.numbers.none():
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may be levels: %s", name, d.meaning(o)))
			return
		case o.several > 0:
			plain := labels.Printable(d.columns[f.at()])
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has several levels in a row: --level \"%s[0],%s[1]\" takes each for an annotator's", name, plain, plain))
			return
		}
	}
}

// noteOthers says which columns have levels besides f, which was taken for its values.
func (d *deciding) noteOthers(f field) {
	if slices.Contains(roleNames[roleLevel], d.plain[f.at()]) {
		return
	}
	names := []string{d.columns[f.at()]}
	for i, c := range d.columns {
		other := fieldAt(d.columns, i)
		if i == f.at() || d.isOther(other) || d.isAnswer(f) && !d.isAnswer(other) {
			continue
		}
		if o := d.survey.of(other, d.fields).opinionOf(d.m.levels); o.names > 0 && o.unknown <= o.names && !isAggregate(d.plain[i]) {
			names = append(names, c)
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

// noteLevelsBeside says which column has levels besides those that were taken: what settles them, or else what an
// annotator may have added.
func (d *deciding) noteLevelsBeside() {
	if c := d.besideTaken(d.mayBeSettled); c != "" {
		of := ""
		if d.m.annotator.is() { // they are none of those whom the column names
			of = " --annotator-column " + NoColumn
		}
		d.noteInstead(c, of, true)
		return
	}
	if !d.addsLevels() {
		return
	}
	if c := d.besideTaken(d.differs); c != "" {
		d.noteInstead(c, d.ofColumn(), !d.m.annotator.is())
	}
}

// besideTaken is the first column that was not taken, of which all values may be levels and is holds; "" for none.
func (d *deciding) besideTaken(is func(field, opinion) bool) string {
	for i, c := range d.columns {
		f := fieldAt(d.columns, i)
		if i == d.m.level.at() || d.m.isVoice(i) || d.isOther(f) {
			continue
		}
		if o := d.survey.of(f, d.fields).opinionOf(d.m.levels); o.unknown == 0 && is(f, o) {
			return c
		}
	}
	return ""
}

// mayBeSettled reports whether a column settles the levels taken: it is called like corrected or agreed ones, and
// has some, as names or on their scale.
func (d *deciding) mayBeSettled(f field, o opinion) bool {
	scale := d.m.levels.scale
	return settles(d.plain[f.at()]) && (o.names > 0 || o.counted > 0 && o.numbers.low >= scale.lowest() && o.numbers.high <= scale.highest())
}

// noteInstead says how the levels of a column are taken, of whom another option tells, and whether they can come besides.
func (d *deciding) noteInstead(column, of string, besides bool) {
	note := fmt.Sprintf("column %s has levels as well, and stays a column: --level %q%s takes those instead", labels.Quoted(column), labels.Printable(column), of)
	if besides {
		note += ", and a second import with another --annotator takes them besides"
	}
	d.m.notes = append(d.m.notes, note)
}

// mapped reports whether a column has a value that --level-map names.
func (d *deciding) mapped(t *tally) bool {
	for word := range t.words {
		if slices.ContainsFunc(choicesOr(word), func(choice string) bool { _, ok := d.m.levels.meant(plainValue(choice)); return ok }) {
			return true
		}
	}
	return false
}

// accept takes a column for the levels, with the scale of its numbers.
func (d *deciding) accept(f field, o opinion) error {
	scale := o.numbers
	fits := NoScale
	if !scale.none() {
		fits = scale.scale()
	}
	name := labels.Quoted(f.name)
	switch given := Scale(d.spec.Scale); {
	case scale.none() && o.names == 0 && o.unknown > 0 && areNumbers(o.strange): // in lists, for one alone is a number of its own
		return fmt.Errorf("%s: column %s has several numbers in a row: --level \"%[3]s[0],%[3]s[1]\", and so on, takes each for an annotator's", labels.Printable(d.file), name,
			labels.Printable(f.name))
	case scale.none() && o.names == 0 && o.unknown > 0 && !d.m.loose:
		return fmt.Errorf("%s: column %s has no levels, but %s: say what they mean: --level-map %q", labels.Printable(d.file), name,
			quoteSome(o.strange), exampleMap(o.strange))
	case scale.none() && o.unknown > o.names && len(o.strange) <= mostExamples && !d.m.loose && d.spec.LevelColumn != "": // as in another language: "neutral", "positiv"
		return fmt.Errorf("%s: most values of column %s are no levels: %s: say what they mean: --level-map %q", labels.Printable(d.file), name,
			quoteSome(o.strange), exampleMap(o.strange))
	case scale.none():
	case given == NoScale && fits == NoScale && !d.m.loose && o.names <= o.counted: // else the numbers are the odd ones
		return d.unclear(f, o)
	case fits == NoScale:
	case given == NoScale:
		d.m.levels.scale, d.m.levels.whole = fits, true
	case fits != given && (scale.low < given.lowest() && scale.low != -1 || scale.high > given.highest()):
		return fmt.Errorf("%s: column %s has numbers from %g to %g, which are not on --scale %s: --scale %s fits", labels.Printable(d.file), name, scale.low, scale.high, given, fits)
	}
	return nil
}

// areNumbers reports whether all of some values are numbers, as people write levels.
func areNumbers(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { _, is := levelNumber(plainValue(v)); return !is })
}

// noLevelsIn says that a table has not the levels that the spec names.
type noLevelsIn struct{ error }

// unclearScale is of a table with these columns whose levels may be on several scales.
type unclearScale struct {
	error
	columns  []string
	pictures bool // one that it names is there
}

func (d *deciding) unclear(f field, o opinion) error {
	pictures := slices.ContainsFunc(d.survey.first, func(rec record) bool {
		picture := imageName(d.m.image.of(rec.values))
		return picture != "" && len(picture) <= maxName && d.found(picture)
	})
	return unclearScale{fmt.Errorf("%s: column %s has %s", labels.Printable(d.file), labels.Quoted(f.name), d.meaning(o)), d.columns, pictures}
}

// meaning says what has to be said of numbers.
func (d *deciding) meaning(o opinion) string {
	n := &o.numbers
	said := fmt.Sprintf("numbers from %g to %g: say what they mean: ", n.low, n.high)
	if n.between || !n.onAny() {
		return said + fmt.Sprintf("--scale LOWEST..HIGHEST, as %g..%g, from very negative to very positive; if some are slips, name the scale without them, and their rows fail", math.Floor(n.low), math.Ceil(n.high))
	}
	var values []string // all of them: what a map leaves out is no level
	for _, x := range slices.Sorted(maps.Keys(n.seen)) {
		values = append(values, fmt.Sprintf("%g", x))
	}
	return said + fmt.Sprintf("--scale 0-4, 1-5 or -2..2, or --level-map %q", exampleMap(values))
}

// quoteSome lists some values for a message.
func quoteSome(values []string) string {
	var q []string
	for _, v := range values[:min(3, len(values))] {
		q = append(q, labels.Quoted(v))
	}
	if len(values) > 3 {
		q = append(q, "…")
	}
	return strings.Join(q, ", ")
}

// exampleMap is how values can be given a meaning, once a level is written for each LEVEL.
func exampleMap(values []string) string {
	var pairs []string
	for _, v := range values[:min(mostExamples, len(values))] {
		pairs = append(pairs, labels.Printable(v)+"=LEVEL")
	}
	return strings.Join(pairs, ",")
}

// mostExamples is how many values an example has: as many as there are levels, and a few.
const mostExamples = labels.Levels + 2

// levelOf reads a row's level in a field. The note is what is odd about it.
func (m *mapping) levelOf(f field, values []string) (level labels.Level, note string, err error) {
	text := f.of(values)
	if level, ok := m.known[text]; ok {
		return level, "", nil
	}
	level, err = m.levels.read(text)
	switch {
	case err == nil:
		if m.known == nil {
			m.known = map[string]labels.Level{}
		}
		if len(m.known) < surveyWords && len(text) < 100 {
			m.known[text] = level
		}
		return level, "", nil
	case m.folders:
		return labels.NoLevel, "", nil
	case errors.Is(err, errSeveral), m.loose:
		if !errors.Is(err, errSeveral) {
			err = errors.New("it is not in --level-map, so it is no level")
		}
		return labels.NoLevel, fmt.Sprintf("%s %s: %v", f.name, labels.Quoted(text), err), nil
	}
	if x, ok := levelNumber(plainValue(text)); !ok || x != math.Trunc(x) {
		err = fmt.Errorf("%w, or say what it means: --level-map %q", err, labels.Printable(text)+"=LEVEL")
	}
	return labels.NoLevel, "", fmt.Errorf("%s %s: %w", f.name, labels.Quoted(text), err)
}
