package dataset

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"memebench/labels"
)

// A field is where a row says one thing: a column, or a place in the JSON that a column
// has. The zero field is none.
type field struct {
	column int    // its place, from 1; 0 for no field
	path   []any  // in its JSON: names (string) and places in lists (int)
	name   string // as messages call it
}

// is reports whether there is the field.
func (f field) is() bool { return f.column > 0 }

// at is the place of the field's column, -1 for none.
func (f field) at() int { return f.column - 1 }

// of returns what a row has in the field, "" where there is no field.
func (f field) of(values []string) string {
	if f.column == 0 {
		return ""
	}
	v := values[f.column-1]
	if f.path == nil {
		return v
	}
	d := json.NewDecoder(strings.NewReader(inJSON(v)))
	d.UseNumber()
	var at any
	if d.Decode(&at) != nil {
		return ""
	}
	for _, step := range f.path {
		switch step := step.(type) {
		case string:
			m, _ := at.(map[string]any)
			at = m[step]
		case int:
			list, _ := at.([]any)
			if at = nil; step < len(list) {
				at = list[step]
			}
		}
	}
	return plainJSON(at)
}

// plainJSON is a value of JSON as a table has it: text without quotes, nothing for null.
func plainJSON(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	b, err := json.Marshal(v)
	if err != nil { // it came from JSON
		return ""
	}
	return string(b)
}

// findField returns the field of this name among columns: the column that is called so,
// or the place that the name leads to from a column, as in data.text or
// annotations[0].result[0].value.choices[0]. The option is the one that the name was
// given by, "" if it was not. Spaces around names do not matter, nor, where no name is
// the same without, what cannot be seen in one.
func findField(columns []string, file, name, option string) (field, error) {
	at := columnPlaces(columns, name, strings.TrimSpace)
	if at == nil {
		at = columnPlaces(columns, name, visible)
	}
	switch {
	case len(at) == 1:
		return fieldAt(columns, at[0]), nil
	case len(at) > 1:
		err := fmt.Errorf("%s: column %s occurs twice in the header: rename one", labels.Printable(file), labels.Quoted(name))
		if option != "" {
			err = fmt.Errorf("%w, or name it as %s or %s", err, labels.Quoted(name+".1"), labels.Quoted(name+".2"))
		}
		return field{}, err
	}
	if i, ok := nthColumn(columns, name); ok {
		return fieldAt(columns, i), nil
	}
	if f, ok := pathField(columns, name); ok {
		return f, nil
	}
	if option != "" {
		option = " for " + option
	}
	return field{}, fmt.Errorf("%s: no column %s%s: found %s", labels.Printable(file), labels.Quoted(name), option, listColumns(columns))
}

// listColumns names columns in a message, and counts those that are too many for one.
func listColumns(columns []string) string {
	const most = 30
	var found []string
	for _, h := range columns[:min(len(columns), most)] {
		found = append(found, labels.Quoted(h))
	}
	if more := len(columns) - most; more > 0 {
		found = append(found, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(found, ", ")
}

// fieldAt is the field of a whole column.
func fieldAt(columns []string, i int) field {
	return field{column: i + 1, name: labels.Printable(columns[i])}
}

// columnPlaces returns where the columns are whose names are alike in this form.
func columnPlaces(columns []string, name string, form func(string) string) (at []int) {
	name = form(name)
	for i, h := range columns {
		if form(h) == name {
			at = append(at, i)
		}
	}
	return at
}

// nthColumn returns the place of the column that is the first, second … of several of one name,
// which are called NAME.1, NAME.2 …
func nthColumn(columns []string, name string) (int, bool) {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return 0, false
	}
	at := columnPlaces(columns, name[:dot], visible)
	n, err := strconv.Atoi(name[dot+1:])
	if err != nil || n < 1 || n > len(at) || len(at) == 1 {
		return 0, false
	}
	return at[n-1], true
}

// columnName is what a column is called by an option: with its number where there are several of its name.
func columnName(columns []string, i int) string {
	at := columnPlaces(columns, columns[i], visible)
	if len(at) == 1 {
		return columns[i]
	}
	return fmt.Sprintf("%s.%d", columns[i], slices.Index(at, i)+1)
}

// pathField reads a path into the JSON of the column that its longest beginning names.
func pathField(columns []string, name string) (field, bool) {
	steps, ok := readPath(name)
	for n := len(steps) - 1; ok && n > 0; n-- {
		for i, c := range columns {
			if whole, is := readPath(c); is && slices.Equal(whole, steps[:n]) {
				return field{column: i + 1, path: steps[n:], name: labels.Printable(name)}, true
			}
		}
	}
	return field{}, false
}

// readPath cuts a path into names and places in lists.
func readPath(s string) (steps []any, ok bool) {
	for part := range strings.SplitSeq(strings.TrimPrefix(s, "$."), ".") {
		name, rest, list := strings.Cut(part, "[")
		if name != "" {
			steps = append(steps, name)
		}
		for list {
			var place string
			if place, rest, list = strings.Cut(rest, "]"); !list {
				return nil, false
			}
			n, err := strconv.Atoi(place)
			if err != nil || n < 0 {
				return nil, false
			}
			steps = append(steps, n)
			if rest == "" {
				break
			}
			if rest[0] != '[' {
				return nil, false
			}
			rest = rest[1:]
		}
	}
	return steps, len(steps) > 0
}

// textWithin is the path to the first text of several words in an object or a list of JSON, as
// [0].lines[0].text; "" where there is none, or the value is read as a text itself.
func textWithin(value string) string {
	if !strings.HasPrefix(value, "[{") && !strings.HasPrefix(value, "{") || texts(value) != value {
		return ""
	}
	var root any
	if json.Unmarshal([]byte(value), &root) != nil {
		return ""
	}
	path, _ := textPath(root, 0)
	return path
}

// textPath is the path from a value to the first text of several words in it.
func textPath(v any, depth int) (path string, ok bool) {
	const deepest = 6
	switch v := v.(type) {
	case string:
		return "", len(strings.Fields(v)) >= 3
	case []any:
		if len(v) > 0 && depth < deepest {
			path, ok = textPath(v[0], depth+1)
			return "[0]" + path, ok
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if path, ok = textPath(v[name], depth+1); ok && depth < deepest {
				return "." + name + path, true
			}
		}
	}
	return "", false
}
