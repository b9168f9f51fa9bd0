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
		d.m.notes = append(d.m.notes, "it has nothing that --level, --level-map or --annotator-column names, so it gives no levels")
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
	case !d.guesses:
		return nil
	}
	called := d.calledLike(d.shape.names(roleLevel))
	switch voices := d.wide(); {
	case voices != nil:
		d.m.voices = voices
		return d.accept(voices[0].field, d.together(voices))
	case d.spec.Format == FormatMemotion: // whose levels are names, and nothing else, in a column that it has to have
		d.m.level = called[0]
		return nil
	}
	return d.guessLevel(d.among(append(called, d.answers()...)))
}

// guessLevel finds the level among columns that are called like it, or among all others; of these
// first what annotators have answered.
func (d *deciding) guessLevel(called []candidate) error {
	among := slices.Clone(called)
	if d.shape.level == nil && !d.shape.noLevel || d.m.levels.words != nil {
		for _, c := range d.candidates {
			if !slices.ContainsFunc(called, func(o candidate) bool { return o.at() == c.at() }) {
				among = append(among, c)
			}
		}
	}
	slices.SortStableFunc(among, candidate.answersFirst)
	var unclear *candidate
	votes, _ := d.levelColumns() // once: a table may have thousands of columns
	voted := d.areAnswers(votes)
	for _, c := range among {
		if voted && !c.answer {
			break
		}
		if users := cmp.Or(usersOf(d.columns, d.columns[c.at()]), d.listedBeside(c.field)); users != "" {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for its answers may be of several or discarded, as %s says: "+
				"as lines of JSON (to_json) the same records give each answer to who gave it", labels.Quoted(d.columns[c.at()]), labels.Quoted(users)))
			continue
		}
		is, known := d.levelIn(c)
		switch {
		case known && d.namedOtherwise(c.field, c.opinion):
		case known:
			d.m.level = c.field
			d.noteOthers(c)
			return d.accept(c.field, c.opinion)
		case is && unclear == nil:
			unclear = &c
		}
	}
	return d.noLevel(unclear, called)
}

// levelIn reports whether the values of a column are levels, and whether it is known which: it is
// not of numbers on a scale that nothing tells.
func (d *deciding) levelIn(c candidate) (is, known bool) {
	switch {
	case d.m.levels.words != nil:
		is = c.names > 0 && d.mapped(c.tally)
		return is, is
	case c.hasNames():
		return true, true
	case 4*c.unknown <= c.counted && !c.numbers.none() && d.named(c):
		return true, d.spec.Scale != "" || c.numbers.scale() != NoScale
	}
	return false, false
}

// noLevel does without a column of levels: with columns of their shares, or says which may have
// been meant. unclear is a column with numbers on a scale that nothing tells, if there is one.
func (d *deciding) noLevel(unclear *candidate, called []candidate) error {
	columns, whole := d.levelColumns()
	switch {
	case whole && d.m.levels.words == nil:
		d.byHighest(columns)
		d.noteStrange(called) // as a rating from 1 to 5, of which is_positive and is_negative were made
	case unclear != nil && d.spec.Annotator != "":
		return d.unclear(unclear.field, unclear.opinion)
	case unclear != nil:
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may be levels: %s", labels.Quoted(unclear.name), d.meaning(unclear.opinion)))
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

// named reports whether numbers in a column may be taken for levels: it is called like
// one, and neither like one with the labels of any task nor within another object, unless the scale is said.
func (d *deciding) named(c candidate) bool {
	outer, p := innermost(c.plain)
	return (c.answer || slices.Contains(roleNames[roleLevel], p)) && (d.spec.Scale != "" || !c.answer && outer == "" && !slices.Contains(anyTask, p))
}

// anyTask are the names of columns with the labels of any task.
var anyTask = []string{"label", "labels", "choice", "rating"}

// noteStrange says of the first column that is called like one with levels, and has
// something else, how to say what that means. Of one with the labels of any task, and of folders, it is
// said if levels are wanted: --annotator or --scale is there, or a column of annotators.
func (d *deciding) noteStrange(called []candidate) {
	wanted := d.spec.Annotator != "" || d.spec.Scale != "" || d.m.annotator.is()
	for _, c := range called {
		column := d.columns[c.at()]
		switch {
		case !wanted && (slices.Contains(anyTask, c.plain) || c.answer), d.m.isVoice(c.at()):
		case column == folderColumn && len(c.words) == 1: // one for all
		case c.unknown > 0:
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for %s are no levels: if they mean some, say so: --level-map %q",
				labels.Quoted(column), quoteSome(c.strange), exampleMap(c.strange)))
			return
		case !c.numbers.none():
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may be levels: %s", labels.Quoted(column), d.meaning(c.opinion)))
			return
		case c.several > 0:
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has several levels in a row: --level \"%[2]s[0],%[2]s[1]\" takes each for an annotator's",
				labels.Quoted(column), labels.Printable(column)))
			return
		}
	}
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

// noLevelsIn says that a table has not the levels that the spec names, or not who has said them.
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
