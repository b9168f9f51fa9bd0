package dataset

import (
	"context"
	"slices"
	"strings"

	"memebench/labels"
)

// A mapping says what the columns of a file mean.
type mapping struct {
	shape      string // the format that is reported: a shape's name, or the kind of file
	dataset    string // what the shape calls its dataset; "": by the file
	image      field
	sound      field // which names the sounds that are heard with the pictures
	caption    field
	lies       field // of an export: with the file that the picture was read from there
	maybeImage field // with names of pictures of which none is there; image is not set then
	read       field // the text that a program read in the picture, where caption says nothing
	level      field
	voices     []voiceColumn // instead of level, where each annotator has a column, or each level
	highest    bool          // the voices are columns of levels, and the one that has the most says the level
	levels     levelReader
	known      map[string]labels.Level // what some values were read as
	loose      bool                    // values that levels does not know say no level, and fail no row
	exported   bool                    // the file is an export of this program
	folders    bool                    // the levels are names of folders, of which others may mean something else
	split      field
	splits     splitReader
	annotator  field
	status     field // of an answer in Mechanical Turk, Toloka or Prodigy: what was rejected says no level
	id         field
	join       field    // of a table without captions and pictures: whose values name memes of other tables
	asked      []string // columns with what annotators have answered
	ofMeme     []string // columns with what memes have themselves under the names of such
	ownLevel   bool     // the level is the meme's own, and none of the annotators' whose row it is
	named      bool     // a column says whose the levels are, and --annotator somebody, and nothing which counts
	gold       bool     // the level is that of an export, with gold, and to be somebody's
	state      field    // of such an export: whether the meme had gold
	said       field    // and of tasks for Label Studio: who has said the level, nobody where it is gold
	beside     []field  // columns that may have somebody's levels, too, where --annotator alone says whose the level is
	total      int      // which row, from 1, has sums or means of those above, and is no meme; 0 for none
	notes      []string // what is worth knowing before the import, sentences

	toldOfLevels bool // in the notes
}

// isVoice reports whether a column has the levels of one of several annotators.
func (m *mapping) isVoice(column int) bool {
	return slices.ContainsFunc(m.voices, func(v voiceColumn) bool { return v.at() == column })
}

// findMapping reads a file through and finds out what its columns mean: as the spec says, as the
// shape has it whose columns are there, or by names and values. found reports whether a picture of
// a name is there. Each step takes what those before it have left:
//
//  1. what the spec names and a shape or a tool is known to write (given, crowd);
//  2. one reading of the file, which counts the values of each column (surveyOf);
//  3. the columns of every role but the level: the picture before the caption, for its names are no
//     texts; the annotator after both; a split that is called like none last;
//  4. the levels, among the columns without a role (withoutRole), and whose they are (decideLevel,
//     ownLevel, whose);
//  5. whether there are memes at all (refused);
//  6. what is worth knowing of the rest (noteLevels, noteTexts), which decides nothing.
func findMapping(ctx context.Context, in *source, r valueReader, kind string, spec *ImportSpec, found func(name string) bool) (*mapping, *survey, error) {
	d := deciding{
		spec: spec, file: in.name, headed: kind == FormatCSV || kind == FormatXLSX, columns: r.columns(), own: ownColumns(r), found: found,
		m: mapping{shape: kind, levels: levelReader{scale: Scale(spec.Scale), words: spec.LevelMap}, splits: spec.SplitMap},
	}
	if by, ok := r.(writtenBy); ok {
		d.tool, d.asked = by.tool(), in.asked
		d.m.ofMeme = in.ofMeme
	}
	d.plain = plainNames(d.columns)
	if err := d.given(); err != nil {
		return nil, nil, err
	}
	d.crowd()
	d.m.asked = d.asked
	if kind == FormatPictures {
		d.asked = []string{folderColumn}
	}
	var err error
	if d.survey, err = surveyOf(ctx, in, r, d.fields); err != nil {
		return nil, nil, err
	}
	d.m.total = d.survey.total
	if d.guesses = spec.guesses(); d.guesses {
		d.guessImage()
		d.guessCaption()
		d.guessSound()
		d.guessSplit()
		d.guessAnnotator()
		d.anySplit()
	}
	d.readMarks()
	d.candidates = d.withoutRole()
	told := len(d.m.notes)
	if err := d.decideLevel(); err != nil {
		return nil, nil, err
	}
	d.m.ownLevel = d.ownLevel()
	if err := d.whose(); err != nil {
		return nil, nil, err
	}
	if err := d.refused(); err != nil {
		return nil, nil, err
	}
	d.noteLevels()
	d.m.toldOfLevels = len(d.m.notes) > told
	d.noteTexts()
	return &d.m, d.survey, nil
}

