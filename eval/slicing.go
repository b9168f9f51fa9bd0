package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// Slicing is what rows are to be sliced by.
type Slicing struct {
	by   []slicer
	most int // slices by one thing, beyond which there are none by it, rather than a last one of the rest; 0 for any number
}

// slicer says in which slices a meme is.
type slicer struct {
	name    string
	overlap bool
	order   []string // of the slices; those that are not in it come first, the largest at the front

	// One of these three says it.
	of     func(*labels.Meme, *labels.State) []string
	size   bool           // by the size of the meme's group
	column map[string]int // a column's place in the rows of each dataset that has it
}

// columnPrefix is before the name of a column that is called like something else.
const columnPrefix = "column:"

// The bins of caption lengths and of group sizes.
var (
	lengthBins = []bin{{0, "0"}, {5, "1-5"}, {10, "6-10"}, {20, "11-20"}, {40, "21-40"}, {1 << 30, "41+"}}
	sizeBins   = []bin{{1, "1"}, {2, "2"}, {5, "3-5"}, {1 << 30, "6+"}}
)

// bin has the numbers above those of the bin before it.
type bin struct {
	most int
	name string
}

func nameOfBin(bins []bin, n int) string {
	i := slices.IndexFunc(bins, func(b bin) bool { return n <= b.most })
	return bins[i].name
}

func namesOfBins(bins []bin) (names []string) {
	for _, b := range bins {
		names = append(names, b.name)
	}
	return names
}

// slicers are what rows can be sliced by in any workspace.
var slicers = []slicer{
	{name: "annotator", overlap: true, of: func(_ *labels.Meme, s *labels.State) (names []string) {
		for _, c := range s.Current {
			if c.Level.Valid() {
				names = append(names, c.Annotator)
			}
		}
		return names
	}},
	{name: "picture", order: []string{"yes", "no"}, of: func(m *labels.Meme, _ *labels.State) []string {
		if m.HasImage() {
			return []string{"yes"}
		}
		return []string{"no"}
	}},
	{name: "caption-length", order: namesOfBins(lengthBins), of: func(m *labels.Meme, _ *labels.State) []string {
		return []string{nameOfBin(lengthBins, len(strings.Fields(m.Caption)))}
	}},
	{name: "group-size", order: namesOfBins(sizeBins), size: true},
	{name: "dataset", of: func(m *labels.Meme, _ *labels.State) []string { return []string{m.Dataset} }},
	{name: "split", order: []string{string(labels.Train), string(labels.Val), string(labels.Test)},
		of: func(m *labels.Meme, _ *labels.State) []string { return []string{string(m.Split)} }},
}

// NewSlicing reads what rows are to be sliced by: annotator (who says a level of the meme
// now), picture (whether it has one), caption-length (in words), group-size (memes that share
// a picture or a caption), dataset, split, or a column of the datasets, whose name may have
// "column:" before it.
func NewSlicing(by []string, datasets []labels.Dataset) (*Slicing, error) {
	s := &Slicing{}
	for _, name := range by {
		one, err := newSlicer(name, datasets)
		if err != nil {
			return nil, err
		}
		s.add(one)
	}
	return s, nil
}

// mostUsual is how many slices a column makes at most that nobody has asked for.
const mostUsual = 6

// UsualSlicing slices by all that makes two to six slices, but for what annotators say.
func UsualSlicing(datasets []labels.Dataset) *Slicing {
	s := &Slicing{by: slices.Clone(slicers), most: mostUsual}
	for _, d := range datasets {
		for _, c := range d.Columns {
			if !slices.ContainsFunc(datasets, func(d labels.Dataset) bool { return d.SaysLevel(c) }) {
				if one, err := newSlicer(columnPrefix+c, datasets); err == nil {
					s.add(one)
				}
			}
		}
	}
	return s
}

// add adds what is not there yet.
func (s *Slicing) add(one slicer) {
	if !slices.ContainsFunc(s.by, func(known slicer) bool { return known.name == one.name }) {
		s.by = append(s.by, one)
	}
}

