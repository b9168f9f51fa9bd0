package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"memebench/labels"
)

// jsonFormat is JSON: an object on every line, an array of objects, or an object with one
// object for each id.
type jsonFormat struct{}

// open reads the file through once for the names that its objects have, which are its
// columns; they are kept with the source.
func (jsonFormat) open(in *source, _ *ImportSpec) (valueReader, error) {
	if in.keys == nil {
		r, err := newJSONValues(in)
		if err != nil {
			return nil, err
		}
		keys, err := r.allKeys(in)
		if errors.Is(err, errToldLate) { // those before it are read as it is, too
			in.expand, in.tool = r.expand, r.by
			if r, err = newJSONValues(in); err != nil {
				return nil, err
			}
			keys, err = r.allKeys(in)
		}
		if err != nil {
			return nil, in.fail(err)
		}
		in.keys, in.asked, in.ofMeme = keys.names, keys.asked, keys.ofMeme
		in.expand, in.tool = r.expand, r.by
		if byColumns(in.keys) {
			return nil, in.fail(errByColumns)
		}
		if tree, ok := r.objects.(*jsonTree); ok && tree.after != "" && in.rows == nil {
			in.leftOut = []string{fmt.Sprintf("left out: %s of %s and what comes after it: one list of objects is read", labels.Quoted(tree.after), labels.Printable(in.name))}
		}
		if len(in.keys) == 0 {
			return nil, in.fail(errors.New("there is no object in it: want lines of JSON, an array of objects, or an object of objects"))
		}
	}
	r, err := newJSONValues(in)
	if err != nil {
		return nil, err
	}
	r.names, r.places = in.keys, map[string]int{}
	for i, name := range in.keys {
		r.places[name] = i
	}
	return r, nil
}

// jsonValues reads objects of JSON as rows. The columns are the names of what they have;
// what is in an object within is called "outer.inner", and a list is kept as JSON. What
// a tool writes as one object for several voices (see expanders) is several rows.
type jsonValues struct {
	objects objectReader
	joined  joined                // what other lists of the file say of the objects
	by      string                // the tool that has written them, "" for none that is known
	expand  func(object) []object // how an object becomes rows; nil before the first
	sure    bool                  // no other object may tell that better
	names   []string
	places  map[string]int
	waiting []object // rows of the last object
}

// An object is a JSON object: its names in the order of the file.
type object []member

type member struct {
	name   string
	value  json.RawMessage
	asked  bool // it is an annotator's answer
	ofMeme bool // it is the meme's own, where annotators have answered under its name
}

// get returns the value of a name, nil if there is none.
func (o object) get(name string) json.RawMessage {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// keyName is the column of the ids of an object that is keyed by them.
const keyName = "id"

// newJSONValues finds out how the objects come, and which tool has written them.
func newJSONValues(in *source) (*jsonValues, error) {
	r, err := in.text()
	if err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(r, 1<<16)
	start, err := text.Peek(text.Size() / 2)
	if err != nil && err != io.EOF {
		return nil, in.fail(err)
	}
	start = bytes.TrimLeft(start, " \t\r\n")
	first, _, _ := bytes.Cut(start, []byte("\n"))
	first = bytes.TrimSpace(first)
	v := &jsonValues{by: in.tool, expand: in.expand, sure: in.expand != nil}
	switch {
	case len(start) == 0:
		return nil, in.fail(errors.New("it is empty"))
	case start[0] == '{' && isColumns(first):
		return nil, in.fail(errByColumns)
	case start[0] == '{' && !json.Valid(first) && severalObjects(start):
		v.objects = newJSONStream(text)
	case start[0] == '{' && (json.Valid(first) && len(bytes.TrimSpace(start[len(first):])) > 0 || bytes.Count(start, []byte("\n{")) > 0 && !bytes.HasSuffix(first, []byte("["))):
		v.objects = &jsonLines{text: csvReader{in: text, end: '\n'}}
	case start[0] == '{':
		return v, v.readObject(in, first)
	default:
		v.objects = newJSONTree(text, nil)
	}
	return v, nil
}

// readObject finds out where in a file that is one object the rows are, unless that is known,
// and reads them there. Its first line is the whole object, or not.
func (v *jsonValues) readObject(in *source, first []byte) error {
	if in.rows == nil {
		text, err := in.text()
		if err != nil {
			return err
		}
		if found, err := searchRows(text); err == nil { // what cannot be read is found by who reads on
			if isSplit(found.own) {
				return in.fail(errByColumns)
			}
			best, ok := found.best()
			switch {
			case found.itself(best), isOfTool(in, best), json.Valid(first) && !oneObjectFile(first) && best.means <= meaning(plainNames(found.own)):
				in.rows = &objectRows{itself: true}
			case ok:
				in.rows = &objectRows{place: &best}
				if in.rows.joined, err = join(in, found, best); err != nil {
					return in.fail(err)
				}
				for _, name := range found.others(best) {
					in.leftOut = append(in.leftOut, fmt.Sprintf("left out: %s of %s: one list of objects is read", labels.Quoted(name), labels.Printable(in.name)))
				}
			}
		}
	}
	text, err := in.text()
	switch {
	case err != nil:
		return err
	case in.rows == nil:
		v.objects = newJSONTree(text, nil)
	case in.rows.itself:
		v.objects = newJSONStream(text)
	default:
		v.objects, v.joined = newJSONTree(text, in.rows.place), in.rows.joined
	}
	return nil
}

// objectRows is what was found out about a file that is one object.
type objectRows struct {
	itself bool // it is a row
	place  *rowsPlace
	joined joined
}

var errByColumns = errors.New("it is a table by columns: write it by rows, an object for each, as pandas does by to_json(orient=\"records\")")

// isSplit reports whether an object has these names that pandas gives a table in its form "split".
func isSplit(names []string) bool {
	return slices.Contains(names, "columns") && slices.Contains(names, "data") && slices.Contains(names, "index")
}

// severalObjects reports whether an object comes right after the first one.
func severalObjects(start []byte) bool {
	d := json.NewDecoder(bytes.NewReader(start))
	var first json.RawMessage
	if d.Decode(&first) != nil {
		return false
	}
	return bytes.HasPrefix(bytes.TrimLeft(start[d.InputOffset():], " \t\r\n"), []byte("{"))
}

// oneObjectFile reports whether an object that is all of a file holds the rows rather than
// being one: its values are objects or a list of objects; or one of them is such a list, and
// none is called like a caption or a picture.
func oneObjectFile(first []byte) bool {
	o, err := readObject(first)
	if err != nil || len(o) == 0 {
		return false
	}
	var names []string
	list, other := false, false
	for _, m := range o {
		names = append(names, m.name)
		list = list || isObjectList(m.value)
		other = other || !isObject(m.value) && !isObjectList(m.value)
	}
	return !other || list && !namesMemes(names)
}

// isColumns reports whether a line is an object of lists that are equally long: the columns
// of a table.
func isColumns(line []byte) bool {
	o, err := readObject(line)
	if err != nil || len(o) < 2 {
		return false
	}
	rows := 0
	for _, m := range o {
		var items []json.RawMessage
		if json.Unmarshal(m.value, &items) != nil || len(items) < 2 || isObjectList(m.value) || rows > 0 && len(items) != rows {
			return false
		}
		rows = len(items)
	}
	return true
}

// byColumns reports whether objects have numbers for names, as those of columns have.
func byColumns(names []string) bool {
	rest := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == keyName })
	return len(rest) > 0 && !slices.ContainsFunc(rest, func(name string) bool { return !isDigits(name) })
}

