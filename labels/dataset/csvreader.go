package dataset

import (
	"bufio"
	"errors"
	"fmt"
	"io"
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
// only the line with the quote is lost and reading goes on at the next line. And a
// carriage return inside a quoted value is kept, so that a value is given back
// exactly as it came.
type csvReader struct {
	in    *bufio.Reader
	comma string   // what separates two values
	end   byte     // the last byte of a line
	loose bool     // spaces after a separator belong to it
	slash bool     // quotes within quotes have a backslash before them, instead of another quote
	ahead []string // lines to read before in: the rest of a damaged record
}

// damage is why one record cannot be read; reading may go on.
type damage string

func (d damage) Error() string { return string(d) }

var errLong = damage(fmt.Sprintf("the row is longer than %d bytes (is a quote never closed?)", maxRecord))

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
	damaged := func(d damage) ([]string, error) {
		r.ahead = append(more, r.ahead...)
		return nil, d
	}
	rest := line
	for {
		if r.loose {
			rest = strings.TrimLeft(rest, " ")
		}
		if !strings.HasPrefix(rest, `"`) {
			value, after, comma := strings.Cut(rest, r.comma)
			if !comma {
				return append(values, chomp(value)), nil
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
			return append(values, value.String()), nil
		case len(more) > 0 && r.opens(line, rest): // what closed it is the opening quote of a later row
			return damaged(unclosed(len(values) + 1))
		default: // it goes on to the separator, and quotes in it are its own
			after, next, comma := strings.Cut(rest, r.comma)
			if values = append(values, value.String()+chomp(after)); !comma {
				return values, nil
			}
			rest = next
		}
	}
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
