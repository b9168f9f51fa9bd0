package dataset

import (
	"fmt"
	"slices"
)

// differingRows finds columns in which rows of one meme differ, whose annotators the table names:
// what else these have said, or what is known of them. A meme keeps what its first row has.
type differingRows struct {
	part   *part
	first  map[string][]string // values of the first rows, by the keys of their memes
	passed []bool              // the columns that are looked at no more
	found  []string            // their names
}

// mostDiffering is how many memes of a table are looked at, which bounds what they take of memory.
const mostDiffering = 500

// add takes a row.
func (d *differingRows) add(p *part, row *TableRow) {
	if d.part != p {
		*d = differingRows{part: p, first: map[string][]string{}, passed: p.table.passed(), found: d.found}
	}
	if row.Annotator == "" || !p.m.annotator.is() || p.m.exported {
		return
	}
	first, again := d.first[row.Key]
	switch {
	case !again && len(d.first) < mostDiffering:
		d.first[row.Key] = row.Values
	case again:
		for i, v := range row.Values {
			if d.passed[i] || v == first[i] {
				continue
			}
			d.passed[i] = true
			if name := p.table.header[p.table.kept[i]]; !slices.Contains(d.found, name) { // in another table
				d.found = append(d.found, name)
			}
		}
	}
}

// passed are the columns that differ in a row for each annotator, by their places in a row's
// values: those of who has said what and when, and those that number the rows.
func (t *Table) passed() []bool {
	passed := make([]bool, len(t.kept))
	names := plainNames(t.header)
	for i, at := range t.kept {
		_, inner := innermost(names[at])
		passed[i] = at == t.m.level.at() || at == t.m.annotator.at() || at == t.m.caption.at() || at == t.m.image.at() || at == t.m.status.at() || t.m.isVoice(at) ||
			slices.Contains(annotationColumns, t.header[at]) || slices.Contains(annotationColumns, inner) || slices.Contains(numbered, names[at]) || numbersMemes(names[at])
	}
	return passed
}

// said is the sentence about the columns that were found; "" for none.
func (d *differingRows) said() string {
	if len(d.found) == 0 {
		return ""
	}
	return fmt.Sprintf("rows of one meme differ in %s: the meme keeps what its first row has there", listColumns(d.found))
}
