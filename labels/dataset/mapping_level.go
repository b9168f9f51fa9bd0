package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// decideLevel finds the column with the levels, unless the spec names it, and what its
// numbers mean.
func (d *deciding) decideLevel() error {
	d.m.loose = d.m.levels.words != nil
	if d.m.level.is() {
		t := d.survey.of(d.m.level, d.fields)
		return d.accept(d.m.level, t.opinionOf(d.m.levels))
	}
	if !d.guesses || d.shape.noLevel && d.m.levels.words == nil {
		return nil
	}
	candidates := d.candidates(d.shape.names(roleLevel))
	if d.spec.Format == FormatMemotion && len(candidates) > 0 { // whose levels are names, and nothing else
		d.m.level = candidates[0]
		return nil
	}
	if d.shape.level == nil || d.m.levels.words != nil {
		candidates = append(candidates, d.others()...)
	}
	var unclear field
	var numbers opinion
	for i, f := range candidates {
		t := d.survey.of(f, d.fields)
		if t == nil || t.words == nil || isPrediction(d.plain[f.at()]) || f.at() == d.m.image.at() || f.at() == d.m.caption.at() || f.at() == d.m.split.at() || f.at() == d.m.annotator.at() {
			continue
		}
		o := t.opinionOf(d.m.levels)
		switch {
		case d.m.levels.words != nil:
			if o.names == 0 || !d.mapped(t) {
				continue
			}
		case o.names > 0 && o.unknown <= o.names:
		case d.shape.level != nil && o.names+o.unknown > 0:
		case o.names == 0 && o.unknown == 0 && !o.numbers.none() && d.named(f, i):
			if d.spec.Scale == "" && o.numbers.scale() == NoScale {
				if !unclear.is() {
					unclear, numbers = f, o
				}
				continue
			}
		default:
			continue
		}
		d.m.level = f
		return d.accept(f, o)
	}
	switch {
	case unclear.is() && d.spec.Annotator != "":
		return d.unclear(unclear, numbers)
	case unclear.is():
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may be levels: %s", labels.Quoted(unclear.name), d.meaning(numbers)))
	case d.m.levels.words != nil:
		return fmt.Errorf("%s: no column has a value that --level-map names: say which one has the levels by --level COLUMN", labels.Printable(d.file))
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
// one, and not like one with the labels of any task.
func (d *deciding) named(f field, place int) bool {
	p := d.plain[f.at()]
	return slices.Contains(roleNames[roleLevel], p) && (d.spec.Scale != "" || p != "label" && p != "labels" && p != "choice" && p != "rating")
}

// mapped reports whether a column has a value that --level-map names.
func (d *deciding) mapped(t *tally) bool {
	for word := range t.words {
		if _, ok := d.m.levels.words[plainValue(word)]; ok {
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
	name := labels.Quoted(d.columns[f.at()])
	if f.path != nil {
		name = labels.Quoted(f.name)
	}
	switch given := Scale(d.spec.Scale); {
	case scale.none() && o.names == 0 && o.unknown > 0 && !d.m.loose:
		return fmt.Errorf("%s: column %s has no levels, but %s: say what they mean: --level-map %q", labels.Printable(d.file), name,
			quoteSome(o.strange), exampleMap(o.strange))
	case scale.none(), d.m.loose && given == NoScale && fits == NoScale:
	case given == NoScale && fits == NoScale && o.names > o.counted: // the numbers are the odd ones
	case given == NoScale && fits == NoScale:
		return d.unclear(f, o)
	case given == NoScale:
		d.m.levels.scale = fits
	case fits != NoScale && fits != given && (scale.low < given.lowest() && scale.low != -1 || scale.high > given.highest()):
		return fmt.Errorf("%s: column %s has numbers from %g to %g, which are not on --scale %s: --scale %s fits", labels.Printable(d.file), name, scale.low, scale.high, given, fits)
	}
	return nil
}

func (d *deciding) unclear(f field, o opinion) error {
	name := f.name
	if f.path == nil {
		name = d.columns[f.at()]
	}
	return fmt.Errorf("%s: column %s has %s", labels.Printable(d.file), labels.Quoted(name), d.meaning(o))
}

// meaning says what has to be said of numbers.
func (d *deciding) meaning(o opinion) string {
	low, high := o.numbers.low, o.numbers.high
	example := fmt.Sprintf("%g=negative,%g=positive", low, high)
	if low == high {
		example = fmt.Sprintf("%g=positive", low)
	}
	return fmt.Sprintf("numbers from %g to %g: say what they mean: --scale 0-4, 1-5 or -2..2, or --level-map %q", low, high, example)
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

// exampleMap is how values could be given a meaning.
func exampleMap(values []string) string {
	var pairs []string
	for i, v := range values[:min(2, len(values))] {
		pairs = append(pairs, labels.Printable(v)+"="+[]string{"negative", "neutral"}[i])
	}
	return strings.Join(pairs, ",")
}

// levelOf reads a row's level. The note is what is odd about it.
func (m *mapping) levelOf(values []string) (level labels.Level, note string, err error) {
	text := m.level.of(values)
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
		if m.loose && !errors.Is(err, errSeveral) {
			err = errors.New("it is not in --level-map, so it is no level")
		}
		return labels.NoLevel, fmt.Sprintf("%s %s: %v", m.level.name, labels.Quoted(text), err), nil
	}
	return labels.NoLevel, "", fmt.Errorf("%s %s: %w", m.level.name, labels.Quoted(text), err)
}
