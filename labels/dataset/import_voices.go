package dataset

import (
	"fmt"
	"hash/maphash"
	"slices"

	"memebench/labels"
)

// seenRows remembers the memes of an import, so that several rows of one are several voices. A row
// that names its annotator is that voice. Of rows that name none the first is the voice of the
// import's annotator NAME, and the further ones are NAME (2), NAME (3) …, in the order of the rows,
// so that importing them again changes nothing; a row in which every value is as in an earlier one,
// but for its number in the table, is the same row, and no further voice. Rows with different
// captions are of different memes, of which the store takes one: so those with each are counted on
// their own.
//
// It takes about 25 bytes for a meme, and as much for a level of an annotator whom the table names.
type seenRows struct {
	seed    maphash.Seed
	rows    map[uint64]seenRow      // the first row of a meme, by its dataset and key
	further map[uint64][]uint64     // the values of further rows
	said    map[uint64]labels.Level // what an annotator whom the table names has said of a meme

	passed []bool // the columns of the table that number its rows, or have what annotators say where the level is the meme's own
	own    bool   // the level is
}

// numbered are the plain names of columns that number the rows of a table.
var numbered = []string{"", "unnamed_0", "index"}

// numbersRows reports whether a column is called like one that numbers the rows of a table.
func numbersRows(name string) bool { return slices.Contains(numbered, plainName(name)) }

// begin begins the rows of a table.
func (s *seenRows) begin(t *Table) {
	s.passed, s.own = nil, t.m.ownLevel
	names := plainNames(t.header)
	for _, i := range t.kept {
		said := s.own && (i == t.m.annotator.at() || t.m.besideKey(t.header[i]))
		s.passed = append(s.passed, said || slices.Contains(numbered, names[i]))
	}
}

// A seenRow is the first row of a meme: a digest of its values, whose last bits are its level,
// from NoLevel on, whether a later row had another, whether the level is a later row's, and
// a digest of the caption, 0 for none.
type seenRow uint64

const (
	seenLevel    = 1<<3 - 1
	seenDisagree = 1 << 3
	seenSilent   = 1 << 4
	seenCaption  = (1<<24 - 1) << 5
	seenValues   = ^seenRow(seenLevel | seenDisagree | seenSilent | seenCaption)
)

func (r seenRow) level() labels.Level { return labels.NoLevel + labels.Level(r&seenLevel) }

// withLevel is the row with a level in the place of none.
func (r seenRow) withLevel(l labels.Level) seenRow { return r | seenRow(l-labels.NoLevel) }

func newSeenRows() *seenRows {
	return &seenRows{maphash.MakeSeed(), map[uint64]seenRow{}, map[uint64][]uint64{}, map[uint64]labels.Level{}, nil, false}
}

// A voice is whose level a row has.
type voice struct {
	annotator string // "": nobody's
	first     bool   // the row is the first of its meme
	repeated  bool   // the row is there already, value by value
	alike     bool   // so is the level that it gives to nobody
	numbered  bool   // the annotator is NAME (2) or a further one
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
	values, caption := s.digest(row), s.caption(row)
	was, again := s.rows[key]
	if said := was & seenCaption; again && said != 0 && caption != 0 && said != caption {
		key = maphash.String(s.seed, dataset+"\x00"+row.Key+"\x00"+row.Caption)
		was, again = s.rows[key]
	} else if again && said == 0 {
		was |= caption
		s.rows[key] = was
	}
	said := labels.NoLevel // by the same annotator
	if named {
		said = s.say(key, v.annotator, row.Level)
	}
	if !again {
		was = (seenRow(values)&seenValues | caption).withLevel(row.Level)
		if !row.Level.Valid() {
			was |= seenSilent
		}
		s.rows[key] = was
		v.first = true
		return v
	}
	if was&seenValues == seenRow(values)&seenValues || s.own && row.Level.Valid() && row.Level == was.level() {
		v.repeated, v.alike = true, !named && !s.own && row.Level.Valid()
		return v
	}
	number := 2
	if was&seenSilent != 0 {
		number = 1
	}
	for _, other := range s.further[key] {
		if other == values {
			v.repeated, v.alike = true, !named && !s.own && row.Level.Valid()
			return v
		}
		number++
	}
	if !row.Level.Valid() {
		return v
	}
	s.further[key] = append(s.further[key], values)
	if !named && v.annotator != "" && number > 1 {
		v.annotator, v.numbered = fmt.Sprintf("%s (%d)", v.annotator, number), true
	}
	switch {
	case !was.level().Valid():
		s.rows[key] = was.withLevel(row.Level)
	case was.level() != row.Level:
		if was&seenDisagree == 0 {
			s.rows[key] = was | seenDisagree
			v.disagrees = true
		}
		if !named { // who is named may differ from others: that is what tables of several annotators are for
			v.note = fmt.Sprintf("the level is %s, and an earlier row of this meme says %s", row.Level.Title(), was.level().Title())
			if v.annotator != "" {
				v.note += ": both voices are kept"
			}
		}
	}
	if said.Valid() && said != row.Level {
		v.note = fmt.Sprintf("the level is %s, and an earlier one of this meme by %s is %s: the later counts",
			row.Level.Title(), labels.Printable(v.annotator), said.Title())
	}
	return v
}

// say takes what an annotator whom the table names says of a meme, and returns what was said before.
func (s *seenRows) say(meme uint64, annotator string, level labels.Level) labels.Level {
	voice := maphash.Comparable(s.seed, struct {
		meme uint64
		who  string
	}{meme, annotator})
	said, ok := s.said[voice]
	if !ok {
		said = labels.NoLevel
	}
	if level.Valid() {
		s.said[voice] = level
	}
	return said
}

// caption is a digest of a row's caption; 0 where it has none.
func (s *seenRows) caption(row TableRow) seenRow {
	if row.Caption == "" {
		return 0
	}
	return seenRow(maphash.String(s.seed, row.Caption))&seenCaption | seenCaption&-seenCaption
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
	if s.own {                   // which may stand in a column that is passed over
		h.WriteByte(byte(row.Level - labels.NoLevel))
	}
	return h.Sum64()
}
