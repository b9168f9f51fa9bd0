package dataset

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"memebench/labels"
)

// A valueReader reads the rows of one kind of file as values under named columns, from
// front to back, whatever the columns mean: that is found out by who reads it (see
// mapping). There is one for delimited text, for spreadsheets, for Parquet, for JSON and
// for folders of pictures. What is said here is held by TestRowFormats, for each.
type valueReader interface {
	// columns returns the names of the columns in the order of a record's values. A
	// name may be empty, or occur twice.
	columns() []string
	// firstRow is the number of the first record: 2 below a header, else 1.
	firstRow() int
	// next returns the next record; a damage for one that cannot be read, after which
	// it goes on; io.EOF at the end; or an error that ends the reading. Errors do not
	// name the file.
	next() (record, error)
}

// writtenBy is a valueReader of what a tool has written as one object for several voices.
type writtenBy interface {
	tool() string // what its format is called, "" where none is known
}

// A record is one row of values.
type record struct {
	values []string // as many as the columns, the caller's own; values that the row lacked are ""
	had    int      // how many the row really had
	read   []string // the values as the file has them, by which rows are known; nil where these are they

	picture []byte // the picture itself, where the file has it
	sound   []byte // and the sound that is heard with it
	note    string // what is odd about the record, a sentence; "" for nothing
}

// A valueFormat is a kind of file with rows.
type valueFormat interface {
	// open reads the beginning of the file. Its errors name the file. It is called
	// again to read the file again.
	open(in *source, spec *ImportSpec) (valueReader, error)
}

// maxColumns bounds a table's columns: tables of features have some thousands, and
// each row takes room for every one, whatever is in it.
const maxColumns = 100_000

// delimitedFormat is a table in delimited text.
type delimitedFormat struct{}

func (delimitedFormat) open(in *source, spec *ImportSpec) (valueReader, error) {
	r, err := in.text()
	if err != nil {
		return nil, err
	}
	return openDelimited(r, in.name, spec.Separator)
}

// A delimited reads a table in delimited text (CSV and its kin): UTF-8 whose first row
// names the columns. Its values are separated by commas, semicolons, tabs, bars or what
// it is told (see dialect). Rows are counted as records, the header being row 1: a value
// with newlines does not move the numbers of the rows after it, and empty lines are not
// counted, nor is a line like "sep=;" above the header. A row that repeats the header,
// as files have that were made of several, is passed over, and so is one in which every
// value is empty; both are counted.
type delimited struct {
	csv    csvReader
	header []string // as in the file
	plain  []string // the same, visible
	width  int      // values that a row may have instead, see dialect; the difference is empty
	short  bool     // rows may lack values at their end
	above  int      // lines of a title before the header, which are counted as rows
	every  bool     // no row is passed over
}

// openDelimited reads the header. The file's name is for messages; separator is "" to
// find it out.
func openDelimited(r io.Reader, file, separator string) (*delimited, error) {
	t := &delimited{csv: csvReader{in: bufio.NewReaderSize(r, 1<<16)}}
	fail := func(format string, args ...any) (*delimited, error) {
		return nil, fmt.Errorf("%s: %w", labels.Printable(file), fmt.Errorf(format, args...))
	}
	if start, _ := t.csv.in.Peek(3); string(start) == byteOrderMark {
		_, _ = t.csv.in.Discard(3) // which are there
	}
	beginning, err := t.csv.in.Peek(t.csv.in.Size()) // an error is left to the reading
	written := dialectOf(string(beginning), err == io.EOF, separator)
	if _, err := t.csv.in.Discard(written.skip); err != nil {
		return fail("%w", err)
	}
	t.csv.comma, t.csv.end, t.width, t.short = written.comma, written.end, written.width, written.short
	t.above, t.csv.loose, t.csv.slash = written.above, written.loose, written.slash
	t.header, err = t.csv.next()
	if written.named {
		t.header = append([]string{""}, t.header...)
	}
	t.csv.width = t.width
	switch {
	case err == io.EOF:
		return fail("the table is empty: want a first row that names the columns")
	case err != nil:
		return fail("header: %w", err)
	case len(t.header) > maxColumns:
		return fail("the header has %d columns: at most %d are read", len(t.header), maxColumns)
	}
	for _, name := range t.header {
		if !utf8.ValidString(name) {
			return fail("header: column %s is not UTF-8: %s", labels.Quoted(name), sayEncoding)
		}
		t.plain = append(t.plain, visible(name))
	}
	return t, nil
}

