package dataset

import (
	"strconv"
	"strings"

	"memebench/labels"
)

// column is a column by its name and how many of that name stand before it, since
// names may occur twice in a table (Memotion's first one is empty).
type column struct {
	name   string
	before int
}

// title is the column's name where no two may be the same: the second of a name is
// called "name.2".
func (c column) title() string {
	if c.before == 0 {
		return c.name
	}
	return c.name + "." + strconv.Itoa(c.before+1)
}

// distinct tells columns of the same name apart.
func distinct(names []string) []column {
	seen := map[string]int{}
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name, seen[name]}
		seen[name]++
	}
	return columns
}

// placesOf says where each of distinct columns is.
func placesOf(columns []column) map[column]int {
	places := make(map[column]int, len(columns))
	for i, c := range columns {
		places[c] = i
	}
	return places
}

// A columnUnion are the columns of several datasets in one table: those of the first, then
// those of the next that are not there yet, and so on. A meme has nothing in the columns
// that its table lacked.
type columnUnion struct {
	columns  []column
	has      map[column]bool           // the columns
	datasets map[string]map[column]int // place of each column in a dataset's values
}

func newColumnUnion(datasets []labels.Dataset) columnUnion {
	u := columnUnion{has: map[column]bool{}, datasets: map[string]map[column]int{}}
	for _, d := range datasets {
		columns := distinct(d.Columns)
		for _, c := range columns {
			u.add(c)
		}
		u.datasets[d.Name] = placesOf(columns)
	}
	return u
}

// add puts a column behind the others, unless it is there.
func (u *columnUnion) add(c column) {
	if !u.has[c] {
		u.has[c] = true
		u.columns = append(u.columns, c)
	}
}

// titles are the names of the columns behind others, which no two share: an imported
// column that is called as one of those is the second of its name.
func (u *columnUnion) titles(others []string) []string {
	names := append([]string{}, others...)
	for _, c := range u.columns {
		names = append(names, strings.TrimSpace(c.title())) // as an import compares them
	}
	var titles []string
	for _, c := range distinct(names)[len(others):] {
		titles = append(titles, c.title())
	}
	return titles
}

// value is what a meme's row had in a column, and whether its table had that.
func (u *columnUnion) value(m *labels.Meme, c column) (string, bool) {
	at, has := u.datasets[m.Dataset][c]
	if !has || at >= len(m.Values) {
		return "", false
	}
	return m.Values[at], true
}
