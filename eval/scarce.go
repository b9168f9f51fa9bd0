package eval

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// fewRows is the support below which a level's metrics say little: one row
// moves its recall by more than 20 points.
const fewRows = 5

// Scarce are the levels of which macro-F1, the mean over five levels, says little: it counts one that no
// row has as 0, whatever a model is, and one that few rows have as much as any other.
type Scarce struct {
	NoRows  []labels.Level `json:"no_rows,omitempty"`  // levels that no row has
	FewRows []FewRows      `json:"few_rows,omitempty"` // levels that some rows have, and fewer than five
}

// FewRows is a level that few rows have, and how many.
type FewRows struct {
	Level labels.Level `json:"level"`
	Rows  int          `json:"rows"`
}

// scarceOf are the levels that none or few of the rows have; none of no rows.
func scarceOf(rows []Row) Scarce {
	var found [labels.Levels]int
	for i := range rows {
		found[rows[i].True]++
	}
	return scarceIn(func(l int) int { return found[l] })
}

// Scarce are the levels that none or few of the rows have.
func (m *Metrics) Scarce() Scarce {
	return scarceIn(func(l int) int { return m.PerClass[l].Support })
}

// scarceIn are the levels that are held by none or few; none where no level is held.
func scarceIn(held func(level int) int) Scarce {
	var s Scarce
	for l := range labels.Levels {
		switch n := held(l); {
		case n == 0:
			s.NoRows = append(s.NoRows, labels.Level(l))
		case n < fewRows:
			s.FewRows = append(s.FewRows, FewRows{labels.Level(l), n})
		}
	}
	if len(s.NoRows) == labels.Levels {
		return Scarce{}
	}
	return s
}

// ScarceNotes say what macro-F1 makes of them; there are none where each level has rows enough.
func (s Scarce) ScarceNotes() []string { return s.notes("no row", "row") }

// notes are those of rows that are called none when there are none of a level, and row when it is one.
func (s Scarce) notes(none, row string) []string {
	var notes []string
	switch len(s.NoRows) {
	case 0:
	case labels.Levels - 1:
		notes = append(notes, fmt.Sprintf("%s is of another level than one: macro-F1 counts the others as 0, and of that level alone it is %d times as high", none, labels.Levels))
	default:
		var titles []string
		for _, l := range s.NoRows {
			titles = append(titles, l.Title())
		}
		rest := labels.Levels - len(s.NoRows)
		notes = append(notes, fmt.Sprintf("%s is %s: macro-F1 counts %s as 0, and over the other %d levels it is %d/%d of what is said",
			none, strings.Join(titles, " or "), oneOrMany(len(s.NoRows), "that level", "these levels"), rest, labels.Levels, rest))
	}
	if few := fewNote(s.FewRows, row); few != "" {
		notes = append(notes, few)
	}
	return notes
}

// fewNote says what few rows of a level make of macro-F1, "" without such levels.
func fewNote(few []FewRows, row string) string {
	if len(few) == 0 {
		return ""
	}
	var of []string
	for _, f := range few {
		of = append(of, fmt.Sprintf("%s (%d)", f.Level.Title(), f.Rows))
	}
	return fmt.Sprintf("fewer than %d %ss of %s: one %s more or less moves %s F1 a lot, and macro-F1 with it",
		fewRows, row, strings.Join(of, ", "), row, oneOrMany(len(few), "its", "their"))
}