// deciding is the search for one mapping.
type deciding struct {
	spec    *ImportSpec
	file    string
	tool    string // that wrote it, where that is known
	headed  bool   // its first row is to name the columns
	columns []string
	own     []string // the last of these, which are the file's own: before them stand those of its folders
	plain   []string
	found   func(string) bool
	shape   dataShape
	survey  *survey
	fields  []field  // those that the spec names
	asked   []string // the columns with what a tool has asked its annotators
	input   string   // how the plain names of columns begin that are the memes' own, where a tool tells; else ""
	guesses bool
	m       mapping

	candidates []candidate // the columns where the levels may be, in the file's order, once the other roles are given
}

// given finds the shape and the fields that the spec names.
func (d *deciding) given() (err error) {
	if forced := shapeNamed(d.spec.Format); forced != nil && d.spec.Format != d.tool {
		d.shape = forced[0]
		for _, s := range forced {
			if s.fits(d.plain) {
				d.shape = s
				break
			}
		}
		for _, name := range d.shape.needs {
			if !slices.Contains(d.plain, name) {
				_, err := findField(d.columns, d.file, name, "")
				return err
			}
		}
	} else if d.spec.Format != FormatCSV && d.tool == "" {
		if d.shape = shapeOfColumns(d.plain); d.shape.noLevel && len(d.asked) > 0 { // of another task, and of one voice
			d.shape = dataShape{}
		}
	}
	if exported := exportedShape(d.tool, d.plain); exported.needs != nil {
		d.shape, d.m.exported = exported, true
		d.plain = ownFirst(d.columns, d.plain)
		if at := slices.Index(d.plain, exported.lies); at >= 0 && exported.lies != "" { // a column may have no name
			d.m.lies = fieldAt(d.columns, at)
		}
	}
	if d.shape.name != "" {
		d.m.shape, d.m.dataset = d.shape.name, d.shape.dataset
	}
	for _, name := range d.shape.needs {
		if twice := columnPlaces(d.plain, name, strings.TrimSpace); len(twice) > 1 {
			_, err := findField(d.columns, d.file, d.columns[twice[0]], "")
			if err != nil {
				return err
			}
		}
	}
	for _, c := range []struct {
		option, name string
		at           *field
	}{
		{"--caption", d.spec.CaptionColumn, &d.m.caption}, {"--level", d.spec.LevelColumn, &d.m.level}, {"--image", d.spec.ImageColumn, &d.m.image},
		{"--split", d.spec.SplitColumn, &d.m.split}, {"--annotator-column", d.spec.AnnotatorColumn, &d.m.annotator}, {"--id", d.spec.IDColumn, &d.m.id},
	} {
		if c.name == "" || c.at == &d.m.annotator && c.name == NoColumn {
			continue
		}
		if c.at == &d.m.level {
			if d.m.voices = d.namedVoices(c.name); d.m.voices != nil {
				for _, v := range d.m.voices {
					d.fields = append(d.fields, v.field)
				}
				continue
			}
		}
		*c.at, err = findField(d.columns, d.file, c.name, c.option)
		switch {
		case err != nil && (c.at == &d.m.level || c.at == &d.m.annotator):
			return noLevelsIn{err}
		case err != nil:
			return err
		}
		d.fields = append(d.fields, *c.at)
	}
	return nil
}

