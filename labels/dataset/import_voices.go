package dataset

import (
	"fmt"
	"hash/maphash"
	"slices"

	"memebench/labels"
)

// seenRows remembers the memes of an import, so that several rows of one are several
// voices. A row that names its annotator is that voice. Of rows that name none the first
// is the voice of the import's annotator NAME, and the further ones are NAME (2), NAME (3)
// …, in the order of the rows, so that importing them again changes nothing; a row in
// which every value is as in an earlier one, but for its number in the table, is the same
// row, and no further voice.
//
// It takes about 40 bytes for a meme.
type seenRows struct {
	seed    maphash.Seed
	rows    map[uint64]seenRow  // the first row of a meme, by its dataset and key
	further map[uint64][]uint64 // the values of further rows

	disagreements int

	passed []bool // the columns of the table that number its rows
}

// numbered are the plain names of columns that number the rows of a table.
var numbered = []string{"", "unnamed_0", "index"}

// begin begins the rows of a table.
func (s *seenRows) begin(columns []string) {
	s.passed = nil
	for _, name := range plainNames(columns) {
		s.passed = append(s.passed, slices.Contains(numbered, name))
	}
}

type seenRow struct {
	values   uint64
	level    labels.Level
	silent   bool // the first row has no level
	disagree bool
}

func newSeenRows() *seenRows {
	return &seenRows{maphash.MakeSeed(), map[uint64]seenRow{}, map[uint64][]uint64{}, 0, nil}
}

// A voice is whose level a row has.
type voice struct {
	annotator string // "": nobody's
	first     bool   // the row is the first of its meme
	repeated  bool   // the row is there already, value by value
	note      string // about another voice, a sentence
}

// memes counts the different memes.
func (s *seenRows) memes() int { return len(s.rows) }

// add takes a row of a dataset.
func (s *seenRows) add(dataset string, row TableRow, annotator string) voice {
	v := voice{annotator: row.Annotator}
	named := v.annotator != ""
	if !named {
		v.annotator = annotator
	}
	key := maphash.String(s.seed, dataset+"\x00"+row.Key)
	values := s.digest(row)
	was, again := s.rows[key]
	if !again {
		s.rows[key] = seenRow{values: values, level: row.Level, silent: !row.Level.Valid()}
		v.first = true
		return v
	}
	if was.values == values {
		v.repeated = true
		return v
	}
	number := 2
	if was.silent {
		number = 1
	}
	for _, other := range s.further[key] {
		if other == values {
			v.repeated = true
			return v
		}
		number++
	}
	if !row.Level.Valid() {
		return v
	}
	s.further[key] = append(s.further[key], values)
	if !named && v.annotator != "" && number > 1 {
		v.annotator = fmt.Sprintf("%s (%d)", v.annotator, number)
	}
	switch {
	case !was.level.Valid():
		was.level = row.Level
		s.rows[key] = was
	case was.level != row.Level:
		if !was.disagree {
			was.disagree = true
			s.rows[key] = was
			s.disagreements++
		}
		other := "an earlier row of this meme"
		if row.further {
			other = "another column"
		}
		v.note = fmt.Sprintf("the level is %s, and %s says %s", row.Level.Title(), other, was.level.Title())
		if v.annotator != "" {
			v.note += ": both voices are kept"
		}
	}
	return v
}

// digest is of a row's values.
func (s *seenRows) digest(row TableRow) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for i, v := range row.Values {
		if s.passed[i] {
			continue
		}
		h.WriteString(v)
		h.WriteByte(0)
	}
	h.WriteString(row.Annotator) // whom a file's or a column's name may say
	return h.Sum64()
}
