package dataset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"memebench/labels"
	"memebench/labels/media"
)

// parquetFormat is Parquet, as data sets of Hugging Face come: the pictures are in it.
type parquetFormat struct{}

func (parquetFormat) open(in *source, spec *ImportSpec) (r valueReader, err error) {
	at, size, err := in.whole()
	if err != nil {
		return nil, err
	}
	defer func() {
		// The library reads what others have written, and may fail on what it does
		// not expect.
		if p := recover(); p != nil {
			r, err = nil, in.fail(errors.New("it is damaged, or Parquet of a kind that is not read: save it again, or as CSV"))
		}
	}()
	if !footerFits(at, size) {
		return nil, in.fail(errors.New("it cannot be read as Parquet (its footer would be longer than the file): fetch it again"))
	}
	file, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<16))
	if err != nil {
		if strings.Contains(err.Error(), "Decryption") {
			return nil, in.fail(errors.New("it is " + encrypted))
		}
		return nil, in.fail(fmt.Errorf("it cannot be read as Parquet (%s): fetch it again", labels.Printable(err.Error())))
	}
	p := &parquetValues{in: in, file: file, asked: spec.ImageColumn}
	p.findColumns()
	if len(p.names) > maxColumns {
		return nil, in.fail(fmt.Errorf("it has %d columns: at most %d are read", len(p.names), maxColumns))
	}
	in.onClose(p.close)
	if objects, err := p.objects(); objects != nil || err != nil {
		return objects, err
	}
	return p, nil
}

// encrypted is what is said of Parquet that is.
const encrypted = "Parquet that is encrypted: save it without, or as CSV"

// footerFits reports whether a file has room for the footer whose length stands at its end:
// the library makes room for 4 GB if it is told so.
func footerFits(at io.ReaderAt, size int64) bool {
	const ends, magic = 8, 4 // the length and "PAR1" at the end, "PAR1" at the beginning
	var end [ends]byte
	_, err := at.ReadAt(end[:], size-ends) // of what cannot be read the library says why
	return err != nil || int64(binary.LittleEndian.Uint32(end[:])) <= size-ends-magic
}

// parquetValues reads the rows of a Parquet file. A column within another one is called
// "outer.inner", but for a picture of Hugging Face, a column with bytes and a path: its name has
// the path, and its bytes are the row's picture, as are those of any column with a picture's bytes,
// the first of them or that which is asked for. What repeats is JSON (parquetnested.go). Numbers
// that stand for names (ClassLabel of Hugging Face) become them.
type parquetValues struct {
	in      *source
	file    *parquet.File
	names   []string
	paths   [][]string // of the names, within the file's schema
	repeats []bool     // what has a name is JSON
	asked   string     // the column whose pictures are to be read; "" for the first that has some
	leaves  []leaf     // by column index of the file
	nests   []nest
	meant   bool // a leaf has a meaning
	group   int  // the next row group
	rows    parquet.Rows
	buffer  [1]parquet.Row
	count   int64
}

// A leaf is what becomes of one column of the file.
type leaf struct {
	column  int  // its place in names, -1 for none
	known   int  // the place of the first of its name, by which rows are known
	list    bool // it is of a list
	nested  bool // it repeats, so that a nest writes it
	picture bool
	bytes   bool   // it may have pictures, too: bytes that are not said to be text
	of      string // what the column is called that the pictures are of
	classes []string
	within  bool                       // it is in another, where numbers were no names once
	meaning func(parquet.Value) string // nil where the values are as they stand in the file
}