// calledLike returns the columns that are called like one of a role, in order of preference; those
// come last that are called so within another object (data.image), and first those that a tool has
// asked about.
func (d *deciding) calledLike(names []string) (at []field) {
	for _, turn := range []int{0, 1, 2} {
		for _, name := range names {
			for i, p := range d.plain {
				outer, inner := innermost(p)
				of := 2
				switch outer {
				case d.input:
					of = 0
				case "":
					of = 1
				}
				if turn == of && inner == name {
					at = append(at, fieldAt(d.columns, i))
				}
			}
		}
	}
	return at
}

// saysLevel reports whether --level names a column, and not a place in it: it has no other role
// then.
func (d *deciding) saysLevel(column int) bool {
	is := func(f field) bool { return f.at() == column && f.path == nil }
	return d.spec.LevelColumn != "" && (is(d.m.level) || slices.ContainsFunc(d.m.voices, func(v voiceColumn) bool { return is(v.field) }))
}

// says reports whether a column has anything in it.
func (d *deciding) says(f field) bool {
	t := d.survey.of(f, d.fields)
	return t == nil || t.rows > 0
}

// goldAlone reports whether the file is an export of this program with gold levels, which are not
// those of an annotator whom an imported column names.
func (d *deciding) goldAlone(f field) bool {
	if !d.m.exported {
		return slices.Contains(d.plain, StateColumn)
	}
	voices := d.tool != "" || d.hasVoices()
	return !voices || d.plain[f.at()] != annotatorColumn
}

// hasVoices reports whether an exported table has everybody's levels. Where a table like that was
// imported, one of gold levels has its columns, too, and others of its columns are the second of
// their names: then they are where an export has them, or imported.
func (d *deciding) hasVoices() bool {
	if !slices.Contains(d.plain, "adjudication") {
		return false
	}
	after := d.plain[slices.Index(d.plain, "state")+1:]
	own := []string{annotatorColumn, "time", "source", "adjudication"}
	return !slices.Contains(d.columns, "state.2") || len(after) >= len(own) && slices.Equal(after[:len(own)], own)
}

// guessAnnotator takes the first column that is called like one with annotators.
func (d *deciding) guessAnnotator() {
	for _, f := range append(d.calledLike(roleNames[roleAnnotator]), d.persons()...) {
		if d.m.annotator.is() || f.at() == d.m.caption.at() || d.saysLevel(f.at()) || !d.says(f) || d.goldAlone(f) || d.isNested(f) {
			continue
		}
		if t := d.survey.of(f, d.fields); t != nil && t.words != nil {
			o := t.opinionOf(levelReader{})
			if _, name := innermost(d.plain[f.at()]); o.names > o.unknown+o.counted || name == "ann" && d.besideBo(f, &o) { // an annotator's levels, not who
				continue
			}
		}
		d.m.annotator = f
	}
}

// isNested reports whether what a column has is lists or objects, as JSON or Python writes them,
// which are nobody's name. One alone may be somebody: [deleted].
func (d *deciding) isNested(f field) bool {
	names, nested := false, false
	for _, rec := range d.survey.first {
		text := strings.TrimSpace(f.of(rec.values))
		is := strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") || strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}")
		nested = nested || is
		names = names || !is && !labels.SaysNothing(text)
	}
	return nested && !names
}

// besideBo reports whether a column of numbers may be the levels of somebody who is called like it:
// another column, whose name says nothing else, has such numbers too. Alone they number annotators.
func (d *deciding) besideBo(f field, o *opinion) bool {
	may := func(o *opinion) bool {
		return o.unknown == 0 && o.counted > 0 && !o.numbers.between && o.numbers.low >= -2 && o.numbers.high <= labels.Levels
	}
	levels := d.calledLike(roleNames[roleLevel])
	return may(o) && slices.ContainsFunc(d.plain, func(name string) bool {
		other := fieldAt(d.columns, slices.Index(d.plain, name))
		named := numbersMemes(name) || slices.Contains(numbered, name) || slices.ContainsFunc(levels, func(l field) bool { return l.at() == other.at() })
		if other.at() == f.at() || named {
			return false
		}
		t := d.survey.of(other, d.fields)
		if t == nil || t.words == nil {
			return false
		}
		says := t.opinionOf(levelReader{})
		return may(&says) && len(says.numbers.seen) > 1 && (says.numbers.high > 1 || says.numbers.low < 0) // and no yes and no
	})
}
