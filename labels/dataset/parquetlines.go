package dataset

import (
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// parquetLines reads what this program has exported as lines of JSON, and another one has saved as Parquet: a row for each level, as of the lines.
type parquetLines struct {
	*parquetValues
	names            []string
	from             []int // the places of all names but the last two among those of the file
	annotator, level int   // leaves
	waiting          []record
}

// lines returns the reader of exported lines, nil where the file has something else.
func (p *parquetValues) lines() *parquetLines {
	l := &parquetLines{parquetValues: p, annotator: -1, level: -1}
	for i, path := range p.file.Schema().Columns() {
		if p.leaves[i].list && path[0] == "labels" {
			switch path[len(path)-1] {
			case annotatorColumn:
				l.annotator = i
			case levelOfVoice:
				l.level = i
			}
		}
	}
	if l.annotator < 0 || l.level < 0 || !exportedLines.fits(p.names) || !slices.Contains(p.names, "state") {
		return nil
	}
	var source []int
	taken := []string{annotatorColumn, levelOfVoice}
	for i, name := range p.names {
		switch {
		case strings.HasPrefix(name, "source."):
			source = append(source, i)
		case !slices.Contains([]string{"labels", levelOfVoice, "state", "source"}, name):
			l.names, l.from, taken = append(l.names, name), append(l.from, i), append(taken, plainName(name))
		}
	}
	for _, i := range source {
		name := strings.TrimPrefix(p.names[i], "source.")
		if slices.Contains(taken, plainName(name)) { // see imported
			name = column{strings.TrimSpace(name), 1}.title()
		}
		if !slices.Contains(l.names, name) {
			l.names, l.from = append(l.names, name), append(l.from, i)
		}
	}
	l.names = append(l.names, annotatorColumn, levelOfVoice)
	return l
}

func (l *parquetLines) tool() string      { return FormatJSONL }
func (l *parquetLines) columns() []string { return l.names }

func (l *parquetLines) next() (record, error) {
	if len(l.waiting) == 0 {
		rec, err := l.parquetValues.next()
		if err != nil {
			return record{}, err
		}
		l.waiting = l.voices(rec)
	}
	rec := l.waiting[0]
	l.waiting = l.waiting[1:]
	return rec, nil
}

// voices are the records of a row, one for each level.
func (l *parquetLines) voices(rec record) (all []record) {
	var annotators, levels []string
	for _, v := range l.buffer[0] { // also of what is null, so that both stay beside each other
		switch v.Column() {
		case l.annotator:
			annotators = append(annotators, l.text(v, l.annotator))
		case l.level:
			levels = append(levels, l.text(v, l.level))
		}
	}
	for i := range max(1, min(len(annotators), len(levels))) {
		annotator, level := "", ""
		if i < min(len(annotators), len(levels)) {
			annotator, level = annotators[i], levels[i]
		}
		of := func(values []string) (line []string) {
			if values == nil {
				return nil
			}
			for _, at := range l.from {
				line = append(line, values[at])
			}
			return append(line, annotator, level)
		}
		voice := rec
		voice.values, voice.read, voice.had = of(rec.values), of(rec.read), len(l.names)
		all = append(all, voice)
	}
	return all
}

func (l *parquetLines) text(v parquet.Value, leaf int) string {
	if v.IsNull() {
		return ""
	}
	return l.leaves[leaf].text(v, true)
}
