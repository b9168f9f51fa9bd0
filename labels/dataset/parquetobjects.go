package dataset

import (
	"encoding/json"
	"errors"
	"slices"
)

// parquetObjects reads Parquet whose rows are of several voices, as tools write them as objects of JSON: those were saved
// as Parquet, or are features of the library datasets. Each is a row for each voice, as of lines of JSON (see expanderOf).
type parquetObjects struct {
	*parquetValues
	names   []string
	places  map[string]int // of the names
	waiting []record
}

// looksFor is how many rows are read to find one that tells how all become rows: of the first ones perhaps nobody has said anything yet.
const looksFor = 1000

// objects returns the reader of rows that are of several voices, nil where each row is one. What it finds out is kept with the source.
func (p *parquetValues) objects() *parquetObjects {
	names := slices.Sorted(slices.Values(p.names))
	if len(p.nests) == 0 && !slices.Contains(names, "_task_hash") || len(slices.Compact(names)) < len(p.names) {
		return nil // nothing repeats, and it is not of Prodigy; or two columns have one name, as members of an object cannot
	}
	if !p.in.looked {
		p.in.looked = true
		p.findExpander()
	}
	if p.in.expand == nil {
		return nil
	}
	r := &parquetObjects{parquetValues: p, names: p.in.keys, places: map[string]int{}}
	for i, name := range r.names {
		r.places[name] = i
	}
	return r
}

// findExpander finds a row that tells how all become rows.
func (p *parquetValues) findExpander() {
	first := *p
	defer func() { _ = first.close() }() // it was only read
	for range looksFor {
		rec, err := first.next()
		switch {
		case errors.As(err, new(damage)):
			continue
		case err != nil: // the end; or what is wrong is said where the rows are read
			return
		}
		o := p.object(rec.values)
		expand, by, sure := expanderOf(o)
		if !sure {
			continue
		}
		p.in.expand, p.in.tool = expand, by
		row := expand(o)[0]
		p.members(row, func(name string, _ json.RawMessage) { p.in.keys = append(p.in.keys, name) })
		for _, m := range row {
			if m.asked {
				p.in.asked = append(p.in.asked, m.name)
			}
		}
		return
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

// members calls yield for everything that a row has, by the name of its column: that of the file, or else that which it has as a row of a voice.
func (p *parquetValues) members(o object, yield func(name string, raw json.RawMessage)) {
	var walk func(before string, o object)
	walk = func(before string, o object) {
		for _, m := range o {
			name := before + m.name
			if inner, err := readObject(m.value); err == nil && len(inner) > 0 && !slices.Contains(p.names, name) {
				walk(name+".", inner)
				continue
			}
			yield(name, m.value)
		}
	}
	walk("", o)
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

// voices are the records of a row, one for each voice. What all have is as it stands in the file where rows are known by that.
func (r *parquetObjects) voices(rec record) (all []record) {
	for _, o := range r.in.expand(r.object(rec.values)) {
		voice := rec
		voice.values, voice.had = make([]string, len(r.names)), len(r.names)
		r.members(o, func(name string, raw json.RawMessage) {
			if at, ok := r.places[name]; ok {
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
