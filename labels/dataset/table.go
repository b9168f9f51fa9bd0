package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/labels"
)

// StateColumn is the column that an export adds to a table. An import passes over it: a meme's
// state follows from its labels.
const StateColumn = "memebench_state"

// rejections are what tools say of an answer that is not to count: Mechanical Turk and Toloka the
// first, Prodigy the next, Appen the last.
var rejections = []string{"rejected", "reject", "ignore", "true"}

// maxName bounds an image's name, in bytes.
const maxName = 1024

// Table reads the rows of a file as memes, one at a time: the values come from a
// valueReader, and what they mean is a mapping. [ReadCSV] opens one, and [OpenImport]
// does for all kinds of files.
type Table struct {
	file   string
	values valueReader
	header []string
	m      mapping
	row    int // number of the last row read
	count  int // of rows read

	kept    []int      // the columns that are kept, by place in the file
	key     []int      // the columns that make the key of a row without a picture, by name
	waiting []TableRow // further voices of the last row

	imported []importedColumn // of an export

	most int // place of the last column that means something: a row without it is damaged
}

// TableRow is one row of a table: a meme, and what the table says of it.
type TableRow struct {
	Number    int // see rowReader
	Key       string
	Image     string       // name of the picture; "" when the row has none
	Caption   string       // that of the meme, once this is known to have come with another
	Level     labels.Level // NoLevel when the row has none
	Annotator string       // whose the level is; "" when the row does not say
	Split     labels.Split // "" when the row has none
	Values    []string     // as they are kept

	read    []string // the values of all columns as they were read; nil where they are kept so
	further bool     // it is another voice of the row before
	written string   // the caption that the table has
	misread string   // the same, where it is the meme's in the wrong letters: see misread.go
	named   string   // what the table calls the picture: Image leads from the place that is imported
	bare    string   // that without the folder that another value names, where it has one; see tellApart
	picture []byte   // the picture itself, where the file has it
	sound   []byte   // the sound that is heard with it, where the file has it
	heard   string   // what the table calls that
	file    string   // where the picture lies in the place, once it was found; see locateOf
	digest  *string  // of the picture, once it was asked for; see pictureDigest
	note    string   // what is odd about the row, a sentence; "" for nothing

	gold bool // the level is what was the gold of the meme, of which the annotator has said nothing: see compareGold

	own *labels.Meme // the meme of another dataset that an exported row is of; nil for none

	otherText bool // it is exported, without a picture that is at hand, and the meme with its id has another caption
}

// newTable makes a table of a file's values.
func newTable(file string, values valueReader, m mapping) *Table {
	t := &Table{file: file, values: values, header: values.columns(), m: m, row: values.firstRow() - 1}
	for i, name := range t.header {
		if strings.TrimSpace(name) != StateColumn {
			t.kept = append(t.kept, i)
		}
	}
	for _, f := range []field{m.image, m.caption, m.level, m.split, m.annotator, m.id} {
		t.most = max(t.most, f.column)
	}
	for _, v := range m.voices {
		t.most = max(t.most, v.column)
	}
	t.keyColumns()
	if m.exported {
		t.imported = importedColumns(t.header)
	}
	return t
}

// CSVSpec says what the columns of a table mean, by name.
type CSVSpec struct {
	Caption  string // required, unless there is an Image
	Image    string // the picture's name; "" when there is none
	Encoding string // how it is written; "" to find out, where it can be read twice
}

// ReadCSV opens any table of memes in delimited text, of which no more is read than its
// first rows: it may come through a pipe. No row is passed over. The columns that the spec
// names must be there. The file's name is for messages.
func ReadCSV(r io.Reader, file string, spec CSVSpec) (*Table, error) {
	values, err := openWritten(r, file, spec.Encoding)
	if err != nil {
		return nil, err
	}
	values.every = true
	m := mapping{shape: FormatCSV}
	if spec.Caption != "" || spec.Image == "" {
		if m.caption, err = findField(values.columns(), file, spec.Caption, "--caption"); err != nil {
			return nil, err
		}
	}
	if spec.Image != "" {
		if m.image, err = findField(values.columns(), file, spec.Image, "--image"); err != nil {
			return nil, err
		}
	}
	return newTable(file, values, m), nil
}

