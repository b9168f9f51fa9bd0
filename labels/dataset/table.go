package dataset

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// StateColumn is the column that an export adds to a table. An import passes
// over it: a meme's state follows from its labels.
const StateColumn = "memebench_state"

// maxName bounds an image's name, in bytes.
const maxName = 1024

// maxColumns bounds a table's columns: tables of features have some thousands, and
// each row takes room for every one, whatever is in it.
const maxColumns = 100_000

// Table reads the rows of a table of memes in delimited text (CSV and its kin: other
// formats have a rowReader of their own), one at a time: [ReadMemotion] and [ReadCSV]
// open one. A table is UTF-8 text (a byte order mark is allowed) whose first row names
// the columns; its values are separated by commas, semicolons, tabs or bars (see
// dialect). Rows are counted as records, the header being row 1: a value with newlines
// does not move the numbers of the rows after it, and empty lines are not counted, nor
// is a line like "sep=;" above the header.
type Table struct {
	file   string
	csv    csvReader
	header []string // as in the file
	width  int      // values that a row may have instead, see dialect; the difference is empty
	row    int      // number of the last row read
	format string

	kept []int // the columns that are kept, by place in the file
	key  []int // the columns that make the key of a row without a picture, by name

	// Columns by place in the file, -1 when there is none.
	image, caption, ocr, level, split int
	scale                             Scale
}

// TableRow is one row of a table: a meme, and what the table says of it.
type TableRow struct {
	Number  int // the header being row 1
	Key     string
	Image   string // name of the picture; "" when the row has none
	Caption string
	Level   labels.Level // NoLevel when the row has none
	Split   labels.Split // "" when the row has none
	Values  []string
}

// RowError says why one row of a table cannot be taken, or what is odd about it.
type RowError struct {
	File   string
	Row    int // the header being row 1
	Reason string
}

// Error returns "memes.csv:17: reason".
func (e *RowError) Error() string {
	return fmt.Sprintf("%s:%d: %s", labels.Printable(e.File), e.Row, e.Reason)
}

// openTable reads the header.
func openTable(r io.Reader, file, format string) (*Table, error) {
	t := &Table{
		file: file, format: format, row: 1,
		csv:   csvReader{in: bufio.NewReaderSize(r, 1<<16)},
		image: -1, caption: -1, ocr: -1, level: -1, split: -1,
	}
	fail := func(format string, args ...any) (*Table, error) {
		return nil, fmt.Errorf("%s: %w", labels.Printable(file), fmt.Errorf(format, args...))
	}
	start, err := t.csv.in.Peek(3)
	switch {
	case strings.HasPrefix(string(start), "\xff\xfe"), strings.HasPrefix(string(start), "\xfe\xff"):
		return fail("the table is UTF-16: save it as UTF-8")
	case string(start) == "\xef\xbb\xbf":
		if _, err := t.csv.in.Discard(3); err != nil {
			return fail("%w", err)
		}
	case err != nil && err != io.EOF:
		return fail("%w", err)
	}
	beginning, err := t.csv.in.Peek(t.csv.in.Size()) // an error is left to the reading
	written := dialectOf(string(beginning), err == io.EOF)
	if _, err := t.csv.in.Discard(written.skip); err != nil {
		return fail("%w", err)
	}
	t.csv.comma, t.csv.end = written.comma, written.end
	t.header, err = t.csv.next()
	switch {
	case err == io.EOF:
		return fail("the table is empty: want a first row that names the columns")
	case err != nil:
		return fail("header: %w", err)
	}
	if len(t.header) > maxColumns {
		return fail("the header has %d columns: at most %d are read", len(t.header), maxColumns)
	}
	for _, name := range t.header {
		if !utf8.ValidString(name) {
			return fail("header: column %s is not UTF-8: %s", labels.Quoted(name), saveAsUTF8)
		}
	}
	t.width = written.width
	for i, name := range t.header {
		if strings.TrimSpace(name) != StateColumn {
			t.kept = append(t.kept, i)
		}
	}
	return t, nil
}

