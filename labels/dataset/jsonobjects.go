package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// An objectReader reads one object of JSON after the other: a damage is of one, after
// which it goes on.
type objectReader interface {
	next() (object, error)
}

// jsonLines reads an object from every line that is not empty.
type jsonLines struct {
	text csvReader // for its lines
}

func (l *jsonLines) next() (object, error) {
	for {
		line, err := l.text.line()
		if errors.Is(err, errLong) {
			return nil, errLongLine // no quote of JSON leads across lines
		}
		if err != nil {
			return nil, err
		}
		line = strings.TrimPrefix(strings.TrimSpace(line), byteOrderMark)
		switch {
		case line == "":
			continue
		case !utf8.ValidString(line):
			return nil, damage("the line is not UTF-8: " + sayEncoding)
		}
		for _, r := range []io.Reader{strings.NewReader(line), withoutNaN(strings.NewReader(line))} {
			b, err := io.ReadAll(r)
			if err != nil {
				return nil, err
			}
			if o, err := readObject(b); err == nil && json.Valid(b) {
				return o, nil
			}
		}
		return nil, damage(fmt.Sprintf("the line is no object of JSON: %s", lineFault(line)))
	}
}

// lineFault says what is wrong with a line.
func lineFault(line string) string {
	var v map[string]json.RawMessage
	err := json.Unmarshal([]byte(line), &v)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		from := max(0, int(syntax.Offset)-20)
		return fmt.Sprintf("near %s (a quote inside a text is written \\\")", labels.Quoted(line[from:min(len(line), int(syntax.Offset)+10)]))
	}
	return fmt.Sprintf("it begins with %s", labels.Quoted(line[:min(len(line), 10)]))
}

// jsonStream reads objects that come one after the other, each on several lines or all on
// one.
type jsonStream struct {
	in    *boundedReader
	d     *json.Decoder
	count int
}

func newJSONStream(text io.Reader) *jsonStream {
	in, d := boundedJSON(text)
	return &jsonStream{in: in, d: d}
}

func (s *jsonStream) next() (object, error) {
	s.in.next()
	var raw json.RawMessage
	err := s.d.Decode(&raw)
	if err == io.EOF {
		return nil, io.EOF
	}
	if err != nil {
		return nil, fmt.Errorf("after object %d: %w", s.count, err)
	}
	s.count++
	o, err := readObject(raw)
	if err != nil {
		return nil, damage(fmt.Sprintf("want an object instead of %s", labels.Quoted(string(raw[:min(len(raw), 40)]))))
	}
	return o, nil
}

// jsonTree reads the objects of an array, or those of an object: in a place of it, by a
// list of objects, or by id.
type jsonTree struct {
	in    *boundedReader
	d     *json.Decoder
	place *rowsPlace // where the objects are; nil where nothing tells
	begun bool
	keyed bool   // the objects come by id
	list  string // the name of the list within an object that they come in, or of the objects by id; "" for none
	ended bool
	count int
	after string // the name of what comes after the list of the objects, and is not read
}

// heads are the names of what is said of a whole file that is an object.
var heads = []string{"info", "meta", "metadata", "config", "about", "license", "licenses"}

// A boundedReader fails when more is read for one object than a row may have.
type boundedReader struct {
	r    io.Reader
	left int
}

// boundedJSON reads JSON, NaN as null, with a bound on each object: next comes before one.
func boundedJSON(text io.Reader) (*boundedReader, *json.Decoder) {
	b := &boundedReader{r: withoutNaN(text)}
	return b, json.NewDecoder(b)
}

// next has room for one more object, beside what the decoder has read ahead.
func (b *boundedReader) next() { b.left = maxRecord + 1<<17 }

var errBounded = fmt.Errorf("one of its objects is longer than %d bytes", maxRecord)

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBounded
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}

func newJSONTree(text io.Reader, place *rowsPlace) *jsonTree {
	in, d := boundedJSON(text)
	return &jsonTree{in: in, d: d, place: place}
}

func (t *jsonTree) next() (object, error) {
	if t.ended {
		return nil, io.EOF
	}
	o, err := t.read()
	switch {
	case err == nil:
		t.count++
		return o, nil
	case err == io.EOF:
		t.ended = true
		return nil, io.EOF
	case errors.As(err, new(damage)):
		t.count++
		return nil, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("after object %d the file ends in the middle: fetch it again", t.count)
	}
	return nil, fmt.Errorf("after object %d: %w", t.count, err)
}

// read returns the next object, io.EOF at the end of a whole file.
func (t *jsonTree) read() (object, error) {
	t.in.next()
	if !t.begun {
		t.begun = true
		if err := t.begin(); err != nil {
			return nil, err
		}
	}
	for {
		if !t.d.More() {
			if err := t.nextList(); err != nil {
				return nil, err
			}
			continue
		}
		var key string
		if t.keyed {
			name, err := t.d.Token()
			if err != nil {
				return nil, cut(err)
			}
			key, _ = name.(string)
			switch past, err := t.goPast(key); {
			case err != nil:
				return nil, err
			case past:
				continue
			}
		}
		if o, is, err := t.row(key); is || err != nil {
			return o, err
		}
	}
}

