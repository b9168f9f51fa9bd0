package eval

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// NoRows are the levels that no row has. Macro-F1, the mean over five levels, counts each as 0,
// whatever a model is.
type NoRows []labels.Level

// noRowsOf are the levels that none of the rows has; none of no rows.
func noRowsOf(rows []Row) NoRows {
	var found [labels.Levels]int
	for i := range rows {
		found[rows[i].True]++
	}
	return noRowsIn(func(l int) bool { return found[l] > 0 })
}

// NoRows are the levels that no row has.
func (m *Metrics) NoRows() NoRows {
	return noRowsIn(func(l int) bool { return m.PerClass[l].Support > 0 })
}

// noRowsIn are the levels that are not held; none where no level is.
func noRowsIn(held func(level int) bool) NoRows {
	var none NoRows
	for l := range labels.Levels {
		if !held(l) {
			none = append(none, labels.Level(l))
		}
	}
	if len(none) == labels.Levels {
		return nil
	}
	return none
}

// Note says what macro-F1 makes of them, "" where each level has rows.
func (n NoRows) Note() string { return n.note("no row") }

// note is that of rows that are called none when there are none of a level.
func (n NoRows) note(none string) string {
	switch len(n) {
	case 0:
		return ""
	case labels.Levels - 1:
		return fmt.Sprintf("%s is of another level than one: macro-F1 counts the others as 0, and of that level alone it is %d times as high", none, labels.Levels)
	}
	var titles []string
	for _, l := range n {
		titles = append(titles, l.Title())
	}
	rest := labels.Levels - len(n)
	return fmt.Sprintf("%s is %s: macro-F1 counts %s as 0, and over the other %d levels it is %d/%d of what is said",
		none, strings.Join(titles, " or "), oneOrMany(len(n), "that level", "these levels"), rest, labels.Levels, rest)
}

// notes are the note of them, if there is one, before others.
func (n NoRows) notes(others []string) []string {
	if note := n.Note(); note != "" {
		return append([]string{note}, others...)
	}
	return others
}
