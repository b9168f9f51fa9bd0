package dataset

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// This file is about columns of Parquet with several values in a row: lists and what is nested in
// them. They are written as JSON has them, with nulls in their places: what the second of three
// annotators has not said is not what the third has.

// A nest is a column whose values repeat, or which has such.
type nest struct {
	column   *parquet.Column
	name     string   // of its column of the table
	level    int      // how many of those above it may lack
	from, to int      // its leaves
	alone    []string // the path of its leaf, where that is a column of its own, of all in the nest; else nil
}

// nests are the columns of a file that are lists: the outermost of several, with the group around
// it that is one for it alone. They are called as the column of the file that they are in, as they
// were before what is nested was written, or by their paths where that has several. Other leaves
// that repeat (in maps, and in lists of older programs) have a column each.
func nests(file *parquet.File) (all []nest) {
	paths := file.Schema().Columns()
	leaf := 0
	var walk func(c *parquet.Column, name string, level int)
	walk = func(c *parquet.Column, name string, level int) {
		below := c.Columns()
		if repeats := c.Repeated() || len(below) == 1 && below[0].Repeated(); repeats {
			n := leavesOf(c)
			if isListPath(paths[leaf]) {
				all = append(all, nest{column: c, name: name, level: level, from: leaf, to: leaf + n})
			} else {
				for i := leaf; i < leaf+n; i++ {
					all = append(all, nest{column: c, level: level, from: i, to: i + 1, alone: paths[i]})
				}
			}
			leaf += n
			return
		}
		if c.Leaf() {
			leaf++
		}
		if c.Optional() {
			level++
		}
		for _, b := range below {
			walk(b, name+"."+b.Name(), level)
		}
	}
	for _, c := range file.Root().Columns() {
		first := len(all)
		if walk(c, c.Name(), 0); len(all) == first+1 {
			all[first].name = c.Name()
		}
	}
	return all
}

// isListPath reports whether a leaf is in a list, as most programs write it.
func isListPath(path []string) bool {
	return slices.Contains(path[1:], "list") || slices.Contains(path[1:], "array")
}

// below are the columns in one that are of the nest.
func (n nest) below(c *parquet.Column) []*parquet.Column {
	if n.alone == nil {
		return c.Columns()
	}
	at := len(c.Path())
	return slices.DeleteFunc(slices.Clone(c.Columns()), func(b *parquet.Column) bool { return b.Name() != n.alone[at] })
}

// leavesOf counts the leaves of a column.
func leavesOf(c *parquet.Column) (n int) {
	if c.Leaf() {
		return 1
	}
	for _, below := range c.Columns() {
		n += leavesOf(below)
	}
	return n
}

// nested writes what a row has in a nest; "" where that is nothing. text is what a value of a leaf
// is written as, nil for none.
func (n nest) nested(row [][]parquet.Value, text func(parquet.Value) any) (string, error) {
	for _, of := range row[n.from:n.to] {
		if len(of) == 0 {
			return "", nil // a row that is cut short
		}
	}
	is := n.assemble(n.column, row[n.from:n.to], 0, n.level, text)
	if list, ok := is.([]any); is == nil || ok && len(list) == 0 {
		return "", nil
	}
	b, err := json.Marshal(is)
	return string(b), err
}

// assemble makes a value of what the leaves of a column have, by the levels beside them: of
// repetition, which begins a list or goes on in one, and of definition, how far down something is
// there.
func (n nest) assemble(c *parquet.Column, leaves [][]parquet.Value, repeated, defined int, text func(parquet.Value) any) any {
	there := leaves[0][0].DefinitionLevel()
	switch {
	case c.Optional():
		if defined++; there < defined {
			return nil
		}
	case c.Repeated():
		if defined++; there < defined {
			return []any{}
		}
		repeated++
		items := []any{}
		for leaves != nil {
			var item [][]parquet.Value
			item, leaves = cutItem(leaves, repeated)
			items = append(items, n.inner(c, item, repeated, defined, text))
		}
		return items
	}
	return n.inner(c, leaves, repeated, defined, text)
}

// cutItem cuts off the first item of a list; nil is left after the last one.
func cutItem(leaves [][]parquet.Value, repeated int) (item, others [][]parquet.Value) {
	for _, of := range leaves {
		end := len(of)
		for i, v := range of[1:] {
			if v.RepetitionLevel() <= repeated {
				end = i + 1
				break
			}
		}
		item = append(item, of[:end])
		if end < len(of) {
			others = append(others, of[end:])
		}
	}
	if len(others) < len(leaves) { // all end together, but in a damaged file
		return item, nil
	}
	return item, others
}

// inner is assemble of what is within a column that is there: a group that is one for a list alone
// is that list, and of a leaf with a column of its own that is all there is.
func (n nest) inner(c *parquet.Column, leaves [][]parquet.Value, repeated, defined int, text func(parquet.Value) any) any {
	if c.Leaf() {
		return text(leaves[0][0])
	}
	var names []string
	var values []any
	for _, below := range n.below(c) {
		its := min(leavesOf(below), len(leaves))
		names, values = append(names, below.Name()), append(values, n.assemble(below, leaves[:its], repeated, defined, text))
		leaves = leaves[its:]
	}
	switch {
	case len(values) == 1 && (n.alone != nil || c.Repeated() || c.Columns()[0].Repeated()):
		return values[0]
	case len(names) == 2 && slices.Contains(names, "bytes") && slices.Contains(names, "path"): // of a picture, whose name is what is written
		return values[slices.Index(names, "path")]
	}
	return members{names, values}
}

// members are those of an object, in their order.
type members struct {
	names  []string
	values []any
}

func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range m.names {
		if i > 0 {
			b.WriteByte(',')
		}
		for k, part := range []any{name, m.values[i]} {
			if k > 0 {
				b.WriteByte(':')
			}
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