const saveAsUTF8 = `save the table as UTF-8 (a Latin-1 file: "iconv -f LATIN1 -t UTF-8")`

// find returns the place of the column with this name. Spaces around names in the
// header do not matter, nor, where no name is the same without, what cannot be seen
// in one. The option is the one that the name was given by, "" if it was not.
func (t *Table) find(name, option string) (int, error) {
	at := t.places(name, strings.TrimSpace)
	if at == nil {
		at = t.places(name, visible)
	}
	switch {
	case len(at) == 1:
		return at[0], nil
	case len(at) > 1:
		return -1, fmt.Errorf("%s: column %s occurs twice in the header: rename one", labels.Printable(t.file), labels.Quoted(name))
	}
	var found []string
	for _, h := range t.header[:min(len(t.header), 50)] {
		found = append(found, labels.Quoted(h))
	}
	if option != "" {
		option = " for " + option
	}
	return -1, fmt.Errorf("%s: no column %s%s: found %s", labels.Printable(t.file), labels.Quoted(name), option, strings.Join(found, ", "))
}

// places returns where the columns are whose names are alike in this form.
func (t *Table) places(name string, form func(string) string) (at []int) {
	name = form(name)
	for i, h := range t.header {
		if form(h) == name {
			at = append(at, i)
		}
	}
	return at
}

// exportColumns are those that an export may add to a table. They are left out
// of the key of a row, so that an exported table imports as the same rows.
var exportColumns = []string{imageColumn, correctedColumn, levelColumn, StateColumn}

// keyColumns finds out which columns make the key of a row without a picture: the
// caption's and all others but those for level and split and those that an export
// adds. They are taken in the order of their names, so that the order in the file
// does not matter.
func (t *Table) keyColumns() {
	for _, i := range t.kept {
		if i == t.caption || i != t.level && i != t.split && !slices.Contains(exportColumns, strings.TrimSpace(t.header[i])) {
			t.key = append(t.key, i)
		}
	}
	slices.SortStableFunc(t.key, func(a, b int) int { return strings.Compare(t.header[a], t.header[b]) })
}

// KeyBy makes the keys of rows without a picture from the columns of these names,
// a Dataset's Key, if the table has all of them. So the rows of a table that was
// imported before are known again when other columns are said to hold the level or
// the split, or when columns were added. It is called before Next.
func (t *Table) KeyBy(names []string) {
	places := placesOf(distinct(t.header))
	var key []int
	for _, c := range distinct(names) {
		at, has := places[c]
		if !has {
			return
		}
		key = append(key, at)
	}
	if len(key) > 0 {
		t.key = key
	}
}

// Dataset describes the table as a dataset of this name.
func (t *Table) Dataset(name string) labels.Dataset {
	d := labels.Dataset{Name: name, Format: t.format, Columns: make([]string, len(t.kept))}
	for i, at := range t.kept {
		d.Columns[i] = t.header[at]
	}
	for _, at := range t.key {
		d.Key = append(d.Key, t.header[at])
	}
	if t.level >= 0 {
		d.Level = t.header[t.level]
	}
	return d
}

// withColumns returns d with the columns of more that it lacks added at its end, and for
// each column of more its place among them, so that rows that were kept under the
// old columns still fit.
func withColumns(d, more labels.Dataset) (labels.Dataset, []int) {
	columns := distinct(d.Columns)
	known := placesOf(columns)
	places := make([]int, len(more.Columns))
	for i, c := range distinct(more.Columns) {
		at, has := known[c]
		if !has { // distinct, so it does not come again
			at = len(columns)
			columns = append(columns, c)
		}
		places[i] = at
	}
	merged := d
	merged.Columns = make([]string, len(columns))
	for i, c := range columns {
		merged.Columns[i] = c.name
	}
	if merged.Level == "" {
		merged.Level = more.Level
	}
	if merged.Key == nil {
		merged.Key = more.Key
	}
	return merged, places
}

// HasImages reports whether the table has a column for pictures.
func (t *Table) HasImages() bool { return t.image >= 0 }

