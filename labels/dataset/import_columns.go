package dataset

import (
	"slices"
	"strings"

	"memebench/labels"
)

// addColumns returns a dataset that is here with the columns that the part's table adds, and for
// each column of the table, as own has them, its place among them: -1 for one that is not kept. An
// export that comes home adds neither its own columns, which are what was said here by then, nor
// its levels, which are labels now: the next annotator would be given both.
func (im *Import) addColumns(d, own labels.Dataset) (labels.Dataset, []int, error) {
	home, err := im.comesHome(d.Name)
	if err != nil || !home {
		merged, places := withColumns(d, own)
		return merged, places, err
	}
	t, kept, known := im.part.table, own, placesOf(distinct(d.Columns))
	kept.Columns = nil
	places, passed, adds := make([]int, len(own.Columns)), make([]bool, len(own.Columns)), t.exportAdds()
	for i, c := range distinct(own.Columns) {
		if _, has := known[c]; !has {
			places[i], passed[i] = t.placeAtHome(t.kept[i], adds, d.Columns)
		}
		if !passed[i] {
			kept.Columns = append(kept.Columns, c.name)
		}
	}
	if !slices.Contains(kept.Columns, kept.Level) {
		kept.Level = ""
	}
	kept.Voices = slices.DeleteFunc(slices.Clone(own.Voices), func(v string) bool { return !slices.Contains(kept.Columns, v) })
	merged, among := withColumns(d, kept)
	for i := range places {
		if !passed[i] {
			places[i], among = among[0], among[1:]
		}
	}
	return merged, places, nil
}

// comesHome reports whether the part is of memes that are here, which its first rows name by their
// ids, and of a dataset that was here before the import.
func (im *Import) comesHome(dataset string) (bool, error) {
	at := im.part.table.ids()
	if at < 0 || !slices.ContainsFunc(im.before, func(d labels.Dataset) bool { return d.Name == dataset }) {
		return false, nil
	}
	for _, rec := range im.part.first {
		is, err := im.here.Has(labels.MemeID(rec.values[at]))
		if err != nil || is {
			return is, err
		}
	}
	return false, nil
}

// exportAdds returns the names of the columns that an export like the table adds to the imported
// ones.
func (t *Table) exportAdds() []string {
	switch {
	case t.m.shape != FormatCSV && t.m.shape != FormatXLSX:
		return exportedNames
	case slices.Contains(t.header, "adjudication"):
		return slices.Concat(csvColumns, voiceColumns)
	}
	return csvColumns
}

// placeAtHome returns whether a column of an export that comes home is none to be added to those of
// its dataset, and its place among these, -1 for none: an imported one may be the second of its
// name in the export. Others are the export's own, say the level, or number the rows.
func (t *Table) placeAtHome(at int, adds, columns []string) (place int, is bool) {
	name := strings.TrimSpace(t.header[at])
	if first, second := strings.CutSuffix(name, ".2"); second && slices.Contains(adds, first) {
		if place = slices.IndexFunc(columns, func(c string) bool { return strings.TrimSpace(c) == first }); place >= 0 {
			return place, true
		}
	}
	return -1, at == t.m.level.at() || t.m.isVoice(at) || numbersRows(name) || slices.Contains(adds, plainName(name))
}

// withColumns returns d with the columns of more that it lacks added at its end, and for
// each column of more its place among them, so that rows that were kept under the
// old columns still fit.
func withColumns(d, more labels.Dataset) (labels.Dataset, []int) {
	columns := distinct(d.Columns)
	known := placesOf(columns)
	places := make([]int, len(more.Columns))
	for i, c := range distinct(more.Columns) {
		at, has := known[c]
		if !has { // distinct, so it does not come again
			at = len(columns)
			columns = append(columns, c)
		}
		places[i] = at
	}
	merged := d
	merged.Columns = make([]string, len(columns))
	for i, c := range columns {
		merged.Columns[i] = c.name
	}
	if merged.Level == "" {
		merged.Level = more.Level
	}
	for _, v := range append([]string{more.Level}, more.Voices...) { // another table calls its level otherwise
		if v != "" && !merged.SaysLevel(v) {
			merged.Voices = append(slices.Clone(merged.Voices), v)
		}
	}
	if merged.Key == nil {
		merged.Key = more.Key
	}
	return merged, places
}
