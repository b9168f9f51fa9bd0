package dataset

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

// sheetFormat is a workbook of Excel and its kin (.xlsx). The first sheet is read whose
// header names captions or pictures, else the first with rows; others are left out, and
// that is said.
type sheetFormat struct{}

// How much of a workbook is unpacked: in all, and of one part in memory; the rest of a
// part is in a temporary file.
const (
	mostUnpacked   = 2 << 30
	mostPartMemory = 16 << 20
)

func (sheetFormat) open(in *source, _ *ImportSpec) (valueReader, error) {
	r, size, err := in.whole()
	if err != nil {
		return nil, err
	}
	packed, err := zip.NewReader(r, size)
	if err != nil {
		packed = &zip.Reader{} // what is wrong is said below
	}
	if err := checkSizes(packed); err != nil {
		return nil, in.fail(err)
	}
	book, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, ShortDatePattern: dateFormat, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostPartMemory,
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat):
		return nil, in.fail(errors.New("it is protected by a password, or no workbook: save it without one, or as CSV"))
	case err != nil:
		return nil, in.fail(fmt.Errorf("it cannot be read as a workbook (%s): save it again, or as CSV", labels.Printable(err.Error())))
	}
	in.onClose(book.Close)
	best, found := "", false
	in.leftOut = nil
	var others, withMemes []string
	above := 0
	for _, name := range book.GetSheetList() {
		start, err := beginning(book, name)
		if err != nil || len(start) == 0 {
			continue // a chart, or nothing in it
		}
		at := headerOf(start)
		known := namesMemes(start[at])
		if known {
			withMemes = append(withMemes, name)
		}
		switch {
		case best == "", known && !found:
			if best != "" {
				others = append(others, best)
			}
			best, found, above = name, known, at
		default:
			others = append(others, name)
		}
	}
	if best == "" {
		return nil, in.fail(errors.New("no sheet of it has rows: want a first row that names the columns"))
	}
	splits := splitsOfSheets(withMemes)
	in.split = splits[best]
	for _, name := range others {
		in.leftOut = append(in.leftOut, leftSheet(in, name, splits))
	}
	if n := picturesIn(packed); n > 0 {
		in.leftOut = append(in.leftOut, fmt.Sprintf("left out: what pictures lie in %s, of which there are %d: in a copy of it that is called .zip they are in xl/media; name them in a column",
			labels.Printable(in.name), n))
	}
	rows, err := book.Rows(best)
	if err != nil {
		return nil, in.fail(err)
	}
	in.onClose(rows.Close)
	s := &sheetValues{rows: rows}
	if showDates(book) {
		if s.shown, err = book.Rows(best); err != nil {
			return nil, in.fail(err)
		}
		in.onClose(s.shown.Close)
	}
	for range above + 1 {
		header, _, err := s.row()
		switch {
		case err == io.EOF:
		case err != nil:
			return nil, in.fail(err)
		default:
			s.header = header
		}
	}
	s.above = above
	if len(s.header) > maxColumns {
		return nil, in.fail(fmt.Errorf("the header has %d columns: at most %d are read", len(s.header), maxColumns))
	}
	return s, nil
}

// picturesIn counts the pictures that lie in a workbook.
func picturesIn(packed *zip.Reader) (n int) {
	for _, f := range packed.File {
		if strings.HasPrefix(f.Name, "xl/media/") {
			n++
		}
	}
	return n
}

// splitsOfSheets returns the splits that sheets are called like, where these are several, and one
// is train (train, dev, test): "Dev team" and "Test team" may be others.
func splitsOfSheets(names []string) map[string]labels.Split {
	splits, seen := map[string]labels.Split{}, map[labels.Split]bool{}
	for _, name := range names {
		if split := splitIn(name); split != "" {
			splits[name], seen[split] = split, true
		}
	}
	if len(seen) < 2 || !seen[labels.Train] {
		return nil
	}
	return splits
}

// leftSheet says that a sheet is not read.
func leftSheet(in *source, name string, splits map[string]labels.Split) string {
	by := ""
	if splits[name] != "" {
		by = fmt.Sprintf(", by --split %s", splits[name])
	}
	return fmt.Sprintf("left out: the sheet %s of %s: save it as a file of its own, and import that, too%s", labels.Quoted(name), labels.Printable(in.name), by)
}

// sheetStart is how many rows of a sheet tell which of them is the header.
const sheetStart = 30

// beginning returns the first rows of a sheet, none where nothing is in them.
func beginning(book *excelize.File, name string) (start [][]string, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close() // only read from
	some := false
	for len(start) < sheetStart && rows.Next() {
		values, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		start = append(start, values)
		some = some || !blank(values)
	}
	if !some {
		return nil, rows.Error()
	}
	return start, nil
}

// headerOf returns the place of the header among the first rows of a sheet: the first with
// something in it, but for titles. These begin in the first column, and have at most half
// as many values as most rows have.
func headerOf(start [][]string) int {
	var counts []int
	for _, row := range start {
		if n := filled(row); n > 0 {
			counts = append(counts, n)
		}
	}
	slices.Sort(counts)
	most := counts[len(counts)/2]
	for i, row := range start {
		if n := filled(row); n > 0 && (2*n > most || strings.TrimSpace(row[0]) == "") {
			return i
		}
	}
	return 0
}

// namesMemes reports whether a row names a column as captions or pictures are called.
func namesMemes(row []string) bool {
	return slices.ContainsFunc(plainNames(row), func(p string) bool {
		return slices.Contains(roleNames[roleCaption], p) || slices.Contains(roleNames[roleImage], p)
	})
}

// sheetValues reads the rows of one sheet, those above its header passed over.
type sheetValues struct {
	rows   *excelize.Rows
	shown  *excelize.Rows // the same rows as they are shown; nil where no cell has a date
	header []string
	above  int // rows before the header
}

// row returns the next row, and the same with its dates, nil where it has none; io.EOF at the end.
func (s *sheetValues) row() (values, dated []string, err error) {
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return nil, nil, err
		}
		return nil, nil, io.EOF
	}
	if values, err = s.rows.Columns(); err != nil {
		return nil, nil, err
	}
	for i, v := range values {
		values[i] = strings.ToValidUTF8(v, "\ufffd")
	}
	if s.shown != nil && s.shown.Next() {
		shown, err := s.shown.Columns(excelize.Options{ShortDatePattern: dateFormat})
		if err != nil {
			return nil, nil, err
		}
		dated = withDates(values, shown)
	}
	return values, dated, nil
}

func (s *sheetValues) columns() []string { return s.header }
func (s *sheetValues) firstRow() int     { return s.above + 2 }

func (s *sheetValues) next() (record, error) {
	values, dated, err := s.row()
	switch {
	case err != nil:
		return record{}, err
	case blank(values):
		return emptyRow, nil
	case !blank(beyond(values, s.header)):
		return record{}, damage(fmt.Sprintf("%d values, but the header names %d columns", len(values), len(s.header)))
	}
	if dated == nil {
		return record{values: s.wide(values), had: len(s.header)}, nil
	}
	return record{values: s.wide(dated), read: s.wide(values), had: len(s.header)}, nil
}

// wide is a row with as many values as there are columns: what a sheet has nothing in at the end of
// a row is not in its file.
func (s *sheetValues) wide(values []string) []string {
	if short := len(s.header) - len(values); short > 0 {
		values = append(values, make([]string, short)...)
	}
	return values[:len(s.header)]
}