// ImageColumn returns the name of the column for pictures, "" when there is none.
func (t *Table) ImageColumn() string {
	if t.image < 0 {
		return ""
	}
	return t.header[t.image]
}

// record returns the values of the next row, as many as the header has, a damage,
// io.EOF or the reader's error.
func (t *Table) record() ([]string, error) {
	values, err := t.csv.next()
	if err != nil {
		return nil, err
	}
	have, want := len(values), len(t.header)
	switch {
	case have == want:
		return values, nil
	case have == t.width && fits(values, t.header):
		return append(values, make([]string, max(0, want-have))...)[:want], nil
	case have < want:
		return nil, damage(fmt.Sprintf("%d of %d values: is %s or a quote missing?", have, want, separatorTitle(t.csv.comma)))
	}
	return nil, damage(fmt.Sprintf("%d values instead of %d: one with %s in it wants quotes", have, want, separatorTitle(t.csv.comma)))
}

// Next returns the next row. An error of type *[RowError] concerns that row alone
// and the next call goes on; io.EOF is the end; any other error ends the reading.
// The row's Number is set in every case but the last two.
func (t *Table) Next() (TableRow, error) {
	values, err := t.record()
	var d damage
	switch {
	case err == nil || errors.As(err, &d):
		t.row++
	case err == io.EOF:
		return TableRow{}, io.EOF
	default:
		return TableRow{}, fmt.Errorf("%s: after row %d: %w", labels.Printable(t.file), t.row, err)
	}
	row := TableRow{Number: t.row, Level: labels.NoLevel}
	fail := func(format string, args ...any) (TableRow, error) {
		return row, &RowError{t.file, t.row, fmt.Sprintf(format, args...)}
	}
	if err != nil {
		return fail("%s", d)
	}
	for i, v := range values {
		if !utf8.ValidString(v) {
			return fail("column %s is not UTF-8: %s: %s", labels.Quoted(t.header[i]), labels.Quoted(v), saveAsUTF8)
		}
	}
	at := func(column int) string {
		if column < 0 {
			return ""
		}
		return values[column]
	}
	row.Image = strings.TrimSpace(at(t.image))
	if len(row.Image) > maxName {
		return fail("%s %s: the name has %d bytes: want at most %d", t.title(t.image), labels.Quoted(row.Image), len(row.Image), maxName)
	}
	row.Caption = at(t.caption)
	if strings.TrimSpace(row.Caption) == "" {
		row.Caption = at(t.ocr)
	}
	row.Caption = strings.ReplaceAll(row.Caption, "\r\n", "\n")
	if strings.TrimSpace(row.Caption) == "" {
		row.Caption = ""
		if row.Image == "" {
			return fail("neither a caption nor a picture: want a value in %s", t.wanted())
		}
	}
	if row.Level, err = t.scale.level(at(t.level)); err != nil {
		return fail("%s %s: %v", t.title(t.level), labels.Quoted(at(t.level)), err)
	}
	if row.Split, err = labels.ReadSplit(at(t.split)); err != nil {
		return fail("%s %v", t.title(t.split), err)
	}
	row.Key = row.Image
	if row.Key == "" {
		row.Key = t.digest(values)
	}
	row.Values = make([]string, len(t.kept))
	for i, column := range t.kept {
		row.Values[i] = values[column]
	}
	return row, nil
}

// title is a column's name in a message.
func (t *Table) title(column int) string { return labels.Printable(t.header[column]) }

// wanted names the columns that may give a meme something to show.
func (t *Table) wanted() string {
	var columns []string
	for _, column := range []int{t.caption, t.ocr, t.image} {
		if column >= 0 {
			columns = append(columns, t.title(column))
		}
	}
	return strings.Join(columns, " or ")
}

// digest is the key of a row without a picture: 32 hex digits, the first half of
// the SHA-256 of its key columns' names and values, those without a value left
// out.
func (t *Table) digest(values []string) string {
	h := sha256.New()
	for _, i := range t.key {
		if values[i] != "" {
			fmt.Fprintf(h, "%d:%s=%d:%s\n", len(t.header[i]), t.header[i], len(values[i]), values[i])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