// findColumns makes the columns of the file's leaves.
func (p *parquetValues) findColumns() {
	features := p.features()
	all := p.file.Schema().Columns()
	places, named := map[int]int{}, map[string]int{} // of the lists, and of the first of each name
	p.nests = nests(p.file)
	for i, path := range all {
		var l leaf
		name, way := path[0], path[:1]
		in := slices.IndexFunc(p.nests, func(n nest) bool { return n.from <= i && i < n.to })
		nested := in >= 0
		list := nested && p.nests[in].alone == nil
		switch last := path[len(path)-1]; {
		case len(path) == 2 && last == "bytes" && slices.ContainsFunc(all, func(o []string) bool { return slices.Equal(o, []string{name, "path"}) }):
			l = leaf{column: -1, picture: true, of: name}
			p.leaves = append(p.leaves, l)
			continue
		case len(path) == 2 && last == "path" && slices.ContainsFunc(all, func(o []string) bool { return slices.Equal(o, []string{name, "bytes"}) }):
		case list:
			name, way = p.nests[in].name, p.nests[in].column.Path()
		default:
			name, way = strings.Join(path, "."), path
		}
		at, has := places[in]
		if !list || !has {
			at = len(p.names)
			places[in] = at
			p.names, p.paths, p.repeats = append(p.names, name), append(p.paths, way), append(p.repeats, nested)
		}
		if _, has := named[name]; !has {
			named[name] = at
		}
		l = leaf{column: at, known: named[name], list: list, nested: nested, of: name, classes: classesOf(features, path, 0), within: len(path) > 1}
		if in, ok := p.file.Schema().Lookup(path...); ok {
			t := in.Node.Type()
			l.meaning = meaningOf(t)
			l.bytes = t.LogicalType() == nil && (t.Kind() == parquet.ByteArray || t.Kind() == parquet.FixedLenByteArray)
		}
		p.leaves, p.meant = append(p.leaves, l), p.meant || nested || l.meaning != nil || l.within && l.classes != nil || l.known != at
	}
	if !slices.ContainsFunc(p.leaves, func(l leaf) bool { return l.of == p.asked && (l.picture || l.bytes) }) {
		p.asked = "" // it names the pictures of another
	}
}

func (p *parquetValues) columns() []string { return p.names }
func (p *parquetValues) firstRow() int     { return 1 }

func (p *parquetValues) next() (rec record, err error) {
	defer func() {
		if r := recover(); r != nil { // see open
			err = errors.New("it is damaged from here on")
		}
	}()
	row, err := p.row()
	if err != nil {
		return record{}, err
	}
	p.count++
	p.in.done = p.in.size * p.count / max(1, p.file.NumRows())
	if p.sizeOf(row) > maxRecord {
		return record{}, errLongRow
	}
	rec = record{had: len(p.names)}
	if rec.values, err = p.values(row, &rec, true); err == nil && p.meant {
		// Memes were known by what stands in the file before meanings were read, and are, but where
		// it is bytes: as text those of different numbers are the same.
		rec.read, err = p.values(row, &rec, false)
	}
	if rec.picture == nil { // a sound alone is a meme, too
		rec.picture, rec.sound = rec.sound, nil
	}
	return rec, err
}

// values are those of a row, by their meaning or as they stand in the file; a picture goes into the record.
func (p *parquetValues) values(row parquet.Row, rec *record, meant bool) ([]string, error) {
	values := make([]string, len(p.names))
	lists := map[int][]any{}
	for _, v := range row {
		if v.Column() < 0 || v.Column() >= len(p.leaves) {
			continue
		}
		l := p.leaves[v.Column()]
		if v.IsNull() {
			continue
		}
		if l.isPicture(v) {
			p.take(rec, v.ByteArray(), l.of)
			continue
		}
		if meant && l.nested {
			continue // a nest writes it
		}
		at, text := l.column, l.text(v, meant)
		if !meant {
			at = l.known
		}
		if l.list {
			lists[at] = append(lists[at], text)
			continue
		}
		values[at] = text
	}
	for at, items := range lists {
		b, err := json.Marshal(items)
		if err != nil {
			return nil, err
		}
		values[at] = string(b)
	}
	if meant { // else as it was written before what is nested was
		return values, p.nested(row, values)
	}
	return values, nil
}

// orNull is a value in a list.
func (l leaf) orNull(v parquet.Value) any {
	if v.IsNull() || l.isPicture(v) {
		return nil
	}
	return l.text(v, true)
}

// nested writes what a row has in its nests into its values.
func (p *parquetValues) nested(row parquet.Row, values []string) (err error) {
	if len(p.nests) == 0 {
		return nil
	}
	of := make([][]parquet.Value, len(p.leaves))
	for _, v := range row {
		if at := v.Column(); at >= 0 && at < len(of) {
			of[at] = append(of[at], v)
		}
	}
	for _, n := range p.nests {
		at := p.leaves[n.from].column
		if at < 0 {
			continue // pictures
		}
		values[at], err = n.nested(of, func(v parquet.Value) any { return p.leaves[v.Column()].orNull(v) })
		if err != nil {
			return err
		}
	}
	return nil
}

