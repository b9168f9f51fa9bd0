package dataset

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"memebench/labels"
)

// sheetFormat is a workbook of Excel and its kin (.xlsx). Its first sheet with rows is
// read.
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
	book, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostPartMemory,
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat):
		return nil, in.fail(errors.New("it is protected by a password, or no workbook: save it without one, or as CSV"))
	case err != nil:
		return nil, in.fail(fmt.Errorf("it cannot be read as a workbook (%s): save it again, or as CSV", labels.Printable(err.Error())))
	}
	in.onClose(book.Close)
	for _, name := range book.GetSheetList() {
		rows, err := book.Rows(name)
		if err != nil {
			continue // a chart
		}
		s := &sheetValues{rows: rows}
		if header, err := s.row(); err == nil {
			if s.header = header; len(header) > maxColumns {
				return nil, in.fail(fmt.Errorf("the header has %d columns: at most %d are read", len(header), maxColumns))
			}
			in.onClose(rows.Close)
			return s, nil
		}
		rows.Close() // nothing in it
	}
	return nil, in.fail(errors.New("no sheet of it has rows: want a first row that names the columns"))
}

// sheetValues reads the rows of one sheet. Rows above the header are passed over that
// have nothing in them.
type sheetValues struct {
	rows   *excelize.Rows
	header []string
	above  int // rows before the header
}

// row returns the next row, io.EOF at the end. Those before the first with something in
// it are passed over.
func (s *sheetValues) row() ([]string, error) {
	for s.rows.Next() {
		values, err := s.rows.Columns()
		if err != nil {
			return nil, err
		}
		if s.header != nil || !blank(values) {
			for i, v := range values {
				values[i] = strings.ToValidUTF8(v, "\ufffd")
			}
			return values, nil
		}
		s.above++
	}
	if err := s.rows.Error(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

func (s *sheetValues) columns() []string { return s.header }
func (s *sheetValues) firstRow() int     { return s.above + 2 }

func (s *sheetValues) next() (record, error) {
	values, err := s.row()
	switch {
	case err != nil:
		return record{}, err
	case blank(values):
		return emptyRow, nil
	case !blank(beyond(values, s.header)):
		return record{}, damage(fmt.Sprintf("%d values, but the header names %d columns", len(values), len(s.header)))
	}
	// What a sheet has nothing in at the end of a row is not in its file.
	if short := len(s.header) - len(values); short > 0 {
		values = append(values, make([]string, short)...)
	}
	return record{values: values[:len(s.header)], had: len(s.header)}, nil
}