// openWritten opens delimited text of any charset: that of encoding, or else as is found out. What
// comes through a pipe cannot be read twice, and is UTF-8 where nothing is said.
func openWritten(r io.Reader, file, encoding string) (*delimited, error) {
	var c charset
	var err error
	if encoding != "" {
		c, err = namedCharset(encoding)
	} else if in, ok := r.(io.ReadSeeker); ok {
		if _, pipe := in.Seek(0, io.SeekStart); pipe == nil {
			if c, err = findCharset(in); err == nil {
				_, err = in.Seek(0, io.SeekStart)
			}
		}
	}
	if err == nil {
		r, err = c.reader(r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labels.Printable(file), err)
	}
	return openDelimited(r, file, "")
}

const sayEncoding = "say how the file is written by --encoding, as in --encoding cp1252"

func (t *delimited) columns() []string { return t.header }
func (t *delimited) firstRow() int     { return t.above + 2 }

// emptyRow is a record in which there is nothing (or what ended files in DOS), which is counted and
// passed over.
var emptyRow = record{}

func (t *delimited) next() (record, error) {
	values, err := t.csv.next()
	if err != nil {
		return record{}, err
	}
	for i, v := range values {
		if !utf8.ValidString(v) {
			return record{}, damage(fmt.Sprintf("column %s is not UTF-8: %s: %s", t.title(i), labels.Quoted(v), sayEncoding))
		}
	}
	have, want := len(values), len(t.header)
	switch {
	case t.every:
	case blank(values), have == 1 && values[0] == "\x1a", have == want && values[0] != "" && t.repeats(values):
		return emptyRow, nil
	}
	switch {
	case have == want, have == t.width && fits(values, t.header):
	case have > want:
		return record{}, damage(fmt.Sprintf("%d values instead of %d: one with %s in it wants quotes", have, want, separatorTitle(t.csv.comma)))
	case !t.short:
		return record{}, damage(missing(t, have))
	}
	if have < want {
		values = append(values, make([]string, want-have)...)
	}
	if have == t.width && have < want { // it lacks nothing
		have = want
	}
	return record{values: values[:want], had: min(have, want)}, nil
}

// title is what a column is called in a message.
func (t *delimited) title(i int) string {
	if i < len(t.header) {
		return labels.Quoted(t.header[i])
	}
	return fmt.Sprint(i + 1)
}

// repeats reports whether a row is the header again.
func (t *delimited) repeats(values []string) bool {
	return visible(values[0]) == t.plain[0] && slices.EqualFunc(values, t.plain, func(v, name string) bool { return visible(v) == name })
}

// missing says what a row lacks that has fewer values than the header.
func missing(r valueReader, had int) string {
	comma := "a separator"
	if p, ok := r.(*partitioned); ok {
		r, had = p.valueReader, had-len(p.values)
	}
	if t, ok := r.(*delimited); ok {
		comma = separatorTitle(t.csv.comma)
	}
	return fmt.Sprintf("%d of %d values: is %s or a quote missing?", had, len(r.columns()), comma)
}

// readNext returns the next record that has something in it, and how many rows it is
// behind the last one.
func readNext(r valueReader) (rec record, rows int, err error) {
	for {
		rec, err = r.next()
		rec.embed()
		rows++
		var d damage
		if err != nil && !errors.As(err, &d) || err != nil || rec.values != nil {
			return rec, rows, err
		}
	}
}
