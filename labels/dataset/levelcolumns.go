package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"memebench/labels"
)

// Some tables have a column for each level, called like it, with how many said so, with its
// share, or with a mark. The level of a row is the one that has the most.

// levelColumns finds such columns within one object: of two levels at least, a negative and a
// positive one among them. whole is true where they have votes or marks, which people give;
// shares may be a model's as well.
func (d *deciding) levelColumns() (columns []voiceColumn, whole bool) {
	within := map[string][]voiceColumn{}
	var order []string
	for i, p := range d.plain {
		outer, inner := innermost(p)
		level, measured, ok := measuredLevel(inner)
		if !ok && d.isAnswer(fieldAt(d.columns, i)) {
			level, outer, ok = levelWithin(p)
		}
		outer += measured
		if !ok || isPrediction(p) {
			continue
		}
		if within[outer] == nil {
			order = append(order, outer)
		}
		within[outer] = append(within[outer], voiceColumn{field: fieldAt(d.columns, i), level: level})
	}
	for _, outer := range order {
		if columns := within[outer]; ranks(columns) {
			if measured, whole := d.measured(columns); measured && !d.rated(columns) {
				return columns, whole
			}
		}
	}
	return nil, false
}

// measures are words beside a level's name that say how it is measured.
var measures = []string{"votes", "vote", "count", "counts", "n", "num", "number_of", "share", "prob", "probability", "score"}

// marked are words before a level's name where a column marks the rows that have it (is_positive,
// sentiment_positive as pandas makes them of a column sentiment).
var marked = append([]string{"is", "class"}, roleNames[roleLevel]...)

// measuredLevel returns the level that a column is called after, and the words beside its name
// (votes_positive, is_positive).
func measuredLevel(plain string) (level labels.Level, measured string, ok bool) {
	if level, ok = levelName(plain); ok {
		return level, "", true
	}
	for _, m := range measures {
		for _, rest := range []string{strings.TrimPrefix(plain, m+"_"), strings.TrimSuffix(plain, "_"+m)} {
			if level, ok = levelName(rest); ok {
				return level, m, true
			}
		}
	}
	for _, m := range marked {
		if rest, found := strings.CutPrefix(plain, m+"_"); found {
			if level, ok = levelName(rest); ok {
				return level, m, true
			}
		}
	}
	return labels.NoLevel, "", false
}

// besideLevel returns the level that the name of a column begins or ends with, and what else is in it.
func besideLevel(plain string) (level labels.Level, beside string, ok bool) {
	for i, r := range plain {
		if r != '_' {
			continue
		}
		if level, ok = levelName(plain[i+1:]); ok {
			return level, plain[:i], true
		}
		if level, ok = levelName(plain[:i]); ok {
			return level, plain[i+1:], true
		}
	}
	return labels.NoLevel, "", false
}

// levelWithin returns the level that a part of a path is called, and the rest of it: Mechanical
// Turk writes a box that is ticked as Answer.positive.on.
func levelWithin(plain string) (level labels.Level, rest string, ok bool) {
	parts := strings.Split(plain, ".")
	for i, part := range parts {
		if level, ok = levelName(part); ok {
			return level, strings.Join(parts[:i], ".") + ".." + strings.Join(parts[i+1:], "."), true
		}
	}
	return labels.NoLevel, "", false
}

// ranks reports whether columns are of different levels, on both sides of neutral.
func ranks(columns []voiceColumn) bool {
	seen := map[labels.Level]bool{}
	for _, c := range columns {
		seen[c.level] = true
	}
	levels := slices.Collect(maps.Keys(seen))
	return len(levels) == len(columns) && slices.Min(levels) < labels.Neutral && slices.Max(levels) > labels.Neutral
}

// measured reports whether all that the first rows have in the columns is a measure, and
// whether it is whole.
func (d *deciding) measured(columns []voiceColumn) (all, whole bool) {
	whole = true
	some := false
	for _, rec := range d.survey.first {
		for _, c := range columns {
			x, ok := measure(c.of(rec.values))
			if !ok {
				return false, false
			}
			whole = whole && x == math.Trunc(x)
			some = some || x > 0
		}
	}
	return some, whole
}

// rated reports whether each row has something in every column, as where two questions are answered
// on a scale: votes and marks leave some out. Of a few rows nothing is told.
func (d *deciding) rated(columns []voiceColumn) bool {
	for _, rec := range d.survey.first {
		for _, c := range columns {
			if x, _ := measure(c.of(rec.values)); x < 1 {
				return false
			}
		}
	}
	return len(d.survey.first) >= 10
}

// measure reads how much a column has for its level: a number, or a mark.
func measure(text string) (float64, bool) {
	switch text = plainValue(text); text {
	case "true", "yes", "x":
		return 1, true
	case "false", "no":
		return 0, true
	}
	if slices.Contains(noLevel, text) {
		return 0, true
	}
	x, ok := number(text)
	return x, ok && x >= 0
}

// byHighest takes the columns for those of the levels, and says so.
func (d *deciding) byHighest(columns []voiceColumn) {
	d.m.voices, d.m.highest = columns, true
	d.m.notes = append(d.m.notes, fmt.Sprintf("the level of a row is the one of %s that has the most", listColumns(d.namesOf(columns))))
}

// namesOf are the columns' names.
func (d *deciding) namesOf(columns []voiceColumn) (names []string) {
	for _, c := range columns {
		names = append(names, d.columns[c.at()])
	}
	return names
}

// asLevels are the columns that the spec names as annotators', if they are called like levels, with
// or without a word beside that which is the same for all (p_negative, p_positive), and have
// measures of them; nil otherwise.
func (d *deciding) asLevels(voices []voiceColumn) []voiceColumn {
	columns := slices.Clone(voices)
	beside := ""
	for i, v := range columns {
		_, inner := innermost(plainName(v.name))
		level, _, ok := measuredLevel(inner)
		if !ok {
			word := ""
			if level, word, ok = besideLevel(inner); !ok {
				level, word, ok = levelWithin(plainName(v.name))
			}
			if !ok || i > 0 && word != beside {
				return nil
			}
			beside = word
		}
		columns[i].level = level
	}
	if measured, _ := d.measured(columns); !measured || !ranks(columns) {
		return nil
	}
	return columns
}

// vote gives a row the level of the column that has the most; none where none has anything,
// or two as much. What is no measure counts for nothing, and is a note.
func (m *mapping) vote(row *TableRow, values []string) {
	most := 0.0
	for _, c := range m.voices {
		switch x, ok := measure(c.of(values)); {
		case !ok:
			row.note = cmp.Or(row.note, fmt.Sprintf("%s %s: want a number of 0 or more, or a mark; it counts for nothing", labels.Printable(c.name), labels.Quoted(c.of(values))))
		case x > most:
			most, row.Level = x, c.level
		case x == most:
			row.Level = labels.NoLevel
		}
	}
	if most > 0 && row.Level == labels.NoLevel {
		row.note = cmp.Or(row.note, "two levels have as much as each other, so none is taken")
	}
}