func newSlicer(name string, datasets []labels.Dataset) (slicer, error) {
	for _, known := range slicers {
		if known.name == name {
			return known, nil
		}
	}
	column := strings.TrimPrefix(name, columnPrefix)
	same := func(c string) bool { return c == column }
	if !slices.ContainsFunc(datasets, func(d labels.Dataset) bool { return slices.ContainsFunc(d.Columns, same) }) {
		same = func(c string) bool { return labels.Fold(c) == labels.Fold(column) }
	}
	s := slicer{column: map[string]int{}}
	for _, d := range datasets {
		if at := slices.IndexFunc(d.Columns, same); at >= 0 {
			s.name = cmp.Or(s.name, d.Columns[at])
			s.column[d.Name] = at
		}
	}
	if len(s.column) == 0 {
		return s, fmt.Errorf("no column %s to slice by: want %s", labels.Quoted(column), sliceable(datasets))
	}
	if slices.ContainsFunc(slicers, func(known slicer) bool { return known.name == s.name }) {
		s.name = columnPrefix + s.name
	}
	return s, nil
}

// mostNamed is how many columns are named where there is no such one.
const mostNamed = 12

// sliceable lists what there is to slice by.
func sliceable(datasets []labels.Dataset) string {
	var names, columns []string
	for _, s := range slicers {
		names = append(names, s.name)
	}
	for _, d := range datasets {
		for _, c := range d.Columns {
			if c != "" && !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	if len(columns) == 0 {
		return strings.Join(names, ", ") + ", or a column of an imported table"
	}
	more := ""
	if n := len(columns) - mostNamed; n > 0 {
		columns, more = columns[:mostNamed], fmt.Sprintf(" or %d more", n)
	}
	for i, c := range columns {
		columns[i] = labels.Printable(c)
	}
	return strings.Join(names, ", ") + ", or one of the columns " + strings.Join(columns, ", ") + more
}

// gather finds the slices of each row.
func (s *Slicing) gather(ctx context.Context, rows []Row, memes func(yield func(labels.Meme, labels.State) error) error) ([]sliced, error) {
	at := make(map[labels.MemeID]int, len(rows))
	for i := range rows {
		at[rows[i].Meme] = i
	}
	parts := make([]sliced, len(s.by))
	for i := range s.by {
		parts[i] = sliced{by: s.by[i], most: s.most, values: make([][]string, len(rows)), known: map[string]bool{}}
	}
	groups, sizes, came := make([]string, len(rows)), map[string]int{}, make([]labels.Level, len(rows))
	if err := memes(func(m labels.Meme, state labels.State) error {
		group := cmp.Or(m.Group, string(m.ID))
		sizes[group]++
		if r, ok := at[m.ID]; ok {
			groups[r], came[r] = group, cameAs(&state, rows[r].True)
			for i := range parts {
				parts[i].put(r, parts[i].by.slicesOf(&m, &state))
			}
		}
		return ctx.Err()
	}); err != nil {
		return nil, err
	}
	for i := range parts {
		if !parts[i].by.size {
			continue
		}
		for r, group := range groups {
			parts[i].put(r, []string{nameOfBin(sizeBins, sizes[group])})
		}
	}
	if s.most > 0 {
		parts = slices.DeleteFunc(parts, func(p sliced) bool {
			return len(p.known) < 2 || len(p.known) > s.most || p.by.column != nil && p.isLevel(came)
		})
	}
	return parts, nil
}

// cameAs is the level that a meme's row of a table has brought, whatever people have said since;
// gold where there is none.
func cameAs(state *labels.State, gold labels.Level) labels.Level {
	for _, c := range state.Current {
		if c.Source == labels.Import && c.Level.Valid() {
			return c.Level
		}
	}
	return gold
}

// isLevel reports whether a column says nothing but the level with which memes came, in other
// words: to each of its values belongs one level, and to each level one value.
func (p *sliced) isLevel(came []labels.Level) bool {
	level, value := map[string]labels.Level{}, map[labels.Level]string{}
	for r, in := range p.values {
		if len(in) != 1 {
			return false
		}
		l, known := level[in[0]]
		v, told := value[came[r]]
		if known && l != came[r] || told && v != in[0] {
			return false
		}
		level[in[0]], value[came[r]] = came[r], in[0]
	}
	return len(level) > 2 // of two a value may go with its level by chance
}

// slicesOf returns the slices of a meme, but for those by the size of its group; none by a column that its
// dataset lacks. What a column says counts without spaces around it.
func (s *slicer) slicesOf(m *labels.Meme, state *labels.State) []string {
	switch {
	case s.size:
		return nil
	case s.of != nil:
		return s.of(m, state)
	}
	at, ok := s.column[m.Dataset]
	switch {
	case !ok:
		return nil // its dataset has no such column, which is told by the dataset
	case at >= len(m.Values):
		return []string{""}
	}
	return []string{strings.TrimSpace(m.Values[at])}
}