// allKeys reads all objects for the names in them.
func (v *jsonValues) allKeys(in *source) (*objectKeys, error) {
	keys := &objectKeys{seen: map[string]bool{}}
	var long error // of a picture of which too much was said
	for n := 0; ; n++ {
		if n%1000 == 0 {
			in.tell.Tell(in.step("look at the columns", ""))
		}
		o, err := v.nextObject()
		var d damage
		switch {
		case err == io.EOF && keys.names == nil:
			return keys, long
		case err == io.EOF:
			return keys, nil
		case errors.Is(err, errSaid):
			long = err
			continue
		case errors.As(err, &d):
			continue
		case err != nil:
			return nil, err
		}
		keys.add(o)
		if len(keys.names) > maxColumns {
			return nil, fmt.Errorf("its objects have more than %d different names: at most so many are read", maxColumns)
		}
	}
}

// nextObject returns the next row as an object.
func (v *jsonValues) nextObject() (object, error) {
	if len(v.waiting) == 0 {
		o, err := v.objects.next()
		if err != nil {
			return nil, err
		}
		if v.joined != nil {
			if o, err = v.joined.add(o); err != nil {
				return nil, err
			}
		}
		if err := v.findExpander(o); err != nil {
			return nil, err
		}
		if v.waiting = v.expand(o); len(v.waiting) == 0 {
			return nil, damage("there is nothing in the object")
		}
	}
	o := v.waiting[0]
	v.waiting = v.waiting[1:]
	return o, nil
}

// tool is what the format is called of the tool that has written the objects, "" where
// none is known.
func (v *jsonValues) tool() string { return v.by }

func (v *jsonValues) columns() []string { return v.names }
func (v *jsonValues) firstRow() int     { return 1 }

func (v *jsonValues) next() (record, error) {
	o, err := v.nextObject()
	if err != nil {
		return record{}, err
	}
	rec := record{values: make([]string, len(v.names)), had: len(v.names)}
	flatten("", o, func(name string, raw json.RawMessage) {
		if at, ok := v.places[name]; ok {
			rec.values[at] = rawText(raw)
		}
	})
	return rec, nil
}

// flattenDepth is how many objects within objects become columns.
const flattenDepth = 3

// flatten calls yield for everything in an object, with the path of names to it.
func flatten(before string, o object, yield func(name string, raw json.RawMessage)) {
	for _, m := range o {
		name := before + m.name
		if isObject(m.value) && strings.Count(name, ".") < flattenDepth {
			if inner, err := readObject(m.value); err == nil && len(inner) > 0 {
				flatten(name+".", inner, yield)
				continue
			}
		}
		yield(name, m.value)
	}
}

// readObject reads an object with its names in their order.
func readObject(raw []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("want an object")
	}
	var o object
	places := map[string]int{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, err
		}
		m := member{name: name}
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		if at, twice := places[name]; twice {
			o[at] = m // the last one counts, as everywhere
			continue
		}
		places[name] = len(o)
		o = append(o, m)
	}
	_, err := d.Token()
	return o, err
}

// rawText is a value as a table has it: text without quotes, nothing for null.
func rawText(raw json.RawMessage) string {
	switch {
	case len(raw) == 0, string(raw) == "null":
		return ""
	case raw[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	}
	return string(raw)
}

// jsonText is a value of text.
func jsonText(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil { // text always can be
		return nil
	}
	return b
}
