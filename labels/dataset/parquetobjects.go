package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parquetObjects reads Parquet whose rows are of several voices, as tools write them as objects of
// JSON: those were saved as Parquet, or are features of the library datasets. Each is a row for
// each voice, as of lines of JSON (see expanderOf).
type parquetObjects struct {
	*parquetValues
	names   []string
	places  map[string]int // of the names
	waiting []record
}

// objects returns the reader of rows that are of several voices, nil where each row is one. What it
// finds out is kept with the source.
func (p *parquetValues) objects() (*parquetObjects, error) {
	if !p.mayHaveVoices() {
		return nil, nil
	}
	if !p.in.looked {
		if err := p.findExpander(); err != nil {
			return nil, err
		}
		p.in.looked = true
	}
	if p.in.expand == nil {
		return nil, nil
	}
	r := &parquetObjects{parquetValues: p, names: p.in.keys, places: map[string]int{}}
	for i, name := range r.names {
		r.places[name] = i
	}
	return r, nil
}

// mayHaveVoices reports whether a column is called like one of which an expander makes rows, and
// may have what several have said: a list of texts or numbers may be one of annotators alone. Where
// two have one name, none does: an object has a name once.
func (p *parquetValues) mayHaveVoices() bool {
	names := slices.Sorted(slices.Values(p.names))
	if len(slices.Compact(names)) < len(p.names) {
		return false
	}
	leaves := make([]int, len(p.names)) // of each column
	for _, l := range p.leaves {
		if l.column >= 0 {
			leaves[l.column]++
		}
	}
	for i, path := range p.paths {
		objects := leaves[i] > 1 || len(path) > 1
		switch name := path[0]; {
		case objects && listsVoices(name), p.repeats[i] && slices.Contains(annotatorLists, plainName(name)),
			strings.HasSuffix(name, flatAnswers), name == agentColumn, name == "_task_hash", name == "caption_origin": // of Argilla, Prodigy and this program
			return true
		}
	}
	return slices.ContainsFunc(p.file.Schema().Columns(), func(path []string) bool { return slices.Contains(path[1:], userOfAnswer) })
}

// findExpander finds a row that tells how all become rows, and then which columns these have: of
// what was asked, a row may have a part.
func (p *parquetValues) findExpander() error {
	var by string
	var expand func(object) []object
	p.each(func(o object) bool {
		var sure bool
		if expand, by, sure = expanderOf(o); !sure {
			expand = nil
		}
		return !sure
	})
	if expand == nil {
		return nil
	}
	keys := objectKeys{seen: map[string]bool{}}
	p.each(func(o object) bool {
		for _, row := range expand(o) {
			keys.add(row)
		}
		return len(keys.names) <= maxColumns
	})
	p.in.expand, p.in.tool, p.in.keys, p.in.asked, p.in.ofMeme = expand, by, keys.names, keys.asked, keys.ofMeme
	if n := len(p.in.keys); n > maxColumns {
		return p.in.fail(fmt.Errorf("it has %d columns: at most %d are read", n, maxColumns))
	}
	return nil
}

// each reads the rows as objects until the end, or until yield says that it is enough. What is
// wrong with them is said where they are read.
func (p *parquetValues) each(yield func(object) bool) {
	all := *p
	defer func() { _ = all.close() }() // it was only read
	for n := 0; ; n++ {
		if n%1000 == 0 {
			p.in.tell.Tell(p.in.step("look at the columns", ""))
		}
		rec, err := all.next()
		switch {
		case errors.As(err, new(damage)):
			continue
		case err != nil, !yield(p.object(rec.values)):
			return
		}
	}
}

// object is a row as an object: its groups are objects, and what repeats is as JSON has it.
func (p *parquetValues) object(values []string) object { return p.objectOf(values, 0, len(values), 0) }

// objectOf is what is in a group of so many names above it, whose columns are from one to another.
func (p *parquetValues) objectOf(values []string, from, to, above int) (o object) {
	for i := from; i < to; {
		name, end := p.paths[i][above], i+1
		if len(p.paths[i]) > above+1 {
			for end < to && len(p.paths[end]) > above+1 && p.paths[end][above] == name {
				end++
			}
			o = append(o, member{name: name, value: p.objectOf(values, i, end, above+1).json()})
		} else {
			o = append(o, member{name: name, value: p.json(i, values[i])})
		}
		i = end
	}
	return o
}

// json is a value of a column.
func (p *parquetValues) json(column int, value string) json.RawMessage {
	switch {
	case value == "" && p.repeats[column]:
		return json.RawMessage("[]")
	case value == "":
		return nil
	case p.repeats[column]:
		return json.RawMessage(value)
	}
	return jsonText(value)
}

// json is an object as a value of another.
func (o object) json() json.RawMessage {
	m := members{}
	for _, member := range o {
		m.names, m.values = append(m.names, member.name), append(m.values, member.value)
	}
	b, err := json.Marshal(m)
	if err != nil { // what was JSON before always can be
		return nil
	}
	return b
}

func (r *parquetObjects) tool() string      { return r.in.tool }
func (r *parquetObjects) columns() []string { return r.names }

func (r *parquetObjects) next() (record, error) {
	for len(r.waiting) == 0 {
		rec, err := r.parquetValues.next()
		if err != nil {
			return record{}, err
		}
		r.waiting = r.voices(rec)
	}
	rec := r.waiting[0]
	r.waiting = r.waiting[1:]
	return rec, nil
}

// voices are the records of a row, one for each voice. What all have is as it stands in the file
// where rows are known by that.
func (r *parquetObjects) voices(rec record) (all []record) {
	for _, o := range r.in.expand(r.object(rec.values)) {
		voice := rec
		voice.values, voice.had = make([]string, len(r.names)), len(r.names)
		flatten("", o, func(name string, raw json.RawMessage) {
			if at, ok := r.places[name]; ok && !isEmptyList(raw) {
				voice.values[at] = rawText(raw)
			}
		})
		voice.read = slices.Clone(voice.values)
		for i, name := range r.parquetValues.names {
			if at, ok := r.places[name]; ok && rec.read != nil && voice.values[at] == rec.values[i] {
				voice.read[at] = rec.read[i]
			}
		}
		all = append(all, voice)
	}
	return all
}
