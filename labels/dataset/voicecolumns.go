package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"memebench/labels"
)

// annotationColumns are of what an annotator said, not of the meme.
var annotationColumns = []string{"annotation_id", "annotator", "created_at", "updated_at", "lead_time",
	"_annotator_id", "answer", // of Prodigy
	"AssignmentId", "AssignmentStatus", "AcceptTime", "SubmitTime", "ApprovalTime", "AutoApprovalTime", "RejectionTime", "WorkTimeInSeconds", "RequesterFeedback",
	"LifetimeApprovalRate", "Last30DaysApprovalRate", "Last7DaysApprovalRate", "Approve", "Reject", // of Mechanical Turk
	"ASSIGNMENT:link", "ASSIGNMENT:task_id", "ASSIGNMENT:assignment_id", "ASSIGNMENT:task_suite_id", "ASSIGNMENT:status", "ASSIGNMENT:started",
	"ASSIGNMENT:submitted", "ASSIGNMENT:accepted", "ASSIGNMENT:reward"} // of Toloka

// A voiceColumn is a column with the levels of one annotator, as tables have that give
// each annotator a column.
type voiceColumn struct {
	field
	annotator string
	who       field        // a column that names the annotator, beside it
	level     labels.Level // of which the column has votes or shares, see levelColumns
}

// personWords are what those who give levels are called in the names of columns.
const personWords = "(?:annotator|annot|ann|rater|coder|labell?er|judge|worker|expert|reviewer|user)"

// voiceNames are what such columns are called, in plain names: ann1, annotator_2,
// label_rater_3, coder_a_sentiment; or label_1, sentiment2. What is in the first parentheses
// is the annotator.
var voiceNames = []*regexp.Regexp{
	regexp.MustCompile(`^(?:(?:label|level|sentiment|rating|answer|score)s?_)?(` + personWords + `_?(?:\d+|[a-z]))(?:_(?:label|level|sentiment|rating|answer|score)s?)?$`),
	regexp.MustCompile(`^((?:label|level|sentiment|polarity|rating|mood)_?\d+)$`),
}

// wide finds the columns of several annotators, of which there are two at least, each with
// levels; nil where there are none, or the shape knows its level: in an export the columns are as they came.
func (d *deciding) wide() []voiceColumn {
	if d.m.annotator.is() || d.shape.level != nil {
		return nil
	}
	for _, form := range voiceNames {
		var voices []voiceColumn
		for _, c := range d.candidates {
			if m := form.FindStringSubmatch(c.plain); m != nil && c.names+c.counted > 0 && c.unknown <= c.names+c.counted {
				voices = append(voices, voiceColumn{field: c.field, annotator: m[1]})
			}
		}
		if len(voices) < 2 {
			continue
		}
		d.nameVoices(voices)
		if o := d.together(voices); o.names > 0 || d.spec.Scale != "" || o.numbers.scale() != NoScale {
			return voices
		}
	}
	return nil
}

// whoNames is the number of a column that names the annotator of the level with this number:
// annotator_1, rater2_id.
var whoNames = regexp.MustCompile(`^` + personWords + `_?(\d+)(?:_(?:id|name))?$`)

// voiceNumber is the last number in the name of a column with an annotator's levels: rater_2_label.
var voiceNumber = regexp.MustCompile(`(\d+)\D*$`)

// nameVoices finds the columns that name the annotators of columns with levels, which are numbered alike.
func (d *deciding) nameVoices(voices []voiceColumn) {
	for i := range voices {
		v := &voices[i]
		number := voiceNumber.FindStringSubmatch(d.plain[v.at()])
		if number == nil {
			continue
		}
		for at, p := range d.plain {
			m := whoNames.FindStringSubmatch(p)
			if m == nil || m[1] != number[1] || slices.ContainsFunc(voices, func(o voiceColumn) bool { return o.at() == at }) {
				continue
			}
			v.who = fieldAt(d.columns, at)
		}
	}
}

// namedVoices reads the names of several columns, with commas between them; nil where that
// is not what the name is.
func (d *deciding) namedVoices(name string) (voices []voiceColumn) {
	if !strings.Contains(name, ",") || columnPlaces(d.columns, name, visible) != nil {
		return nil
	}
	for one := range strings.SplitSeq(name, ",") {
		f, err := findField(d.columns, d.file, strings.TrimSpace(one), "--level")
		if err != nil {
			return nil
		}
		voices = append(voices, voiceColumn{field: f, annotator: annotatorName(f.name)})
	}
	d.nameVoices(voices)
	return voices
}

// together is the opinion of all the columns' values as levels.
func (d *deciding) together(voices []voiceColumn) opinion {
	all := tally{words: map[string]int{}}
	for _, v := range voices {
		if t := d.survey.of(v.field, d.fields); t != nil {
			for word := range maps.Keys(t.words) {
				all.words[word] += t.words[word]
			}
		}
	}
	return all.opinionOf(d.m.levels)
}

// speak gives a row the level of its first voice, and returns a further row for each other
// one. What is no level in one column is a note where another has some.
func (m *mapping) speak(row *TableRow, values []string) (further []TableRow, err error) {
	if m.highest {
		m.vote(row, values)
		return nil, nil
	}
	spoken := false
	var bad error
	for _, v := range m.voices {
		level, note, err := m.levelOf(v.field, values)
		if err != nil {
			bad = cmp.Or(bad, err)
			continue
		}
		row.note = cmp.Or(row.note, note)
		if level == labels.NoLevel {
			continue
		}
		annotator := cmp.Or(annotatorName(v.who.of(values)), v.annotator)
		if !spoken {
			spoken = true
			row.Level, row.Annotator = level, annotator
			continue
		}
		more := *row
		more.Level, more.Annotator, more.note, more.further = level, annotator, "", true
		further = append(further, more)
	}
	switch {
	case !spoken:
		return nil, bad
	case bad != nil:
		row.note = cmp.Or(row.note, fmt.Sprintf("%v; the others are taken", bad))
	}
	return further, nil
}

// listedBeside is the column of a table that lists the annotators whose levels another one lists,
// "" for none: in JSON such lists are rows of their own by now, as far as they are equally long.
func (d *deciding) listedBeside(f field) string {
	lists := func(i int) bool {
		return slices.ContainsFunc(d.survey.first, func(r record) bool { return strings.HasPrefix(r.values[i], "[") })
	}
	if !slices.Contains([]string{FormatCSV, FormatXLSX, FormatParquet}, d.m.shape) || !lists(f.at()) {
		return ""
	}
	for i, name := range d.plain {
		if i != f.at() && slices.Contains(annotatorLists, name) && lists(i) {
			return d.columns[i]
		}
	}
	return ""
}