// errLongRow is of a row that is longer than one of any other table may be; pictures in it do not count.
var errLongRow = damage(fmt.Sprintf("the row is longer than %d bytes", maxRecord))

// sizeOf is how long a row is without its pictures and sounds, those of kinds that are not known
// here included.
func (p *parquetValues) sizeOf(row parquet.Row) (n int) {
	for _, v := range row {
		n++
		if at := v.Column(); at >= 0 && at < len(p.leaves) && p.leaves[at].picture {
			continue
		}
		if isBytes(v) && !isPictureStart(v.ByteArray()) && media.KindOf(v.ByteArray()) == "" {
			n += len(v.ByteArray())
		}
	}
	return n
}

// take gives a record the bytes of a column of pictures, or of sounds. What is read of several is said.
func (p *parquetValues) take(rec *record, b []byte, of string) {
	kind := media.KindOf(b)
	heard := kind != "" && !kind.Moving()
	to := &rec.picture
	if heard {
		to = &rec.sound
	}
	switch asks := p.asked != "" && p.asked != of && !heard; {
	case len(b) == 0:
	case *to == nil && !asks:
		*to = slices.Clone(b)
	case p.asked == "" && !heard && !bytes.Equal(*to, b):
		said := fmt.Sprintf("left out: the pictures of the column %s of %s, as those of another are read: --image %s reads them", labels.Quoted(of), labels.Printable(p.in.name), labels.Quoted(of))
		if !slices.Contains(p.in.leftOut, said) {
			p.in.leftOut = append(p.in.leftOut, said)
		}
	}
}

// isPicture reports whether a value is a picture's bytes.
func (l leaf) isPicture(v parquet.Value) bool {
	return l.picture || l.meaning == nil && isBytes(v) && isPictureStart(v.ByteArray())
}

func isBytes(v parquet.Value) bool {
	return v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray
}

// text is a value as a table has it, by its meaning or as it stands in the file.
func (l leaf) text(v parquet.Value, meant bool) string {
	var text string
	if l.meaning != nil && (meant || isBytes(v)) {
		text = l.meaning(v)
	} else if isBytes(v) {
		text = strings.ToValidUTF8(string(v.ByteArray()), "\ufffd")
	} else {
		text = v.String()
	}
	if l.classes != nil && (meant || !l.within) {
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < len(l.classes) {
			return l.classes[n]
		}
	}
	return text
}

// row returns the values of the next row, of whichever group.
func (p *parquetValues) row() (parquet.Row, error) {
	for {
		if p.rows == nil {
			groups := p.file.RowGroups()
			if p.group == len(groups) {
				return nil, io.EOF
			}
			group := groups[p.group]
			if p.group++; group.NumRows() == 0 {
				continue
			}
			if slices.ContainsFunc(group.ColumnChunks(), func(c parquet.ColumnChunk) bool { return c.NumValues() > p.mostValues() }) {
				return nil, errors.New("it has millions of values in next to no bytes, which would take gigabytes of memory")
			}
			p.rows = group.Rows()
		}
		if err := p.in.ctx.Err(); err != nil {
			return nil, err
		}
		n, err := p.rows.ReadRows(p.buffer[:])
		switch {
		case n == 1:
			return p.buffer[0], nil
		case err == nil || err == io.EOF:
			if err := p.close(); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("it is damaged from here on (%s): fetch it again", labels.Printable(err.Error()))
		}
	}
}

// mostValues is how many values a column of a row group may have: by run lengths those of a
// kilobyte can be billions, and the library has all of a row, and of a page, in memory. Of
// constants a column of some million has a few bytes; of anything else no 64 are in one.
func (p *parquetValues) mostValues() int64 { return 2<<20 + 64*p.file.Size() }

func (p *parquetValues) close() error {
	if p.rows == nil {
		return nil
	}
	err := p.rows.Close()
	p.rows = nil
	return err
}
