package dataset

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"memebench/labels"
)

// This file is about delimited text as people really write it: what separates its
// values, where its lines end, what stands before and around the names in its header.
// All of it is told by the header and the first rows together, and only where the
// plain reading fits few of these rows is another one taken.

// separators names what can separate two values, and comes in this order where a
// header has several.
var separators = []struct{ mark, title string }{
	{",", "a comma"}, {";", "a semicolon"}, {"\t", "a tab"}, {"|", "a vertical bar"}, {spaces, "a space"},
}

// spaces separate values where every name of the header is in quotes, as R writes tables.
const spaces = " "

// separatorTitle names a separator in a message.
func separatorTitle(mark string) string {
	for _, s := range separators {
		if s.mark == mark {
			return s.title
		}
	}
	if mark == noSeparator { // which a file of something else can have
		return "a NUL character"
	}
	return labels.Printable(mark)
}

// dialect is how a table is written.
type dialect struct {
	comma string // what separates two values
	end   byte   // the last byte of a line: '\n', before which there may be '\r', or '\r'
	skip  int    // bytes before the header
	above int    // of them, lines of a title
	width int    // how many values most of the first rows have
	short bool   // many of the first rows lack values at their end
	loose bool   // a space stands after every separator of the header
	slash bool   // quotes within quotes have backslashes before them
	named bool   // every row has its number before the values that the header names, as R writes tables
}

// dialectOf finds out how a table is written by its first bytes. If they are not
// whole, the table goes on. A separator that is given is taken as it is.
func dialectOf(start string, whole bool, given string) dialect {
	d := dialect{comma: given, end: lineEnd(start), slash: slashed(start)}
	comma, skip, ok := separatorLine(start)
	if ok {
		d.skip = skip
	}
	switch {
	case given != "":
	case ok:
		d.comma = comma
	default:
		d.comma = separator(start, d.end, whole)
	}
	first := readSample(start[d.skip:], d.comma, d.end, whole)
	if under, ok := underTitle(start[d.skip:], first, d.end, whole, d.comma, given == "" && !ok); ok {
		d.comma, d.above = under.comma, under.above
		d.skip += under.skip
		first = readSample(start[d.skip:], d.comma, d.end, whole)
	}
	if given == "" && !ok && first.alone() {
		d.comma = noSeparator
		first = readSample(start[d.skip:], d.comma, d.end, whole)
	}
	if d.named = first.hasRowNumbers(); d.named {
		first.header = append([]string{""}, first.header...)
	}
	d.width, d.short, d.loose = first.width(), first.short(), d.comma != spaces && loose(first.header)
	return d
}

// noSeparator is in no table: in one of a single column, every line is a value.
const noSeparator = "\x00"

// alone reports whether the rows are lines of text: the header names one column, and some
// rows have a separator in them, but not all.
func (s sample) alone() bool {
	return len(s.header) == 1 && s.fitting() < len(s.rows) && slices.ContainsFunc(s.rows, func(row []string) bool { return len(row) == 1 })
}

// mostTitles is how many lines above a header are looked at for being a title.
const mostTitles = 10

// underTitle looks for the header below a title, or below comments: a line that names
// captions or pictures, which the first does not, and that the rows fit.
func underTitle(start string, first sample, end byte, whole bool, comma string, find bool) (d dialect, ok bool) {
	padded := filled(first.header) == 1 && len(first.header) > 2 // by a spreadsheet
	if len(first.rows) == 0 || namesMemes(first.header) && !padded || len(first.header) > 1 && 2*first.fitting() >= len(first.rows) && !padded {
		return d, false
	}
	for d.above < mostTitles {
		_, rest, more := strings.Cut(start[d.skip:], string(end))
		if !more {
			return d, false
		}
		d.skip = len(start) - len(rest)
		d.above++
		if d.comma = comma; find {
			d.comma = separator(rest, end, whole)
		}
		s := readSample(rest, d.comma, end, whole)
		if strings.HasPrefix(start, "#") {
			s.rows = slices.DeleteFunc(s.rows, func(row []string) bool { return len(row) == 1 && strings.HasPrefix(row[0], "#") })
		}
		if len(s.header) > 1 && namesMemes(s.header) && len(s.rows) > 0 && 10*s.fitting() >= 9*len(s.rows) {
			return d, true
		}
	}
	return d, false
}

