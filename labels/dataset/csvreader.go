package dataset

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxRecord bounds a record of a table, in bytes: far above any caption, far
// below what a quote that is never closed would swallow of a large file.
const maxRecord = 1 << 20

// csvReader reads comma-separated records as RFC 4180 has them: values in double
// quotes may hold commas, newlines and doubled quotes. As pandas and Python's csv
// do, it takes a quote inside an unquoted value for itself, and what follows a closing
// quote up to the separator for a part of the value, and skips empty lines.
// Semicolons, as spreadsheets write them in countries with a decimal comma, tabs or
// bars may stand for the commas: see dialect.
//
// It differs from encoding/csv in what it does with a damaged record. A quote
// that is opened and never closed would make one record of all that follows; here
// only the line with the quote is lost and reading goes on at the next line; not even that between
// tabs, or where the lines up to the next quote are rows as the header has them (see areRows). And a
// carriage return inside a quoted value is kept, so that a value is given back
// exactly as it came.
type csvReader struct {
	in    *bufio.Reader
	comma string   // what separates two values
	end   byte     // the last byte of a line
	loose bool     // spaces after a separator belong to it
	slash bool     // quotes within quotes have a backslash before them, instead of another quote
	width int      // values of the header; 0 where nothing is known of them
	ahead []string // lines to read before in: the rest of a damaged record
}

// damage is why one record cannot be read; reading may go on.
type damage string

func (d damage) Error() string { return string(d) }

var errLong = damage(fmt.Sprintf("the row is longer than %d bytes (is a quote never closed?)", maxRecord))

var errLongLine = damage(fmt.Sprintf("the line is longer than %d bytes", maxRecord))

func unclosed(value int) damage {
	return damage(fmt.Sprintf("the quote that opens value %d is never closed: close it, or write the quotes of a text twice within quotes", value))
}

// next returns the values of the next record, a damage, io.EOF, or the error of
// the reader beneath.
func (r *csvReader) next() ([]string, error) {
	line, err := r.line()
	for err == nil && chomp(line) == "" {
		line, err = r.line()
	}
	if err != nil {
		return nil, err
	}
	var values []string
	var more []string // the record's lines after the first
	size := len(line)
	first := line
	again := func() { r.ahead = append(more, r.ahead...) } // all lines after the first
	damaged := func(d damage) ([]string, error) {
		again()
		if r.comma == tab && r.isRow(first) {
			return r.plain(first), nil
		}
		return nil, d
	}
	whole := func(values []string, closed bool) ([]string, error) {
		if r.areRows(first, more) && (r.comma == tab || !closed) {
			again()
			return r.plain(first), nil
		}
		return values, nil
	}
	closed := true // every quote before a separator or the end of the line
	rest := line
	for {
		if r.loose {
			rest = strings.TrimLeft(rest, " ")
		}
		if !strings.HasPrefix(rest, `"`) {
			value, after, comma := strings.Cut(rest, r.comma)
			if !comma {
				return whole(append(values, chomp(value)), closed)
			}
			values, rest = append(values, value), after
			continue
		}
		rest = rest[1:]
		var value strings.Builder
		for open := true; open; {
			before, after, quote := strings.Cut(rest, `"`)
			rest = after
			if quote && r.slash && (len(before)-len(strings.TrimRight(before, `\`)))%2 == 1 {
				value.WriteString(before[:len(before)-1] + `"`)
				continue
			}
			value.WriteString(before)
			switch {
			case quote && strings.HasPrefix(after, `"`):
				value.WriteByte('"')
				rest = after[1:]
			case quote:
				open = false
			default:
				next, err := r.line()
				var d damage
				switch {
				case err == io.EOF:
					return damaged(unclosed(len(values) + 1))
				case errors.As(err, &d):
					return damaged(errLong) // the long line itself is gone
				case err != nil:
					return nil, err
				}
				more = append(more, next)
				if size += len(next); size > maxRecord {
					return damaged(errLong)
				}
				line, rest = next, next
			}
		}
		switch {
		case strings.HasPrefix(rest, r.comma):
			values, rest = append(values, value.String()), rest[len(r.comma):]
		case chomp(rest) == "":
			return whole(append(values, value.String()), closed)
		case len(more) > 0 && r.opens(line, rest): // what closed it is the opening quote of a later row
			return damaged(unclosed(len(values) + 1))
		default: // it goes on to the separator, and quotes in it are its own
			after, next, comma := strings.Cut(rest, r.comma)
			closed = false
			if values = append(values, value.String()+chomp(after)); !comma {
				return whole(values, closed)
			}
			rest = next
		}
	}
}

// tab separates the values of files whose quotes are often nothing but quotes.
const tab = "\t"

// isRow reports whether a line has as many values as the header, its quotes being nothing but quotes.
func (r *csvReader) isRow(line string) bool {
	return r.width > 1 && strings.Count(line, r.comma) == r.width-1
}

// areRows reports whether a record of several lines is rather a row on each: a quote that begins a
// value and was never meant to be closed would swallow all rows up to the next one. Between quotes
// that are closed as they should be, lines of a caption may have as many commas by chance, but not
// tabs.
func (r *csvReader) areRows(first string, more []string) bool {
	if len(more) == 0 || !r.isRow(first) {
		return false
	}
	return !slices.ContainsFunc(more, func(line string) bool { return !r.isRow(line) })
}

// plain are the values of a line, its quotes being nothing but quotes, except around a whole value.
func (r *csvReader) plain(line string) []string {
	values := strings.Split(chomp(line), r.comma)
	for i, v := range values {
		if r.loose {
			v = strings.TrimLeft(v, " ")
		}
		if len(v) > 1 && strings.HasPrefix(v, `"`) && strings.HasSuffix(v, `"`) {
			v = strings.ReplaceAll(v[1:len(v)-1], `""`, `"`)
		}
		values[i] = v
	}
	return values
}

// opens reports whether the quote before the rest of a line is one that opens a value:
// it stands where one begins.
func (r *csvReader) opens(line, rest string) bool {
	before := line[:len(line)-len(rest)-len(`"`)]
	if r.loose {
		before = strings.TrimRight(before, " ")
	}
	return before == "" || strings.HasSuffix(before, r.comma)
}

// line returns the next line with its end. A line longer than maxRecord is
// passed over and answered by errLong.
func (r *csvReader) line() (string, error) {
	if len(r.ahead) > 0 {
		line := r.ahead[0]
		r.ahead = r.ahead[1:]
		return line, nil
	}
	var b []byte
	size := 0
	for {
		part, err := r.in.ReadSlice(r.end)
		size += len(part)
		if err == nil && size == len(part) {
			return string(part), nil
		}
		if size <= maxRecord {
			b = append(b, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil && (err != io.EOF || size == 0):
			return "", err
		case size > maxRecord:
			return "", errLong
		}
		return string(b), nil
	}
}

// chomp cuts the end of a line off.
func chomp(s string) string {
	s = strings.TrimSuffix(s, "\n")
	return strings.TrimSuffix(s, "\r")
}
