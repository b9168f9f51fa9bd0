package dataset

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// A partition is a folder of tables that is called like a column and what their rows have in it
// (split=train/part-0.parquet), which Spark, DuckDB and Arrow leave out of the tables then.
type partition struct{ column, value string }

// noPartition stands for nothing in such names.
const noPartition = "__HIVE_DEFAULT_PARTITION__"

// partitionsOf are those on the way to a table.
func partitionsOf(file string) (all []partition) {
	for _, folder := range strings.Split(path.Dir(file), "/") {
		column, value, ok := strings.Cut(folder, "=")
		if !ok || column == "" {
			continue
		}
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		if value == noPartition {
			value = ""
		}
		all = append(all, partition{column, value})
	}
	return all
}

// partitioned reads a table whose folders have columns besides. These come first: what a row lacks,
// it lacks at its end.
type partitioned struct {
	valueReader
	names, values []string
}

// inPartitions is a reader of a table with the columns of its folders that it has not itself.
func (s *source) inPartitions(r valueReader) valueReader {
	p := &partitioned{valueReader: r}
	for _, of := range s.partitions {
		if !slices.Contains(r.columns(), of.column) && !slices.Contains(p.names, of.column) {
			p.names, p.values = append(p.names, of.column), append(p.values, of.value)
		}
	}
	if by, ok := r.(writtenBy); ok && by.tool() != "" || p.names == nil { // an export has all of its columns
		return r
	}
	return p
}

// ownColumns are the columns of a table itself, the last that its reader has.
func ownColumns(r valueReader) []string {
	if p, ok := r.(*partitioned); ok {
		return p.valueReader.columns()
	}
	return r.columns()
}

func (p *partitioned) columns() []string { return slices.Concat(p.names, p.valueReader.columns()) }

func (p *partitioned) next() (record, error) {
	rec, err := p.valueReader.next()
	if err != nil || rec.values == nil {
		return rec, err
	}
	rec.values, rec.had = slices.Concat(p.values, rec.values), rec.had+len(p.values)
	if rec.read != nil {
		rec.read = slices.Concat(p.values, rec.read)
	}
	return rec, nil
}