// filled counts the values that are not empty.
func filled(row []string) (n int) {
	for _, v := range row {
		if strings.TrimSpace(v) != "" {
			n++
		}
	}
	return n
}

// ReadSeparator reads what separates two values as it is given on a command line: one
// character, or tab.
func ReadSeparator(s string) (string, error) {
	switch r := []rune(s); {
	case strings.EqualFold(s, "tab") || s == `\t`:
		return "\t", nil
	case s == "" || len(r) == 1 && r[0] != '"' && r[0] != '\n' && r[0] != '\r' && r[0] != unicode.ReplacementChar:
		return s, nil
	}
	return "", fmt.Errorf("--separator %s: want one character, or tab", labels.Quoted(s))
}

// lineEnd tells a file of which every line ends by '\r', as an old spreadsheet writes
// it: there, every '\n' is inside quotes.
func lineEnd(start string) byte {
	end, quoted := byte('\n'), false
	for i := range len(start) {
		switch c := start[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return '\n'
		case c == '\r' && i+1 < len(start): // the '\n' after it may be cut off
			end = '\r'
		}
	}
	return end
}

// separatorLine reads a first line like "sep=;", which says to a spreadsheet what
// separates the values. It returns how long the line is.
func separatorLine(start string) (comma string, length int, ok bool) {
	for i := range len(start) {
		if start[i] != '\n' && start[i] != '\r' {
			continue
		}
		length = i + 1
		if strings.HasPrefix(start[i:], "\r\n") {
			length++
		}
		line := strings.Trim(start[:i], `"`)
		if len(line) != len("sep=;") || !strings.EqualFold(line[:4], "sep=") {
			return "", 0, false
		}
		c := rune(line[4])
		ok = c == '\t' || c < unicode.MaxASCII && (unicode.IsPunct(c) || unicode.IsSymbol(c)) && c != '"'
		return line[4:], length, ok
	}
	return "", 0, false
}

// separator finds out what separates the values: a tab, if the header has some, that fits all of
// the first rows, and nothing else makes as much of them; else the first of the separators that the
// header has outside quotes, and a comma for a table of one column, unless that fits fewer than
// half of the first rows and another one fits nearly all.
func separator(start string, end byte, whole bool) string {
	line, _, _ := strings.Cut(strings.TrimLeft(start, "\r\n"), string(end))
	var outside strings.Builder
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 0 { // as many quotes were closed as opened
			outside.WriteString(part)
		}
	}
	header := outside.String()
	between := strings.TrimRight(header, " \r")
	if strings.HasPrefix(line, `"`) && strings.Contains(line, `" "`) && between == "" {
		return spaces
	}
	plain := ","
	for _, s := range separators[:3] { // a bar is taken on the word of the rows alone
		if strings.Contains(header, s.mark) {
			plain = s.mark
			break
		}
	}
	if plain != "\t" && strings.Contains(header, "\t") { // no name has a tab in it, and a name or two may have commas (MVSA: "text,image")
		tabs, others := readSample(start, "\t", end, whole), readSample(start, plain, end, whole)
		if len(tabs.rows) > 0 && tabs.fitting() == len(tabs.rows) && tabs.names(plain) >= 2 && (tabs.names(plain) >= len(others.header) || others.fitting() < len(others.rows)) {
			return "\t"
		}
	}
	if s := readSample(start, plain, end, whole); len(s.header) > 1 && 2*s.fitting() >= len(s.rows) {
		return plain
	}
	best, columns := plain, 1
	for _, s := range separators[:4] {
		if s.mark == plain || !strings.Contains(header, s.mark) {
			continue
		}
		other := readSample(start, s.mark, end, whole)
		if len(other.header) > columns && 4*other.fitting() >= 3*len(other.rows) {
			best, columns = s.mark, len(other.header)
		}
	}
	return best
}

// Quotes within quotes, as RFC 4180 has them, and as MySQL and Spark write them.
var (
	doubledQuote = regexp.MustCompile(`[^,;|\t\r\n\\"]""[^,;|\t\r\n"]`)
	slashedQuote = regexp.MustCompile(`[,;|\t\r\n]"[^"\r\n]*\\"[^,;|\t\r\n"]`)
)