// begin goes to the first of the objects.
func (t *jsonTree) begin() error {
	start, err := t.d.Token()
	if err != nil {
		return cut(err)
	}
	t.keyed = start == json.Delim('{')
	if !t.keyed && start != json.Delim('[') {
		return errors.New("want an array or an object")
	}
	if t.place != nil {
		return t.goIn()
	}
	return nil
}

// nextList goes on, at the end of a list, with the next one in the same object, if both are called
// like splits; io.EOF where nothing more is read.
func (t *jsonTree) nextList() error {
	if _, err := t.d.Token(); err != nil {
		return cut(err)
	}
	if t.list == "" {
		return io.EOF
	}
	for {
		next, _ := t.d.Token() // what ends the file is no name
		name, ok := next.(string)
		if !ok || splitName(t.list) == "" {
			t.after = name
			return io.EOF
		}
		opens, err := t.d.Token()
		if err != nil {
			return cut(err)
		}
		switch {
		case opens != json.Delim('[') && opens != json.Delim('{'): // a number of rows, a licence
		case splitName(name) != "" && t.keyed == (opens == json.Delim('{')) && t.hasRows(name):
			t.list = name
			return nil
		default: // a split without any
			if err := t.passFrom(1); err != nil {
				return err
			}
		}
	}
}

// hasRows reports whether a list that is called like a split, or an object, has rows: the next is
// its first value.
func (t *jsonTree) hasRows(split string) bool {
	if t.place != nil {
		return slices.Contains(t.place.splits, split)
	}
	return t.d.More() && isObject(t.ahead())
}

// goPast goes past what stands under a name and is no row: what is said of the whole file; and
// into a list, which has the rows, or past it where they are elsewhere.
func (t *jsonTree) goPast(name string) (past bool, err error) {
	switch {
	case t.place != nil && (slices.Contains(heads, name) || t.opensList()):
		return true, t.pass()
	case t.opensList():
		if _, err := t.d.Token(); err != nil {
			return false, cut(err)
		}
		t.keyed, t.list = false, name
		return true, nil
	}
	return false, nil
}

// row reads an object, which stands under a key if the objects come by id; is is false for what
// is no row there, as a version or a licence.
func (t *jsonTree) row(key string) (o object, is bool, err error) {
	var raw json.RawMessage
	if err := t.d.Decode(&raw); err != nil {
		return nil, false, cut(err)
	}
	o, err = readObject(raw)
	switch {
	case t.keyed && (err != nil || slices.Contains(heads, key)):
		return nil, false, nil
	case err != nil:
		return nil, false, damage(fmt.Sprintf("want an object instead of %s", labels.Quoted(string(raw[:min(len(raw), 40)]))))
	}
	if splitName(t.list) != "" && o.get(splitColumn) == nil {
		o = append(o, member{name: splitColumn, value: jsonText(t.list)})
	}
	if t.keyed && o.get(keyName) == nil {
		o = append(object{{name: keyName, value: jsonText(key)}}, o...)
	}
	return o, true, nil
}

// goIn reads up to the objects of the place.
func (t *jsonTree) goIn() error {
	for _, name := range t.place.path {
		for {
			t.in.next()
			if !t.d.More() {
				return errors.New("it has changed while it was read")
			}
			at, err := t.d.Token()
			if err != nil {
				return cut(err)
			}
			if at == name {
				break
			}
			if err := t.pass(); err != nil {
				return err
			}
		}
		if _, err := t.d.Token(); err != nil {
			return cut(err)
		}
		t.list = name
	}
	t.keyed = !t.place.list
	return nil
}

// pass reads over a value, however long it is.
func (t *jsonTree) pass() error { return t.passFrom(0) }

// passFrom is pass of a value of which so many brackets are open.
func (t *jsonTree) passFrom(depth int) error {
	for {
		t.in.next()
		at, err := t.d.Token()
		if err != nil {
			return cut(err)
		}
		switch at {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// opensList reports whether the value that comes is a list of objects, as far as the
// decoder has read.
func (t *jsonTree) opensList() bool { return isObjectList(t.ahead()) }

// ahead is how the value begins that comes, as far as the decoder has read.
func (t *jsonTree) ahead() []byte {
	ahead, ok := t.d.Buffered().(*bytes.Reader)
	if !ok {
		return nil
	}
	b := make([]byte, min(ahead.Len(), 256))
	_, _ = ahead.Read(b) // from memory
	return bytes.TrimLeft(b, " \t\r\n:")
}

// cut says of an end within JSON that it is one.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