// Dataset describes the table as a dataset of this name.
func (t *Table) Dataset(name string) labels.Dataset {
	d := labels.Dataset{Name: name, Format: t.m.shape, Columns: make([]string, len(t.kept))}
	for i, at := range t.kept {
		d.Columns[i] = t.header[at]
	}
	for _, at := range t.key {
		d.Key = append(d.Key, t.header[at])
	}
	if t.m.level.is() {
		d.Level = t.header[t.m.level.at()]
	}
	for _, v := range t.m.voices {
		d.Voices = append(d.Voices, t.header[v.at()])
	}
	// A meme keeps the values of its first row, and so one annotator's name of several.
	if t.m.annotator.is() && slices.Contains(d.Columns, t.header[t.m.annotator.at()]) {
		d.Voices = append(d.Voices, t.header[t.m.annotator.at()])
	}
	return d
}

// HasImages reports whether rows may have pictures.
func (t *Table) HasImages() bool { return t.m.image.is() }

// ImageColumn returns the name of the column for pictures, "" when there is none.
func (t *Table) ImageColumn() string {
	if !t.m.image.is() {
		return ""
	}
	return t.m.image.name
}

// Next returns the next row. An error of type *[RowError] concerns that row alone
// and the next call goes on; io.EOF is the end; any other error ends the reading.
// The row's Number is set in every case but the last two.
func (t *Table) Next() (TableRow, error) {
	if len(t.waiting) > 0 {
		row := t.waiting[0]
		t.waiting = t.waiting[1:]
		return row, nil
	}
	rec, rows, err := readNext(t.values)
	t.count++
	var d damage
	switch {
	case err == nil || errors.As(err, &d):
		t.row += rows
	case err == io.EOF:
		return TableRow{}, io.EOF
	default:
		return TableRow{}, fmt.Errorf("%s: after row %d: %w", labels.Printable(t.file), t.row, err)
	}
	row := TableRow{Number: t.row, Level: labels.NoLevel, picture: rec.picture, sound: rec.sound, note: rec.note}
	fail := func(format string, args ...any) (TableRow, error) {
		return row, &RowError{t.file, t.row, fmt.Sprintf(format, args...)}
	}
	values, read, m := rec.values, rec.values, &t.m
	if rec.read != nil {
		read, row.read = rec.read, rec.read
	}
	switch {
	case err != nil:
		return fail("%s", d)
	case t.count == m.total:
		return fail("it has sums or means of the rows above, and is no meme")
	case rec.had < t.most:
		return fail("%s", missing(t.values, rec.had))
	}
	if row.Image = m.image.of(values); m.shape != FormatPictures || m.image.name != fileColumn { // else it is the file's own name
		row.Image = imageName(row.Image)
	}
	if len(row.Image) > maxName {
		return fail("%s %s: the name has %d bytes: want at most %d", m.image.name, labels.Quoted(row.Image), len(row.Image), maxName)
	}
	row.heard = nameOrNone(m.sound.of(values))
	row.Caption = t.caption(values)
	if row.Caption == "" && row.Image == "" && row.picture == nil && !m.join.is() {
		return fail("neither a caption nor a picture: want a value in %s%s", t.wanted(), t.ofMerged())
	}
	var note string
	if row.Level, note, err = m.levelOf(m.level, values); err != nil {
		return fail("%v", err)
	}
	if row.note == "" {
		row.note = note
	}
	rejected := slices.Contains(rejections, plainValue(m.status.of(values)))
	if rejected && (row.Level.Valid() || m.voices != nil) {
		row.Level, row.note = labels.NoLevel, "it was rejected, so it says no level"
	}
	if row.Split, err = m.splits.read(m.split.of(values)); err != nil {
		return fail("%s %v", m.split.name, err)
	}
	if !m.ownLevel {
		row.Annotator = annotatorName(m.annotator.of(read))
	}
	switch id := strings.TrimSpace(m.id.of(read)); {
	case id != "":
		row.Key = id
	case m.join.is():
		row.Key = m.join.of(values)
	case row.Image != "":
		row.Key = row.Image
	default:
		row.Key = t.digest(read)
	}
	row.Values = t.keptOf(values)
	if m.voices != nil && !rejected {
		if t.waiting, err = m.speak(&row, values); err != nil {
			return fail("%v", err)
		}
	}
	return row, nil
}