// slashed reports whether a table has backslashes before the quotes within quotes, and none are
// written twice.
func slashed(start string) bool {
	return strings.Contains(start, `\"`) && slashedQuote.MatchString(start) && !doubledQuote.MatchString(start)
}

// sampleRows is how many rows tell how a table is written.
const sampleRows = 100

// A sample is the header of a table and its first rows; a row is nil that is damaged.
type sample struct {
	header []string
	rows   [][]string
}

// names counts the names in the header, none if one begins or ends with what else may separate: who
// writes a tab after each comma, or at the end of each line, does not mean it to.
func (s sample) names(other string) (n int) {
	for _, name := range s.header {
		switch name = strings.TrimSpace(name); {
		case strings.HasPrefix(name, other), strings.HasSuffix(name, other):
			return 0
		case name != "":
			n++
		}
	}
	return n
}

// readSample reads the beginning of a table that is written so.
func readSample(start, comma string, end byte, whole bool) (s sample) {
	from := strings.NewReader(start)
	r := csvReader{in: bufio.NewReader(from), comma: comma, end: end, slash: slashed(start)}
	header, err := r.next()
	if err != nil {
		return s
	}
	s.header, r.loose, r.width = header, loose(header), len(header)
	for len(s.rows) < sampleRows {
		row, err := r.next()
		switch {
		case err == io.EOF && !whole && s.rows == nil: // the header may be cut
			return sample{}
		case err == io.EOF && !whole: // the last row may be
			s.rows = s.rows[:len(s.rows)-1]
			return s
		case err == io.EOF, err != nil && !whole && from.Len()+r.in.Buffered() == 0: // a value in quotes is cut
			return s
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// hasRowNumbers reports whether every row has one value more than the header, the first of which
// numbers the rows, and the header has no name for that.
func (s sample) hasRowNumbers() bool {
	if len(s.rows) == 0 || len(s.header) == 0 || strings.Contains(plainValue(s.header[0]), "id") || slices.Contains(numbered, plainValue(s.header[0])) {
		return false
	}
	first := 0
	for i, row := range s.rows {
		if len(row) != len(s.header)+1 {
			return false
		}
		n, err := strconv.Atoi(row[0])
		if i == 0 {
			first = n
		}
		if err != nil || n != first+i {
			return false
		}
	}
	return true
}

// loose reports whether a space stands after every separator of a header.
func loose(header []string) bool {
	return len(header) > 1 && !slices.ContainsFunc(header[1:], func(name string) bool { return !strings.HasPrefix(name, " ") })
}

// fits reports whether a row is whole and fits the header.
func (s sample) fits(row []string) bool { return row != nil && fits(row, s.header) }

// fits reports whether a row has as many values as the header, apart from empty ones at
// the end of either.
func fits(row, header []string) bool { return blank(beyond(row, header)) && blank(beyond(header, row)) }

// fitting counts the rows that fit.
func (s sample) fitting() (n int) {
	for _, row := range s.rows {
		if s.fits(row) {
			n++
		}
	}
	return n
}

// width is how many values more than half of the rows have, where header or rows end
// with separators that the other lacks; it is that of the header otherwise.
func (s sample) width() int {
	rows := map[int]int{}
	for _, row := range s.rows {
		if s.fits(row) {
			rows[len(row)]++
		}
	}
	for width, n := range rows {
		if 2*n > len(s.rows) {
			return width
		}
	}
	return len(s.header)
}

// short reports whether more than a quarter of the rows have fewer values than the
// header: who wrote them leaves empty ones at the end out. Where few do, a separator is
// missing in them.
func (s sample) short() bool {
	n := 0
	for _, row := range s.rows {
		if row != nil && len(row) < len(s.header) {
			n++
		}
	}
	return 4*n > len(s.rows)
}

// beyond returns the values of a for which b has no place.
func beyond(a, b []string) []string { return a[min(len(a), len(b)):] }

// blank reports whether there is nothing in any value.
func blank(values []string) bool {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// visible is a column's name without what cannot be seen: marks of byte order, spaces
// of no width, and what joins words or does not break; no space is left around it.
func visible(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // format characters, the byte order mark among them
			return -1
		case unicode.Is(unicode.Zs, r): // any space, the no-break one among them
			return ' '
		}
		return r
	}, name))
}
