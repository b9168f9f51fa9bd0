package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// This file asks whose levels are meant: where --annotator says one thing, and the table another,
// no level is written in anybody's name.

// whoseLevels asks whose levels those of a table are.
type whoseLevels struct{ error }

// whose refuses levels of which it is not clear whose they are.
func (d *deciding) whose() error {
	d.m.gold = d.isGold()
	switch {
	case d.spec.Changed && (!d.m.gold || d.spec.Annotator == ""):
		return fmt.Errorf("%s: --changed is of an export that comes back as one annotator's, and this is none, or its levels are of several: leave it out", labels.Printable(d.file))
	case d.spec.AnnotatorColumn != "" || !d.m.level.is() || d.m.ownLevel:
		return nil
	case d.spec.LevelColumn != "" && d.m.annotator.is():
		return d.whoseColumn()
	case d.spec.LevelColumn != "" || d.spec.Annotator == "":
		return nil
	case d.m.annotator.is():
		d.m.named = true
		return nil
	}
	if c := d.calledLikeAnnotator(); c != nil {
		return whoseLevels{errors.New(labels.Printable(d.file) + ": " + d.m.whoseColumns(c.field, "is called like the annotator", d.spec.Annotator))}
	}
	for _, c := range d.candidates {
		if c.at() != d.m.level.at() && c.mayBeAdded() {
			d.m.beside = append(d.m.beside, c.field)
		}
	}
	return nil
}

// isGold reports whether the levels are those of an export, or some of its columns, as the
// annotator's of --annotator, and nothing says that all of them are. It finds what
// tells gold there.
func (d *deciding) isGold() bool {
	if !d.m.level.is() || d.spec.LevelColumn != "" && !d.spec.Changed {
		return false
	}
	first := func(names ...string) int {
		return slices.IndexFunc(d.plain, func(name string) bool { return slices.Contains(names, name) })
	}
	if at := first("state", plainName(StateColumn)); at >= 0 {
		d.m.state = fieldAt(d.columns, at)
	}
	if at := first(annotatorColumn); at >= 0 && d.tool == FormatLabelStudio {
		d.m.said = fieldAt(d.columns, at)
	}
	exported := first(plainName(StateColumn)) >= 0 || d.plain[d.m.level.at()] == "level" && first("meme", "image_path", "caption_origin", "state") >= 0
	return exported && (d.spec.AnnotatorColumn == NoColumn || d.spec.AnnotatorColumn == "")
}

// whoseColumn refuses levels of a column that --level names where both a column and --annotator say
// whose they are, and where the column is called like what was decided of what those have said. In
// an export the column of its own levels has everybody's.
func (d *deciding) whoseColumn() error {
	plain := d.plain[d.m.level.at()]
	switch {
	case d.m.exported && slices.Contains(d.shape.level, plain):
		return nil
	case d.spec.Annotator != "":
		return d.whoseOf(fmt.Sprintf("--annotator says %s", labels.Printable(d.spec.Annotator)))
	case settles(plain):
		return d.whoseOf(fmt.Sprintf("column %s is called like what was decided", labels.Quoted(d.m.level.name)))
	}
	return nil
}

// whoseOf asks whether the levels are those of whom a column names, or, as other says, not.
func (d *deciding) whoseOf(other string) error {
	return whoseLevels{errors.New(labels.Printable(d.file) + ": " + d.m.whoseNamed(other, d.spec.Annotator))}
}

// whoseNamed is the question of whoseOf.
func (m *mapping) whoseNamed(other, annotator string) string {
	return fmt.Sprintf("whose are the levels of column %s? Column %s says who has annotated, and %s: add --annotator-column %q for those, or --annotator-column %s --annotator %s",
		labels.Quoted(m.level.name), labels.Quoted(m.annotator.name), other, labels.Printable(m.annotator.name), NoColumn, labels.Printable(cmp.Or(annotator, "NAME")))
}

// calledLikeAnnotator is the first column but that of the levels that has some, and is called like
// the annotator whom the spec names, alone or with other words; nil for none.
func (d *deciding) calledLikeAnnotator() *candidate {
	who := "_" + plainName(d.spec.Annotator) + "_"
	for i, c := range d.candidates {
		name := "_" + strings.ReplaceAll(c.plain, ".", "_") + "_"
		own := name == who && c.words != nil && len(c.words) > 1 && len(c.words) <= mostExamples // in words of hers, perhaps
		if c.at() != d.m.level.at() && who != "__" && strings.Contains(name, who) && (own || c.names+c.counted > 0 && c.unknown <= c.names+c.counted) {
			return &d.candidates[i]
		}
	}
	return nil
}

// mayBeAdded reports whether all that a candidate has may be levels that somebody has added: their
// names, or numbers as on a scale, which neither number the rows nor say yes and no.
func (c candidate) mayBeAdded() bool {
	switch n := &c.numbers; {
	case c.unknown > 0 || c.several > 0 || numbersMemes(c.plain):
		return false
	case c.counted == 0:
		return c.names > 0
	default:
		return len(n.seen) > 1 && len(n.seen) < c.counted && !n.between && n.onAny() && (n.high > 1 || n.low < 0)
	}
}

// whoseColumns asks which of two columns has somebody's levels, and says what the other one is.
func (m *mapping) whoseColumns(other field, is, annotator string) string {
	return fmt.Sprintf("whose are the levels of column %s? Column %s %s: --level %q takes its levels as %[5]s's, --level %[6]q the others",
		labels.Quoted(m.level.name), labels.Quoted(other.name), is, labels.Printable(other.name), labels.Printable(annotator), labels.Printable(m.level.name))
}
