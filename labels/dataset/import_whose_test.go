package dataset

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// Levels that somebody has written into a table of memes that are here are nobody else's, wherever
// they stand: in a column of its own, beside what others had said, or over it, beside their names.
func TestWhoseLevelsAreInATableThatComesBack(t *testing.T) {
	const source = "id,caption,mood,annotator,humour\n1,dawn,negative,ann,1\n2,noon,neutral,ann,2\n3,dusk,positive,bo,2\n4,night,negative,bo,3\n"
	const own = "id,caption,level,funny\n1,dawn,negative,1\n2,noon,neutral,2\n3,dusk,positive,2\n4,night,negative,3\n"
	const some = "id,caption,level\n1,dawn,negative\n2,noon,\n3,dusk,\n4,night,positive\n"
	filled := func(rows [][]string) [][]string {
		for _, row := range rows[1:] {
			if at := slices.Index(rows[0], "level"); row[at] == "" {
				row[at] = "neutral"
			}
		}
		return rows
	}
	for name, c := range map[string]struct {
		source, dataset, annotator string
		change                     func(rows [][]string) [][]string // of an export as csv
		asked                      string                           // "" for a table that is taken
		answer                     ImportSpec                       // to what was asked
		labels                     int
	}{
		"numbers in a column like her name": {source: own, annotator: "hana", change: with("Hana", "1", "5", "", "2"),
			asked: `Column "Hana" is called like the annotator: --level "Hana" takes its levels as hana's, --level "level" the others`, answer: ImportSpec{LevelColumn: "Hana"}, labels: 3},
		"in one with her name": {source: own, annotator: "Hana", change: with("level (hana)", "positive", "", "", "neutral"),
			asked: `Column "level (hana)" is called like the annotator`, answer: ImportSpec{LevelColumn: "level (hana)"}, labels: 2},
		"in words of hers": {source: own, annotator: "hana", change: with("hana", "gut", "schlecht", "gut", ""), asked: `Column "hana" is called like the annotator`,
			answer: ImportSpec{LevelColumn: "hana", LevelMap: map[string]labels.Level{"gut": labels.Positive, "schlecht": labels.Negative}}, labels: 3},
		"numbers in a new column": {source: own, annotator: "hana", change: with("rating", "1", "5", "1", "2"),
			asked: `Column "rating" may have some, too, and no meme here came with it`, answer: ImportSpec{LevelColumn: "rating", Scale: "1-5"}, labels: 4},
		"the export's own, all the same": {source: own, annotator: "hana", change: with("rating", "1", "5", "1", "2"), asked: `--level "level" the others`, answer: ImportSpec{LevelColumn: "level"}, labels: 4},
		"into the dataset, without ids":  {source: own, dataset: "t", annotator: "hana", change: without(with("mine", "1", "5", "1", "2"), "meme", "state"), asked: `Column "mine" may have some, too`, answer: ImportSpec{LevelColumn: "mine", Scale: "1-5"}, labels: 4},
		"one that numbers the rows":      {source: own, annotator: "hana", change: over("very_positive", "no", "1", "2", "3", "4"), labels: 4},
		"yes and no":                     {source: own, annotator: "hana", change: over("very_positive", "sure", "1", "0", "1", "0"), labels: 4},

		"in what was empty": {source: some, annotator: "hana", change: filled, asked: `In 2 rows it has the gold that was exported: --level "level" takes that as hana's, too, --changed only the rest`,
			answer: ImportSpec{Changed: true}, labels: 2},
		"in what was empty, and all she agrees with": {source: some, annotator: "hana", change: filled, asked: `In 2 rows it has the gold`, answer: ImportSpec{LevelColumn: "level"}, labels: 4},
		"in what was empty, without ids":             {source: some, dataset: "t", annotator: "hana", change: without(filled, "meme"), asked: `In 2 rows it has the gold`, answer: ImportSpec{Changed: true}, labels: 2},
		"the same, by who has said them":             {source: some, annotator: "team", change: filled, labels: 2},

		"over those of others": {source: source, annotator: "iris", change: without(over("positive"), "caption_origin"),
			asked:  `Column "annotator" says who has annotated, and --annotator says iris, and row 2 has another level than ann gave: add --annotator-column "annotator" for those, or --annotator-column - --annotator iris`,
			answer: ImportSpec{AnnotatorColumn: NoColumn, Changed: true}, labels: 3},
		"those of others, who have said something else": {source: source, annotator: "iris", change: without(over("positive"), "caption_origin"), asked: `another level than ann gave`, answer: ImportSpec{AnnotatorColumn: "annotator"}, labels: 3},
		"into the dataset, over those of others":        {source: source, dataset: "t", annotator: "iris", change: without(over("positive"), "meme", "state", "caption_origin"), asked: `another level than ann gave`, answer: ImportSpec{AnnotatorColumn: NoColumn, LevelColumn: "level"}, labels: 4},
		"as it was":                                     {source: source, annotator: "iris", change: without(nil, "caption_origin")},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			mustImport(t, s, ImportSpec{Path: write(t, "t.csv", c.source), Annotator: "team"})
			if r := mustImport(t, s, ImportSpec{Path: write(t, "t.csv", c.source), Annotator: "another"}); r.Duplicates != 4 { // which is not asked
				t.Fatalf("%+v", r)
			}
			spec := ImportSpec{Path: write(t, "back.csv", changed(t, s, c.change)), Dataset: c.dataset, Annotator: c.annotator, Probe: contentProbe}
			if c.asked != "" {
				before := len(s.log())
				if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), "back.csv: whose are the levels of column") || !strings.Contains(err.Error(), c.asked) || len(s.log()) != before {
					t.Fatalf("%v, want %q, and nothing else", err, c.asked)
				}
				if said := previewed(t, s, spec); !strings.Contains(said, c.asked) {
					t.Errorf("before it, %q is said, want %q", said, c.asked)
				}
				spec.LevelColumn, spec.LevelMap, spec.Scale = c.answer.LevelColumn, c.answer.LevelMap, c.answer.Scale
				spec.AnnotatorColumn, spec.Changed = c.answer.AnnotatorColumn, c.answer.Changed
			}
			if said := previewed(t, s, spec); strings.Contains(said, "whose are the levels") {
				t.Error(said)
			}
			if r := mustImport(t, s, spec); r.Duplicates != 4 || r.Labels != c.labels {
				t.Errorf("%+v, want 4 duplicates and %d labels", r, c.labels)
			}
		})
	}
}

