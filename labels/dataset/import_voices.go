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
// It takes about 25 bytes for a meme.
type seenRows struct {
	seed    maphash.Seed
	rows    map[uint64]seenRow  // the first row of a meme, by its dataset and key
	further map[uint64][]uint64 // the values of further rows

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

// A seenRow is the first row of a meme: a digest of its values, whose last bits are its level,
// from NoLevel on, and whether a later row had another.
type seenRow uint64

const (
	seenLevel    = 1<<3 - 1
	seenDisagree = 1 << 3
	seenValues   = ^seenRow(seenLevel | seenDisagree)
)

func (r seenRow) level() labels.Level { return labels.NoLevel + labels.Level(r&seenLevel) }

// withLevel is the row with a level in the place of none.
func (r seenRow) withLevel(l labels.Level) seenRow { return r | seenRow(l-labels.NoLevel) }

func newSeenRows() *seenRows {
	return &seenRows{maphash.MakeSeed(), map[uint64]seenRow{}, map[uint64][]uint64{}, nil}
}

// A voice is whose level a row has.
type voice struct {
	annotator string // "": nobody's
	first     bool   // the row is the first of its meme
	repeated  bool   // the row is there already, value by value
	disagrees bool   // the row is the first of its meme with another level than the first with one
	note      string // about another voice, a sentence
}

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
		s.rows[key] = (seenRow(values) & seenValues).withLevel(row.Level)
		v.first = true
		return v
	}
	if was&seenValues == seenRow(values)&seenValues {
		v.repeated = true
		return v
	}
	number := 2
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
	if !named && v.annotator != "" {
		v.annotator = fmt.Sprintf("%s (%d)", v.annotator, number)
	}
	switch {
	case !was.level().Valid():
		s.rows[key] = was.withLevel(row.Level)
	case was.level() != row.Level:
		if was&seenDisagree == 0 {
			s.rows[key] = was | seenDisagree
			v.disagrees = true
		}
		v.note = fmt.Sprintf("the level is %s, and an earlier row of this meme says %s: both voices are kept", row.Level.Title(), was.level().Title())
		if v.annotator == "" {
			v.note = fmt.Sprintf("the level is %s, and an earlier row of this meme says %s", row.Level.Title(), was.level().Title())
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
	return h.Sum64()
}
