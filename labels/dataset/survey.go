package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"memebench/labels"
)

// A survey is what was seen in a file when it was read through once: enough to tell what
// its columns mean.
type survey struct {
	rows  int      // good ones
	bad   string   // why the first of the others cannot be read
	first []record // the first of them, and later ones that show what these do not: see shows
	tally []tally  // what the columns have, by place; one for each field that was asked for follows
	total int      // which row, from 1, has sums or means of those above, and is not counted; 0 for none
}

// surveyRows is how many rows a survey keeps before it chooses, surveyMost how many in all,
// surveyFew how many it has of a column at least if there are any, surveyWords how many different
// values of a column, and surveyColumns how many columns it counts the values of.
const (
	surveyRows    = 50
	surveyMost    = 4 * surveyRows
	surveyFew     = 5
	surveyWords   = 200
	surveyColumns = 300
)

// A tally counts the values of one column, until there are too many different ones.
type tally struct {
	words map[string]int // by value; nil if there were too many
	rows  int            // with something in it
}

func (t *tally) add(value string) {
	if value == "" {
		return
	}
	t.rows++
	if t.words == nil {
		return
	}
	if len(value) > 100 { // no word
		t.words = nil
		return
	}
	if t.words[value]++; len(t.words) > surveyWords {
		t.words = nil
	}
}

// remove is what add has added.
func (t *tally) remove(value string) {
	if value == "" {
		return
	}
	if t.rows--; t.words != nil {
		if t.words[value]--; t.words[value] == 0 {
			delete(t.words, value)
		}
	}
}

// rowsWith counts the rows with something in the column, 0 where there is no tally.
func (t *tally) rowsWith() int {
	if t == nil {
		return 0
	}
	return t.rows
}

// constant reports whether several rows have something in the column, and all the same.
func (t *tally) constant() bool { return t.rows > 2 && len(t.words) == 1 }

// surveyOf reads a file through. fields are those of which the values are counted
// besides all columns.
func surveyOf(ctx context.Context, in *source, r valueReader, fields []field) (*survey, error) {
	columns := min(len(r.columns()), surveyColumns)
	s := &survey{tally: make([]tally, columns+len(fields))}
	for i := range s.tally {
		s.tally[i].words = map[string]int{}
	}
	var sums summing
	last, kept := 0, 0 // the last good row, and the last of first
	for n := 0; ; n++ {
		if n%1000 == 0 {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			in.tell.Tell(in.step("look at the rows", ""))
		}
		rec, _, err := readNext(r)
		var d damage
		switch {
		case err == io.EOF:
			if last == n && sums.is() {
				if s.total = n; kept == n {
					s.first = s.first[:len(s.first)-1]
				}
				s.count(sums.last, columns, fields, (*tally).remove)
			}
			return s, nil
		case errors.As(err, &d):
			if s.bad == "" {
				s.bad = d.Error()
			}
			continue // it is reported when it is imported
		case err != nil:
			return nil, fmt.Errorf("%s: %w", labels.Printable(in.name), err)
		}
		s.rows++
		last = n + 1
		if len(s.first) < surveyRows || len(s.first) < surveyMost && s.shows(rec, columns) {
			if rec.picture != nil {
				rec.picture = []byte{} // that there is one is all that is asked
			}
			rec.sound = nil
			s.first, kept = append(s.first, rec), last
		}
		sums.add(rec.values, columns)
		s.count(rec.values, columns, fields, (*tally).add)
	}
}

// shows reports whether a row shows what the rows before it do not: it has a picture, and none of
// them had one, or something in a column in which few of them had. A table may begin with texts
// alone.
func (s *survey) shows(rec record, columns int) bool {
	if rec.picture != nil && !slices.ContainsFunc(s.first, func(r record) bool { return r.picture != nil }) {
		return true
	}
	for i, v := range rec.values[:columns] {
		if v != "" && s.tally[i].rows < surveyFew {
			return true
		}
	}
	return false
}

// count counts the values of a row.
func (s *survey) count(values []string, columns int, fields []field, how func(*tally, string)) {
	for i := range columns {
		how(&s.tally[i], values[i])
	}
	for i, f := range fields {
		how(&s.tally[columns+i], f.of(values))
	}
}

// of returns the tally of a field, nil if there is none.
func (s *survey) of(f field, fields []field) *tally {
	if f.path == nil && f.is() && f.at() < len(s.tally)-len(fields) {
		return &s.tally[f.at()]
	}
	for i, other := range fields {
		if other.name == f.name {
			return &s.tally[len(s.tally)-len(fields)+i]
		}
	}
	return nil
}

// An opinion is what the values of a column are if they are levels.
type opinion struct {
	names   int // rows that name a level, or mean one by --level-map
	none    int // that say that there is none, or several
	several int // that say several
	numbers numbers
	counted int      // rows with a number
	unknown int      // rows with anything else
	strange []string // what these are, the most frequent first
}

// choicesOr returns the choices in a value of JSON, or the value.
func choicesOr(word string) []string {
	if strings.HasPrefix(word, "[") || strings.HasPrefix(word, "{") {
		if choices := choicesOf(word); len(choices) > 0 {
			return choices
		}
	}
	return []string{word}
}

// opinionOf reads the values of a column as levels.
func (t *tally) opinionOf(l levelReader) (o opinion) {
	l.scale = NoScale
	byCount := slices.SortedFunc(maps.Keys(t.words), func(a, b string) int {
		if d := t.words[b] - t.words[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, word := range byCount {
		n := t.words[word]
		if choices := choicesOr(word); len(choices) == 1 {
			word = choices[0]
		}
		plain := plainValue(word)
		if _, mapped := l.meant(plain); mapped {
			o.names += n
			continue
		}
		if x, ok := levelNumber(plain); ok {
			o.numbers.add(x, n)
			o.counted += n
			continue
		}
		switch level, err := l.read(word); {
		case err != nil && !errors.Is(err, errSeveral):
			o.unknown += n
			for _, choice := range choicesOr(word) {
				if !slices.Contains(o.strange, choice) && len(o.strange) < surveyWords {
					o.strange = append(o.strange, choice)
				}
			}
		case level == labels.NoLevel:
			if o.none += n; err != nil {
				o.several += n
			}
		default:
			o.names += n
		}
	}
	return o
}