// previewed is what is said before an import.
func previewed(t *testing.T, s *testStore, spec ImportSpec) string {
	t.Helper()
	im, err := OpenImport(t.Context(), spec, nil)
	if err != nil {
		return err.Error()
	}
	v, err := im.Preview(t.Context(), s, 5, nil)
	if err := errors.Join(err, im.Close()); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(reasons(v.Report.Warnings))
}

// changed is an export of a store as csv, changed.
func changed(t *testing.T, s *testStore, change func([][]string) [][]string) string {
	t.Helper()
	var out strings.Builder
	if _, err := Export(t.Context(), s, ExportSpec{Format: FormatCSV}, &out, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		rows = change(rows)
	}
	out.Reset()
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// with adds a column at the end.
func with(column string, values ...string) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		for i, v := range append([]string{column}, values...) {
			rows[i] = append(rows[i], v)
		}
		return rows
	}
}

// over writes one level in all rows, and may add a column.
func over(level string, added ...string) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		for _, row := range rows[1:] {
			row[slices.Index(rows[0], "level")] = level
		}
		if added == nil {
			return rows
		}
		return with(added[0], added[1:]...)(rows)
	}
}

// without takes columns away, after another change.
func without(change func([][]string) [][]string, columns ...string) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		if change != nil {
			rows = change(rows)
		}
		for _, c := range columns {
			at := slices.Index(rows[0], c)
			for i := range rows {
				rows[i] = slices.Delete(rows[i], at, at+1)
			}
		}
		return rows
	}
}

