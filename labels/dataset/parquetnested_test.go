package dataset

import (
	"encoding/json"
	"slices"
	"testing"
)

type nestedVoice struct {
	Annotator string  `parquet:"annotator"`
	Label     *string `parquet:"label,optional"`
}

type nestedRow struct {
	Text   string `parquet:"text"`
	Labels struct {
		List []struct {
			Element *string `parquet:"element,optional"`
		} `parquet:"list"`
	} `parquet:"labels"`
	Votes []nestedVoice       `parquet:"votes,list"`
	Map   map[string]string   `parquet:"map"`
	Said  map[string][]string `parquet:"said" parquet-value:",list"`
	Meta  struct {
		Tags []string `parquet:"tags,list"`
		Cats []string `parquet:"cats,list"`
		Name string   `parquet:"name"`
	} `parquet:"meta"`
	Bare []int32 `parquet:"bare"`
	Big  uint64  `parquet:"big"`
	Same string  `parquet:"meta.name"`
}

// What is nested in Parquet comes as JSON has it: nulls in their places, so that no annotator gets
// another's level, objects with their names, and no list in another's column.
func TestNestedParquet(t *testing.T) {
	of := func(s string) *string { return &s }
	full := nestedRow{Text: "dawn", Votes: []nestedVoice{{"ann", of("positive")}, {"bo", nil}}, Map: map[string]string{"k": "1"}, Said: map[string][]string{"a": {"x", "y"}, "b": nil, "c": {"z"}}, Bare: []int32{4, 5}, Big: 1<<64 - 1, Same: "other"}
	full.Labels.List = append(full.Labels.List, struct {
		Element *string `parquet:"element,optional"`
	}{}, struct {
		Element *string `parquet:"element,optional"`
	}{of("negative")})
	full.Meta.Tags, full.Meta.Cats, full.Meta.Name = []string{"x", "y"}, []string{"z"}, "n"
	file := parquetOf(t, []nestedRow{full, {Text: "noon"}})

	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.parquet", file), LevelColumn: "labels[0],labels[1]"}
	if r := mustImport(t, s, spec); r.Imported != 2 || r.Labels != 1 {
		t.Errorf("%+v", r)
	}
	d, err := s.Datasets()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i, name := range d[0].Columns {
		if _, has := got[name]; has {
			name += ".2"
		}
		got[name] = s.memes()[0].Values[i]
		if v := s.memes()[1].Values[i]; v != "" && !slices.Contains([]string{"text", "big"}, name) {
			t.Errorf("%s of a row that has nothing: %q", name, v)
		}
	}
	for name, want := range map[string]string{
		"labels": `[null,"negative"]`, "votes": `[{"annotator":"ann","label":"positive"},{"annotator":"bo","label":null}]`,
		"map.key_value.key": `["k"]`, "map.key_value.value": `["1"]`, "meta.tags": `["x","y"]`, "meta.cats": `["z"]`, "meta.name": "n", "meta.name.2": "other",
		"bare": `["4","5"]`, "big": "18446744073709551615",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	var who []string
	var said [][]string // of each of those, in whatever order a map is written
	if json.Unmarshal([]byte(got["said.key_value.key"]), &who) != nil || json.Unmarshal([]byte(got["said.key_value.value.list.element"]), &said) != nil || len(said) != len(who) {
		t.Fatalf("of a map with lists come %q and %q", got["said.key_value.key"], got["said.key_value.value.list.element"])
	}
	for i, key := range who {
		if !slices.Equal(said[i], full.Said[key]) {
			t.Errorf("%s has %q, want %q", key, said[i], full.Said[key])
		}
	}
	for _, e := range s.log() {
		if e.Annotator != "labels[1]" {
			t.Errorf("%s says %v", e.Annotator, e.Level)
		}
	}
	if r := mustImport(t, s, spec); r.Duplicates != 2 || r.Imported != 0 {
		t.Errorf("again: %+v", r)
	}
}

// Texts that came while two lists ran into one column, and of a list the last value was read, are
// known again.
func TestNestedParquetFromBefore(t *testing.T) {
	type row struct {
		Text    string  `parquet:"text"`
		Bare    []int32 `parquet:"bare"`
		Answers struct {
			By   []string `parquet:"by,list"`
			Said []string `parquet:"said,list"`
		} `parquet:"answers"`
	}
	now := row{Text: "dawn", Bare: []int32{4, 5}}
	now.Answers.By, now.Answers.Said = []string{"ann"}, []string{"yes"}
	s := newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "text,bare,answers\ndawn,5,\"[\"\"ann\"\",\"\"yes\"\"]\"\n"), Dataset: "d"})
	if r := mustImport(t, s, ImportSpec{Path: write(t, "t.parquet", parquetOf(t, []row{now})), Dataset: "d"}); r.Duplicates != 1 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
}

// Numbers with a point come as tables have them: ids that pandas has kept beside a gap are those of
// a CSV of the same. Their memes are known by them as they were written once.
func TestNumbersOfParquet(t *testing.T) {
	type row struct {
		Text  string  `parquet:"text"`
		ID    float64 `parquet:"id"`
		Small float32 `parquet:"small"`
	}
	file := parquetOf(t, []row{{"dawn", 1234567, 0.1}, {"noon", 1.5e15, 16777216}, {"dusk", 1e16, 1e-7}, {"noon", 2500000.5, -3}})
	s := newStore(t)
	spec := ImportSpec{Path: write(t, "t.parquet", file)}
	mustImport(t, s, spec)
	for i, want := range [][]string{{"dawn", "1234567", "0.1"}, {"noon", "1500000000000000", "16777216"}, {"dusk", "1e+16", "1e-07"}, {"noon", "2500000.5", "-3"}} {
		if got := s.memes()[i].Values; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, again := range []ImportSpec{spec, {Path: write(t, "t.csv", "text,id\ndawn,1234567.0\nnoon,1500000000000000.0\nnoon,2500000.5\n")}} {
		if r := mustImport(t, s, again); r.Imported != 0 || len(r.Warnings) > 0 {
			t.Errorf("%s: %+v", again.Path, r)
		}
	}
	s = newStore(t)
	mustImport(t, s, ImportSpec{Path: write(t, "t.csv", "text,id,small\ndawn,1.234567e+06,0.1\nnoon,1.5e+15,1.6777216e+07\n")}) // as it was written
	if r := mustImport(t, s, ImportSpec{Path: write(t, "t.parquet", parquetOf(t, []row{{"dawn", 1234567, 9}, {"noon", 1.5e15, 16777216}}))}); r.Imported != 0 {
		t.Errorf("of memes with ids that were written otherwise: %+v", r)
	}
}