// caption is that of a row with these values; "" for none.
func (t *Table) caption(values []string) (is string) {
	for _, f := range []field{t.m.caption, t.m.read} {
		if text := f.of(values); is == "" && !t.m.exported {
			is = caption(texts(text))
		} else if is == "" {
			is = caption(text)
		}
	}
	return is
}

// caption is a caption as it is kept: with "\n" for ends of lines, and "" where it says
// nothing.
func caption(text string) string {
	if text == "" || labels.SaysNothing(text) {
		return ""
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// texts is a caption in one text, also where it is a list of JSON: of texts, a line for each,
// or of what a chat has marked in one.
func texts(text string) string {
	if !beginsList(text, `"{`) {
		return text
	}
	var items []any
	if json.Unmarshal([]byte(text), &items) != nil {
		return text
	}
	var parts []string
	marked := false
	for _, item := range items {
		switch item := item.(type) {
		case string:
			parts = append(parts, item)
		case map[string]any:
			part, ok := item["text"].(string)
			if !ok {
				return text
			}
			parts, marked = append(parts, part), true
		default:
			return text
		}
	}
	if marked {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, "\n")
}

// beginsList reports whether a text begins like a list of JSON whose first item begins so, also on
// a line of its own.
func beginsList(text, first string) bool {
	rest, ok := strings.CutPrefix(text, "[")
	rest = strings.TrimLeft(rest, " \t\r\n")
	return ok && rest != "" && strings.IndexByte(first, rest[0]) >= 0
}

// nameOrNone is a name without space around it, "" for a word that stands for none.
func nameOrNone(text string) string {
	if text = strings.TrimSpace(text); slices.Contains([]string{"nan", "null", "none", "n/a"}, strings.ToLower(text)) {
		return ""
	}
	return text
}

// imageName is the name of a picture, also where it is the only one of a list of JSON, or its
// address stands behind it.
func imageName(text string) string {
	if text = nameOrNone(text); beginsList(text, `"`) {
		var names []string
		if json.Unmarshal([]byte(text), &names) == nil && len(names) == 1 {
			return nameOrNone(names[0])
		}
	}
	if name, address, ok := strings.Cut(text, " (http"); ok && strings.Index(address, ")") == len(address)-1 && isPictureName(name) { // as Airtable has it
		return name
	}
	return text
}

// annotatorName is an annotator's name as events have it; "" where the table names none.
func annotatorName(text string) string {
	name := nameOrNone(labels.Printable(text))
	if len(name) > maxOwnName {
		name = strings.ToValidUTF8(name[:maxOwnName], "")
	}
	return name
}

// wanted names the columns that may give a meme something to show.
func (t *Table) wanted() string {
	var columns []string
	for _, f := range []field{t.m.caption, t.m.read, t.m.image} {
		if f.is() {
			columns = append(columns, f.name)
		}
	}
	return strings.Join(columns, " or ")
}

// ofMerged says of a workbook why what a person sees beside several rows may be in one of them.
func (t *Table) ofMerged() string {
	if t.m.shape != FormatXLSX {
		return ""
	}
	return ", and in each row: of merged cells only the first has one"
}

// keptOf are those of the values of all columns that are kept.
func (t *Table) keptOf(values []string) []string {
	kept := make([]string, len(t.kept))
	for i, column := range t.kept {
		kept[i] = values[column]
	}
	return kept
}

// valuesOf are the values of a row as they were read, by their columns in the file, but for those
// that are not kept.
func (t *Table) valuesOf(row *TableRow) []string {
	if row.read != nil {
		return row.read
	}
	values := make([]string, len(t.header))
	for i, column := range t.kept {
		values[column] = row.Values[i]
	}
	return values
}