// What is gold in an export that comes back is known by what has been gold here, whoever has labelled
// since, and what the colleague has filled in is hers, also where others say the same by now.
func TestExportThatComesBackAfterOthersHaveLabelled(t *testing.T) {
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "id,caption,level\n1,dawn,negative\n2,noon,\n3,dusk,\n4,night,positive\n5,eve,neutral\n"), Annotator: "team"})
	back := write(t, "back.csv", changed(t, s, func(rows [][]string) [][]string {
		at := slices.Index(rows[0], "level")
		rows[2][at], rows[3][at], rows[5][at] = "neutral", "negative", "positive"
		return rows
	}))
	for i, level := range []labels.Level{labels.VeryNegative, labels.Neutral} { // gold of another level, and the same as hers
		if _, err := s.Append(labels.Event{Meme: s.memes()[i].ID, Annotator: "ada", Action: labels.SetLevel, Source: labels.Key, Level: level}); err != nil {
			t.Fatal(err)
		}
	}
	spec := ImportSpec{Path: back, Annotator: "hana", Probe: contentProbe}
	if _, err := importTable(t.Context(), s, spec, nil); err == nil || !strings.Contains(err.Error(), "In 2 rows it has the gold that was exported") {
		t.Fatal(err)
	}
	spec.Changed = true
	r := mustImport(t, s, spec)
	var hers []string
	for _, e := range s.log() {
		if e.Annotator == "hana" {
			m, _, err := s.LookUp(e.Meme)
			if err != nil {
				t.Fatal(err)
			}
			hers = append(hers, m.Caption+" "+e.Level.String())
		}
	}
	if got := strings.Join(hers, ", "); got != "noon neutral, dusk negative, eve positive" || !strings.Contains(fmt.Sprint(r.Warnings), "2 levels are the gold that was exported, and none of hana's") {
		t.Errorf("%s: %v", got, r.Warnings)
	}

	// Nothing is asked of an export for her, in which level is hers.
	var out strings.Builder
	if _, err := Export(t.Context(), s, ExportSpec{Format: FormatCSV, Annotator: "kim"}, &out, nil); err != nil {
		t.Fatal(err)
	}
	empty := strings.ReplaceAll(strings.ReplaceAll(out.String(), ",given,,", ",given,neutral,"), ",edited,,", ",edited,neutral,")
	if r := mustImport(t, s, ImportSpec{Path: write(t, "kim.csv", empty), Annotator: "kim", Probe: contentProbe}); r.Labels != 5 {
		t.Errorf("%+v", r)
	}
}

// Who overrules a label that was exported, and says again what a table had said before it, is heard.
func TestExportThatIsOverruled(t *testing.T) {
	labelled := func() *testStore {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "id,caption,level\n1,dawn,negative\n2,noon,neutral\n3,dusk,positive\n"), Annotator: "team"})
		for i, level := range []labels.Level{labels.Positive, labels.VeryPositive, labels.VeryNegative} {
			if _, err := s.Append(labels.Event{Meme: s.memes()[i].ID, Annotator: "ada", Action: labels.SetLevel, Source: labels.Key, Level: level}); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	for _, columns := range [][]string{nil, {"state"}, {"meme", "state"}} {
		s := labelled()
		back := write(t, "back.csv", changed(t, s, without(func(rows [][]string) [][]string {
			rows[1][slices.Index(rows[0], "level")] = "negative"
			return rows
		}, columns...)))
		r := mustImport(t, s, ImportSpec{Path: back, Dataset: "t", Annotator: "hana", Changed: true, Probe: contentProbe})
		if r.Labels != 1 || !strings.Contains(fmt.Sprint(r.Warnings), "2 levels are the gold that was exported") {
			t.Errorf("without %q: %+v", columns, r)
		}
	}
}
